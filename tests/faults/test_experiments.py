"""The short forms of the experiments with real servers; `make faults` plays the long ones."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from benchmarks.mail.ground import Ground, ground
from tests.faults import broker_losses, database_kills, overlaps, worker_kills

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def laid() -> Iterator[Ground]:
    with ground() as on:
        yield on


@pytest.mark.parametrize("experiment", [worker_kills, broker_losses, overlaps, database_kills])
def test_nothing_is_lost_doubled_or_told_wrongly_whatever_is_killed(laid: Ground, experiment: ModuleType):
    report = experiment.run(short=True, on=laid)
    assert report.holds, f"\n{report}"
