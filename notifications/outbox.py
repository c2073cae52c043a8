"""The outbox: the only writer of a message's state.

What if we die here? Before `begin` is committed the mail has certainly not left, and the lease
brings it back; after it, the mail is `outcome_unknown` and is never silently sent again. The
database enforces "once": a unique key per intent, conditional updates, a fence on every result.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from notifications.models import LateResult, Message
from notifications.models import messages as m
from notifications.reminders import Intent
from notifications.retry import next_attempt

log = logging.getLogger(__name__)
DELIVER_TASK = "notifications.tasks.deliver"
INSERT_CHUNK = 500


def _all() -> m.MessageQuerySet:
    """Every centre's messages: deliveries serve all centres at once."""
    everything: m.MessageQuerySet = Message.objects.with_scopes_disabled().all()
    return everything


def enqueue(centre_id: int, intents: Sequence[Intent], now: datetime) -> int:
    """Put intents into the outbox; returns how many are new or wanted again.

    Idempotent: an intent that is there already stays as it is, unless it was withdrawn and is
    wanted again.
    """
    rows = [
        Message(
            centre_id=centre_id,
            key=intent.key,
            kind=intent.kind,
            recipient_id=intent.recipient_id,
            application_id=intent.application_id,
            due_at=intent.due_at,
            expires_at=intent.expires_at,
            next_attempt_at=intent.due_at,
            message_id=m.new_message_id(settings.MAIL_DOMAIN),
            queued_at=now,
        )
        for intent in intents
    ]
    return _insert(rows, now)


def enqueue_ready(message: Message, now: datetime) -> int:
    """Put one message with ready words (sign-on mail) into the outbox."""
    return _insert([message], now)


def _insert(rows: list[Message], now: datetime) -> int:
    added = 0
    for start in range(0, len(rows), INSERT_CHUNK):
        chunk = rows[start : start + INSERT_CHUNK]
        inserted = _insert_missing(chunk)
        if inserted < len(chunk):
            inserted += _revive(chunk, now)
        added += inserted
    if added:
        _wake()
    return added


def _insert_missing(rows: list[Message]) -> int:
    """INSERT … ON CONFLICT (key) DO NOTHING, spelled out.

    Django's ignore_conflicts is INSERT OR IGNORE on SQLite, which swallows broken constraints too.
    """
    fields = [f for f in Message._meta.concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in fields)
    row = "(" + ", ".join(["%s"] * len(fields)) + ")"
    values = [
        f.get_db_prep_save(f.pre_save(message, add=True), connection) for message in rows for f in fields
    ]
    # Only names of our own model stand in the text; every value is a parameter.
    sql = (
        f"INSERT INTO {quote(Message._meta.db_table)} ({columns}) "  # noqa: S608
        f"VALUES {', '.join([row] * len(rows))} ON CONFLICT ({quote('key')}) DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _revive(rows: list[Message], now: datetime) -> int:
    """A withdrawn or missed intent that is wanted again (a decree reversed) returns to the queue,
    with the times it is wanted for now."""
    wanted = {row.key: row for row in rows if row.expires_at > now}
    asleep = _all().filter(key__in=list(wanted), state__in=[m.WITHDRAWN, m.MISSED])
    revived = 0
    for key in asleep.values_list("key", flat=True):
        row = wanted[key]
        revived += asleep.filter(key=key).update(
            state=m.QUEUED,
            due_at=row.due_at,
            expires_at=row.expires_at,
            next_attempt_at=max(row.due_at, now),
            settled_at=None,
            error="",
        )
    return revived


def _wake() -> None:
    """Ask a worker to deliver now. Redis may be away: the periodic drain alone suffices."""

    def ask() -> None:
        current_app.send_task(DELIVER_TASK, retry=False)

    transaction.on_commit(ask, robust=True)


def withdraw(application_ids: Iterable[int], standing: Iterable[str], now: datetime) -> int:
    """Withdraw queued reminders of these cases whose intent no longer stands."""
    stale = (
        _all()
        .filter(application__in=list(application_ids), state=m.QUEUED, category=m.REMINDER)
        .exclude(key__in=list(standing))
    )
    return stale.update(state=m.WITHDRAWN, settled_at=now)


# --- claims ------------------------------------------------------------------------------------


def due_centres(now: datetime) -> list[int | None]:
    """The centres that have due mail, so that a drain can take a few of each in turn."""
    due = _all().filter(state=m.QUEUED, next_attempt_at__lte=now)
    return list(due.order_by().values_list("centre_id", flat=True).distinct())


@transaction.atomic
def claim(centre_id: int | None, now: datetime, limit: int) -> list[Message]:
    """Claim up to `limit` due messages of one centre, longest due first.

    What expired is marked missed on the way. If we die after this commit, the lease runs out and
    `rescue` puts the messages back: none of them has left.
    """
    of_centre = Q(centre=None) if centre_id is None else Q(centre=centre_id)
    due = _all().filter(of_centre, state=m.QUEUED, next_attempt_at__lte=now)
    due.filter(expires_at__lte=now).update(state=m.MISSED, settled_at=now, text="", html="")
    due = due.filter(expires_at__gt=now).order_by("next_attempt_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    claimed = list(due.select_related("recipient", "centre")[:limit])
    lease = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    keys = [message.pk for message in claimed]
    taken = _all().filter(pk__in=keys, state=m.QUEUED)
    count = taken.update(state=m.CLAIMED, lease_until=lease, fence=F("fence") + 1, attempts=F("attempts") + 1)
    if count != len(claimed):
        raise RuntimeError(f"claimed {count} of {len(claimed)} locked messages")
    for message in claimed:
        message.state, message.lease_until = m.CLAIMED, lease
        message.fence += 1
        message.attempts += 1
    return claimed


def begin(message: Message, now: datetime) -> bool:
    """Commit `sending` before the call; False if the claim is no longer ours.

    If we die after this, whether the mail left is unknown.
    """
    ours = _all().filter(pk=message.pk, fence=message.fence, state=m.CLAIMED, lease_until__gt=now)
    lease = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    return ours.update(state=m.SENDING, lease_until=lease) == 1


def release(messages: Sequence[Message]) -> None:
    """Give back claims that were not begun: the drain's time is up, the next one takes them."""
    for message in messages:
        ours = _all().filter(pk=message.pk, fence=message.fence, state=m.CLAIMED)
        ours.update(state=m.QUEUED, lease_until=None, attempts=F("attempts") - 1)


def send_again(message: Message, now: datetime, error: str) -> bool:
    """Sign-on mail whose outcome is unknown goes out once more, under the same Message-ID.

    The flag is written first: if we die between the two writes, the mail is unknown and is not
    sent a third time.
    """
    ours = _all().filter(pk=message.pk, fence=message.fence, state=m.SENDING)
    ours.update(resent=True)
    return put_back(message, now, f"{error} (sent once more)")


def settle(message: Message, state: str, now: datetime, error: str = "") -> bool:
    """Write a result under the fence of its claim; a late one is recorded, never written over."""
    return _settle(message, now, {"state": state, "error": error[:300]}, state)


def put_back(message: Message, now: datetime, error: str) -> bool:
    """It certainly did not leave: try again later on the ladder, or call it failed."""
    moment = next_attempt(message.attempts, now, message.expires_at)
    if moment is None:
        return settle(message, m.FAILED, now, error)
    changes = {"state": m.QUEUED, "next_attempt_at": moment, "error": error[:300]}
    return _settle(message, now, changes, m.QUEUED)


def _settle(message: Message, now: datetime, changes: dict[str, object], result: str) -> bool:
    if result != m.QUEUED:
        # One-time links do not stay in the database once their mail is settled.
        changes |= {"settled_at": now, "text": "", "html": ""}
    if result == m.SENT:
        changes["sent_at"] = now
    ours = _all().filter(pk=message.pk, fence=message.fence, state__in=[m.CLAIMED, m.SENDING])
    if ours.update(lease_until=None, **changes) == 1:
        return True
    error = str(changes.get("error", ""))
    LateResult.objects.create(message=message, fence=message.fence, result=result, error=error, at=now)
    log.warning("late result for message %s: %s", message.pk, result)
    return False


@transaction.atomic
def rescue(now: datetime) -> tuple[int, int]:
    """Free messages whose lease ran out; returns (put back, unknown).

    A claim without `sending` has not left: back to the queue. One that was being sent may have
    left: `outcome_unknown`; security mail alone is sent once more, with the same Message-ID.
    """
    expired = _all().filter(lease_until__lte=now)
    again = {"state": m.QUEUED, "lease_until": None, "next_attempt_at": now}
    again["error"] = "a worker died; tried again"
    twice = expired.filter(state=m.SENDING, category=m.SECURITY, resent=False)
    back = twice.update(**again, resent=True) + expired.filter(state=m.CLAIMED).update(**again)
    unknown = expired.filter(state=m.SENDING).update(
        state=m.UNKNOWN,
        lease_until=None,
        settled_at=now,
        error="a worker died while the mail was being sent",
        text="",
        html="",
    )
    if back:
        _wake()
    return back, unknown
