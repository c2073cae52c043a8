"""E6: five beats ask, four sweepers sweep the same plans over and over, and zombies come back.

A zombie is a worker that stops (SIGSTOP) after the mail server has its mail and before it has heard
so. Its lease runs out, others call the mail unknown and take its share; then it wakes up. Its late
result must be recorded beside and never written over, and none of its share may go out twice.
"""

import os
import signal
import time
from collections import Counter
from typing import NamedTuple

from celery import Celery

from benchmarks.mail import sink
from benchmarks.mail.ground import Ground, Sink
from kabar.processes import Child
from tests.faults import judge, site
from tests.faults.report import Report
from tests.faults.site import Site, Worker

THINKS = 400.0  # the zombies' own mail server takes so long (ms) that there is time to stop them
SENDING = "SELECT count(*) FROM notifications_message WHERE state = 'sending'"
CLAIMED = "SELECT count(*) FROM notifications_message WHERE state = 'claimed'"
UNKNOWN = "SELECT count(*) FROM notifications_message WHERE state = 'outcome_unknown'"
LATE = "SELECT count(*) FROM notifications_lateresult"


class Size(NamedTuple):
    """How much overlaps; in each of `rounds` all plans fall due again."""

    cases: int
    rounds: int
    zombies: int
    beats: int
    sweepers: int


SHORT, LONG = Size(100, 3, 1, 2, 2), Size(2_000, 20, 4, 5, 4)


def run(short: bool, on: Ground | None = None) -> Report:
    """2,000 cases whose plans fall due 20 times, and four zombies; the short form has fewer of all."""
    size = SHORT if short else LONG
    with site.laid_ground(on) as ground:
        kabar = Site.open(ground, size.cases, 20)
        try:
            return _play(kabar, size)
        finally:
            kabar.close()


def _play(kabar: Site, size: Size) -> Report:
    for _number in range(size.sweepers):
        kabar.others.append(kabar.ground.start(["-m", "tests.faults.sweeper"], kabar.env))
    site.wait(lambda: kabar.ask("SELECT count(*) FROM notifications_message") >= size.cases, "not swept")
    stopped = [_stop_one(kabar, number) for number in range(size.zombies)]
    share = kabar.ask(CLAIMED)
    kabar.start_worker()
    beats = [kabar.start_beat() for _number in range(size.beats)]
    site.wait(lambda: all(_asked(beat) for beat in beats), "a beat asks for nothing", every=0.2)
    for _number in range(size.rounds):
        kabar.do("UPDATE followups_plan SET next_check_at = clock_timestamp()")
        site.wait(lambda: not kabar.due_plans(), "not swept again")
        time.sleep(1)  # the beats' hour comes as well
    site.wait(lambda: kabar.ask(UNKNOWN) >= size.zombies, "nobody called the mails of the stopped unknown")
    for worker, _smtp in stopped:
        os.killpg(worker.child.pid, signal.SIGCONT)
    stalls: list[str] = []
    with site.noting(stalls):
        site.wait(lambda: kabar.ask(LATE) >= size.zombies, "no late result", 30)
    with site.noting(stalls):
        kabar.wait_until_drained()
    own = {
        "plans due again and again": size.rounds,
        "sweeps asked for by beats": sum(_asked(beat) for beat in beats),
        "of them run": kabar.ask("SELECT count(*) FROM notifications_jobrun WHERE job = 'sweep'"),
        "claimed by the stopped": share,
    }
    report = _report(kabar, size, own, [smtp for _worker, smtp in stopped])
    report.broken += stalls
    return report


def _asked(beat: Child) -> int:
    """How many sweeps a beat has asked for."""
    return beat.log.read_text(errors="replace").count("Sending due task sweep due plans")


def _stop_one(kabar: Site, number: int) -> tuple[Worker, Sink]:
    """A worker that stands still in the middle of a mail, with more of its share claimed."""
    own, queue = kabar.ground.sink(latency_ms=THINKS, fsync=True), f"zombie{number}"
    kabar.others.append(own.child)
    # Its deadline outlasts the stop: what it tells then is that the mail was sent.
    worker = kabar.start_worker(
        "threads",
        queue,
        KABAR_SMTP_PORT=str(own.port),
        KABAR_MAIL_CONNECTIONS="1",
        KABAR_MAIL_DEADLINE_SECONDS="300",
    )
    asking = Celery(broker=kabar.ground.valkey.broker_url(0))
    with asking.connection_for_write() as connection:
        asking.send_task(
            "notifications.tasks.deliver", queue=queue, connection=connection, ignore_result=True
        )
    before, claimed = 0, kabar.ask(CLAIMED)
    while True:
        site.wait(lambda seen=before: own.count() > seen, "the zombie sends nothing", every=0.01)
        os.killpg(worker.child.pid, signal.SIGSTOP)
        if kabar.ask(SENDING) == number + 1 and kabar.ask(CLAIMED) > claimed:
            return worker, own
        # It was between two mails, or at the last of its share: the first share is always one.
        before = own.count()
        os.killpg(worker.child.pid, signal.SIGCONT)


def _report(kabar: Site, size: Size, own: dict[str, int], others: list[Sink]) -> Report:
    rows, theirs = kabar.rows(), Counter[str]()
    for smtp in others:
        theirs += sink.copies(smtp.log)
    ledger = kabar.ledger() + theirs
    late = kabar.texts("SELECT message_id FROM notifications_lateresult WHERE result = 'sent'")
    states = {row.id: row.state for row in rows}
    written_over = sum(states[pk] != judge.UNKNOWN for pk in late)
    report = Report(
        "E6",
        f"{size.beats} beats, {size.sweepers} sweepers, {size.zombies} back from the dead",
        judge.judge(rows, ledger, kabar.cases()),
        {
            **own,
            "mails by them": sum(theirs.values()),
            "late results": len(late),
            "written over": written_over,
            "of the unknown accepted": judge.unknown_accepted(rows, ledger),
        },
        f"one worker (prefork) beside them; {site.TIMES_IN_WORDS}",
    )
    report.promise_none("lost", "duplicated", "mis-marked", "written over")
    report.promise(len(rows) == size.cases, f"{len(rows)} intents of {size.cases} cases")
    report.promise(len(late) == size.zombies, f"{len(late)} late results of {size.zombies}")
    unknown = report.figures["unknown"]
    report.promise(unknown == size.zombies, f"{unknown} unknown, and not one for each that was stopped")
    report.promise(
        own["claimed by the stopped"] > 0, "nobody was stopped with more in hand: that half was not tried"
    )
    report.broken += [f"{child.name} has ended: {child.last_lines()}" for child in kabar.ended()]
    return report
