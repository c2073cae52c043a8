"""Claims: a worker takes a share of what is due, and gives back what it did not begin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from careers.models import Centre, User
from followups.rows import read
from notifications.addresses import address_hash
from notifications.models import Message, Preference, Suppression
from notifications.models import messages as m
from notifications.outbox.queue import wake
from notifications.outbox.results import settle_all

# Sign-on mail of all centres is one group of its own, and the first: somebody waits at a screen.
SIGN_ON = None


def due_groups(now: datetime) -> list[int | None]:
    """Whose mail is due: SIGN_ON first, then the centres, so that a drain can serve them in turn."""
    due = m.everywhere().filter(state=m.QUEUED, next_attempt_at__lte=now)
    reminders = due.filter(category=m.REMINDER, centre=OuterRef("pk"))
    centres = Centre.objects.filter(Exists(reminders)).order_by("pk").values_list("pk", flat=True)
    sign_on = [SIGN_ON] if due.filter(category=m.SECURITY).exists() else []
    return [*sign_on, *centres]


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
    take = _take_at_once if connection.vendor == "postgresql" else _take_one_by_one
    claimed = take(group, now, now + timedelta(seconds=settings.MAIL_LEASE_SECONDS), limit)
    centres = Centre.objects.in_bulk({message.centre_id for message in claimed if message.centre_id})
    for message in claimed:
        message.centre = centres.get(message.centre_id)
        if message.recipient.centre_id == message.centre_id:
            message.recipient.centre = message.centre
    return claimed


def _take_one_by_one(group: int | None, now: datetime, lease: datetime, limit: int) -> list[Message]:
    """SQLite: one writer at a time, so nobody claims in between."""
    due = m.everywhere().filter(state=m.QUEUED, next_attempt_at__lte=now)
    whose = due.filter(category=m.SECURITY) if group is SIGN_ON else due.filter(centre=group)
    if group is not SIGN_ON:
        whose = whose.filter(category=m.REMINDER)
    keys = list(whose.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit])
    taken = m.everywhere().filter(pk__in=keys)
    taken.update(state=m.CLAIMED, lease_until=lease, fence=F("fence") + 1, attempts=F("attempts") + 1)
    return list(taken.select_related("recipient__preference").order_by("next_attempt_at", "pk"))


# What no mail asks about: a claim reads thousands of rows.
_UNASKED = {
    "queued_at", "sent_at", "settled_at", "provider_id", "error",
    "password", "last_login", "date_joined", "theme",
}  # fmt: skip
_COLUMNS = {
    model: [f.attname for f in model._meta.concrete_fields if f.attname not in _UNASKED]
    for model in (Message, User, Preference)
}
_SHOWN = ", ".join(
    f"{table}.{name}"
    for table, names in zip(("taken", "person", "wish"), _COLUMNS.values(), strict=True)
    for name in names
)
# The array keeps the planner from joining whole tables; whoever claims at the same time skips ours.
_TAKE = f"""
    WITH taken AS (
        UPDATE notifications_message
        SET state = 'claimed', lease_until = %s, fence = fence + 1, attempts = attempts + 1
        WHERE id = ANY(ARRAY(
            SELECT id FROM notifications_message
            WHERE state = 'queued' AND next_attempt_at <= %s AND {{whose}}
            ORDER BY next_attempt_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED))
        RETURNING *)
    SELECT {_SHOWN} FROM taken
    JOIN careers_user AS person ON person.id = recipient_id
    LEFT JOIN notifications_preference AS wish ON wish.user_id = person.id
    ORDER BY next_attempt_at, taken.id"""  # noqa: S608 -- only names of our own columns
_TAKE_SIGN_ON = _TAKE.format(whose=f"category = '{m.SECURITY}'")
_TAKE_REMINDERS = _TAKE.format(whose=f"category = '{m.REMINDER}' AND centre_id = %s")


def _take_at_once(group: int | None, now: datetime, lease: datetime, limit: int) -> list[Message]:
    if group is SIGN_ON:
        rows = read(_TAKE_SIGN_ON, [lease, now, limit])
    else:
        rows = read(_TAKE_REMINDERS, [lease, now, group, limit])
    return [_message(row) for row in rows]


def _message(row: tuple[Any, ...]) -> Message:
    """The models of a row, as `select_related` would make them."""
    made: list[Any] = []
    start = 0
    for model, names in _COLUMNS.items():
        values = row[start : start + len(names)]
        made.append(model.from_db(connection.alias, names, values) if values[0] is not None else None)
        start += len(names)
    message, person, wish = made
    message.recipient = person
    User._meta.get_field("preference").set_cached_value(person, wish)  # type: ignore[union-attr]
    return cast("Message", message)


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
