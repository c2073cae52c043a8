"""Which reminders exist when: one case walked through its days by the real sweep."""

from datetime import timedelta

import pytest

from careers import services
from careers.answers import EventType, Label
from followups.models import Plan
from followups.services import approve
from notifications import planner
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib

# Interview Monday 6 July 09:00, promise 7 days: deadline Monday 13th, window Tuesday 14th.


def told(kind: str | None = None) -> list[tuple[str, str]]:
    rows = Message.objects.order_by("due_at", "pk")
    if kind:
        rows = rows.filter(kind=kind)
    return [(row.kind, row.recipient.get_short_name()) for row in rows]


@pytest.fixture
def interview(cast):
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(6, 10))
    return made


def test_a_thank_you_note_is_due_two_hours_after_the_interview_and_only_once(cast):
    factories.case(cast.dinda)
    planner.sweep(wib(6, 10, 59))
    assert told() == []
    planner.sweep(wib(6, 11))
    planner.sweep(wib(6, 11))
    planner.sweep(wib(6, 12))
    assert told() == [("thank_you_due", "Dinda")]
    assert Message.objects.get().expires_at == wib(7, 9)


def test_a_thank_you_note_already_sent_is_not_asked_for(interview):
    planner.sweep(wib(6, 12))
    assert told() == []


def test_a_heads_up_comes_at_nine_on_the_working_day_before_the_slot(interview):
    planner.sweep(wib(13, 8, 59))
    assert told() == []
    planner.sweep(wib(13, 9))
    planner.sweep(wib(13, 9, 30))
    assert told() == [("heads_up", "Dinda")]


def test_the_window_opens_with_a_reminder_that_expires_when_it_closes(interview):
    planner.sweep(wib(14, 11, 59))
    assert told("window_open") == []
    planner.sweep(wib(14, 12))
    message = Message.objects.get(kind="window_open")
    assert (message.due_at, message.expires_at) == (wib(14, 12), wib(14, 13))


def test_nothing_is_told_about_a_window_once_the_letter_is_sent(interview):
    planner.sweep(wib(14, 12))
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    planner.sweep(wib(14, 12, 6))
    assert Message.objects.get(kind="window_open").state == "withdrawn"
    planner.sweep(wib(14, 15, 30))
    planner.sweep(wib(14, 17))
    assert told("window_missed") == []


def test_a_missed_day_is_told_once_in_the_evening_with_the_next_slot(interview):
    for hour, minute in ((12, 0), (13, 0), (15, 30), (17, 0), (17, 1)):
        planner.sweep(wib(14, hour, minute))
    assert told("window_open") == [("window_open", "Dinda")] * 2
    assert told("window_missed") == [("window_missed", "Dinda")]
    planner.sweep(wib(15, 9))
    assert told("heads_up") == [], "the note about the missed window was the heads-up"


def walk(days: range) -> None:
    for day in days:
        for hour, minute in ((9, 0), (12, 0), (13, 0), (15, 30), (17, 0)):
            planner.sweep(wib(day, hour, minute))


def test_after_three_missed_windows_the_counsellor_is_told_and_the_student_rests(interview):
    walk(range(14, 18))
    assert told("missed_alert") == [("missed_alert", "Bima")]
    assert len(told("window_open")) == 3
    walk(range(20, 22))
    assert told("missed_alert") == [("missed_alert", "Bima")]
    assert len(told("window_open")) == 4, "after ten missed windows the student is prompted again"


def test_a_second_follow_up_asks_the_counsellor_and_reminds_nobody_until_approved(cast, interview):
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    # First + 15 is Wednesday 29 July; the heads-up falls on Tuesday the 28th.
    walk(range(27, 30))
    assert told("approval_needed") == [("approval_needed", "Bima")]
    assert told("window_open") == told("window_missed") == []
    plan = Plan.objects.get()
    assert (plan.missed_windows, plan.requires_approval) == (0, True)
    approve(plan, by=cast.bima, now=wib(29, 18))
    planner.sweep(wib(29, 18))
    assert told("heads_up") == [("heads_up", "Dinda")]
    planner.sweep(wib(30, 12))
    assert told("window_open") == [("window_open", "Dinda")]


def test_a_case_that_needs_a_person_is_told_to_the_counsellor_once(interview):
    at = wib(7, 9)
    services.record_event(interview, EventType.STUDENT_PHONED_RECRUITER, at=at, by=None, now=at)
    planner.sweep(at)
    planner.sweep(at + timedelta(hours=1))
    assert told() == [("approval_needed", "Bima")]


@pytest.mark.parametrize(
    ("label", "mails"),
    [
        (Label.DISCOURAGING_WAIT, [("stopped_kindly", "Dinda")]),
        (Label.REJECTION, [("stopped_kindly", "Dinda")]),
        (Label.OFFER, []),
        (Label.NEXT_STAGE_INVITATION, []),
        (Label.NEUTRAL_ACK, []),
    ],
)
def test_an_ending_is_told_kindly_and_good_news_needs_no_consolation(interview, label, mails):
    at = wib(8, 9)
    services.record_reply(interview, label, received_at=at, by=None, now=at)
    planner.sweep(at)
    planner.sweep(at + timedelta(days=1))
    assert told() == mails


def test_old_history_that_is_imported_today_is_not_announced(cast):
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    late = wib(20, 9, month=8)
    services.record_reply(made, Label.REJECTION, received_at=wib(10, 9), by=None, now=late)
    planner.sweep(late)
    assert told() == []


def test_a_slot_that_moves_away_and_back_is_told_once_and_stands_again(interview):
    planner.sweep(wib(14, 12))
    at = wib(14, 12, 1)
    reply = services.record_reply(
        interview, Label.ASKED_TO_WAIT_UNTIL, received_at=at, wait_days=10, by=None, now=at
    )
    planner.sweep(at)
    assert Message.objects.get(kind="window_open").state == "withdrawn"
    services.correct_reply(reply, Label.NEUTRAL_ACK, by=None, now=wib(14, 12, 2))
    planner.sweep(wib(14, 12, 2))
    assert Message.objects.get(kind="window_open").state == "queued"


def test_silence_after_the_second_closes_the_case_after_two_weeks(cast, interview):
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    approve(Plan.objects.get(), by=cast.bima, now=wib(20, 9))
    services.record_letter(interview, sent_at=wib(29, 12, 5), by=None, now=wib(29, 12, 6))
    planner.sweep(wib(29, 12, 6))
    assert told("stopped_kindly") == [("stopped_kindly", "Dinda")]
    planner.sweep(wib(12, 12, 4, month=8))
    interview.application.refresh_from_db()
    assert interview.application.stage == "interviewing"
    planner.sweep(wib(12, 12, 6, month=8))
    interview.application.refresh_from_db()
    assert interview.application.stage == "unanswered"
    assert Plan.objects.get().next_check_at is None


def test_a_sweep_reads_nothing_when_nothing_is_due(interview, django_assert_max_num_queries):
    planner.sweep(wib(6, 12))
    with django_assert_max_num_queries(12):  # per centre: begin, due plans, commit
        assert planner.sweep(wib(7, 8)) == 0
