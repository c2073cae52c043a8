"""Play the experiments that decide whether the promise is true, and print a row for each.

    python -m tests.faults [E1 E2 …] [--short]

Ends with 1 if a promise was broken.
"""

import argparse
import os
import sys
import time
from importlib import import_module

import django

from benchmarks.mail import kills
from benchmarks.mail.ground import Ground, ground
from tests.faults import site
from tests.faults.report import Report, heading

CATALOGUE = {
    "E1": "worker_kills",
    "E2": "broker_losses",
    "E4": "crash_points",
    "E5": "bad_providers",
    "E6": "overlaps",
    "E7": "database_kills",
    "E8": "machine",
    "E11": "webhooks",  # and E12
    # E13 has no kills: tests/notifications/test_suppression_wins.py plays it whole.
    "E14": "clocks",
    "outage": "outage",
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Break things, and count the mails.")
    parser.add_argument("experiments", nargs="*", metavar="E", help="E1 E2 …; all of them if none is named")
    parser.add_argument("--short", action="store_true", help="the short forms")
    options = parser.parse_args()
    unknown = set(options.experiments) - set(CATALOGUE)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(CATALOGUE)}")
    with ground() as on:
        _set_up_django(on)
        print(heading())
        kept = [_play(code, options.short, on) for code in options.experiments or CATALOGUE]
    return 0 if all(kept) else 1


def _play(code: str, short: bool, on: Ground) -> bool:
    """One experiment and its row; True if its promises were kept."""
    began, run = time.monotonic(), import_module(f"tests.faults.{CATALOGUE[code]}").run
    try:
        report: Report = run(short, on)
    except (site.Stalled, RuntimeError) as broken:
        report = Report(code, CATALOGUE[code].replace("_", " "), {}, broken=[str(broken)])
    print(f"{report}\n    took {time.monotonic() - began:.0f} s\n", flush=True)
    beside = _peers(short, on) if code == "E1" else True
    return report.holds and beside


def _peers(short: bool, on: Ground) -> bool:
    """The same kill -9 for the packages people would choose instead; only ours is a promise."""
    print("Beside E1:", flush=True)
    rows = kills.run(short=short, on=on)
    print(flush=True)
    return not any(row.lost or row.doubled or row.stuck for row in rows if row.name.startswith("Kabar"))


def _set_up_django(on: Ground) -> None:
    """For what is imported with the experiments. Each plays in databases of its own."""
    os.environ |= site.environment(on, on.copy(site.migrated(on))) | {
        "DJANGO_SETTINGS_MODULE": "kabar.settings.test"
    }
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
