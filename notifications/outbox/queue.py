"""Into the outbox: intents are put in once, and withdrawn where they no longer stand."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Value, When

from followups.rows import places, read, write
from notifications.models import Message
from notifications.models import messages as m
from notifications.reminders import Intent

DELIVER_TASK = "notifications.tasks.deliver"
CHUNK = 2000


def enqueue(centre_id: int, intents: Sequence[Intent], now: datetime) -> int:
    """Put intents into the outbox; returns how many are new or wanted again.

    Idempotent: an intent that is there already stays as it is, unless it was withdrawn and is
    wanted again.
    """
    added = due = 0
    # In the order of the keys, so that two sweeps that queue the same cannot wait for each other.
    ordered = sorted(intents)
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        fresh = _insert_missing(centre_id, chunk, now)
        if fresh < len(chunk):
            fresh += _revive(chunk, now)
        added += fresh
        due += sum(intent.due_at <= now for intent in chunk)
    if added and due:
        wake()
    return added


# All other columns have a default in the database.
_INTO = """
    INSERT INTO notifications_message
        (centre_id, key, kind, recipient_id, application_id, due_at, expires_at, next_attempt_at,
         queued_at, message_id)"""
_KINDS = ("text", "text", "bigint", "bigint", "timestamptz", "timestamptz")
# The columns of the intents as arrays; Message-IDs as `new_message_id` makes them.
_MANY = f"""{_INTO}
    SELECT %b, key, kind, recipient, application, due, expires, due, %b,
           '<' || replace(gen_random_uuid()::text, '-', '') || %b
    FROM unnest({places(_KINDS)}) AS intent(key, kind, recipient, application, due, expires)
    ON CONFLICT (key) DO NOTHING"""  # noqa: S608 -- only names of our own
_ONE = f"""{_INTO}
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (key) DO NOTHING"""


def _insert_missing(centre_id: int, intents: Sequence[Intent], now: datetime) -> int:
    """INSERT … ON CONFLICT (key) DO NOTHING, spelled out.

    Django's ignore_conflicts is INSERT OR IGNORE on SQLite, which swallows broken constraints too.
    """
    if connection.vendor == "postgresql":
        domain = f"@{settings.MAIL_DOMAIN}>"
        return write(_MANY, list(zip(*intents, strict=True)), centre_id, now, domain)
    instant = connection.ops.adapt_datetimefield_value
    queued = instant(now)
    rows = []
    for key, kind, recipient_id, application_id, due_at, expires_at in intents:
        due, expires = instant(due_at), instant(expires_at)
        message_id = m.new_message_id(settings.MAIL_DOMAIN)
        rows.append(
            (centre_id, key, kind, recipient_id, application_id, due, expires, due, queued, message_id)
        )
    with connection.cursor() as cursor:
        cursor.executemany(_ONE, rows)
        return int(cursor.rowcount)


def _revive(intents: Sequence[Intent], now: datetime) -> int:
    """A withdrawn or missed intent that is wanted again (a decree reversed) returns to the queue,
    with the times it is wanted for now."""
    wanted = {intent.key: intent for intent in intents if intent.expires_at > now}
    asleep = m.everywhere().filter(key__in=list(wanted), state__in=[m.WITHDRAWN, m.MISSED])
    revived = 0
    for key in asleep.values_list("key", flat=True):
        intent = wanted[key]
        revived += asleep.filter(key=key).update(
            state=m.QUEUED,
            due_at=intent.due_at,
            expires_at=intent.expires_at,
            next_attempt_at=max(intent.due_at, now),
            settled_at=None,
            error="",
        )
    return revived


def enqueue_ready(message: Message) -> None:
    """Put one message with ready words (sign-on mail) into the outbox."""
    message.save(force_insert=True)
    wake()


def withdraw(application_ids: Iterable[int], standing: Iterable[str], now: datetime) -> int:
    """Withdraw queued reminders of these cases whose intent no longer stands; expired ones are missed."""
    keys = set(standing)
    gone = [pk for pk, key in _queued_of(list(application_ids)) if key not in keys]
    if not gone:
        return 0
    # After an outage the sweep may come first: what expired meanwhile was missed, and is shown so.
    # What may have left already, and waited for a repetition, stays in doubt.
    ended = Case(
        When(resent=True, then=Value(m.UNKNOWN)),
        When(expires_at__lte=now, then=Value(m.MISSED)),
        default=Value(m.WITHDRAWN),
    )
    return m.everywhere().filter(pk__in=gone, state=m.QUEUED).update(state=ended, settled_at=now)


_QUEUED = """
    SELECT id, key FROM notifications_message
    WHERE application_id = ANY(%s) AND state = 'queued' AND category = 'reminder'"""


def _queued_of(application_ids: list[int]) -> list[tuple[int, str]]:
    if connection.vendor == "postgresql":
        return [(pk, key) for pk, key in read(_QUEUED, [application_ids])]
    queued = m.everywhere().filter(state=m.QUEUED, category=m.REMINDER)
    return list(queued.filter(application__in=application_ids).values_list("pk", "key"))


def reconsider(recipient_id: int, now: datetime) -> int:
    """Her wishes changed: what waits for an hour that suited her before is looked at again at once.

    Mail that is tried again after an error keeps its place on the ladder.
    """
    waiting = m.everywhere().filter(
        recipient=recipient_id, category=m.REMINDER, state=m.QUEUED, attempts=0, next_attempt_at__gt=now
    )
    found = waiting.update(next_attempt_at=now)
    if found:
        wake()
    return found


def wake() -> None:
    """Ask a worker to deliver now. Redis may be away: the periodic drain alone suffices."""

    def ask() -> None:
        current_app.send_task(DELIVER_TASK, retry=False)

    transaction.on_commit(ask, robust=True)
