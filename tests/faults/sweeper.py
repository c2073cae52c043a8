"""A sweep after the other, whoever else sweeps: one of the four of E6.

python -m tests.faults.sweeper
"""

import time

import django

django.setup()

from careers import clock  # noqa: E402
from notifications import planner  # noqa: E402


def main() -> None:
    while True:
        planner.sweep(clock.now())
        time.sleep(0.02)


main()
