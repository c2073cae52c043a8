"""Signed links: what a token says, who can make one, and that it acts once."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from notifications import links
from notifications.models import Message, UsedLink
from notifications.models.messages import KINDS, SECURITY
from tests.factories import case
from tests.notifications.clock import wib
from tests.people import Cast

ids = st.integers(1, 2**39)
OF_A_STUDENT = {"sent_link", "answered_link", "snooze_link", "ask_link"}
# Which acts each kind of mail offers; every mail but sign-on mail can be left and set.
OFFERS = {
    "heads_up": OF_A_STUDENT,
    "window_open": OF_A_STUDENT,
    "window_missed": OF_A_STUDENT - {"snooze_link"},
    "thank_you_due": {"sent_link", "ask_link"},
    "stopped_kindly": {"ask_link"},
}


def mail(kind: str = "window_open", **fields: Any) -> Message:
    fields = {"pk": 7, "recipient_id": 3, "application_id": 5, "kind": kind, **fields}
    return Message(**fields)


def token_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


# --- what a mail carries ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind, _name in KINDS])
def test_each_mail_offers_the_acts_that_make_sense_for_it(kind: str, settings: Any) -> None:
    settings.BASE_URL = "https://kabar.example.ac.id/"
    offered = links.links_of(mail(kind))
    assert set(offered) == OFFERS.get(kind, set()) | {"unsubscribe_link", "settings_link"}
    assert all(address.startswith("https://kabar.example.ac.id/") for address in offered.values())
    assert all(len(address) <= 90 for address in offered.values()), "a line of text holds it"


def test_sign_on_mail_carries_none() -> None:
    assert links.links_of(mail("account", category=SECURITY, application_id=None)) == {}


def test_a_mail_about_no_case_can_only_be_left_and_set() -> None:
    offered = links.links_of(mail("heads_up", application_id=None))
    assert set(offered) == {"unsubscribe_link", "settings_link"}


def test_the_links_of_one_mail_differ_and_each_says_its_own_act() -> None:
    offered = links.links_of(mail())
    acts = {name: links.read(token_of(offered[name])) for name in (*OF_A_STUDENT, "unsubscribe_link")}
    assert {name: found and found.act for name, found in acts.items()} == {
        "sent_link": links.SENT,
        "answered_link": links.ANSWERED,
        "snooze_link": links.SNOOZE,
        "ask_link": links.ASK,
        "unsubscribe_link": links.UNSUBSCRIBE,
    }


def test_what_was_sent_of_a_thank_you_note_is_the_note() -> None:
    found = links.read(token_of(links.links_of(mail("thank_you_due"))["sent_link"]))
    assert found == links.Link(links.THANKED, 7, 3)


# --- tokens -------------------------------------------------------------------------------------


@given(st.sampled_from(sorted(links.CODES)), ids, ids)
def test_a_token_says_what_was_put_into_it(act: str, message_id: int, recipient_id: int) -> None:
    made = links.token(act, message_id, recipient_id)
    assert made.isascii() and len(made) == 36
    assert links.read(made) == links.Link(act, message_id, recipient_id)


@given(st.text(max_size=80))
def test_nothing_that_somebody_types_is_a_token(text: str) -> None:
    assert links.read(text) is None


def test_any_single_letter_changed_makes_it_nobodys() -> None:
    made = links.token(links.SENT, 7, 3)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, letter in itertools.product(range(len(made)), letters):
        forged = made[:place] + letter + made[place + 1 :]
        assert (links.read(forged) is not None) == (forged == made), forged


@pytest.mark.parametrize("tail", ["A", "=", "==", ".", "/", " ", "\n", "%20"])
def test_a_token_with_something_after_it_is_none(tail: str) -> None:
    assert links.read(links.token(links.SENT, 7, 3) + tail) is None


def test_the_signature_covers_act_message_and_person() -> None:
    signatures = {
        links.token(*said)[-21:]
        for said in [(links.SENT, 7, 3), (links.ASK, 7, 3), (links.SENT, 8, 3), (links.SENT, 7, 4)]
    }
    assert len(signatures) == 4


def test_another_sites_key_makes_other_tokens_and_a_replaced_key_is_believed_for_a_while(
    settings: Any,
) -> None:
    made, before = links.token(links.SENT, 7, 3), settings.SECRET_KEY
    settings.SECRET_KEY = "another key of another site"
    assert links.read(made) is None
    assert links.token(links.SENT, 7, 3) != made
    settings.SECRET_KEY_FALLBACKS = [before]
    assert links.read(made) == links.Link(links.SENT, 7, 3)


# --- once ---------------------------------------------------------------------------------------


def row(cast: Cast) -> Message:
    interview = case(cast.dinda)
    return Message.objects.create(
        centre=cast.centre,
        key="1:window_open:1:1:1@x",
        kind="window_open",
        recipient=cast.dinda.user,
        application=interview.application,
        due_at=wib(14, 12),
        expires_at=wib(14, 13),
        next_attempt_at=wib(14, 12),
        message_id="<one@kabar.example.com>",
        queued_at=wib(14, 12),
    )


def test_a_link_is_spent_once_and_the_mails_other_links_are_not(cast: Cast) -> None:
    message = row(cast)
    assert not links.is_spent(message, links.SENT)
    assert links.spend(message, links.SENT, wib(14, 13))
    assert links.is_spent(message, links.SENT)
    assert not links.spend(message, links.SENT, wib(14, 14))
    assert not links.is_spent(message, links.ASK)
    assert UsedLink.objects.get().used_at == wib(14, 13)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_ten_clicks_at_once_one_spends_the_link(cast: Cast) -> None:
    message = row(cast)

    def click(_n: int) -> bool:
        try:
            return links.spend(message, links.SENT, wib(14, 13))
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as clicks:
        assert sorted(clicks.map(click, range(10))) == [False] * 9 + [True]
