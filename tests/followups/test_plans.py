"""Plans: the standing decision follows the facts, the rules and the calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django_scopes import scope

from careers import services as facts
from careers.answers import EventType, Label, PromiseKind
from careers.models import EmployerClosedDay, PromiseEntry
from followups.models import Approval, CentreDay, ConfirmedYear, Plan, PolicyVersion
from followups.policy import RulesError
from followups.services import approve, publish, reconcile_centre
from tests.factories import INTERVIEW_AT, case, employer
from tests.followups.planning import at, everything, plan_of, sent
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    made = make_cast()
    with scope(centre=made.centre.pk):
        yield made


def test_a_recorded_promise_is_planned_at_once(cast: Cast) -> None:
    interview = case(cast.dinda)
    plan = plan_of(interview)
    assert (plan.action, plan.reason, plan.attempt) == ("wait", "promise_not_passed", 1)
    assert plan.earliest_date == date(2026, 7, 14)
    assert (plan.window_start, plan.window_end) == (at("14 12:00"), at("14 13:00"))
    assert plan.heads_up_at == at("13 09:00")
    assert plan.policy.number == 1
    assert "holidays" in plan.calendar_version
    assert [reason["code"] for reason in plan.reasons] == [
        "promise_days",
        "promise_not_passed",
        "next_window",
    ]
    assert plan.next_check_at == plan.decided_at, "a changed plan is due at once"


def test_an_application_without_an_interview_has_no_plan(cast: Cast) -> None:
    application = facts.create_application(cast.dinda, employer(cast.dinda), "Analyst", now=INTERVIEW_AT)
    assert not Plan.objects.filter(application=application).exists()


def test_a_rollback_takes_the_fact_and_its_plan_together(cast: Cast) -> None:
    interview = case(cast.dinda)
    before = everything()
    with transaction.atomic():
        facts.record_promise(
            interview, PromiseKind.DAYS, days=20, by=None, now=INTERVIEW_AT + timedelta(hours=2)
        )
        assert everything() != before, "planned inside the transaction already"
        transaction.set_rollback(True)
    assert everything() == before
    assert PromiseEntry.objects.count() == 1


def test_a_fact_that_cannot_be_planned_is_not_recorded(cast: Cast) -> None:
    interview = case(cast.dinda)
    PolicyVersion.objects.update(status="retired")
    with pytest.raises(PolicyVersion.DoesNotExist):
        facts.record_reply(
            interview, Label.NEUTRAL_ACK, received_at=at("07 09:00"), by=None, now=at("07 09:00")
        )
    assert not interview.replies.exists()


def test_reconciling_twice_changes_nothing(cast: Cast) -> None:
    case(cast.dinda)
    case(cast.dinda, position="Data Analyst", days=None)
    stopped = case(cast.rangga)
    facts.record_reply(stopped, Label.REJECTION, received_at=at("08 09:00"), by=None, now=at("08 09:00"))
    before = everything()
    assert reconcile_centre(cast.centre, at("08 10:00")) == 0
    assert reconcile_centre(cast.centre, at("08 10:00")) == 0
    assert everything() == before


def test_reconciling_mends_a_plan_that_went_astray(cast: Cast) -> None:
    interview = case(cast.dinda)
    Plan.objects.update(window_start=at("20 12:00"), window_end=at("20 13:00"), attempt=2)
    assert reconcile_centre(cast.centre, at("08 10:00")) == 1
    plan = plan_of(interview)
    assert (plan.window_start, plan.attempt) == (at("14 12:00"), 1)
    assert plan.next_check_at == at("08 10:00")


def test_an_approval_is_given_once_for_one_attempt_of_one_round(cast: Cast) -> None:
    interview = case(cast.dinda)
    with pytest.raises(ValidationError):
        approve(plan_of(interview), by=cast.bima, now=at("14 12:00"))
    sent(interview, "14 12:05", cast)
    plan = plan_of(interview)
    assert (plan.attempt, plan.requires_approval, plan.may_be_sent) == (2, True, False)
    for _twice in range(2):
        approve(plan, by=cast.bima, now=at("15 09:00"))
    assert Approval.objects.count() == 1
    plan = plan_of(interview)
    assert (plan.approved, plan.may_be_sent, plan.next_check_at) == (True, True, at("15 09:00"))
    # The next round starts anew: its second follow-up needs its own approval.
    again = facts.add_interview(interview.application, at("20 09:00"), now=at("20 10:00"))
    assert (plan_of(again).attempt, plan_of(again).approved) == (1, False)
    sent(again, "30 12:05", cast)
    assert (plan_of(again).attempt, plan_of(again).may_be_sent) == (2, False)


def test_a_bounced_letter_takes_its_attempt_back(cast: Cast) -> None:
    interview = case(cast.dinda)
    sent(interview, "14 12:05", cast)
    facts.mark_bounced(interview.letters.get(), now=at("14 12:30"))
    plan = plan_of(interview)
    assert (plan.action, plan.reason, plan.attempt) == ("needs_approval", "address_bounced", 1)
    facts.record_event(interview, EventType.RESOLVED, at=at("15 09:00"), by=cast.bima, now=at("15 09:00"))
    assert plan_of(interview).window_start == at("15 12:00")


def test_published_rules_plan_every_open_case_again(cast: Cast) -> None:
    interviews = [case(cast.dinda), case(cast.rangga)]
    data = PolicyVersion.objects.get().data | {"first_offset_days": 2}
    version = publish(cast.centre, data, reason="Give them a day", by=cast.sari, now=at("07 09:00"))
    assert (version.number, version.status, version.author) == (2, "published", cast.sari)
    assert PolicyVersion.objects.get(number=1).status == "retired"
    for interview in interviews:
        plan = plan_of(interview)
        assert (plan.window_start, plan.policy) == (at("15 12:00"), version)
        assert plan.next_check_at == at("07 09:00")


def test_impossible_rules_are_not_published_and_nothing_moves(cast: Cast) -> None:
    case(cast.dinda)
    before = everything()
    with pytest.raises(RulesError):
        publish(cast.centre, {"max_followups": 3}, reason="", by=cast.sari, now=at("07 09:00"))
    assert everything() == before
    assert PolicyVersion.objects.get().status == "published"


def close(cast: Cast, day: date, *, closed: bool = True) -> None:
    CentreDay.objects.create(centre=cast.centre, day=day, closed=closed, name="Regional election")


def test_a_centres_own_closed_day_moves_the_slot_and_says_so(cast: Cast) -> None:
    interview = case(cast.dinda)
    before = plan_of(interview).calendar_version
    close(cast, date(2026, 7, 14))
    assert reconcile_centre(cast.centre, at("07 09:00")) == 1
    plan = plan_of(interview)
    assert plan.window_start == at("15 12:00")
    assert plan.calendar_version != before
    assert {
        "code": "closed_day", "date": "2026-07-14", "kind": "centre", "name": "Regional election",
    } in plan.reasons  # fmt: skip


def test_an_employers_own_days_come_after_the_centres(cast: Cast) -> None:
    close(cast, date(2026, 7, 14))
    ordinary = employer(cast.dinda)
    working = employer(cast.dinda, "PT Kerja Terus")
    resting = employer(cast.dinda, "PT Libur Panjang")
    for at_employer, day, closed in ((working, 14, False), (resting, 15, True)):
        EmployerClosedDay.objects.create(
            centre=cast.centre, employer=at_employer, day=date(2026, 7, day), closed=closed, name="Own"
        )
    slots = [plan_of(case(cast.dinda, at=e)).window_start for e in (ordinary, working, resting)]
    assert slots == [at("15 12:00"), at("14 12:00"), at("16 12:00")]


def test_an_employer_who_works_on_joint_leave_may_be_written_to_then(cast: Cast) -> None:
    held_at = datetime(2026, 12, 16, 2, tzinfo=UTC)
    ordinary = case(cast.dinda, held_at=held_at)
    working = employer(cast.dinda, "PT Kerja Terus", works_joint_leave=True)
    assert plan_of(ordinary).window_start == at("12-28 12:00")
    assert plan_of(case(cast.dinda, held_at=held_at, at=working)).window_start == at("12-24 12:00")


def test_a_confirmed_year_lets_its_dates_be_told(cast: Cast) -> None:
    interview = case(cast.dinda, held_at=datetime(2028, 3, 6, 2, tzinfo=UTC))
    assert plan_of(interview).reason == "calendar_unconfirmed"
    now = datetime(2028, 3, 7, 2, tzinfo=UTC)
    ConfirmedYear.objects.create(centre=cast.centre, year=2028, confirmed_by=cast.sari, confirmed_at=now)
    assert reconcile_centre(cast.centre, now) == 1
    assert plan_of(interview).action == "wait"


def test_the_heads_up_comes_at_the_students_own_nine_in_the_morning(cast: Cast) -> None:
    cast.dinda.user.time_zone = "Asia/Jayapura"
    cast.dinda.user.save()
    interview = case(cast.dinda)
    assert plan_of(interview).heads_up_at == at("13 07:00")
    monday = case(cast.rangga, days=11)
    assert plan_of(monday).window_start == at("20 12:00")
    assert plan_of(monday).heads_up_at == at("17 09:00"), "the Friday before"


def test_an_extension_in_the_ledger_replaces_the_deadline_from_the_day_it_was_said(
    cast: Cast,
) -> None:
    interview = case(cast.dinda)
    facts.record_promise(
        interview, PromiseKind.WORKING_DAYS, days=5, said_on=date(2026, 7, 10), by=cast.bima,
        now=at("10 16:00"),
    )  # fmt: skip
    plan = plan_of(interview)
    assert plan.earliest_date == date(2026, 7, 18)
    assert plan.window_start == at("20 12:00")
    assert {"code": "deadline_replaced", "asked": "2026-07-10", "date": "2026-07-17"} in plan.reasons


def test_a_plan_goes_with_its_interview(cast: Cast) -> None:
    interview = case(cast.dinda)
    interview.delete()
    assert not Plan.objects.exists()
    assert reconcile_centre(cast.centre, at("07 09:00")) == 0
