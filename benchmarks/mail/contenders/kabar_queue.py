"""Kabar's queueing: intents into the outbox, and due plans into intents. For queueing.py."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

SLOT = "bench"
WARM_BATCHES = 6  # after so many, statements are prepared


def _intents(count: int) -> list[Any]:
    from careers.models import Application
    from notifications.models import Message
    from notifications.reminders import Intent

    queued = Message.objects.with_scopes_disabled().order_by("pk").first()
    assert queued is not None
    applications = Application.objects.with_scopes_disabled().order_by("pk")
    cases = list(applications.values_list("pk", "centre_id", "student__user_id"))
    made = []
    for number in range(count):
        application, centre, user = cases[number % len(cases)]
        key = f"{centre}:window_open:{application}:{user}:{SLOT}{number}@2026-07-15T12:00"
        later = timedelta(days=1)
        made.append(
            Intent(key, "window_open", user, application, queued.due_at + later, queued.expires_at + later)
        )
    return made


def queue(count: str) -> Callable[[], object]:
    """One transaction that queues so many new intents of one centre."""
    from django.db import transaction
    from django_scopes import scope

    from careers.models import Centre
    from notifications import outbox

    centre, intents = Centre.objects.get(), _intents(int(count))
    now = intents[0].due_at - timedelta(days=1)

    def work() -> None:
        with scope(centre=centre.pk), transaction.atomic():
            added = outbox.enqueue(centre.pk, intents, now)
        assert added == len(intents)

    return work


def copy(count: str) -> Callable[[], object]:
    """The limit: the same rows by one COPY, from text that is ready, in one transaction."""
    from django.db import connection, transaction

    from careers.models import Centre
    from notifications.models import Message
    from notifications.models import messages as m

    centre = Centre.objects.get()
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    lines = []
    for intent in _intents(int(count)):
        row = Message(
            centre_id=centre.pk, key=intent.key, kind=intent.kind, recipient_id=intent.recipient_id,
            application_id=intent.application_id, due_at=intent.due_at, expires_at=intent.expires_at,
            next_attempt_at=intent.due_at, message_id=m.new_message_id("kabar.example.com"),
            queued_at=intent.due_at,
        )  # fmt: skip
        values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
        lines.append("\t".join("\\N" if value is None else str(value) for value in values))
    columns = ", ".join(str(field.column) for field in fields)
    ready = "".join(f"{line}\n" for line in lines).encode()

    def work() -> None:
        into = f"COPY {Message._meta.db_table} ({columns}) FROM STDIN"
        with transaction.atomic(), connection.cursor() as cursor, cursor.cursor.copy(into) as stream:
            stream.write(ready)

    return work


def sweep(hour: str) -> Callable[[], object]:
    """One sweep over plans that are all due, by a worker whose connection has swept before."""
    from django.db import transaction
    from django_scopes import scope

    from careers.models import Centre
    from notifications import planner

    now = datetime.fromisoformat(hour)
    batch, planner.BATCH = planner.BATCH, 5
    centre = Centre.objects.get()
    with scope(centre=centre.pk), transaction.atomic():
        for _batch in range(WARM_BATCHES):
            planner._sweep_batch(centre, now)
        transaction.set_rollback(True)
    planner.BATCH = batch
    return lambda: planner.sweep(now)
