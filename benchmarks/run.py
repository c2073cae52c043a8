"""`make bench`: decisions, calendars and sweeps, beside their peers.

python -m benchmarks.run            everything; about a minute
python -m benchmarks.run --short    a look at everything but the database, in a second or two
"""

import argparse
import platform
import sys

import holidays

from benchmarks import calendar, decide, sweep


def main(argv: list[str] | None = None) -> None:
    """Run all benchmarks and print what they found."""
    parser = argparse.ArgumentParser(description="How fast is Kabar, beside its peers?")
    parser.add_argument("--short", action="store_true", help="small numbers, no database")
    short = parser.parse_args(argv).short
    print(f"Python {platform.python_version()}, holidays {holidays.__version__}, {platform.machine()}")
    decide.run(short=short)
    calendar.run(short=short)
    if not short:
        sweep.run()


if __name__ == "__main__":
    main(sys.argv[1:])
