"""Reads of the outbox for pages and health."""

from datetime import datetime, timedelta

from notifications.models import Message
from notifications.models import messages as m

WAITING = (m.QUEUED, m.CLAIMED, m.SENDING)


def oldest_due_age(now: datetime) -> timedelta | None:
    """How long the oldest due message of any centre has waited; None if none is due."""
    due = Message.objects.with_scopes_disabled().filter(state__in=WAITING, due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    return now - oldest if oldest else None
