"""Reads of the outbox for pages and health."""

from datetime import datetime, timedelta

from notifications.models import Message
from notifications.models import messages as m

UNKNOWN_SHOWN_FOR = timedelta(days=7)
WAITING = (m.QUEUED, m.CLAIMED, m.SENDING)


def oldest_due_age(now: datetime) -> timedelta | None:
    """How long the oldest due message of any centre has waited; None if none is due."""
    due = Message.objects.with_scopes_disabled().filter(state__in=WAITING, due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    return now - oldest if oldest else None


def unknown_outcomes(now: datetime) -> int:
    """How many mails of the last week may or may not have left: a person should look."""
    recent = Message.objects.with_scopes_disabled().filter(settled_at__gt=now - UNKNOWN_SHOWN_FOR)
    return int(recent.filter(state=m.UNKNOWN).count())
