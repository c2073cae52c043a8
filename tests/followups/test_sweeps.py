"""Sweeps: time alone changes plans; windows are missed and cases close in silence."""

from collections.abc import Iterator

import pytest
from django_scopes import scope

from careers import services as facts
from careers.answers import Label
from followups.models import Plan
from followups.services import approve, due_cases
from tests.factories import case
from tests.followups.planning import JAKARTA, at, plan_of, sent, swept
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    made = make_cast()
    with scope(centre=made.centre.pk):
        yield made


def test_sweeps_jump_from_check_to_check_and_never_stand_still(cast: Cast) -> None:
    interview = case(cast.dinda)
    now = plan_of(interview).next_check_at
    seen = []
    for _sweep in range(8):
        plan = swept(cast, interview, now)
        assert plan.next_check_at > now
        now = plan.next_check_at
        seen.append(f"{now.astimezone(JAKARTA):%d %H:%M}")
    assert seen == [
        "06 11:00", "13 09:00", "14 00:00", "14 12:00", "14 13:00", "14 15:30", "14 17:00", "15 12:00",
    ]  # fmt: skip
    assert [plan.action, plan.reason] == ["wait", "outside_window"]


def test_a_window_that_went_by_unused_is_counted_once_and_the_plan_rolls(cast: Cast) -> None:
    interview = case(cast.dinda)
    assert swept(cast, interview, at("14 12:00")).action == "send_now"
    for _twice in range(2):
        plan = swept(cast, interview, at("14 13:00"))
        assert (plan.missed_windows, plan.missed_at) == (1, at("14 13:00"))
        assert (plan.action, plan.window_start) == ("wait", at("14 15:30"))
    # Recording something unimportant neither counts a window again nor forgets it.
    facts.record_reply(interview, Label.UNRELATED, received_at=at("14 14:00"), by=None, now=at("14 14:00"))
    assert plan_of(interview).missed_windows == 1
    plan = swept(cast, interview, at("15 09:00"))
    assert (plan.missed_windows, plan.missed_at) == (2, at("14 17:00"))
    assert plan.window_start == at("15 12:00")
    sent(interview, "15 12:05", cast)
    assert (plan_of(interview).missed_windows, plan_of(interview).missed_at) == (0, None)


def test_a_window_is_not_missed_while_the_approval_is(cast: Cast) -> None:
    interview = case(cast.dinda)
    sent(interview, "14 12:05", cast)
    assert swept(cast, interview, at("29 12:00")).action == "send_now"
    plan = swept(cast, interview, at("29 13:00"))
    assert (plan.requires_approval, plan.may_be_sent, plan.missed_windows) == (True, False, 0)
    approve(plan, by=cast.bima, now=at("29 14:00"))
    assert swept(cast, interview, at("29 17:00")).missed_windows == 1


def test_silence_after_the_second_closes_the_case_two_weeks_later(cast: Cast) -> None:
    interview = case(cast.dinda)
    sent(interview, "14 12:05", cast)
    sent(interview, "29 12:05", cast)
    plan = swept(cast, interview, at("29 12:05"))
    assert (plan.action, plan.reason) == ("stop", "max_followups_reached")
    assert plan.closes_at == plan.next_check_at == at("08-12 12:05")
    assert swept(cast, interview, at("08-12 12:04")).application.stage == "interviewing"
    plan = swept(cast, interview, at("08-12 12:05"))
    assert plan.application.stage == "unanswered"
    assert (plan.closes_at, plan.next_check_at) == (None, None)
    assert due_cases(cast.centre, at("09-30 12:00")) == []


def test_an_answer_in_time_keeps_the_case_from_being_closed(cast: Cast) -> None:
    interview = case(cast.dinda)
    sent(interview, "14 12:05", cast)
    sent(interview, "29 12:05", cast)
    facts.record_reply(interview, Label.OFFER, received_at=at("08-10 09:00"), by=None, now=at("08-10 09:00"))
    plan = swept(cast, interview, at("08-20 09:00"))
    assert (plan.reason, plan.closes_at, plan.next_check_at) == ("offer_received", None, None)
    assert plan.application.stage == "offered"


def test_a_sweep_looks_at_its_own_centre_and_only_at_what_is_due(cast: Cast) -> None:
    mine, later = case(cast.dinda), case(cast.rangga)
    with scope(centre=cast.other_centre.pk):
        other = case(cast.wati)
    now = at("06 12:00")
    Plan.objects.filter(application=later.application_id).update(next_check_at=at("06 12:01"))
    assert due_cases(cast.centre, now) == [mine.application_id]
    Plan.objects.filter(application=later.application_id).update(next_check_at=at("06 08:00"))
    assert due_cases(cast.centre, now) == [later.application_id, mine.application_id]
    assert due_cases(cast.centre, now, limit=1) == [later.application_id]
    with scope(centre=cast.other_centre.pk):
        assert due_cases(cast.other_centre, now) == [other.application_id]
