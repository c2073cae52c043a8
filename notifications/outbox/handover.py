"""The hand-over: the durable mark of every mail before its call, and its result after it.

One statement writes what became of the mails before and commits `sending` for the next ones, one
for each free connection. So a mail costs a share of one commit, and whoever dies leaves at most one
mail per connection of which nobody knows whether it left.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from followups.rows import as_array, read
from notifications.models import Message
from notifications.models import messages as m
from notifications.outbox.results import note_late


class Done(NamedTuple):
    """A mail the provider took, not yet written down; `provider_id` is the provider's name for it."""

    message: Message
    at: datetime
    provider_id: str = ""


def begin(message: Message, now: datetime) -> bool:
    """Commit `sending` before the call; False if the claim is no longer ours.

    If we die after this, whether the mail left is unknown.
    """
    return bool(hand_over([], [Next(message)], now))


class Seen(NamedTuple):
    """What was looked at for a reminder: it may begin only if that still holds.

    `next_check_at` is the plan's marker (`of_plan` False: it speaks of no plan).
    """

    address_hash: str
    of_plan: bool = False
    next_check_at: datetime | None = None


class Next(NamedTuple):
    """A claim to begin; sign-on mail was not looked at."""

    message: Message
    seen: Seen | None = None


_DONE = {"pk": "bigint", "its_fence": "integer", "taken_at": "timestamptz", "its_provider_id": "text"}
_SETTLE = """
    UPDATE notifications_message
    SET state = 'sent', sent_at = taken_at, settled_at = taken_at, provider_id = its_provider_id,
        lease_until = NULL, error = '', text = '', html = ''
    FROM done
    WHERE id = done.pk AND fence = its_fence AND state IN ('claimed', 'sending')
    RETURNING id, fence"""
_NEXT = {
    "pk": "bigint", "its_fence": "integer", "lease": "timestamptz", "hash": "text",
    "of_plan": "boolean", "marker": "timestamptz", "moment": "timestamptz",
}  # fmt: skip
# Of a reminder, the plan must still be the one that was looked at: every change of a fact moves
# its next check. Sign-on mail has no hash and no plan.
_BEGIN = """
    UPDATE notifications_message
    SET state = 'sending', lease_until = coming.lease
    FROM coming
    WHERE id = coming.pk AND fence = its_fence AND state = 'claimed'
      AND EXISTS (SELECT 1 FROM careers_user AS person
                  WHERE person.id = notifications_message.recipient_id AND person.is_active)
      AND NOT EXISTS (SELECT 1 FROM notifications_suppression AS held
                      WHERE held.centre_id = notifications_message.centre_id
                        AND held.address_hash = coming.hash AND held.lifted_at IS NULL
                        AND (held.until IS NULL OR held.until > coming.moment))
      AND (NOT of_plan
           OR EXISTS (SELECT 1 FROM followups_plan AS plan
                      WHERE plan.application_id = notifications_message.application_id
                        AND plan.next_check_at IS NOT DISTINCT FROM coming.marker))
    RETURNING id, fence"""


_PARTS = {"done": (_DONE, _SETTLE), "coming": (_NEXT, _BEGIN)}


Claim = tuple[int, int]  # a message's id and the fence it was claimed under


def claim_of(message: Message) -> Claim:
    """Which claim this is: the same message may have been claimed anew since."""
    return message.pk, message.fence


class _Part(NamedTuple):
    """One half of a hand-over, by its name in _PARTS, and its rows."""

    name: str
    rows: list[tuple[Any, ...]]


def hand_over(done: Sequence[Done], coming: Sequence[Next], now: datetime) -> set[Claim]:
    """Write down what was taken, and commit `sending` for those to come; returns the claims that may go.

    All in one statement, one commit: with several connections its price is shared by their mails.
    A result whose claim is gone is recorded as late. One to come may not go if its claim is gone,
    its person is inactive or suppressed, or its plan has changed: none of it has left then.
    """
    parts = [_Part("done", [_settled(item) for item in done])]
    parts.append(_Part("coming", [_begun(item, now) for item in coming if _in_time(item.message, now)]))
    parts = [part for part in parts if part.rows]
    write = _at_once if connection.vendor == "postgresql" else _one_by_one
    written = write(parts) if parts else {}
    for item in done:
        if claim_of(item.message) not in written["done"]:
            note_late(item.message, m.SENT, "", item.at)
    return written.get("coming", set())


def _in_time(message: Message, now: datetime) -> bool:
    """Whoever frees a claim moves its state; but a lease that ran out is not begun even before."""
    return message.lease_until is not None and message.lease_until > now


def _settled(done: Done) -> tuple[Any, ...]:
    return done.message.pk, done.message.fence, done.at, done.provider_id


def _begun(coming: Next, now: datetime) -> tuple[Any, ...]:
    message, seen = coming
    lease = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    looked_at = seen or (None, False, None)
    return message.pk, message.fence, lease, *looked_at, now


def _at_once(parts: Sequence[_Part]) -> dict[str, set[Claim]]:
    """PostgreSQL: one round trip, one commit."""
    columns = [as_array(column) for p in parts for column in zip(*p.rows, strict=True)]
    written: dict[str, set[Claim]] = {p.name: set() for p in parts}
    for name, pk, fence in read(_statement(tuple(p.name for p in parts)), columns):
        written[name].add((pk, fence))
    return written


@lru_cache
def _statement(names: tuple[str, ...]) -> str:
    """The parts of these names in one statement, their rows given as one array for each column."""
    parts = [(name, *_PARTS[name]) for name in names]
    given = [
        f"{name}({', '.join(columns)}) AS (SELECT * FROM unnest({_arrays(columns)}))"  # noqa: S608
        for name, columns, _sql in parts
    ]
    acts = [f"{name}_now AS ({sql})" for name, _columns, sql in parts]
    told = " UNION ALL ".join(f"SELECT '{name}', id, fence FROM {name}_now" for name in names)  # noqa: S608
    return f"WITH {', '.join(given + acts)} {told}"


def _arrays(columns: dict[str, str]) -> str:
    return ", ".join(f"%s::{kind}[]" for kind in columns.values())


def _one_by_one(parts: Sequence[_Part]) -> dict[str, set[Claim]]:
    """SQLite: the same statements in one transaction."""
    written = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for part in parts:
            columns, sql = _PARTS[part.name]
            row = f"({', '.join(['%s'] * len(columns))})"
            given = f"WITH {part.name}({', '.join(columns)}) AS (VALUES {', '.join([row] * len(part.rows))})"
            sql = sql.replace("IS NOT DISTINCT FROM", "IS")
            cursor.execute(f"{given} {sql}", [_as_text(value) for row in part.rows for value in row])
            written[part.name] = {(pk, fence) for pk, fence in cursor.fetchall()}
    return written


def _as_text(value: Any) -> Any:
    """SQLite's driver is given instants as Django writes them."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
