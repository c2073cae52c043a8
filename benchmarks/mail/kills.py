"""The same `kill -9` for everyone: what is lost, doubled, stuck or unknown afterwards.

Each contender drains the same mails with one worker; its whole process group is killed several
times while it sends, and started again each time. The sink's fsynced ledger is the judge:

- lost: never arrived, and the contender does not mean to send it (or says that it was sent);
- doubled: accepted more than once (counted per extra copy);
- stuck: never arrived and still waiting, though the restarted worker has come to rest;
- unknown: the contender itself says that it cannot know (only Kabar has such a state); of these,
  some arrived and some did not, and none is sent again.
"""

import json
import random
import time
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.mail import sink
from benchmarks.mail.entrants import CELERY, CELERY_LATE, KABAR, MAILER, POST_OFFICE, Contender
from benchmarks.mail.ground import Ground, Sink, ground, open_gates
from benchmarks.mail.stage import Stage
from kabar.processes import Child

# Short, so that what a dead worker held is looked at within the experiment.
SHORT_LEASE = {"KABAR_MAIL_DEADLINE_SECONDS": "1", "KABAR_MAIL_LEASE_SECONDS": "4"}
SHORT_VISIBILITY = {"BENCH_VISIBILITY_TIMEOUT": "5"}
REST_SECONDS = 15.0
# Celery looks for what dead workers held when a worker starts and every 100 seconds.
CELERY_REST_SECONDS = 120.0
# A kill comes anywhere between two mails, not always just after one was taken.
ONE_MAIL_SECONDS = 0.02

CONTENDERS = (
    KABAR.tuned("Kabar (lease 4 s)", **SHORT_LEASE)._replace(verb="work"),
    POST_OFFICE.tuned("post_office, BATCH_SIZE 5000", BENCH_BATCH_SIZE="5000"),
    POST_OFFICE.tuned("post_office, BATCH_SIZE 100 (its default)", BENCH_BATCH_SIZE="100"),
    MAILER.tuned("django-mailer, row locks"),
    MAILER.tuned("django-mailer, its default lock file", BENCH_FILE_LOCK="yes"),
    CELERY.tuned("one Celery task per mail", **SHORT_VISIBILITY),
    CELERY_LATE.tuned("one Celery task per mail, acks_late", **SHORT_VISIBILITY),
)


class Row(NamedTuple):
    """What one contender left behind."""

    name: str
    mails: int
    kills: int
    arrived: int
    lost: int
    doubled: int
    stuck: int
    unknown: int
    unknown_arrived: int


def run(short: bool = False, on: Ground | None = None) -> list[Row]:
    """Kill every contender and print a row for each."""
    if on is None:
        with ground() as own:
            return run(short=short, on=own)
    mails, kills = (60, 1) if short else (1_000, 5)
    stage = Stage(on, mails, (KABAR, POST_OFFICE, MAILER)).set()
    print(f"\nkill -9 of the worker's process group, {kills} times during {mails:,} mails")
    print(f"  {'':<46}{'lost':>7}{'doubled':>9}{'stuck':>7}{'unknown':>9}  (of them arrived)")
    rows = []
    for contender in CONTENDERS:
        slow = contender.module == "celery_task" and not short
        row = _experiment(stage, contender, kills, CELERY_REST_SECONDS if slow else REST_SECONDS)
        rows.append(row)
        print(
            f"  {row.name:<46}{row.lost:>7,}{row.doubled:>9,}{row.stuck:>7,}{row.unknown:>9,}"
            f"  ({row.unknown_arrived})"
        )
    return rows


def _experiment(stage: Stage, contender: Contender, kills: int, rest: float) -> Row:
    smtp = stage.ground.sink(fsync=True)
    database = stage.fresh(contender)
    env = stage.env(contender, database, smtp)
    env["BENCH_LOCK_PATH"] = str(stage.ground.folder / f"send_mail-{stage.ground.number()}")
    stage.fill_broker(contender, env)
    dice, killed = random.Random(1), 0
    for target in sorted(dice.sample(range(stage.count // 10, stage.count * 8 // 10), kills)):
        children, gates = stage.start(contender, 1, env)
        open_gates(gates, children)
        killed += _sends_until(target, smtp, children)
        time.sleep(dice.uniform(0, ONE_MAIL_SECONDS))
        for child in children:
            stage.ground.kill(child)
    children, gates = stage.start(contender, 1, env)
    open_gates(gates, children)
    stage.wait(contender, children, smtp, rest)
    stage.ground.stop(*children, smtp.child)
    row = _count(stage, contender, env, smtp, killed)
    stage.ground.drop(database)
    return row


def _sends_until(target: int, smtp: Sink, children: Sequence[Child]) -> bool:
    """Let it send up to so many mails; False if it ended, or rests, before."""
    seen, since = smtp.count(), time.monotonic()
    while smtp.count() < target:
        if smtp.count() != seen:
            seen, since = smtp.count(), time.monotonic()
        if all(child.exit_code() is not None for child in children):
            return False
        if time.monotonic() - since > REST_SECONDS:
            return False
        time.sleep(0.001)
    return True


def _count(stage: Stage, contender: Contender, env: dict[str, str], smtp: Sink, kills: int) -> Row:
    def ask(verb: str) -> list[str]:
        argv = ["-m", "benchmarks.mail.process", contender.module, verb]
        return list(json.loads(stage.ground.run(argv, env)))

    copies = sink.copies(smtp.log)
    unknown = set(ask("unknown")) if contender.module == "kabar" else set()
    stuck = set(ask("waiting")) - set(copies)
    lost = set(stage.keys()) - set(copies) - stuck - unknown
    return Row(
        contender.name,
        stage.count,
        kills,
        len(copies),
        len(lost),
        sum(copies.values()) - len(copies),
        len(stuck),
        len(unknown),
        len(unknown & set(copies)),
    )
