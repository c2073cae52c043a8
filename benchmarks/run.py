"""`make bench`: decisions, calendars, sweeps and mail, beside their peers.

python -m benchmarks                       everything; most of an hour
python -m benchmarks decide calendar       some parts: decide, calendar, letters, spelling, sweep, mail, queueing, kills
python -m benchmarks --short               a look at everything but the millions of rows, in a minute
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence

import holidays

from benchmarks import calendar, decide, letters, spelling, sweep
from benchmarks.mail import kills, queueing, race
from benchmarks.mail.ground import ground

# In this order, since the first two are about processor time and the last ones start servers.
PARTS: dict[str, Callable[..., object]] = {
    "decide": decide.run,
    "calendar": calendar.run,
    "letters": letters.run,
    "spelling": spelling.run,
    "queueing": queueing.run,
    "mail": race.run,
    "kills": kills.run,
    "sweep": sweep.run,
}
ON_THE_GROUND = ("queueing", "mail", "kills")


def run(parts: Sequence[str], *, short: bool) -> dict[str, object]:
    """Run those parts and print what they found; returns it by the part's name."""
    print(
        f"Python {platform.python_version()}, holidays {holidays.__version__}, {platform.machine()}, "
        f"{os.cpu_count()} processors"
    )
    found: dict[str, object] = {}
    for name in [name for name in parts if name not in ON_THE_GROUND]:
        found[name] = PARTS[name](short=short)
    grounded = [name for name in parts if name in ON_THE_GROUND]
    if grounded:
        with ground() as servers:
            for name in grounded:
                found[name] = PARTS[name](short=short, on=servers)
    return found


def main(argv: list[str] | None = None) -> None:
    """Run the parts named, or all of them."""
    parser = argparse.ArgumentParser(description="How fast is Kabar, beside its peers?")
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all of them if none"
    )
    parser.add_argument("--short", action="store_true", help="small numbers, no millions of rows")
    chosen = parser.parse_args(argv)
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    run(chosen.parts or list(PARTS), short=chosen.short)


if __name__ == "__main__":
    main(sys.argv[1:])
