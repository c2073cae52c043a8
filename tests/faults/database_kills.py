"""E7: PostgreSQL is killed with all its processes and started again, over and over, during a drain.

Workers must come back to work by themselves. What was on its way at that moment may be in doubt: at
most one mail of each connection to the mail server.
"""

import time

from benchmarks.mail.ground import Ground
from tests.faults import judge, site
from tests.faults.report import Report
from tests.faults.site import CONNECTIONS, LEASE, SLOTS, Site

POOLS = ("prefork", "threads")
GRACE = 60.0


def run(short: bool, on: Ground | None = None) -> Report:
    """5,000 reminders and 20 kills; the short form has 120 and 2."""
    cases, kills, latency = (120, 2, 40) if short else (5_000, 20, 60)
    with site.laid_ground(on) as ground:
        kabar = Site.open(ground, cases, latency)
        try:
            return _play(kabar, cases, kills, latency)
        finally:
            kabar.close()


def _play(kabar: Site, cases: int, kills: int, latency: float) -> Report:
    for pool in POOLS:
        kabar.start_worker(pool)
    kabar.start_beat()
    postgres = kabar.ground.postgres
    longest = 0.0
    for number in range(kills):
        kabar.wait_for_mails(cases * (number + 1) // (kills + 2))
        began = time.monotonic()
        postgres.kill()
        postgres.start()
        longest = max(longest, time.monotonic() - began)
    began, stalls = time.monotonic(), list[str]()
    with site.noting(stalls):
        kabar.wait_until_drained(LEASE + GRACE)
    drained = time.monotonic() - began
    rows, ledger = kabar.rows(), kabar.ledger()
    at_most = kills * len(POOLS) * SLOTS * CONNECTIONS
    report = Report(
        "E7",
        f"PostgreSQL killed and restarted {kills} times",
        judge.judge(rows, ledger, kabar.cases()),
        {
            "of the unknown accepted": judge.unknown_accepted(rows, ledger),
            "connections at most": at_most,
            "longest absence (s)": round(longest, 1),
            "drained after the last one within (s)": round(drained, 1),
            "broken constraints": broken_constraints(kabar),
        },
        f"{len(POOLS)} workers ({', '.join(POOLS)}) of {SLOTS} slots, {CONNECTIONS} connections a drain; "
        f"{site.TIMES_IN_WORDS}; the mail server thinks {latency:g} ms about each mail; fsync on",
    )
    report.broken += stalls
    report.promise_none("lost", "duplicated", "mis-marked", "broken constraints")
    unknown = report.figures["unknown"]
    report.promise(unknown <= at_most, f"{unknown} unknown, but only {at_most} connections were broken")
    report.broken += [f"{child.name} has ended: {child.last_lines()}" for child in kabar.ended()]
    return report


def broken_constraints(kabar: Site) -> int:
    """How many rows break a rule of the outbox, looked at anew: a crash must not have torn a page."""
    rules = kabar.texts(
        """SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint
           WHERE conrelid = 'notifications_message'::regclass AND contype = 'c'"""
    )
    assert rules
    return sum(kabar.ask(f"SELECT count(*) FROM notifications_message WHERE NOT ({rule})") for rule in rules)
