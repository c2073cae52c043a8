"""Delivery: claim, re-check, commit `sending`, send, settle. One mail, one outcome.

What if we die here? See outbox.py: before `begin` nothing has left; after it the mail is
`outcome_unknown`. One connection carries many mails, but no status is ever guessed for a batch.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage, get_connection
from django_scopes import scope, scopes_disabled

from notifications import mailer, outbox, planner
from notifications.models import Message
from notifications.models import messages as m
from notifications.reminders import Situation
from notifications.retry import SendProblem, Verdict, http_verdict

log = logging.getLogger(__name__)
# How many a drain claims of one centre before it turns to the next.
SHARE = 20


def drain(clock: Callable[[], datetime], limit: int | None = None) -> int:
    """Deliver what is due, a share of each centre in turn; returns how many were accepted.

    `clock` is asked for each mail, since a drain lasts. `limit` bounds the mails tried.
    """
    sent = tried = 0
    connection = get_connection()
    try:
        while True:
            progress = False
            for centre_id in outbox.due_centres(clock()):
                room = SHARE if limit is None else min(SHARE, limit - tried)
                if room <= 0:
                    return sent
                for message in outbox.claim(centre_id, clock(), room):
                    progress = True
                    tried += 1
                    sent += _deliver(message, connection, clock)
            if not progress:
                return sent
    finally:
        connection.close()


def _deliver(message: Message, connection: Any, clock: Callable[[], datetime]) -> bool:
    """One claimed message to its one outcome; True if it was accepted."""
    with _scope_of(message):
        situation = _situation(message, clock())
        if isinstance(situation, str):
            outbox.settle(message, situation, clock())
            return False
        try:
            mail = mailer.build(message, situation, clock())
        except Exception as broken:
            # A poisoned row must never stop the others; it certainly was not sent.
            log.exception("message %s cannot be rendered", message.pk)
            outbox.put_back(message, clock(), f"cannot be rendered: {type(broken).__name__}")
            return False
        if not outbox.begin(message, clock()):
            return False
        verdict, error = send(connection, mail)
        return _settle(message, verdict, error, clock())


def _scope_of(message: Message) -> Any:
    return scope(centre=message.centre_id) if message.centre_id else scopes_disabled()


def _situation(message: Message, now: datetime) -> Situation | str | None:
    """What the mail is about, re-checked at the moment of sending; or the state it ends in."""
    if not message.recipient.is_active:
        return m.SUPPRESSED
    if message.expires_at <= now:
        return m.MISSED
    if message.category == m.SECURITY:
        return None
    return planner.standing(message, now) or m.WITHDRAWN


def _settle(message: Message, verdict: Verdict, error: str, now: datetime) -> bool:
    if verdict is Verdict.SENT:
        return outbox.settle(message, m.SENT, now)
    log.warning("message %s: %s (%s)", message.pk, verdict, error)
    if verdict is Verdict.NOT_SENT:
        outbox.put_back(message, now, error)
    elif verdict is Verdict.REFUSED:
        outbox.settle(message, m.FAILED, now, error)
    else:
        outbox.settle(message, m.UNKNOWN, now, error)
    return False


def send(connection: Any, mail: EmailMessage) -> tuple[Verdict, str]:
    """Hand one mail to the provider; says what is known about it, and never raises for mail."""
    try:
        connection.send_messages([mail])
    except SendProblem as problem:
        return problem.verdict, problem.error
    except AnymailRecipientsRefused as refused:
        return Verdict.REFUSED, str(refused)
    except AnymailAPIError as answered:
        status = getattr(answered, "status_code", None)
        return http_verdict(status), f"HTTP {status}"
    except AnymailError as wrong:
        # Raised before anything is sent: the message or the settings cannot be used.
        return Verdict.REFUSED, f"{type(wrong).__name__}: {wrong}"
    return Verdict.SENT, ""
