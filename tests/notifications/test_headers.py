"""Which mail carries which header: every kind, as it arrives at a mail server."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import RequestFactory

from careers import clock, services
from careers.answers import EventType, Label
from careers.models.people import User
from careers.services.help import ask_for_help
from followups.selectors import horizons
from notifications import delivery, digests, planner, preferences, watch
from notifications.models import Message
from notifications.models.messages import KINDS
from tests import factories
from tests.notifications.clock import wib
from tests.people import Cast

pytestmark = pytest.mark.usefixtures("smtp_sink")

EVERY_MAIL = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Kabar-Message-Id",
}
UNSUBSCRIBE = {"List-Unsubscribe", "List-Unsubscribe-Post"}
ANSWERED_BY_A_PERSON = {"Reply-To"}
# kind -> what it carries beside EVERY_MAIL. Nothing else is allowed.
TABLE: dict[str, set[str]] = {
    "heads_up": UNSUBSCRIBE | ANSWERED_BY_A_PERSON,
    "window_open": UNSUBSCRIBE | ANSWERED_BY_A_PERSON,
    "window_missed": UNSUBSCRIBE | ANSWERED_BY_A_PERSON,
    "stopped_kindly": UNSUBSCRIBE | ANSWERED_BY_A_PERSON,
    "thank_you_due": UNSUBSCRIBE | ANSWERED_BY_A_PERSON,
    "digest": UNSUBSCRIBE | ANSWERED_BY_A_PERSON,
    "approval_needed": UNSUBSCRIBE,
    "missed_alert": UNSUBSCRIBE,
    "help_asked": UNSUBSCRIBE,
    "desk_digest": UNSUBSCRIBE,
    "calendar_horizon": UNSUBSCRIBE,
    "account": set(),
}
# The sink adds these as it takes a mail.
OF_THE_SINK = {"X-Sink-Recipient", "X-Sink-Sender", "Received", "X-Peer", "X-MailFrom", "X-RcptTo"}
WINDOWS = [(12, 0), (13, 0), (15, 30), (17, 0)]


def moments(kind: str) -> list[datetime]:
    """When to sweep so that a mail of that kind is due at the last one."""
    return {
        "thank_you_due": [wib(6, 11)],
        "stopped_kindly": [wib(8, 9)],
        "approval_needed": [wib(8, 9)],
        "help_asked": [wib(8, 9)],
        "desk_digest": [wib(8, 9), wib(9, 7)],
        "digest": [wib(13, 7)],
        "heads_up": [wib(13, 9)],
        "window_open": [wib(14, 12)],
        "window_missed": [wib(14, *hour) for hour in WINDOWS],
        "missed_alert": [wib(day, *hour) for day in (14, 15) for hour in WINDOWS][:7],
    }[kind]


def arrange(cast: Cast, kind: str) -> None:
    """A case of Dinda's that leads to a mail of that kind."""
    interview, at = factories.case(cast.dinda), wib(8, 9)
    if kind == "stopped_kindly":
        services.record_reply(interview, Label.REJECTION, received_at=at, by=None, now=at)
    elif kind in ("approval_needed", "desk_digest"):
        services.record_event(interview, EventType.STUDENT_PHONED_RECRUITER, at=at, by=None, now=at)
    elif kind == "help_asked":
        ask_for_help(interview.application, "", now=at)
    elif kind == "digest":
        preferences.save(cast.dinda.user, wib(6, 12), digest=True)
    if kind == "desk_digest":
        digests.enlist(wib(6, 12))


def arrived(cast: Cast, smtp_sink: Any, kind: str) -> EmailMessage:
    """The one mail of that kind, read back from the server."""
    if kind == "account":
        address = EmailAddress.objects.create(user=cast.dinda.user, email="new@example.com")
        address.send_confirmation(RequestFactory().get("/"))
        delivery.drain(clock.now)
    elif kind == "calendar_horizon":
        last_december = wib(1, 10, month=12).replace(year=horizons(wib(14, 12))[0].until.year)
        watch.announce_horizons(last_december)
        delivery.drain(lambda: last_december)
    else:
        arrange(cast, kind)
        for moment in moments(kind):
            planner.sweep(moment)
            digests.queue(moment)
        Message.objects.exclude(kind=kind).delete()
        delivery.drain(lambda: moments(kind)[-1])
    [mail] = smtp_sink.messages()
    return mail


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_a_mail_carries_the_headers_of_its_kind_each_once_and_no_other(
    cast: Cast, smtp_sink: Any, kind: str
) -> None:
    mail = arrived(cast, smtp_sink, kind)
    headers = [name for name in mail if name not in OF_THE_SINK]
    assert len(headers) == len(set(headers))
    assert set(headers) == EVERY_MAIL | TABLE[kind]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    [part, other] = mail.iter_parts()
    assert (part.get_content_type(), other.get_content_type()) == ("text/plain", "text/html")
    message = Message.objects.get(message_id=mail["Message-ID"])
    assert mail["X-Kabar-Message-Id"] == str(message.pk)
    assert mail["Date"].datetime is not None
    if message.application_id is None:
        return
    links = [line for line in str(part.get_content()).split() if "/applications/" in line]
    assert links == [f"https://kabar.example.com/applications/{message.application_id}/"]


def test_every_kind_of_mail_has_a_line_in_the_table() -> None:
    assert set(TABLE) == {kind for kind, _name in KINDS}


def test_one_click_unsubscribes_as_rfc_8058_says(cast: Cast, smtp_sink: Any) -> None:
    mail = arrived(cast, smtp_sink, "window_open")
    link = mail["List-Unsubscribe"]
    assert link.startswith("<https://kabar.example.com/") and link.endswith(">") and "," not in link
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert link.strip("<>") in text, "the same way out stands in the mail"


def test_without_tls_there_is_no_one_click(cast: Cast, smtp_sink: Any, settings: Any) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"
    mail = arrived(cast, smtp_sink, "window_open")
    assert mail["List-Unsubscribe"].startswith("<http://")
    assert mail["List-Unsubscribe-Post"] is None


def test_a_reminder_is_from_the_centre_and_answered_by_the_counsellor(cast: Cast, smtp_sink: Any) -> None:
    mail = arrived(cast, smtp_sink, "window_open")
    assert str(mail["From"]) == "Universitas Arunika via Kabar <kabar@kabar.example.com>"
    assert str(mail["To"]) == "Dinda Maharani <dinda@arunika.example.com>"
    assert str(mail["Reply-To"]) == "Bima Prakoso <bima@arunika.example.com>"


def test_who_sends_and_who_is_answered_can_be_set(cast: Cast, smtp_sink: Any, settings: Any) -> None:
    settings.REMINDER_FROM_EMAIL = "Karier <reminders@mail.kabar.example.com>"
    settings.MAIL_REPLY_TO = "karier@arunika.example.com"
    mail = arrived(cast, smtp_sink, "missed_alert")
    assert str(mail["From"]) == "Universitas Arunika via Karier <reminders@mail.kabar.example.com>"
    assert str(mail["Reply-To"]) == "karier@arunika.example.com"


def test_sign_on_mail_keeps_the_sites_own_address_and_names_no_stranger(
    cast: Cast, smtp_sink: Any, settings: Any
) -> None:
    settings.REMINDER_FROM_EMAIL = "Karier <reminders@mail.kabar.example.com>"
    mail = arrived(cast, smtp_sink, "account")
    assert mail["From"].addresses[0].addr_spec == "kabar@kabar.example.com"
    assert str(mail["To"]) == "new@example.com"
    assert "Dinda" not in mail.as_string()


def test_hostile_names_reach_no_header(cast: Cast, smtp_sink: Any) -> None:
    User.objects.filter(pk=cast.dinda.user_id).update(name='Dinda\r\nBcc: x@example.com "<\u202ea@b>')
    cast.centre.name = "Pusat\r\nX-Evil: yes =?utf-8?q?Bank?= \u2028" + "Karier " * 20
    cast.centre.save()
    mail = arrived(cast, smtp_sink, "heads_up")
    assert set(mail.keys()) - OF_THE_SINK == EVERY_MAIL | TABLE["heads_up"]
    assert [a.addr_spec for a in mail["To"].addresses] == ["dinda@arunika.example.com"]
    assert [a.addr_spec for a in mail["From"].addresses] == ["kabar@kabar.example.com"]
