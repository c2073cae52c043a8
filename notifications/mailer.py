"""Message -> e-mail: the letter, and the headers it travels under.

tests/notifications/test_headers.py holds the table of which mail carries which header.
"""

from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import topics
from notifications.headers import mailbox, subject_line
from notifications.letters import Letter, compose
from notifications.links import links_of
from notifications.models import Message
from notifications.models.messages import SECURITY

HEADER_ID = "X-Kabar-Message-Id"
# The value of KABAR_REPLY_TO that means: a student's answer goes to her counsellor.
TO_THE_COUNSELLOR = "counsellor"


def build(message: Message, situation: Any, now: datetime) -> EmailMultiAlternatives:
    """The e-mail of a claimed message, as its topic's `standing` found the situation.

    Sign-on mail has its words ready; its situation is None.
    """
    if message.category == SECURITY:
        ready = Letter(subject_line(message.subject), message.text, message.html)
        return _mail(message, ready, {}, now)
    reader = message.recipient
    with translation.override(reader.language):
        words = topics.words(message, situation)
    words = {**words, **links_of(message)}
    return _mail(message, compose(message.kind, reader.language, words), words, now)


def _mail(message: Message, letter: Letter, words: dict[str, Any], now: datetime) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        _sender(message),
        [_recipient(message)],
        headers=_headers(message, words, now),
        reply_to=_reply_to(words),
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    # anymail passes this to the ESP, so that its webhooks can name our row.
    mail.metadata = {"kabar_id": str(message.pk)}  # type: ignore[attr-defined]
    # That opens and clicks are not followed is said once for each provider (kabar/mail_provider.py):
    # some refuse a mail that says so itself.
    return mail


def _headers(message: Message, words: dict[str, Any], now: datetime) -> dict[str, str]:
    headers = {
        "Message-ID": message.message_id,
        "Date": _date(now.replace(microsecond=0)),
        HEADER_ID: str(message.pk),
        # No out-of-office note shall answer: to our loop guards (RFC 3834), and to Exchange.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    unsubscribe = words.get("unsubscribe_link", "")
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        # RFC 8058 allows the one click over TLS alone.
        if unsubscribe.startswith("https://"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


@lru_cache(maxsize=64)
def _date(second: datetime) -> str:
    return format_datetime(second)


def _sender(message: Message) -> str:
    """The centre by name, at the site's address: sign-on mail and reminders may have one each."""
    from_email = settings.DEFAULT_FROM_EMAIL
    if message.category != SECURITY:
        from_email = settings.REMINDER_FROM_EMAIL
    if message.centre is None:
        return str(from_email)
    return _centre_mailbox(message.centre.name, from_email, message.recipient.language)


@lru_cache(maxsize=512)
def _centre_mailbox(centre: str, from_email: str, language: str) -> str:
    site, address = parseaddr(from_email)
    with translation.override(language):
        name = _("%(centre)s via %(site)s") % {"centre": centre, "site": site or "Kabar"}
    return mailbox(name, address)


def _recipient(message: Message) -> str:
    # A confirmation goes to the address to be confirmed, not to the one known so far. Whose that
    # is, is what it asks: it carries no name.
    if message.to_address and message.to_address != message.recipient.email:
        return message.to_address
    return mailbox(message.recipient.name, message.recipient.email)


def _reply_to(words: dict[str, Any]) -> list[str]:
    """Where an answer goes, by KABAR_REPLY_TO; none of our own leaves it to the sender's address."""
    chosen = settings.MAIL_REPLY_TO
    if chosen == TO_THE_COUNSELLOR:
        chosen = words.get("reply_to", "")
    return [chosen] if chosen else []
