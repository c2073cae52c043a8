"""E2: Redis is wiped, killed, hangs, and is away for a while, while reminders go out and people use
the site. It only wakes workers sooner: nothing may be lost, and no request may fail."""

import os
import signal
import time
from contextlib import suppress

from valkey import Valkey

from benchmarks.mail.ground import Ground
from tests.faults import judge, site
from tests.faults.report import Report
from tests.faults.site import Site
from tests.faults.visitors import Visitors

POOLS = ("prefork", "threads")
SETTLE = 120.0  # seconds from Redis' return until all is out; generous, since only the promise counts


def run(short: bool, on: Ground | None = None) -> Report:
    """Wiped and killed 10 times each, 20 s without an answer, 5 minutes away; once each in short."""
    with site.laid_ground(on) as ground:
        cases, latency = (300, 150) if short else (5_000, 150)
        kabar = Site.open(ground, cases, latency)
        try:
            for pool in POOLS:
                kabar.start_worker(pool)
            kabar.start_beat()
            kabar.start_web()
            return _play(kabar, cases, latency, *((1, 1.5, 3) if short else (10, 20, 300)))
        finally:
            kabar.close()


def _play(kabar: Site, cases: int, latency: float, times: int, hangs: float, away: float) -> Report:
    with Visitors(kabar.port, pause=0.5) as visitors:
        for number in range(2 * times):
            # Spread over the first two thirds of the drain.
            kabar.wait_for_mails(cases * 2 * (number + 1) // (3 * (2 * times + 1)))
            (_wipe if number % 2 else _kill)(kabar)
        _hang(kabar, hangs)
        back = _go_away(kabar, away)
        before = kabar.smtp.count()
        # What was begun went on without Redis: there may be nothing left to wait for.
        site.wait(lambda: kabar.smtp.count() > before or not kabar.waiting(), "no mail after Redis' return")
        first = time.monotonic() - back
        time.sleep(1 if away < 10 else 10)
    stalls: list[str] = []
    with site.noting(stalls):
        kabar.wait_until_drained(SETTLE)
    rows, ledger = kabar.rows(), kabar.ledger()
    report = Report(
        "E2",
        f"Redis wiped {times}, killed {times} times, away {away:g} s",
        judge.judge(rows, ledger, kabar.cases()),
        {
            "web requests": visitors.asked,
            "that caused mail": visitors.added + visitors.resets,
            "web errors": len(visitors.errors),
            "slowest request (s)": round(visitors.slowest, 1),
            "first mail after Redis' return (s)": round(first, 1),
        },
        f"{len(POOLS)} workers ({', '.join(POOLS)}), a beat, gunicorn; Redis hangs for {hangs:g} s as well; "
        f"{site.TIMES_IN_WORDS}; the mail server thinks {latency:g} ms about each mail",
    )
    report.broken += stalls
    report.promise_none("lost", "duplicated", "mis-marked", "unknown", "web errors")
    report.broken += sorted(set(visitors.errors))
    resets = sum(row.category == "security" for row in rows)
    report.promise(visitors.resets > 0 and visitors.added > 0, "nobody came by")
    report.promise(resets == visitors.resets, f"{visitors.resets} asked for a password, {resets} are queued")
    told = sum(row.kind == "thank_you_due" for row in rows)
    report.promise(
        told == cases + visitors.added, f"{told} notes of thanks for {cases} + {visitors.added} cases"
    )
    report.broken += [f"{child.name} has ended: {child.last_lines()}" for child in kabar.ended()]
    return report


def _wipe(kabar: Site) -> None:
    with Valkey(unix_socket_path=str(kabar.ground.valkey.socket)) as client:
        client.flushall()


def _kill(kabar: Site) -> None:
    kabar.ground.valkey.kill()
    kabar.ground.valkey.start()


def _hang(kabar: Site, seconds: float) -> None:
    """It takes connections and answers nothing."""
    child = kabar.ground.valkey.child
    os.kill(child.pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGCONT)


def _go_away(kabar: Site, seconds: float) -> float:
    """It is not there for so long; returns when it was back."""
    kabar.ground.valkey.kill()
    time.sleep(seconds)
    kabar.ground.valkey.start()
    return time.monotonic()
