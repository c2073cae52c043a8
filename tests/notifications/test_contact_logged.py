"""Contact was logged: nothing stale goes out any more, and missed windows are counted anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from careers import services
from careers.answers import Label
from careers.models import Interview
from followups.models import NetworkingTask, Plan
from followups.policy import CONNECT, DONE
from followups.services.networking import finish
from notifications import delivery, planner
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib
from tests.people import Cast

LOGGED = wib(15, 16)


def wrote(interview: Interview) -> None:
    services.record_letter(interview, sent_at=LOGGED, by=None, now=LOGGED)


def was_answered(interview: Interview) -> None:
    """ "Received, thank you" decides nothing and moves no date."""
    services.record_reply(interview, Label.NEUTRAL_ACK, received_at=LOGGED, by=None, now=LOGGED)


def connected(interview: Interview) -> None:
    """On LinkedIn, which never counts as a follow-up."""
    task = NetworkingTask.objects.filter(kind=CONNECT).first() or NetworkingTask.objects.create(
        centre_id=interview.centre_id,
        application=interview.application,
        contact=interview.application.contact,
        kind=CONNECT,
        not_before=interview.held_at + timedelta(hours=24),
        created_at=interview.held_at,
    )
    finish(task, DONE, by=interview.application.student.user, now=LOGGED)


CONTACTS = [wrote, was_answered, connected]
Contact = Callable[[Interview], None]


def lived(moment: datetime) -> None:
    planner.sweep(moment)
    delivery.drain(lambda: moment)


@pytest.fixture
def interview(cast: Cast) -> Any:
    """Three windows went by: Tuesday's two and Wednesday's first; its second is open at 16:00."""
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    for day, hour, minute in ((13, 9, 0), (14, 12, 0), (14, 13, 0), (14, 15, 30), (14, 17, 0), (15, 12, 0)):
        lived(wib(day, hour, minute))
    planner.sweep(wib(15, 13))
    assert Plan.objects.get().missed_windows == 3
    assert list(waiting()) == ["missed_alert"]
    return made


def waiting() -> Any:
    return Message.objects.filter(state="queued").order_by("pk").values_list("kind", flat=True)


@pytest.mark.parametrize("contact", CONTACTS)
def test_windows_missed_before_are_forgotten(interview: Interview, contact: Contact) -> None:
    contact(interview)
    plan = Plan.objects.get()
    assert (plan.missed_windows, plan.missed_at) == (0, None)
    planner.sweep(wib(15, 16, 1))
    assert Plan.objects.get().missed_windows == 0, "and a sweep does not bring them back"


@pytest.mark.parametrize("contact", CONTACTS)
def test_what_was_queued_about_them_is_not_sent(interview: Interview, contact: Contact) -> None:
    contact(interview)
    delivery.drain(lambda: wib(15, 16, 1))
    assert Message.objects.get(kind="missed_alert").state == "withdrawn"


def test_after_a_letter_no_window_is_spoken_of_any_more(interview: Interview) -> None:
    planner.sweep(wib(15, 15, 30))
    wrote(interview)
    planner.sweep(wib(15, 17))
    delivery.drain(lambda: wib(15, 17, 1))
    sent = Message.objects.filter(sent_at__gt=LOGGED).values_list("kind", flat=True)
    assert list(sent) == []


@pytest.mark.parametrize("contact", [was_answered, connected])
def test_the_student_is_prompted_again_and_the_counsellor_only_after_three_more(
    interview: Interview, contact: Contact
) -> None:
    contact(interview)  # in Wednesday's second window, which then goes by as the first of three
    for hour, minute in ((12, 0), (13, 0), (15, 30), (17, 0)):
        lived(wib(16, hour, minute))
        if hour < 17:
            assert not Message.objects.filter(kind="missed_alert", state="sent").exists()
    told = Message.objects.filter(sent_at__gt=wib(16, 0)).values_list("kind", flat=True)
    assert sorted(told) == ["missed_alert", "window_open", "window_open"]
