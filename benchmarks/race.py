"""Fair races: all contenders in one run, in turns, so that a busy machine slows all of them.

Measured is the processor time of this one process: what others do on the machine counts little.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple


class Timing(NamedTuple):
    """One contender: its median speed in items per second, and what it found for every item."""

    name: str
    per_second: float
    found: list[Any]


def race(
    contenders: Mapping[str, Callable[[Sequence[Any]], list[Any]]], parts: Sequence[Sequence[Any]]
) -> list[Timing]:
    """Every contender handles every part, part by part, in a new order each time."""
    speeds: dict[str, list[float]] = {name: [] for name in contenders}
    found: dict[str, list[Any]] = {name: [] for name in contenders}
    dice = random.Random(0)
    for part in parts:
        for name in dice.sample(list(contenders), len(contenders)):
            started = time.process_time()
            result = contenders[name](part)
            spent = time.process_time() - started
            speeds[name].append(len(part) / spent if spent else float("inf"))
            found[name] += result
    return [Timing(name, median(speeds[name]), found[name]) for name in contenders]


def show(title: str, timings: Sequence[Timing]) -> None:
    """Print each contender's speed, and how many times faster the first one is."""
    print(f"\n{title}")
    for timing in timings:
        ratio = timings[0].per_second / timing.per_second
        print(f"  {timing.name:<50} {timing.per_second:>13,.0f} per second {ratio:>9.2f} x")
