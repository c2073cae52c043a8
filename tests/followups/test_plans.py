"""Plans: the standing decision follows the facts, the rules and the calendar, and time itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django_scopes import scope

from careers import services as facts
from careers.answers import EventType, Label, PromiseKind
from careers.models import EmployerClosedDay, Interview, PromiseEntry
from followups.models import Approval, CentreDay, ConfirmedYear, Plan, PolicyVersion
from followups.policy import RulesError
from followups.services import approve, due_plans, publish, reconcile_centre, roll
from tests.factories import INTERVIEW_AT, case, employer
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def cast() -> Iterator[Cast]:
    made = make_cast()
    with scope(centre=made.centre.pk):
        yield made


def at(text: str) -> datetime:
    """An instant, from Jakarta's wall clock in July or August 2026: "14 12:00" or "08-01 12:00"."""
    day, clock = text.split()
    day = day if "-" in day else f"07-{day}"
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=JAKARTA)


def plan_of(interview: Interview) -> Plan:
    return Plan.objects.get(application=interview.application_id)


def swept(cast: Cast, interview: Interview, now: datetime) -> Plan:
    """The plan after a sweep at `now`."""
    with transaction.atomic():
        roll(cast.centre, due_plans(cast.centre, now), now)
    return plan_of(interview)


def sent(interview: Interview, when: str, cast: Cast) -> None:
    facts.record_letter(interview, sent_at=at(when), by=cast.dinda.user, now=at(when))


def everything() -> list[dict[str, Any]]:
    return list(Plan.objects.order_by("pk").values())


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
    assert due_plans(cast.centre, at("09-30 12:00")) == []


def test_an_answer_in_time_keeps_the_case_from_being_closed(cast: Cast) -> None:
    interview = case(cast.dinda)
    sent(interview, "14 12:05", cast)
    sent(interview, "29 12:05", cast)
    facts.record_reply(interview, Label.OFFER, received_at=at("08-10 09:00"), by=None, now=at("08-10 09:00"))
    plan = swept(cast, interview, at("08-20 09:00"))
    assert (plan.reason, plan.closes_at, plan.next_check_at) == ("offer_received", None, None)
    assert plan.application.stage == "offered"


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


def test_a_sweep_looks_at_its_own_centre_and_only_at_what_is_due(cast: Cast) -> None:
    mine, later = case(cast.dinda), case(cast.rangga)
    with scope(centre=cast.other_centre.pk):
        other = case(cast.wati)
    now = at("06 12:00")
    Plan.objects.filter(application=later.application_id).update(next_check_at=at("06 12:01"))
    assert [plan.application_id for plan in due_plans(cast.centre, now)] == [mine.application_id]
    Plan.objects.filter(application=later.application_id).update(next_check_at=at("06 08:00"))
    due = due_plans(cast.centre, now)
    assert [plan.application_id for plan in due] == [later.application_id, mine.application_id]
    assert [plan.application_id for plan in due_plans(cast.centre, now, limit=1)] == [later.application_id]
    with scope(centre=cast.other_centre.pk):
        assert [p.application_id for p in due_plans(cast.other_centre, now)] == [other.application_id]


def test_a_plan_goes_with_its_interview(cast: Cast) -> None:
    interview = case(cast.dinda)
    interview.delete()
    assert not Plan.objects.exists()
    assert reconcile_centre(cast.centre, at("07 09:00")) == 0
