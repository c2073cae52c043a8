"""E8: the outbox never differs from its model, whatever happens in whatever order."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from notifications.outbox import handover
from tests import factories
from tests.notifications.outbox_machine import OutboxMachine

SHORT = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def stage(cast):
    cases = {
        "first": factories.case(cast.dinda).application_id,
        "second": factories.case(cast.rangga).application_id,
    }
    OutboxMachine.cast = SimpleNamespace(**cast._asdict(), cases=cases)


def test_the_outbox_and_its_model_say_the_same_whatever_happens(stage):
    run_state_machine_as_test(OutboxMachine, settings=SHORT)


def test_the_machine_notices_a_begin_that_forgets_the_lease(stage, monkeypatch):
    monkeypatch.setattr(handover, "_in_time", lambda _message, _now: True)
    unshrunk = settings(SHORT, max_examples=200, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(OutboxMachine, settings=unshrunk)
