"""The words of mails about a plan: in the reader's language and hours, and as the samples have them."""

from typing import Any

import pytest
from django.utils import translation

from careers import services
from notifications import planner, topics
from notifications.links import links_of
from notifications.models import Message
from notifications.topics.plan_words import words
from tests import factories
from tests.design.sample_words import PLAN_KINDS, sample_words
from tests.notifications.clock import wib
from tests.notifications.test_headers import arrange, moments
from tests.people import Cast, student

# Only an ending has them; the samples of other kinds hold them empty.
STEPS = ("step_one", "step_two", "step_three")


def situation_of(message: Message, now: Any) -> Any:
    return topics.standing([message], now)[message.pk]


def said(message: Message, now: Any, language: str = "en") -> dict[str, Any]:
    with translation.override(language):
        return words(message, situation_of(message, now))


@pytest.fixture
def opened(cast: Cast) -> Message:
    """The mail of an open window: Tuesday the 14th, noon in Jakarta."""
    interview = factories.case(cast.dinda)
    services.record_thanks(interview, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    return Message.objects.get()


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_the_samples_have_the_words_that_mails_have(cast: Cast, kind: str) -> None:
    arrange(cast, kind)
    for moment in moments(kind):
        planner.sweep(moment)
    message = Message.objects.get(kind=kind)
    ready = said(message, moments(kind)[-1])
    assert set(sample_words(kind)) == {*ready, *links_of(message), *STEPS}
    assert all(isinstance(word, str | int | bool) for word in ready.values())


def test_a_window_says_its_hours_its_reason_and_the_slots_after_it(opened: Message) -> None:
    ready = said(opened, wib(14, 12))
    assert (ready["day"], ready["hours"], ready["same_day_here"]) == ("Tue 14 Jul", "12:00–13:00 WIB", True)
    assert ready["later"] == "Tue 14 Jul 15:30–17:00 WIB and Wed 15 Jul 12:00–13:00 WIB"
    assert ready["recruiter"] == "Bu Lestari"
    assert ready["reason"].startswith("You have waited long enough")
    assert ready["attempt"] == "This is the first of at most two follow-ups."
    assert ready["reply_to"] == '"Bima Prakoso" <bima@arunika.example.com>'


def test_what_was_said_to_one_reader_is_not_said_to_another_in_her_words(cast: Cast, opened: Message) -> None:
    made = student(cast.centre, "Made Suarjana", "A-003", cast.bima, time_zone="Asia/Makassar")
    interview = factories.case(made)
    services.record_thanks(interview, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    hers = Message.objects.get(recipient=made.user)
    assert "the same time zone" in said(opened, wib(14, 12))["zone_sentence"]
    assert "13:00–14:00" in said(hers, wib(14, 12))["zone_sentence"]
    assert said(opened, wib(14, 12), "id")["hours"] == "12.00–13.00 WIB"
    assert said(opened, wib(14, 12))["hours"] == "12:00–13:00 WIB"


def test_a_recruiter_without_a_name_is_the_recruitment_team(opened: Message) -> None:
    opened.application.contact = None
    opened.application.save()
    assert said(opened, wib(14, 12))["recruiter"] == "the recruitment team"


def test_words_of_many_mails_cost_no_query_of_their_own(
    opened: Message, django_assert_num_queries: Any
) -> None:
    found = situation_of(opened, wib(14, 12))
    message = Message.objects.select_related("recipient", "centre").get(pk=opened.pk)
    assert words(message, found)["later"]  # the calendars of all: three queries, once
    with django_assert_num_queries(0):
        words(message, found)
