"""E4: a worker is killed at each of six points of its work, on both databases.

A forked worker drains a few reminders to a real mail server and is killed at the point. What it
left is compared with the server's ledger; then its lease runs out (the clock is an argument), its
messages are rescued, and another drain delivers the rest. The database itself notes every move.
"""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from unittest.mock import patch

from django.conf import settings
from django.core.cache import close_caches
from django.db import connections, transaction

from benchmarks.mail.ground import Ground
from notifications import delivery, outbox, senders
from notifications.models import messages as m
from tests.faults import apart, moves, rounds, site
from tests.faults.report import Report

SHORT, LONG = 2, 200


def run(short: bool, on: Ground | None = None) -> Report:
    """200 crashes at each point on each database; the short form has 2."""
    times = SHORT if short else LONG
    total: Counter[str] = Counter()
    illegal: list[str] = []
    with site.laid_ground(on) as ground:
        for vendor in apart.BOTH:
            server = ground.sink(fsync=True)
            try:
                found = apart.play(
                    ground, vendor, "crash_points", times, server.log, KABAR_SMTP_PORT=f"{server.port}"
                )
            finally:
                ground.stop(server.child)
            illegal += [f"{vendor}: {move}" for move in found.pop("illegal moves")]
            total.update(found)
    names = ("crashes", "unknown without a cause", "left otherwise than its point allows")
    report = Report(
        "E4",
        f"crash at {len(POINTS)} points ×{times}, both databases",
        {name: count for name, count in total.items() if name not in names},
        {**{name: total[name] for name in names}, "illegal moves": len(illegal)},
        f"{rounds.CASES} reminders a crash; {', '.join(POINTS)}",
        illegal,
    )
    report.promise_none("lost", "duplicated", "mis-marked", *names[1:])
    asked = len(POINTS) * times * len(apart.BOTH)
    report.promise(total["crashes"] == asked, f"only {total['crashes']} of {asked} workers died")
    return report


# --- the points -----------------------------------------------------------------------------------


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a dead worker went on")


class Nth:
    """Counts how often a point was passed; the worker dies the given time."""

    def __init__(self, time: int) -> None:
        self._left = time

    def __call__(self) -> bool:
        self._left -= 1
        return self._left == 0


Real = Callable[..., Any]


def _before(real: Real, due: Nth) -> Real:
    return lambda *rest: _die() if due() else real(*rest)


def _after(real: Real, due: Nth) -> Real:
    def passed(*rest: Any) -> Any:
        result = real(*rest)
        return _die() if due() else result

    return passed


def _after_sending(real: Real, due: Nth) -> Real:
    def hand_over(done: Any, coming: Any, *rest: Any) -> Any:
        begun = real(done, coming, *rest)
        return _die() if begun and due() else begun

    return hand_over


def _before_sent(real: Real, due: Nth) -> Real:
    def hand_over(done: Any, coming: Any, *rest: Any) -> Any:
        if done and due():
            with transaction.atomic():  # written, and never committed
                real(done, coming, *rest)
                _die()
        return real(done, coming, *rest)

    return hand_over


def _after_sent(real: Real, due: Nth) -> Real:
    def hand_over(done: Any, coming: Any, *rest: Any) -> Any:
        begun = real(done, coming, *rest)
        return _die() if done and due() else begun

    return hand_over


class Point(NamedTuple):
    """Where a worker dies: `target.name` is wrapped. `passed` is how often a drain comes by.

    `sending` says how many messages may be left in that state, `accepted` if the server has them.
    """

    target: Any
    name: str
    wrap: Callable[[Real, Nth], Real]
    passed: int
    sending: tuple[int, ...]
    accepted: bool = False


POINTS = {
    # One mail is claimed first, then those of the other centre, then the rest of the first.
    "before the claim": Point(outbox, "claim", _before, 2, (0,)),
    "after it": Point(outbox, "claim", _after, 2, (0,)),
    "after `sending`": Point(outbox, "hand_over", _after_sending, rounds.CASES, (1,)),
    "after the server's 250": Point(senders, "send", _after, rounds.CASES, (1,), True),
    "before `sent`": Point(outbox, "hand_over", _before_sent, rounds.CASES, (1,), True),
    # The same commit begins the next mail, if there is one.
    "after `sent`": Point(outbox, "hand_over", _after_sent, rounds.CASES, (0, 1)),
}


# --- in a process of its own ----------------------------------------------------------------------


def play(times: str, log: str) -> dict[str, Any]:
    """All crashes on the one database this process has."""
    now, dice = rounds.prepare(), random.Random(4)
    moves.watch()
    total: Counter[str] = Counter()
    for point in POINTS.values():
        for _time in range(int(times)):
            total.update(_crash(point, dice.randint(1, point.passed), Path(log), now))
    return {**total, "illegal moves": moves.illegal()}


def _crash(point: Point, time: int, log: Path, now: datetime) -> Counter[str]:
    keys, size = rounds.queue(now), log.stat().st_size if log.exists() else 0
    crashed = _killed(point, time, now)
    found = _left(point, keys, _ledger(log, size))
    begun = sum(state == m.SENDING for state in rounds.states(keys).values())
    later = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS + 1)
    outbox.rescue(later)
    delivery.drain(lambda: later)
    found.update(rounds.figures(_ledger(log, size)))
    found["crashes"] = crashed
    found["unknown without a cause"] = abs(found["unknown"] - begun)
    return found


def _killed(point: Point, time: int, now: datetime) -> bool:
    """A worker drains, and dies when it comes to the point for that time."""
    connections.close_all()  # a child must not share them
    close_caches()
    child = os.fork()
    if child == 0:
        with ExitStack() as stack:
            stack.callback(os._exit, 1)  # whatever happens, it goes no further than this
            real = getattr(point.target, point.name)
            stack.enter_context(patch.object(point.target, point.name, point.wrap(real, Nth(time))))
            delivery.drain(lambda: now)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _left(point: Point, keys: list[int], ledger: Counter[str]) -> Counter[str]:
    """Whether the dead worker left what its point allows; what it had settled must be true."""
    states = rounds.states(keys)
    sending = [key for key, state in states.items() if state == m.SENDING]
    wrong = len(sending) not in point.sending
    wrong |= any(bool(ledger[key]) != point.accepted for key in sending)
    for key, state in states.items():
        if state != m.SENDING:
            wrong |= bool(ledger[key]) != (state == m.SENT)
    return Counter({"left otherwise than its point allows": int(wrong)})


def _ledger(log: Path, since: int) -> Counter[str]:
    """What the server has taken since its ledger was so long."""
    if not log.exists():
        return Counter()
    with open(log, "rb") as lines:
        lines.seek(since)
        return Counter(line.split()[1].decode() for line in lines if line.endswith(b"\n"))
