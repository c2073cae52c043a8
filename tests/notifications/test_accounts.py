"""Sign-on mail takes the same outbox, class security."""

import re

from careers import clock
from notifications import delivery
from notifications.models import Message


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
