"""What ends a link of a mail, and whose it is: nothing happens, and the page says kindly why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from careers import clock, services
from careers.answers import Label
from careers.models import HelpRequest, Letter, Reply, User
from careers.services.help import ask_for_help
from followups.models import Plan
from notifications import links, planner
from notifications.links import ANSWERED, ASK, SENT, SNOOZE
from notifications.models import Message
from tests.notifications.clock import wib
from tests.pages.mailed import OPEN, address, everything, reminded, said, stranger
from tests.people import Cast

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the present instant of the pages: in the window, unless told otherwise."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(OPEN)
    return set_to


# --- what ends a link ----------------------------------------------------------------------------


@pytest.mark.parametrize("act", [SENT, ANSWERED, SNOOZE, ASK])
def test_after_three_weeks_the_link_has_run_out(cast: Cast, act: str, at: Any) -> None:
    _interview, mail = reminded(cast)
    before = everything()
    at(mail.due_at + 21 * DAY)
    for answer in (stranger().get(address(mail, act)), stranger().post(address(mail, act))):
        assert answer.status_code == 410
        assert "This link has run out" in said(answer)
    assert everything() == before
    at(mail.due_at + 21 * DAY - MINUTE)
    assert "This link has run out" not in said(stranger().get(address(mail, act)))


def test_a_letter_told_of_elsewhere_is_not_recorded_a_second_time(cast: Cast) -> None:
    interview, mail = reminded(cast)
    services.record_letter(interview, sent_at=OPEN, by=cast.dinda.user, now=OPEN)
    answer = stranger().post(address(mail, SENT))
    assert answer.status_code == 410
    assert "It is recorded already" in said(answer)
    assert Letter.objects.count() == 1


def test_of_two_mails_about_one_letter_the_second_says_that_it_is_known(cast: Cast) -> None:
    _interview, early = reminded(cast, wib(13, 12), "heads_up")
    planner.sweep(OPEN)
    late = Message.objects.get(kind="window_open")
    stranger().post(address(early, SENT))
    assert "It is recorded already" in said(stranger().post(address(late, SENT)))
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("act", [SENT, ANSWERED, SNOOZE])
def test_a_case_that_is_over_takes_nothing_from_an_old_mail(cast: Cast, act: str) -> None:
    interview, mail = reminded(cast)
    services.record_reply(interview, Label.REJECTION, received_at=OPEN, by=None, now=OPEN)
    services.add_interview(interview.application, OPEN + DAY, now=OPEN) if act == ANSWERED else None
    before = everything()
    answer = stranger().post(address(mail, act), {"label": "offer", "window": ""})
    assert answer.status_code == 410
    assert "This application has moved on" in said(answer)
    assert everything() == before


def test_a_mail_about_an_earlier_round_does_nothing_to_a_later_one(cast: Cast) -> None:
    interview, mail = reminded(cast)
    services.add_interview(interview.application, OPEN - MINUTE, now=OPEN)
    for act in (SENT, ANSWERED, SNOOZE):
        assert stranger().post(address(mail, act), {"label": "offer"}).status_code == 410, act
    assert not Letter.objects.exists() and not Reply.objects.exists()


def test_a_window_that_is_over_is_not_put_off_any_more_and_the_next_is_named(cast: Cast, at: Any) -> None:
    _interview, mail = reminded(cast)
    at(wib(14, 13, 1))
    answer = stranger().post(address(mail, SNOOZE), {"window": wib(14, 12).isoformat()})
    assert answer.status_code == 410
    assert "no longer planned" in said(answer) and "15:30–17:00 WIB" in said(answer)
    assert not Plan.objects.get().snoozed


def test_while_a_call_for_help_is_open_a_second_mail_adds_none(cast: Cast) -> None:
    interview, mail = reminded(cast)
    ask_for_help(interview.application, "", now=OPEN)
    answer = stranger().post(address(mail, ASK), {"text": "Again"})
    assert (answer.status_code, HelpRequest.objects.count()) == (410, 1)
    assert "has been asked already" in said(answer)


# --- whose links they are ------------------------------------------------------------------------


def _forged(token: str) -> str:
    return ("A" if token[0] != "A" else "B") + token[1:]


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(
            lambda mail, cast: _forged(links.token(SENT, mail.pk, mail.recipient_id)), id="tampered"
        ),
        pytest.param(lambda mail, cast: links.token(SENT, mail.pk, mail.recipient_id)[:-3], id="cut off"),
        pytest.param(
            lambda mail, cast: links.token(SENT, mail.pk, cast.rangga.user_id), id="other recipient"
        ),
        pytest.param(
            lambda mail, cast: links.token(SENT, mail.pk + 99, mail.recipient_id), id="no such mail"
        ),
        pytest.param(
            lambda mail, cast: links.token(links.UNSUBSCRIBE, mail.pk, mail.recipient_id), id="purpose"
        ),
        pytest.param(lambda mail, cast: "%00%F0%9F%99%82", id="nonsense"),
        pytest.param(lambda mail, cast: "é" * 36, id="no ASCII"),
    ],
)
def test_what_is_no_link_of_ours_is_told_kindly_and_does_nothing(
    cast: Cast, forge: Callable[[Any, Cast], str]
) -> None:
    _interview, mail = reminded(cast)
    before = everything()
    for method in ("get", "head", "post"):
        answer = getattr(stranger(), method)(f"/do/{forge(mail, cast)}/")
        assert answer.status_code == 404
        if method != "head":
            assert "This link does not work" in said(answer)
    assert everything() == before


def test_a_person_who_left_the_centre_can_do_nothing_by_old_mails(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    User.objects.filter(pk=mail.recipient_id).update(is_active=False)
    assert stranger().post(address(mail, SENT)).status_code == 404
    assert not Letter.objects.exists()


def test_whoever_is_signed_in_the_link_acts_for_the_mails_reader_in_her_centre(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    for user in (cast.tono, cast.opa):
        client = Client()
        client.force_login(user)
        assert client.get(address(mail, SENT)).status_code == 200
    assert client.post(address(mail, SENT)).status_code == 200
    assert Letter.objects.get().recorded_by == cast.dinda.user


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_five_taps_at_once_one_is_done_and_the_others_are_told(cast: Cast) -> None:
    _interview, mail = reminded(cast)

    def tap(_n: int) -> int:
        try:
            return int(stranger().post(address(mail, SENT)).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as taps:
        assert sorted(taps.map(tap, range(5))) == [200, 410, 410, 410, 410]
    assert Letter.objects.count() == 1
