"""Claims: a worker takes a share, begins one mail at a time, and gives back what it did not begin.

`hand_over` is the heart: one statement writes what became of the mail before and commits `sending`
for the next, so that every mail has its durable mark before its call at the price of one commit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from careers.models import Centre
from followups.rows import numbers
from notifications.addresses import address_hash
from notifications.models import Message, Suppression
from notifications.models import messages as m
from notifications.outbox.queue import wake
from notifications.outbox.results import note_late, settle_all

# Sign-on mail of all centres is one group of its own, and the first: somebody waits at a screen.
SIGN_ON = None


class Done(NamedTuple):
    """A mail the provider took, not yet written down; `provider_id` is the provider's name for it."""

    message: Message
    at: datetime
    provider_id: str = ""


def due_groups(now: datetime) -> list[int | None]:
    """Whose mail is due: SIGN_ON first, then the centres, so that a drain can serve them in turn."""
    due = m.everywhere().filter(state=m.QUEUED, next_attempt_at__lte=now)
    reminders = due.filter(category=m.REMINDER, centre=OuterRef("pk"))
    centres = Centre.objects.filter(Exists(reminders)).order_by("pk").values_list("pk", flat=True)
    sign_on = [SIGN_ON] if due.filter(category=m.SECURITY).exists() else []
    return [*sign_on, *centres]


def _due(group: int | None, now: datetime) -> "QuerySet[Message]":
    due = m.everywhere().filter(state=m.QUEUED, next_attempt_at__lte=now)
    if group is SIGN_ON:
        return due.filter(category=m.SECURITY).order_by("next_attempt_at", "pk")
    return due.filter(category=m.REMINDER, centre=group).order_by("next_attempt_at", "pk")


def claim(group: int | None, now: datetime, limit: int) -> list[Message]:
    """Claim up to `limit` due messages of one group, longest due first.

    What expired is marked missed on the way. If we die after this commit, the lease runs out and
    `rescue` puts the messages back: none of them has left.
    """
    while True:
        with transaction.atomic():
            claimed = _take(group, now, limit)
            expired = [message for message in claimed if message.expires_at <= now]
            settle_all(expired, m.MISSED, now)
        if not claimed or len(expired) < len(claimed):
            return [message for message in claimed if message.expires_at > now]


def _take(group: int | None, now: datetime, limit: int) -> list[Message]:
    due = _due(group, now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, no_key=True, of=("self",))
    keys = list(due.values_list("pk", flat=True)[:limit])
    if not keys:
        return []
    lease = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    taken = m.everywhere().filter(pk__in=keys, state=m.QUEUED)
    count = taken.update(state=m.CLAIMED, lease_until=lease, fence=F("fence") + 1, attempts=F("attempts") + 1)
    if count != len(keys):
        raise RuntimeError(f"claimed {count} of {len(keys)} locked messages")
    rows = m.everywhere().filter(pk__in=keys).select_related("recipient__preference").defer(*_NOT_ASKED)
    claimed = sorted(rows, key=lambda message: (message.next_attempt_at, message.pk))
    centres = Centre.objects.in_bulk({message.centre_id for message in claimed if message.centre_id})
    for message in claimed:
        message.centre = centres.get(message.centre_id)
        if message.recipient.centre_id == message.centre_id:
            message.recipient.centre = message.centre
    return claimed


# What no mail asks about: a claim reads thousands of rows.
_NOT_ASKED = (
    "queued_at", "sent_at", "settled_at", "provider_id", "error",
    "recipient__password", "recipient__last_login", "recipient__date_joined", "recipient__theme",
)  # fmt: skip


def begin(message: Message, now: datetime) -> bool:
    """Commit `sending` before the call; False if the claim is no longer ours.

    If we die after this, whether the mail left is unknown.
    """
    return hand_over(None, message, now)


_SETTLED = """
    UPDATE notifications_message
    SET state = 'sent', sent_at = %s, settled_at = %s, provider_id = %s, lease_until = NULL,
        error = '', text = '', html = ''
    WHERE id = %s AND fence = %s AND state IN ('claimed', 'sending')"""
_BEGUN = """
    UPDATE notifications_message
    SET state = 'sending', lease_until = %s
    WHERE id = %s AND fence = %s AND state = 'claimed'
      AND EXISTS (SELECT 1 FROM careers_user AS person
                  WHERE person.id = notifications_message.recipient_id AND person.is_active)"""
# Reminders only. The plan must still be the one that was looked at: every change of a fact moves
# its next check.
_ALLOWED = """
      AND NOT EXISTS (SELECT 1 FROM notifications_suppression AS held
                      WHERE held.centre_id = notifications_message.centre_id
                        AND held.address_hash = %s AND held.lifted_at IS NULL
                        AND (held.until IS NULL OR held.until > %s))"""
_UNCHANGED = """
      AND EXISTS (SELECT 1 FROM followups_plan AS plan
                  WHERE plan.application_id = notifications_message.application_id
                    AND plan.next_check_at IS NOT DISTINCT FROM %s)"""


class Seen(NamedTuple):
    """What was looked at for a reminder: it may begin only if that still holds.

    `next_check_at` is the plan's marker (`of_plan` False: it speaks of no plan).
    """

    address_hash: str
    of_plan: bool = False
    next_check_at: datetime | None = None


def hand_over(done: Done | None, message: Message | None, now: datetime, seen: Seen | None = None) -> bool:
    """Write down what was taken, and commit `sending` for the next; True if that one may go.

    Both in one statement, one commit. A result whose claim is gone is recorded as late. False for
    the next if its claim is gone, its person is inactive or suppressed, or its plan has changed:
    none of it has left then.
    """
    settled = _settled(done) if done else None
    begun = _begun(message, now, seen) if message is not None and _in_time(message, now) else None
    write = _together if connection.vendor == "postgresql" else _one_by_one
    counts = write(settled, begun)
    if done and not counts[0]:
        note_late(done.message, m.SENT, "", done.at)
    return bool(counts[1])


def _in_time(message: Message, now: datetime) -> bool:
    """Whoever frees a claim moves its state; but a lease that ran out is not begun even before."""
    return message.lease_until is not None and message.lease_until > now


Statement = tuple[str, list[Any]]


def _settled(done: Done) -> Statement:
    values = [done.at, done.at, done.provider_id, done.message.pk, done.message.fence]
    return _SETTLED, values


def _begun(message: Message, now: datetime, seen: Seen | None) -> Statement:
    lease = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    sql, values = _BEGUN, [lease, message.pk, message.fence]
    if seen is not None:
        sql, values = sql + _ALLOWED, [*values, seen.address_hash, now]
        if seen.of_plan:
            sql, values = sql + _UNCHANGED, [*values, seen.next_check_at]
    return sql, values




def _together(settled: Statement | None, begun: Statement | None) -> tuple[int, int]:
    """PostgreSQL: one round trip, one commit."""
    named = [(name, s) for name, s in (("settled", settled), ("begun", begun)) if s]
    if not named:
        return 0, 0
    parts = ", ".join(f"{name} AS ({sql} RETURNING 1)" for name, (sql, _v) in named)
    counted = {name: f"(SELECT count(*) FROM {name})" for name, _s in named}  # noqa: S608 -- our names
    values = [value for _name, (_sql, own) in named for value in own]
    first, second = numbers(
        f"WITH {parts} SELECT {counted.get('settled', '0')}, {counted.get('begun', '0')}", values
    )
    return first, second


def _one_by_one(settled: Statement | None, begun: Statement | None) -> tuple[int, int]:
    """SQLite: two statements in one transaction."""
    counts = []
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (settled, begun):
            count = 0
            if statement:
                sql, values = statement
                cursor.execute(sql.replace("IS NOT DISTINCT FROM", "IS"), [_as_text(v) for v in values])
                count = cursor.rowcount
            counts.append(count)
    return counts[0], counts[1]


def _as_text(value: Any) -> Any:
    """SQLite's driver is given instants as Django writes them."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def holds(message: Message, now: datetime) -> bool:
    """True while the claim is ours."""
    ours = m.everywhere().filter(pk=message.pk, fence=message.fence, state=m.CLAIMED, lease_until__gt=now)
    return bool(ours.exists())


def is_suppressed(message: Message, now: datetime) -> bool:
    """True if mail to the person's address is held back in her centre."""
    held = Suppression.objects.filter(
        Q(until=None) | Q(until__gt=now),
        centre=message.centre_id,
        address_hash=address_hash(message.recipient.email),
        lifted_at=None,
    )
    return bool(held.exists())


def release(messages: Sequence[Message]) -> None:
    """Give back claims that were not begun: the drain's time is up, the next one takes them."""
    for message in messages:
        ours = m.everywhere().filter(pk=message.pk, fence=message.fence, state=m.CLAIMED)
        ours.update(state=m.QUEUED, lease_until=None, attempts=F("attempts") - 1)


def postpone(message: Message, until: datetime) -> None:
    """Give a claim back until an hour that suits its reader; no attempt was made."""
    ours = m.everywhere().filter(pk=message.pk, fence=message.fence, state=m.CLAIMED)
    ours.update(state=m.QUEUED, lease_until=None, next_attempt_at=until, attempts=F("attempts") - 1)


@transaction.atomic
def rescue(now: datetime) -> tuple[int, int]:
    """Free messages whose lease ran out; returns (put back, unknown).

    A claim without `sending` has not left: back to the queue. One that was being sent may have
    left: `outcome_unknown`. Sign-on mail alone is sent once more, with the same Message-ID; and
    any mail whose provider recognises a repetition by our key.
    """
    expired = m.everywhere().filter(lease_until__lte=now)
    again = {"state": m.QUEUED, "lease_until": None, "next_attempt_at": now}
    again["error"] = "a worker died; tried again"
    sending = expired.filter(state=m.SENDING)
    recognised = now - timedelta(seconds=settings.MAIL_REPEATABLE_SECONDS)
    harmless = Q(category=m.SECURITY, resent=False) | Q(lease_until__gt=recognised)
    back = sending.filter(harmless).update(**again, resent=True)
    back += expired.filter(state=m.CLAIMED).update(**again)
    unknown = sending.update(
        state=m.UNKNOWN,
        lease_until=None,
        settled_at=now,
        error="a worker died while the mail was being sent",
        text="",
        html="",
    )
    if back:
        wake()
    return back, unknown
