"""Reminders after something changed: nothing untrue, nothing forgotten, the right person told."""

from datetime import date

import pytest
from django_scopes import scope

from careers import services
from careers.access import COUNSELLOR
from careers.answers import EventType, Label, PromiseKind
from careers.selectors import ledger
from careers.services.employers import set_closed_day
from careers.signals import announce
from followups.gather import gather
from followups.models import Plan
from followups.services import approve, due_cases, publish, roll
from notifications import planner
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib
from tests.people import person


@pytest.fixture
def interview(cast):
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(6, 12))
    return made


def kinds() -> list[str]:
    return list(Message.objects.order_by("due_at", "pk").values_list("kind", flat=True))


def miss_a_day(day: int) -> None:
    for hour, minute in ((12, 0), (13, 0), (15, 30), (17, 0)):
        planner.sweep(wib(day, hour, minute))


def wait_until(interview, day: date, now) -> None:
    label = Label.ASKED_TO_WAIT_UNTIL
    services.record_reply(interview, label, received_at=now, wait_until=day, by=None, now=now)


def test_after_an_extension_the_student_is_reminded_as_if_nothing_had_been_missed(interview):
    for day in (14, 15):
        miss_a_day(day)
    assert Plan.objects.get().missed_windows == 4
    wait_until(interview, date(2026, 8, 20), wib(15, 18))
    assert Plan.objects.get().missed_windows == 0
    Message.objects.all().delete()
    planner.sweep(wib(20, 9, month=8))
    planner.sweep(wib(21, 12, month=8))
    assert kinds() == ["heads_up", "window_open"]


def test_no_window_is_called_missed_once_the_employer_asked_to_wait(interview):
    planner.sweep(wib(14, 12))
    planner.sweep(wib(14, 13))
    wait_until(interview, date(2026, 8, 20), wib(14, 14))
    planner.sweep(wib(14, 14, 1))
    assert "window_missed" not in kinds()


def test_a_second_unclear_answer_is_told_again(interview):
    for day in (8, 9):
        at = wib(day, 9)
        services.record_reply(interview, Label.UNCLASSIFIED, received_at=at, by=None, now=at)
        planner.sweep(at)
        later = wib(day, 15)
        services.record_event(interview, EventType.RESOLVED, at=later, by=None, now=later)
        planner.sweep(later)
    assert kinds() == ["approval_needed"] * 2


def test_without_a_counsellor_an_admin_is_asked_and_a_new_counsellor_is_told(cast, interview):
    cast.dinda.counsellor = None
    cast.dinda.save()
    at = wib(8, 9)
    services.record_event(interview, EventType.INTERVIEW_CANCELLED, at=at, by=None, now=at)
    planner.sweep(at)
    assert Message.objects.get().recipient == cast.sari
    cast.dinda.counsellor = person(cast.centre, COUNSELLOR, "Ratna Wulandari")
    cast.dinda.save()
    announce(cast.centre.pk, [interview.application_id], wib(8, 10))
    planner.sweep(wib(8, 10))
    told = Message.objects.exclude(state="withdrawn").get()
    assert told.recipient == cast.dinda.counsellor


def test_a_closed_case_reminds_nobody(interview):
    interview.application.stage = "withdrawn"
    interview.application.save()
    miss_a_day(14)
    assert kinds() == []
    assert Plan.objects.get().next_check_at is None


def test_an_ending_entered_some_days_late_is_still_told_kindly(interview):
    services.record_reply(interview, Label.REJECTION, received_at=wib(8, 9), by=None, now=wib(13, 9))
    planner.sweep(wib(13, 9))
    assert kinds() == ["stopped_kindly"]


def test_an_approval_wanted_again_after_an_extension_is_asked_for_again(cast, interview):
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    planner.sweep(wib(28, 9))
    assert Message.objects.get(kind="approval_needed").state == "queued"
    wait_until(interview, date(2026, 9, 10), wib(28, 10))
    planner.sweep(wib(28, 10))
    assert Message.objects.get(kind="approval_needed").state == "withdrawn"
    planner.sweep(wib(10, 9, month=9))
    again = Message.objects.get(kind="approval_needed")
    assert again.state == "queued"
    assert again.expires_at > wib(11, 13, month=9)


def test_silence_is_counted_from_the_day_their_answer_named(cast, interview):
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    approve(Plan.objects.get(), by=cast.bima, now=wib(20, 9))
    services.record_letter(interview, sent_at=wib(29, 12, 5), by=None, now=wib(29, 12, 6))
    wait_until(interview, date(2026, 9, 10), wib(30, 9))
    planner.sweep(wib(14, 9, month=8))
    interview.application.refresh_from_db()
    assert interview.application.stage == "interviewing"
    planner.sweep(wib(25, 9, month=9))
    interview.application.refresh_from_db()
    assert interview.application.stage == "unanswered"


def test_the_ledger_and_the_decision_agree_on_the_last_word_of_a_day(interview):
    wait_until(interview, date(2026, 7, 20), wib(8, 15))
    services.record_promise(
        interview,
        PromiseKind.DATE,
        day=date(2026, 7, 29),
        said_on=date(2026, 7, 8),
        by=None,
        now=wib(8, 17),
    )
    [case] = gather([interview.application_id])
    in_force = next(line for line in ledger(interview, case.facts.zone) if line.in_force)
    assert in_force.due == date(2026, 7, 29)
    assert Plan.objects.get().earliest_date == date(2026, 7, 30)


def test_one_centres_broken_row_does_not_silence_another(cast, interview):
    interview.application.employer.country = "XX"
    interview.application.employer.save()
    with scope(centre=cast.other_centre.pk):
        factories.case(cast.wati)
    planner.sweep(wib(14, 12))
    assert Message.objects.with_scopes_disabled().filter(recipient=cast.wati.user).exists()


def test_a_free_friday_stays_free_in_ramadan(cast, interview):
    from followups.policy import default_data

    rules = default_data()
    rules["windows"] = {**rules["windows"], "tue": []}
    season = {"from": "2026-07-01", "until": "2026-07-30", "windows": [["11:00", "11:30"]]}
    rules["ramadan_windows"] = [season]
    publish(cast.centre, rules, reason="test", by=None, now=wib(7, 9))
    assert Plan.objects.get().window_start == wib(15, 11)


def test_rolling_the_same_moment_twice_changes_nothing(cast, interview):
    set_closed_day(
        interview.application.employer, date(2026, 7, 14), closed=True, name="Moving", now=wib(7, 9)
    )
    roll(cast.centre, due_cases(cast.centre, wib(7, 9)), wib(7, 9))
    before = Plan.objects.values().get()
    roll(cast.centre, [Plan.objects.get().application_id], wib(7, 9))
    assert Plan.objects.values().get() == before
