"""Results: what became of one mail, told by its call, later by its provider, or by a person."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from careers.models import User
from notifications.models import LateResult, Message
from notifications.models import messages as m
from notifications.outbox.queue import wake
from notifications.retry import next_attempt

log = logging.getLogger(__name__)
audit = logging.getLogger("kabar.audit")
# Ends that say a mail has not left.
_UNSENT = (m.WITHDRAWN, m.MISSED, m.SUPPRESSED, m.FAILED)
# What is known later may only move on: whoever complained has received it.
_RANK = {m.SENT: 1, m.DELIVERED: 2, m.BOUNCED: 3, m.COMPLAINED: 4}


def settle(message: Message, state: str, now: datetime, error: str = "") -> bool:
    """Write a result under the fence of its claim; a late one is recorded, never written over."""
    return _settle(message, now, {"state": state, "error": error[:300]}, state)


def settle_all(messages: Sequence[Message], state: str, now: datetime) -> None:
    """Settle claims that were never begun, all alike (they expired, say)."""
    if not messages:
        return
    ours = m.everywhere().filter(pk__in=[message.pk for message in messages], state=m.CLAIMED)
    ours.update(state=unless_in_doubt(state), settled_at=now, lease_until=None, text="", html="")


def unless_in_doubt(state: str) -> Case:
    """That state, or `outcome_unknown` for what may have left before and waited for a repetition."""
    return Case(When(resent=True, then=Value(m.UNKNOWN)), default=Value(state))


def put_back(message: Message, now: datetime, error: str) -> bool:
    """It certainly did not leave: try again later on the ladder, or call it failed."""
    moment = next_attempt(message.attempts, now, message.expires_at)
    if moment is None:
        return settle(message, m.FAILED, now, error)
    changes = {"state": m.QUEUED, "next_attempt_at": moment, "error": error[:300]}
    return _settle(message, now, changes, m.QUEUED)


def send_again(message: Message, now: datetime, error: str) -> bool:
    """A mail whose outcome is unknown goes out once more, under the same Message-ID.

    Sign-on mail, and mail whose provider recognises the repetition. The flag is written first: if
    we die between the two writes, the mail is unknown and is not sent a third time.
    """
    ours = m.everywhere().filter(pk=message.pk, fence=message.fence, state=m.SENDING)
    ours.update(resent=True)
    return put_back(message, now, f"{error} (sent once more)")


def _settle(message: Message, now: datetime, changes: dict[str, object], result: str) -> bool:
    if result != m.QUEUED:
        # One-time links do not stay in the database once their mail is settled.
        changes |= {"settled_at": now, "text": "", "html": ""}
    if result == m.SENT:
        changes["sent_at"] = now
    elif result in _UNSENT:
        changes["state"] = unless_in_doubt(result)
    ours = m.everywhere().filter(pk=message.pk, fence=message.fence, state__in=[m.CLAIMED, m.SENDING])
    if ours.update(lease_until=None, **changes) == 1:
        return True
    note_late(message, result, str(changes.get("error", "")), now)
    return False


def note_late(message: Message, result: str, error: str, now: datetime) -> None:
    """Record a result that came after its fence was gone."""
    written = m.everywhere().filter(pk=message.pk, fence=message.fence, state=result)
    if written.exists():
        return  # nothing new: the provider told it first, or the database went before it could say so
    LateResult.objects.create(message=message, fence=message.fence, result=result, error=error, at=now)
    log.warning("late result for message %s: %s", message.pk, result)


def learn(message_pk: int, state: str, now: datetime, detail: str = "") -> bool:
    """A provider told us later: sent, delivered, bounced or complained. True if that is new.

    Monotone: in whatever order and however often events come, the end is the same. It also settles
    an unknown outcome, and a repetition that waits in the queue is not sent.
    """
    higher = [known for known, rank in _RANK.items() if rank >= _RANK[state]]
    with transaction.atomic():
        row = m.everywhere().filter(pk=message_pk).exclude(state__in=higher)
        found = row.select_for_update(no_key=True).first()
        if found is None:
            return False
        return bool(
            row.update(
                state=state,
                sent_at=found.sent_at or now,
                settled_at=found.settled_at or now,
                lease_until=None,
                error=detail[:300] or found.error,
                text="",
                html="",
            )
        )


def resolve(message: Message, verdict: str, by: User, now: datetime) -> None:
    """A person says what became of a mail of unknown outcome: arrived, send_again or give_up.

    Raises ValidationError if the outcome is known by now, or if it is too late to send it again.
    """
    unknown = m.everywhere().filter(pk=message.pk, state=m.UNKNOWN)
    if verdict == "arrived":
        count = unknown.update(state=m.SENT, sent_at=message.settled_at or now, error="")
    elif verdict == "give_up":
        count = unknown.update(state=m.FAILED)
    elif message.category != m.REMINDER or message.expires_at <= now:
        raise ValidationError(_("It is too late to send this mail again: what it says has passed."))
    else:
        with transaction.atomic():
            count = unknown.update(state=m.QUEUED, next_attempt_at=now, settled_at=None, error="")
            wake()
    if not count:
        raise ValidationError(_("The outcome of this mail is known by now."))
    audit.info("message %s resolved as %s by %s", message.pk, verdict, by.pk)
