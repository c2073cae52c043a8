"""The drain race: the same mails, the same sink, one PostgreSQL, every contender in turn.

Measured for each drain, by the sink's ledger (one monotonic clock for all processes of a machine):

- drain: mails per second from the first to the last one the sink took;
- from go: from the moment warm workers (imported, connected) are let go to the last one taken;
- all done: from that moment until the contender has written down its last result.

Rounds are interleaved in a random order, so that a busy machine slows all of them; medians count.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from benchmarks.mail.entrants import ALL, EACH_ONCE, KABAR, SINGLE, Contender
from benchmarks.mail.ground import Ground
from benchmarks.mail.stage import Run, Stage

SETTINGS = """\
  PostgreSQL: fsync on, synchronous_commit on, one server for all; a small commit takes {commit:.2f} ms
  Kabar: delivery.drain with 8 connections per worker unless another number is named
  post_office: send_many, then send_queued_mail --processes N; BATCH_SIZE 5000, LOG_LEVEL 1 (failures),
    THREADS_PER_PROCESS 5 (its default) unless another number is named, SENDING_ORDER created
  django-mailer: DbBackend, then send_mail per worker; MAILER_USE_FILE_LOCK off (row locks instead, so
    that two workers share the work), MAILER_EMAIL_LOG_MESSAGE_DATA off, MAILER_MESSAGES_BATCH_SIZE 500
  Celery: Valkey, prefork, ignore_result, prefetch 64, one kept connection per process, -O fair, no
    gossip, mingle or heartbeat; with acks_late prefetch 1 and reject_on_worker_lost
  yardstick: smtplib; words, parts and bytes by Kabar's code, rows in memory, no outbox"""


class Variant(NamedTuple):
    """How far away the sink is, and how many mails there are."""

    latency_ms: int
    count: int


class Row(NamedTuple):
    """One contender in one variant, over all rounds."""

    contender: Contender
    variant: Variant
    workers: int
    runs: list[Run]

    def speed(self, measure: str) -> float:
        """The median of `drain`, `arrival` or `whole`, in mails per second."""
        return median(getattr(run, measure) for run in self.runs)


def run(*, short: bool, on: Ground) -> list[Row]:
    """Run all variants and print them; the rows carry every ledger."""
    variants = [Variant(0, 20)] if short else [Variant(0, 5_000), Variant(20, 1_000)]
    rounds = 1 if short else 3
    commit = on.commit_ms()
    print("\nDraining: the same mails by everyone")
    print(SETTINGS.format(commit=commit))
    rows = []
    for variant in variants:
        stage = Stage(on, variant.count).set()
        found = _rounds(stage, variant, rounds, EACH_ONCE if short else ALL, (1,) if short else (1, 2))
        for workers in sorted({row.workers for row in found}):
            _show([row for row in found if row.workers == workers])
        rows += found
    return rows


def _rounds(
    stage: Stage, variant: Variant, rounds: int, field: Sequence[Contender], workers: Sequence[int]
) -> list[Row]:
    dice = random.Random(0)
    starters = [(contender, count) for contender in field for count in workers]
    starters = [(c, count) for c, count in starters if count == 1 or c not in SINGLE]
    runs: dict[tuple[str, int], list[Run]] = defaultdict(list)
    for _round in range(rounds):
        for contender, count in dice.sample(starters, len(starters)):
            smtp = stage.ground.sink(latency_ms=variant.latency_ms)
            done = stage.run(contender, count, smtp)
            runs[contender.name, count].append(done)
            # A full race takes long; those who watch it see that it moves.
            print(f"  {contender.name}, {count}: {done.drain:,.0f} per second", file=sys.stderr)
    return [Row(c, variant, count, runs[c.name, count]) for c, count in starters]


def _show(rows: Sequence[Row]) -> None:
    variant, workers = rows[0].variant, rows[0].workers
    print(
        f"\n  {variant.count:,} mails, the sink thinks {variant.latency_ms} ms about each, "
        f"{workers} worker{'s' * (workers > 1)}; mails per second (and Kabar's multiple)"
    )
    print(f"  {'':<56}{'drain':>17}{'from go':>17}{'all done':>17}")
    kabar = next(row for row in rows if row.contender is KABAR)
    for row in rows:
        cells = ""
        for measure in ("drain", "arrival", "whole"):
            speed = row.speed(measure)
            cells += f"{speed:>8,.0f} {kabar.speed(measure) / speed:>6.2f} x"
        print(f"  {row.contender.name:<56}{cells}")
