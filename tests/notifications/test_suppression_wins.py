"""E13: whatever a webhook tells between the claim of a mail and its sending, wins."""

import pytest
from django.test import Client

from careers import services
from notifications import bounces, delivery, mailer, planner
from notifications.models import Message, Suppression
from tests import factories
from tests.notifications.clock import wib
from tests.notifications.listening import listening, sent_message
from tests.notifications.provider_requests import COMPLAINED, DELIVERED, HARD, REQUESTS, Story

NOW = wib(14, 12)


@pytest.fixture
def reminder(cast, monkeypatch):
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    services.record_thanks(factories.case(cast.dinda), sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(NOW)
    return Message.objects.get()


def tell_while_it_is_claimed(monkeypatch, what, about, recipient):
    """A webhook arrives, and is understood, while the next mail is being written."""
    build, seen = mailer.build, []

    def meanwhile(message, *rest):
        message.refresh_from_db()
        seen.append(message.state)
        story = Story(what, str(about.pk), recipient, NOW, provider_id="p-0")
        assert REQUESTS["postmark"](story).send(Client()).status_code == 200
        assert bounces.read(lambda: NOW) == 1
        return build(message, *rest)

    monkeypatch.setattr(mailer, "build", meanwhile)
    return seen


@pytest.mark.parametrize(("what", "reason"), [(HARD, "hard_bounce"), (COMPLAINED, "complaint")])
def test_a_suppression_between_claim_and_send_wins(cast, reminder, smtp_sink, monkeypatch, what, reason):
    earlier = sent_message(cast.dinda.user, "m-0", wib(13, 9), provider_id="p-0")
    seen = tell_while_it_is_claimed(monkeypatch, what, earlier, cast.dinda.user.email)
    with listening():
        assert delivery.drain(lambda: NOW) == 0
    assert seen == ["claimed"]
    assert smtp_sink.entries() == []
    reminder.refresh_from_db()
    assert (reminder.state, Suppression.objects.get().reason) == ("suppressed", reason)


def test_a_delivery_between_claim_and_send_holds_nothing_back(cast, reminder, smtp_sink, monkeypatch):
    earlier = sent_message(cast.dinda.user, "m-0", wib(13, 9), provider_id="p-0")
    tell_while_it_is_claimed(monkeypatch, DELIVERED, earlier, cast.dinda.user.email)
    with listening():
        assert delivery.drain(lambda: NOW) == 1
    assert len(smtp_sink.entries()) == 1


def test_what_comes_back_from_one_student_holds_nothing_of_another_back(
    cast, reminder, smtp_sink, monkeypatch
):
    earlier = sent_message(cast.rangga.user, "m-0", wib(13, 9), provider_id="p-0")
    tell_while_it_is_claimed(monkeypatch, HARD, earlier, cast.rangga.user.email)
    with listening():
        assert delivery.drain(lambda: NOW) == 1
    assert len(smtp_sink.entries()) == 1


def test_an_address_that_was_mended_gets_mail_again(cast, reminder, smtp_sink, monkeypatch):
    earlier = sent_message(cast.dinda.user, "m-0", wib(13, 9), provider_id="p-0")
    with listening():
        REQUESTS["postmark"](Story(HARD, str(earlier.pk), cast.dinda.user.email, NOW)).send(Client())
    bounces.read(lambda: NOW)
    cast.dinda.user.email = "dinda.baru@arunika.example.com"
    cast.dinda.user.save()
    assert delivery.drain(lambda: NOW) == 1
    assert [m["To"] for m in smtp_sink.messages()] == ["Dinda Maharani <dinda.baru@arunika.example.com>"]
