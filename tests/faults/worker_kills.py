"""E1: `kill -9` a random worker, over and over, while reminders go out.

Three workers, two of them with Celery's processes and one with its threads. A kill takes a whole
worker, as when a machine dies, or one process of a pool, as when memory runs out. At most one mail
of each connection that dies may be in doubt.
"""

import random
import time
from collections.abc import Sequence

from benchmarks.mail.ground import Ground
from tests.faults import judge, site
from tests.faults.report import Report
from tests.faults.site import CONNECTIONS, LEASE, SLOTS, Site, Worker

POOLS = ("prefork", "threads", "prefork")
GRACE = 60.0  # seconds beyond the lease


def run(short: bool, on: Ground | None = None) -> Report:
    """10,000 reminders, 50 kills and three workers; the short form has 160, 2 and two."""
    cases, kills, latency, workers = (160, 2, 30, 2) if short else (10_000, 50, 50, 3)
    with site.laid_ground(on) as ground:
        kabar = Site.open(ground, cases, latency)
        try:
            return _play(kabar, cases, kills, latency, POOLS[:workers])
        finally:
            kabar.close()


def _play(kabar: Site, cases: int, kills: int, latency: float, pools: Sequence[str]) -> Report:
    dice, dying, whole = random.Random(1), 0, 0
    for pool in pools:
        kabar.start_worker(pool)
    kabar.start_beat()
    began = time.monotonic()
    for number in range(kills):
        # Spread over the drain: the last one has mails left to disturb.
        kabar.wait_for_mails(cases * (number + 1) // (kills + 2))
        hands = _kill_one(kabar, dice)
        dying += hands * CONNECTIONS
        whole += hands == SLOTS
    last_kill, stalls = time.monotonic(), list[str]()
    with site.noting(stalls):
        kabar.wait_until_drained(LEASE + GRACE)
    ended = time.monotonic()
    rows, ledger = kabar.rows(), kabar.ledger()
    report = Report(
        "E1",
        f"kill -9 of a worker, {kills} times",
        judge.judge(rows, ledger, kabar.cases()),
        {
            "of the unknown accepted": judge.unknown_accepted(rows, ledger),
            "connections killed": dying,
            "whole workers killed": whole,
            "seconds from the first kill to the last": round(last_kill - began),
            "drained after the last one within (s)": round(ended - last_kill, 1),
        },
        f"{len(pools)} workers ({', '.join(pools)}) of {SLOTS} slots, {CONNECTIONS} connections a drain; "
        f"{site.TIMES_IN_WORDS}; the mail server thinks {latency:g} ms about each mail",
    )
    report.broken += stalls
    report.promise_none("lost", "duplicated", "mis-marked")
    report.promise(len(rows) >= cases, f"{len(rows)} intents of {cases} cases")
    unknown = report.figures["unknown"]
    report.promise(unknown <= dying, f"{unknown} unknown, but only {dying} connections were killed")
    return report


def _kill_one(kabar: Site, dice: random.Random) -> int:
    """Kill a worker that had begun, or one process of it; returns how many slots died with it."""
    site.wait(lambda: any(worker.is_ready for worker in kabar.workers), "no worker is ready")
    worker: Worker = dice.choice([worker for worker in kabar.workers if worker.is_ready])
    hands = worker.hands()
    if hands and dice.random() < 0.5:
        site.kill(dice.choice(hands))
        return 1
    kabar.replace(worker)
    return SLOTS
