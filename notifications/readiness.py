"""What a claimed message comes to: an end without a call, or a mail that is ready to go."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage

from notifications import mailer, outbox, preferences, smtp, topics
from notifications.addresses import address_hash
from notifications.models import Message
from notifications.models import messages as m
from notifications.periods import Later
from notifications.retry import next_attempt

log = logging.getLogger(__name__)


class Ready(NamedTuple):
    """A claim with its mail; `again` if it was turned away once."""

    message: Message
    mail: EmailMessage
    seen: outbox.Seen | None
    again: bool


def look(share: Sequence[Message], now: datetime) -> dict[int, Any]:
    """What each reminder speaks of, if it still stands; sign-on mail speaks for itself."""
    reminders = [message for message in share if message.category != m.SECURITY]
    if not reminders:
        return {}
    try:
        return topics.standing(reminders, now)
    except Exception as broken:
        # A poisoned row must never stop the others: look at each by itself.
        if len(reminders) > 1:
            return {pk: found for one in reminders for pk, found in look([one], now).items()}
        log.exception("message %s cannot be looked at", reminders[0].pk)
        return {reminders[0].pk: broken}


def mail_of(message: Message, situation: Any, now: datetime) -> EmailMessage | Exception:
    """The mail, or what is wrong with it. One that cannot be put into bytes fails here, unbegun."""
    try:
        mail = mailer.build(message, situation, now)
        mail.wired = smtp.wire(mail)  # type: ignore[attr-defined]
    except Exception as broken:
        return broken
    return mail


def ending(message: Message, situation: Any, now: datetime) -> tuple[str, datetime, str] | None:
    """The state it ends in without a call, re-checked at the moment of sending."""
    if not message.recipient.is_active:
        return m.SUPPRESSED, now, "inactive"
    if message.expires_at <= now:
        return m.MISSED, now, ""
    if message.category == m.SECURITY:
        return None
    if situation is None:
        return m.WITHDRAWN, now, ""
    if not isinstance(situation, Later) and preferences.cap_reached(message, now):
        return m.SUPPRESSED, now, "weekly_cap"
    return None


def seen(message: Message, situation: Any) -> outbox.Seen | None:
    """What was looked at, for the statement that lets it begin; None for sign-on mail."""
    if message.category == m.SECURITY:
        return None
    plan = getattr(situation, "plan", None)
    marker = plan.next_check_at if plan is not None else None
    return outbox.Seen(address_hash(message.recipient.email), plan is not None, marker)


def may_go_once_more(message: Message, now: datetime) -> bool:
    """Whether a mail that may have left goes out a second time, under the same Message-ID.

    Sign-on mail: without it a person is locked out; twice the same link harms nobody. Any mail, if
    the provider recognises the repetition by our key and sends one of the two.
    """
    sign_on = message.category == m.SECURITY and not message.resent
    repeatable = bool(settings.MAIL_REPEATABLE_SECONDS) or sign_on
    return repeatable and next_attempt(message.attempts, now, message.expires_at) is not None
