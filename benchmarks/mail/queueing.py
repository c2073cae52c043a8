"""How fast do intents get into the queue, and plans become intents? Every figure with its commit.

Each contender queues into fresh copies of one database, a warm process after a first, untimed
round. The limit is a bare COPY of the same rows into the same table, indexes and constraints kept.
"""

import json
from collections.abc import Sequence
from statistics import median

from benchmarks.mail.entrants import KABAR, MAILER, POST_OFFICE, POST_OFFICE_LATE, Contender
from benchmarks.mail.ground import Ground
from benchmarks.mail.stage import Stage

ROUNDS = 4  # the first one warms up


def run(*, short: bool, on: Ground) -> dict[str, float]:
    """Print and return items per second, by the name of the row."""
    count = 20 if short else 5_000
    stage = Stage(on, count, (KABAR, POST_OFFICE, POST_OFFICE_LATE, MAILER)).set()
    found: dict[str, float] = {}
    for many in (count, 4 * count):
        found[f"Kabar: outbox.enqueue of {many:,} intents"] = _speed(stage, KABAR, "queue", many)
        found[f"limit: COPY of {many:,} rows into the same table"] = _speed(stage, KABAR, "copy", many)
    for peer, call in (
        (POST_OFFICE, "mail.send_many"),
        (POST_OFFICE_LATE, "mail.send_many"),
        (MAILER, "DbBackend"),
    ):
        found[f"{peer.name}: {call} of {count:,}"] = _speed(stage, peer, "queue", count)
    _show("Queueing (per second, with commit)", found)
    swept = {
        f"Kabar: planner.sweep of {many:,} due plans, {workers} worker{'s' * (workers > 1)}": _sweep(
            stage, many, workers
        )
        for many in _sweeps(short)
        for workers in (1, 2)
    }
    _show("A sweep: due plans -> decided again -> intents (per second, with commit)", swept)
    return found | swept


def _sweeps(short: bool) -> Sequence[int]:
    return (20,) if short else (1_000, 5_000)


def _speed(stage: Stage, contender: Contender, verb: str, many: int) -> float:
    return many / _seconds(stage, contender, verb, str(many))


def _seconds(stage: Stage, contender: Contender, verb: str, *arguments: str) -> float:
    """The median of some rounds, each in a database of its own."""
    databases = [stage.fresh(contender) for _round in range(ROUNDS)]
    module = "kabar_queue" if contender is KABAR else contender.module
    argv = ["-m", "benchmarks.mail.process", module, "rounds", verb, *arguments, "--", *databases]
    spent = json.loads(stage.ground.run(argv, stage.env(contender, databases[0])))
    for database in databases:
        stage.ground.drop(database)
    return median(spent[1:])


def _sweep(stage: Stage, many: int, workers: int) -> float:
    """Warm workers let go at the same moment share what is due, until the last one is done."""
    planned = Stage(stage.ground, many, (KABAR,)).plan()
    databases = [planned.fresh(KABAR) for _round in range(ROUNDS)]
    spent = planned.together(KABAR, workers, ["sweep", planned.now.isoformat(), "--", *databases])
    for database in databases:
        stage.ground.drop(database)
    return many / median(spent[1:])


def _show(title: str, found: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, speed in found.items():
        print(f"  {name:<70}{speed:>10,.0f}")
