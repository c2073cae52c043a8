"""A sweep that decides from memory knows what gathering anew would find."""

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from careers import services as facts
from careers.answers import EventType, Label, PromiseKind
from followups.gather import gather
from followups.models import Plan
from followups.recall import recall
from followups.services import approve, reconcile_centre
from tests.factories import case
from tests.followups.planning import at, everything, sent, swept
from tests.people import make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def cast():
    made = make_cast()
    with scope(centre=made.centre.pk):
        yield made


def told(cast: Any, interview: Any) -> None:
    """A long history: an extension, letters, one of them returned, answers, an event, an approval."""
    now = {"by": cast.dinda.user, "now": at("08 09:00")}
    facts.record_promise(interview, PromiseKind.WORKING_DAYS, days=5, said_on=at("08 09:00").date(), **now)
    sent(interview, "15 12:05", cast)
    facts.mark_bounced(interview.letters.get(), now=at("15 12:30"))
    facts.record_event(interview, EventType.RESOLVED, at=at("15 13:00"), by=cast.bima, now=at("15 13:00"))
    sent(interview, "16 12:05", cast)
    facts.record_reply(
        interview,
        Label.ASKED_TO_WAIT_UNTIL,
        wait_days=3,
        received_at=at("17 09:00"),
        by=None,
        now=at("17 09:00"),
    )
    facts.record_reply(
        interview, Label.AUTO_REPLY, return_date=at("24 00:00").date(), received_at=at("18 09:00"),
        by=None, now=at("18 09:00"),
    )  # fmt: skip
    facts.record_thanks(interview, sent_at=at("06 15:00"), now=at("18 10:00"))
    approve(Plan.objects.get(application=interview.application_id), by=cast.bima, now=at("19 09:00"))


def test_a_case_is_recalled_as_it_would_be_gathered(cast: Any) -> None:
    plain, rich = case(cast.rangga), case(cast.dinda)
    told(cast, rich)
    ids = [plain.application_id, rich.application_id]
    recalled = sorted((found for _plan, found in recall(ids)), key=lambda c: c.application_id)
    gathered = sorted(gather(ids), key=lambda c: c.application_id)
    for ours, theirs in zip(recalled, gathered, strict=True):
        assert ours.calendar is theirs.calendar
        assert ours == theirs


def test_every_check_from_memory_leaves_the_plan_a_full_reconcile_would(cast: Any) -> None:
    interview = case(cast.dinda)
    told(cast, interview)
    now = at("19 09:00")
    for _sweep in range(12):
        plan = swept(cast, interview, now)
        by_memory = everything()
        Plan.objects.update(memory=None)
        reconcile_centre(cast.centre, now)
        assert Plan.objects.get().memory is not None
        changed = [{**row, "next_check_at": None} for row in (*by_memory, *everything())]
        assert changed[0] == changed[1]
        Plan.objects.update(next_check_at=plan.next_check_at)
        if plan.next_check_at is None:
            break
        now = plan.next_check_at


def test_a_plan_that_remembers_nothing_is_gathered(cast: Any) -> None:
    interview = case(cast.dinda)
    Plan.objects.update(memory=None)
    assert recall([interview.application_id]) == []
    assert swept(cast, interview, at("14 12:00")).action == "send_now"


def test_a_student_who_moved_and_an_employer_who_moved_are_read_as_they_stand(cast: Any) -> None:
    interview = case(cast.dinda)
    cast.dinda.user.time_zone = "Asia/Jayapura"
    cast.dinda.user.save()
    [(_plan, found)] = recall([interview.application_id])
    assert str(found.student_zone) == "Asia/Jayapura"


def test_a_call_for_help_is_recalled_until_it_is_answered(cast: Any) -> None:
    from careers.models import HelpRequest

    interview = case(cast.dinda)
    call = HelpRequest.objects.create(
        centre=cast.centre, application=interview.application, asked_at=at("10 09:00")
    )
    assert recall([interview.application_id])[0][1].help_asked_at == at("10 09:00")
    call.answered_at = at("10 09:00") + timedelta(hours=1)
    call.save()
    assert recall([interview.application_id])[0][1].help_asked_at is None
