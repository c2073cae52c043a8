"""The short forms of the experiments in which the clock is an argument; `make faults` plays the long ones."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from benchmarks.mail.ground import Ground, ground
from tests.faults import bad_providers, clocks, crash_points, outage

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def laid() -> Iterator[Ground]:
    with ground() as on:
        yield on


@pytest.mark.parametrize("experiment", [crash_points, bad_providers, clocks, outage])
def test_the_promise_holds_at_every_crash_bad_manner_turn_of_the_clock_and_outage(
    laid: Ground, experiment: ModuleType
):
    report = experiment.run(short=True, on=laid)
    assert report.holds, f"\n{report}"
