"""Providers' webhooks -> what became of our mails, and which addresses to hold back.

Two steps. `receive` stores what came, in one statement, and answers; `read` understands it later.
What if we die between them? The event waits in its row. What if we die while reading? One event is
one transaction; reading it again changes nothing. Duplicates end at two unique keys: the provider's
own event id, and a digest of what happened, for the providers that repeat events under new ids.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_scopes import scopes_disabled

from notifications import once, outbox, preferences, suppression, vocabulary
from notifications.addresses import address_hash
from notifications.models import Message, ProviderEvent
from notifications.models import messages as m
from notifications.models.suppressions import COMPLAINT, HARD_BOUNCE
from notifications.scrubbing import keepable, scrub

log = logging.getLogger(__name__)
BATCH = 200
# How long the periodic run may keep a worker.
READ_SECONDS = 20.0
# A webhook may be faster than our own note of the provider's id; then we look again.
PATIENCE = timedelta(minutes=4)
# A provider's clock may be ahead of ours by so much.
AHEAD = timedelta(hours=1)


# --- what came -----------------------------------------------------------------------------------


def receive(provider: str, events: Sequence[Any], now: datetime) -> int:
    """Store a provider's (anymail) tracking events; returns how many are new.

    What we do not follow (opened, clicked) is dropped, and so is what happened too long ago or
    will only happen: an old recording replayed.
    """
    seen: Counter[str] = Counter()
    rows = []
    for event in events:
        kind = vocabulary.event_type(provider, event)
        moment = vocabulary.happened_at(provider, event)
        if not kind:
            continue
        if moment and not now - settings.WEBHOOK_MAX_AGE <= moment <= now + AHEAD:
            log.warning("%s reported something of %s: refused", provider, moment)
            continue
        row = _row(provider, kind, event, moment, now)
        # One notification may speak of several recipients, under one id.
        seen[row.event_id] += 1
        if row.event_id and seen[row.event_id] > 1:
            row.event_id = f"{row.event_id[:190]}/{seen[row.event_id]}"
        rows.append(row)
    return once.insert_new(rows)


def _row(provider: str, kind: str, event: Any, moment: datetime | None, now: datetime) -> ProviderEvent:
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    kabar_id, provider_id = scrub_id(metadata.get("kabar_id")), scrub_id(event.message_id)
    recipient = address_hash(str(event.recipient)) if event.recipient else ""
    event_id = scrub_id(event.event_id)
    when = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}" if moment else ""
    parts = "\n".join([provider, provider_id or kabar_id, kind, recipient, when])
    return ProviderEvent(
        provider=provider,
        # Postmark numbers its trial events 0.
        event_id="" if event_id == "0" else event_id,
        digest=hashlib.sha256(parts.encode()).hexdigest(),
        type=kind,
        kabar_id=kabar_id[:40],
        provider_message_id=provider_id,
        recipient_hash=recipient,
        detail=scrub(event.mta_response or event.description or "")[:300],
        raw=keepable(event.esp_event),
        occurred_at=min(moment or now, now),
        received_at=now,
    )


def scrub_id(value: object) -> str:
    """An id as text that a database takes; Message-IDs look like addresses and stay."""
    return str(value or "").replace("\x00", "").encode("utf-8", "replace").decode()[:200]


# --- what it means -------------------------------------------------------------------------------


def read(clock: Callable[[], datetime], seconds: float = READ_SECONDS) -> int:
    """Understand the waiting events, oldest first; returns how many were understood.

    An event that cannot be read stays, and does not stop the others.
    """
    began, last, count = clock(), 0, 0
    while True:
        waiting = ProviderEvent.objects.filter(processed_at=None, pk__gt=last).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return count
        for last in keys:
            now = clock()
            if now - began > timedelta(seconds=seconds):
                return count
            try:
                with transaction.atomic(), scopes_disabled():
                    count += _read(last, now)
            except Exception:
                log.exception("provider event %s cannot be read", last)


def _read(pk: int, now: datetime) -> bool:
    """One event; False if another worker has it, or if its mail is not known yet."""
    waiting = ProviderEvent.objects.select_for_update(skip_locked=True, of=("self",))
    event = waiting.filter(pk=pk, processed_at=None).first()
    if event is None:
        return False
    message = _message_of(event)
    if message is None and not event.kabar_id and now - event.received_at < PATIENCE:
        return False
    if message is not None:
        _apply(event, message, now)
    event.message, event.processed_at = message, now
    event.save(update_fields=["message", "processed_at"])
    return True


def _message_of(event: ProviderEvent) -> Message | None:
    """The mail it speaks of: by our id, by the provider's, by its Message-ID."""
    found = None
    if event.kabar_id:
        if event.kabar_id.isdecimal() and len(event.kabar_id) < 19:
            found = _messages(Q(pk=int(event.kabar_id)))
    elif event.provider_message_id:
        name = event.provider_message_id
        found = _messages(Q(provider_id=name)) or _messages(Q(message_id=name))
    return found if found and _is_about(event, found) else None


def _messages(which: Q) -> Message | None:
    return m.everywhere().filter(which).select_related("recipient").order_by("-pk").first()


def _is_about(event: ProviderEvent, message: Message) -> bool:
    """False for the mail of another installation that uses the same account with the provider.

    Its ids count like ours; but then neither the provider's id nor the address is this mail's.
    """
    known = message.provider_id and event.provider_message_id
    same_id = not known or message.provider_id == event.provider_message_id
    same_address = not event.recipient_hash or event.recipient_hash == _hash_of(message)
    return same_id or same_address


def _hash_of(message: Message) -> str:
    return address_hash(message.to_address or message.recipient.email)


def _apply(event: ProviderEvent, message: Message, now: datetime) -> None:
    state, address = vocabulary.EFFECTS[event.type]
    detail = f"{event.type}: {event.detail}" if state in (m.BOUNCED, m.COMPLAINED) else ""
    outbox.learn(message.pk, state, event.occurred_at, detail)
    name = event.recipient_hash or _hash_of(message)
    if address == vocabulary.SILENCE:
        preferences.turn_off(message.recipient, now)
    elif message.centre_id is None:
        return  # the operator's sign-on mail: no centre holds it back
    elif address == vocabulary.HOLD:
        suppression.suppress(message.centre_id, name, HARD_BOUNCE, event.occurred_at)
    elif address == vocabulary.HOLD_COMPLAINT:
        suppression.suppress(message.centre_id, name, COMPLAINT, event.occurred_at)
    elif address == vocabulary.COUNT:
        suppression.reckon(message.centre_id, name, now)


def forget(now: datetime) -> int:
    """Delete events past their retention, as received and understood; what they changed stays."""
    old = ProviderEvent.objects.filter(received_at__lt=now - settings.EVENT_RETENTION)
    deleted, _per_model = old.delete()
    return deleted
