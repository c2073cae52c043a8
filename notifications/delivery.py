"""Delivery: claim, re-check, commit `sending`, send, settle. One mail, one outcome.

What if we die here? See outbox.py: before `begin` nothing has left; after it the mail is
`outcome_unknown`. One connection carries many mails, but no status is ever guessed for a batch.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django_scopes import scope, scopes_disabled

from notifications import mailer, outbox, planner, smtp
from notifications.models import Message
from notifications.models import messages as m
from notifications.reminders import Situation
from notifications.retry import SendProblem, Verdict, http_verdict, never_connected, next_attempt

log = logging.getLogger(__name__)
# How many a drain claims of one centre before it turns to the next.
SHARE = 10
# How long the periodic drain may keep a worker, so that sweeps get their turn.
DRAIN_SECONDS = 20.0


def drain(clock: Callable[[], datetime], limit: int | None = None, seconds: float | None = None) -> int:
    """Deliver what is due, a share of each centre in turn; returns how many were accepted.

    `clock` is asked for each mail, since a drain lasts. `limit` bounds the mails tried, `seconds`
    the time by that clock: none is begun after it, and the rest stays due.
    """
    sent = tried = 0
    began = clock()
    budget = timedelta(seconds=seconds) if seconds is not None else None
    connection = get_connection()
    try:
        while True:
            progress = False
            for centre_id in outbox.due_centres(clock()):
                now = clock()
                room = _room(tried, now - began, budget)
                room = room if limit is None else min(room, limit - tried)
                if room <= 0:
                    return sent
                share = outbox.claim(centre_id, now, room)
                for position, message in enumerate(share):
                    if budget is not None and clock() - began >= budget:
                        outbox.release(share[position:])
                        return sent
                    progress = True
                    tried += 1
                    sent += _deliver(message, connection, clock)
            if not progress:
                return sent
    finally:
        connection.close()


def _room(tried: int, elapsed: timedelta, budget: timedelta | None) -> int:
    """How many to claim: what can be begun, at the pace so far, within the time and the lease.

    The pace is unknown until one mail has been tried, so one is claimed first.
    """
    half_a_lease = timedelta(seconds=settings.MAIL_LEASE_SECONDS / 2)
    left = half_a_lease if budget is None else min(budget - elapsed, half_a_lease)
    if left <= timedelta(0):
        return 0
    if not elapsed:
        return SHARE if tried else 1
    return max(1, min(SHARE, int(left * tried / elapsed)))


def _deliver(message: Message, connection: Any, clock: Callable[[], datetime]) -> bool:
    """One claimed message to its one outcome; True if it was accepted."""
    with _scope_of(message):
        situation = _situation(message, clock())
        if isinstance(situation, str):
            outbox.settle(message, situation, clock())
            return False
        try:
            mail = mailer.build(message, situation, clock())
            # A mail that cannot be put into bytes fails here, before it is begun.
            mail.wired = smtp.wire(mail)  # type: ignore[attr-defined]
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
    elif _once_more(message, now):
        outbox.send_again(message, now, error)
    else:
        outbox.settle(message, m.UNKNOWN, now, error)
    return False


def _once_more(message: Message, now: datetime) -> bool:
    """Sign-on mail that may have left goes out a second time, under the same Message-ID.

    Without it a person is locked out; twice the same link harms nobody.
    """
    if message.category != m.SECURITY or message.resent:
        return False
    return next_attempt(message.attempts, now, message.expires_at) is not None


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
        if status is None and never_connected(answered):
            return Verdict.NOT_SENT, f"no connection: {answered}"
        return http_verdict(status), f"HTTP {status}"
    except AnymailError as wrong:
        # Raised before anything is sent: the message or the settings cannot be used.
        return Verdict.REFUSED, f"{type(wrong).__name__}: {wrong}"
    except Exception as broken:
        # A defect, ours or a library's: a mail is called unsent only where that is certain.
        log.exception("an unforeseen error while sending")
        verdict = Verdict.NOT_SENT if never_connected(broken) else Verdict.UNKNOWN
        return verdict, f"{type(broken).__name__}: {broken}"
    return Verdict.SENT, ""
