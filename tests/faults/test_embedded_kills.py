"""Worker, broker and web process are killed while reminders go out; the sink's log is the judge."""

import random
import time
import urllib.request
from pathlib import Path

import pytest

from kabar.processes import Family
from tests.faults.embedded import Embedded

pytestmark = pytest.mark.fault
CASES = 150


@pytest.fixture
def embedded(tmp_path: Path):
    with Family() as family:
        yield Embedded.start(family, tmp_path, CASES, pause_seconds=0.03)


def test_every_intent_is_accepted_once_or_shown_as_unknown_whatever_is_killed(embedded: Embedded):
    dice = random.Random(7)
    embedded.start_worker()
    wait_until(lambda: len(embedded.accepted()) >= 5, seconds=60)
    for victim in ("worker", "broker", "worker", "web", "worker", "broker", "worker"):
        time.sleep(dice.uniform(0.3, 1.0))
        embedded.kill(victim)
        before = len(embedded.accepted())
        wait_until(lambda seen=before: len(embedded.accepted()) > seen or not embedded.waiting(), 60)
    wait_until(lambda: len(embedded.messages()) == CASES and not embedded.waiting(), seconds=120)

    states, accepted = embedded.messages(), embedded.accepted()
    assert len(states) == CASES, "an intent per due case, none twice"
    for number, state in states.items():
        assert state in ("sent", "outcome_unknown")
        assert accepted[number] == 1 or (state == "outcome_unknown" and accepted[number] == 0)
    unknown = sum(state == "outcome_unknown" for state in states.values())
    assert unknown <= 4 * 2, "at most one per connection of each killed worker"
    assert sum(accepted.values()) == len(accepted), "the sink has no mail twice"
    with urllib.request.urlopen(f"http://127.0.0.1:{embedded.port}/health/live/") as answer:
        assert answer.status == 200


def wait_until(condition, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
