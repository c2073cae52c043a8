"""Two people record two facts about one case at the same moment."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django_scopes import scope

from careers import services
from careers.answers import EventType, Label
from careers.models import Interview
from followups.models import Plan
from followups.policy import default_data
from followups.services import publish
from notifications import planner
from tests import factories
from tests.people import make_cast

NOW = datetime(2026, 7, 8, 3, 0, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_later_plan_sees_both_facts():
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        interview = factories.case(cast.dinda)
    first_has_written, may_commit = threading.Event(), threading.Event()

    def rejection() -> None:
        with scope(centre=cast.centre.pk), transaction.atomic():
            row = Interview.objects.get(pk=interview.pk)
            services.record_reply(row, Label.REJECTION, received_at=NOW, by=None, now=NOW)
            first_has_written.set()
            may_commit.wait(10)
        connection.close()

    def phone_call() -> None:
        with scope(centre=cast.centre.pk):
            row = Interview.objects.get(pk=interview.pk)
            kind = EventType.STUDENT_PHONED_RECRUITER
            services.record_event(row, kind, at=NOW, by=None, now=NOW)
        connection.close()

    threads = [threading.Thread(target=rejection), threading.Thread(target=phone_call)]
    threads[0].start()
    assert first_has_written.wait(10)
    threads[1].start()
    # The second waits for the first; give it the time to get there.
    threads[1].join(0.5)
    assert threads[1].is_alive()
    may_commit.set()
    for thread in threads:
        thread.join(10)
    with scope(centre=cast.centre.pk):
        plan = Plan.objects.get()
    assert (plan.action, plan.reason) == ("stop", "rejected")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_publishing_rules_during_a_sweep_waits_for_it_instead_of_dying(monkeypatch):
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        for position in ("A", "B", "C"):
            factories.case(cast.dinda, position=position)
    sweep_holds_its_rows = threading.Event()
    really_roll = planner.roll
    slot_day = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)

    def roll_slowly(*arguments):
        rolled = really_roll(*arguments)
        sweep_holds_its_rows.set()
        time.sleep(0.7)  # long enough for the publisher to reach the rows we hold
        return rolled

    monkeypatch.setattr(planner, "roll", roll_slowly)
    added: list[int] = []

    def sweep() -> None:
        added.append(planner.sweep(slot_day))
        connection.close()

    thread = threading.Thread(target=sweep)
    thread.start()
    assert sweep_holds_its_rows.wait(10)
    with scope(centre=cast.centre.pk):
        rules = default_data() | {"first_offset_days": 2}
        version = publish(cast.centre, rules, reason="Slower", by=cast.sari, now=slot_day)
    thread.join(20)
    assert added == [3], "the sweep was not the deadlock's victim"
    with scope(centre=cast.centre.pk):
        assert set(Plan.objects.values_list("policy_id", flat=True)) == {version.pk}
