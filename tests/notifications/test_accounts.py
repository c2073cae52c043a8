"""Sign-on mail takes the same outbox, class security."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings

from careers import clock
from notifications import delivery, outbox, senders
from notifications.models import Message
from notifications.retry import Verdict


def test_a_password_reset_is_mailed_by_the_outbox_and_its_link_works_once(cast, client, smtp_sink):
    answer = client.post("/accounts/password/reset/", {"email": "DINDA@arunika.example.com"})
    assert answer.status_code == 302
    message = Message.objects.get()
    assert (message.category, message.state, message.recipient) == ("security", "queued", cast.dinda.user)
    assert delivery.drain(clock.now) == 1
    [mail] = smtp_sink.messages()
    assert mail["List-Unsubscribe"] is None
    text = mail.get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+/accounts/password/reset/key/\S+", text)
    assert link
    message.refresh_from_db()
    assert (message.text, message.html) == ("", "")


def test_an_unknown_address_gets_the_same_page_and_no_mail(cast, client):
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert answer.status_code == 302
    assert not Message.objects.with_scopes_disabled().exists()


def test_nobody_signs_up_alone(cast, client):
    answer = client.get("/accounts/signup/")
    assert b"password1" not in answer.content


def test_the_confirmation_of_a_new_address_goes_to_that_address_alone(cast, rf, smtp_sink):
    user = cast.dinda.user
    address = EmailAddress.objects.create(user=user, email="rektor@universitas.example.ac.id")
    address.send_confirmation(rf.get("/"))
    message = Message.objects.get()
    assert (message.recipient, message.to_address) == (user, "rektor@universitas.example.ac.id")
    assert delivery.drain(clock.now) == 1
    [mail] = smtp_sink.messages()
    assert mail["To"] == "rektor@universitas.example.ac.id"


@pytest.fixture
def reset(cast, client):
    client.post("/accounts/password/reset/", {"email": "dinda@arunika.example.com"})
    return Message.objects.get()


def test_sign_on_mail_waits_no_longer_than_its_link_is_good_for(reset):
    assert reset.expires_at - reset.queued_at == timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    assert timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) == timedelta(hours=6)


def test_a_link_that_came_too_late_does_not_stay_in_the_database(reset):
    assert reset.text
    assert delivery.drain(lambda: reset.expires_at) == 0
    reset.refresh_from_db()
    assert (reset.state, reset.text, reset.html) == ("missed", "", "")


def outcomes(monkeypatch, *verdicts):
    answers = iter(verdicts)
    monkeypatch.setattr(senders, "send", lambda *_: (next(answers), "said the test"))


def drained(message, after):
    delivery.drain(lambda: message.queued_at + after)
    message.refresh_from_db()
    return message


def test_sign_on_mail_with_an_unknown_outcome_goes_out_once_more_and_never_a_third_time(reset, monkeypatch):
    outcomes(monkeypatch, Verdict.NOT_SENT, Verdict.UNKNOWN, Verdict.UNKNOWN)
    before = reset.message_id
    assert drained(reset, timedelta(0)).state == "queued"
    assert not reset.resent
    assert drained(reset, timedelta(minutes=5)).state == "queued"
    assert reset.resent
    assert reset.text
    assert drained(reset, timedelta(minutes=30)).state == "outcome_unknown"
    assert (reset.message_id, reset.text) == (before, "")


def test_sign_on_mail_whose_worker_died_late_goes_out_once_more(reset):
    Message.objects.filter(pk=reset.pk).update(attempts=3)
    now = reset.queued_at
    for state in ("queued", "outcome_unknown"):
        [message] = outbox.claim(outbox.SIGN_ON, now, 1)
        assert outbox.begin(message, now)
        now += timedelta(hours=1)
        outbox.rescue(now)
        reset.refresh_from_db()
        assert reset.state == state


def test_sign_on_mail_about_to_expire_is_not_called_failed_when_it_may_have_left(reset, monkeypatch):
    outcomes(monkeypatch, Verdict.UNKNOWN)
    assert drained(reset, timedelta(hours=6) - timedelta(seconds=10)).state == "outcome_unknown"
