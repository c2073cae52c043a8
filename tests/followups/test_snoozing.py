"""Putting a window off: nobody reminds her of it, it is not counted as missed, and the next one comes."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from careers import services
from careers.answers import Label
from followups.models import Plan
from followups.services.snoozing import snooze, unsnooze
from followups.services.standing import as_of
from notifications import planner
from notifications.models import Message
from notifications.models import messages as m
from tests.factories import case
from tests.notifications.clock import wib
from tests.people import Cast

# The promise of 7 days runs out on Monday the 13th; the windows are Tuesday the 14th, 12:00-13:00 and
# 15:30-17:00, and so on.
HEADS_UP, OPEN, LATER = wib(13, 12), wib(14, 12, 6), wib(14, 15, 31)


def plan() -> Plan:
    return Plan.objects.select_related("application__employer").get()


def kinds(state: str = m.QUEUED) -> list[str]:
    return sorted(Message.objects.filter(state=state).values_list("kind", flat=True))


def swept(now: datetime) -> None:
    planner.sweep(now)


def test_the_reminder_of_a_window_that_was_put_off_is_withdrawn_and_the_next_one_comes(cast: Cast) -> None:
    case(cast.dinda)
    swept(OPEN)
    assert kinds() == ["window_open"]
    snooze(plan(), OPEN)
    assert plan().snoozed
    swept(OPEN + timedelta(minutes=1))
    assert kinds() == []
    swept(LATER)
    assert not plan().snoozed
    assert kinds() == ["window_open"]
    assert Message.objects.get(state=m.QUEUED).due_at == wib(14, 15, 30)


def test_it_is_not_counted_as_missed_and_one_that_just_went_by_is(cast: Cast) -> None:
    case(cast.dinda)
    swept(OPEN)
    snooze(plan(), OPEN)
    swept(wib(14, 13, 1))
    assert plan().missed_windows == 0
    swept(wib(14, 17, 1))
    assert plan().missed_windows == 1


def test_put_off_before_it_opens_it_is_never_prompted(cast: Cast) -> None:
    case(cast.dinda)
    swept(HEADS_UP)
    snooze(plan(), HEADS_UP)
    swept(OPEN)
    assert "window_open" not in kinds()


def test_taken_back_the_reminder_stands_again(cast: Cast) -> None:
    case(cast.dinda)
    swept(OPEN)
    snooze(plan(), OPEN)
    swept(OPEN + timedelta(minutes=1))
    unsnooze(plan(), OPEN + timedelta(minutes=2))
    assert not plan().snoozed
    swept(OPEN + timedelta(minutes=3))
    assert kinds() == ["window_open"]


def test_the_decision_is_the_same_as_before(cast: Cast) -> None:
    case(cast.dinda)
    swept(OPEN)
    names = ("action", "reason", "attempt", "earliest_date", "window_start", "window_end", "reasons")
    before = [getattr(plan(), name) for name in names]
    snooze(plan(), OPEN)
    assert [getattr(plan(), name) for name in names] == before


def test_twice_is_once_and_a_letter_may_still_go_out_in_it(cast: Cast) -> None:
    interview = case(cast.dinda)
    swept(OPEN)
    snooze(plan(), OPEN)
    until = plan().snoozed_until
    snooze(plan(), OPEN + timedelta(minutes=1))
    assert plan().snoozed_until == until == wib(14, 13)
    services.record_letter(interview, sent_at=OPEN, by=cast.dinda.user, now=wib(14, 12, 30))
    assert plan().attempt == 2
    assert not plan().snoozed, "the second letter's window was never put off"


def test_the_window_a_page_showed_is_put_off_also_while_the_sweep_is_late(cast: Cast) -> None:
    case(cast.dinda)
    swept(HEADS_UP)
    late = wib(14, 13, 30)
    [shown] = as_of([plan()], late)
    snooze(shown, late)
    assert plan().snoozed_until == wib(14, 17)


def test_a_window_that_is_over_cannot_be_put_off(cast: Cast) -> None:
    case(cast.dinda)
    swept(OPEN)
    with pytest.raises(ValidationError, match="over already"):
        snooze(plan(), wib(14, 13))
    assert plan().snoozed_until is None


def test_where_no_window_stands_there_is_nothing_to_put_off(cast: Cast) -> None:
    interview = case(cast.dinda)
    services.record_reply(interview, Label.REJECTION, received_at=OPEN, by=None, now=OPEN)
    with pytest.raises(ValidationError, match="no window to put off"):
        snooze(plan(), OPEN)
