"""A call for help: one at a time, told to whoever decides, and answered once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from careers.models import HelpRequest
from careers.services.help import answer_help, ask_for_help
from careers.signals import facts_changed
from tests.factories import case
from tests.notifications.clock import wib
from tests.people import Cast

NOW = wib(14, 9)


@pytest.fixture
def heard() -> Iterator[list[list[int]]]:
    """The applications announced, call by call."""
    calls: list[list[int]] = []

    def hear(application_ids: list[int], **_kwargs: object) -> None:
        calls.append(application_ids)

    facts_changed.connect(hear)
    yield calls
    facts_changed.disconnect(hear)


def test_a_call_is_kept_with_its_words_and_announced(cast: Cast, heard: list[list[int]]) -> None:
    application = case(cast.dinda).application
    heard.clear()
    call = ask_for_help(application, "  What should I say? ", now=NOW)
    assert (call.text, call.asked_at, call.answered_at) == ("What should I say?", NOW, None)
    assert heard == [[application.pk]]


def test_asking_again_while_nobody_has_answered_is_the_same_call(cast: Cast, heard: list[list[int]]) -> None:
    application = case(cast.dinda).application
    first = ask_for_help(application, "What should I say?", now=NOW)
    heard.clear()
    assert ask_for_help(application, "Hello?", now=NOW + timedelta(hours=1)) == first
    assert (HelpRequest.objects.get().text, heard) == ("What should I say?", [])


def test_the_database_holds_one_open_call_for_a_case(cast: Cast) -> None:
    application = case(cast.dinda).application
    ask_for_help(application, "", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.create(centre=cast.centre, application=application, asked_at=NOW)


def test_an_answer_closes_the_call_once_and_the_first_to_answer_stays(
    cast: Cast, heard: list[list[int]]
) -> None:
    application = case(cast.dinda).application
    call = ask_for_help(application, "", now=NOW)
    heard.clear()
    assert answer_help(call, by=cast.bima, now=NOW + timedelta(hours=1))
    assert not answer_help(call, by=cast.sari, now=NOW + timedelta(hours=2))
    call.refresh_from_db()
    assert (call.answered_by, call.answered_at) == (cast.bima, NOW + timedelta(hours=1))
    assert heard == [[application.pk]]


def test_after_an_answer_she_may_ask_again(cast: Cast) -> None:
    application = case(cast.dinda).application
    answer_help(ask_for_help(application, "", now=NOW), by=cast.bima, now=NOW)
    ask_for_help(application, "One thing more", now=NOW + timedelta(days=1))
    assert HelpRequest.objects.open().get().text == "One thing more"
    assert HelpRequest.objects.count() == 2
