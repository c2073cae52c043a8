"""Mails in the outbox as they stand after what happened to them."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from careers.models import Application, User
from notifications import outbox
from notifications.models import Message
from notifications.models import messages as m
from notifications.reminders import Intent

_NUMBERS = count(1)
OVER = (m.SENT, m.DELIVERED, m.BOUNCED, m.COMPLAINED)


def mail(
    to: User,
    due: datetime,
    state: str = m.QUEUED,
    *,
    kind: str = "window_open",
    application: Application | None = None,
    lasts: timedelta = timedelta(hours=1),
    **fields: Any,
) -> Message:
    """A mail to somebody, due then, in that state; settled five minutes later if it is over."""
    key = f"test:{next(_NUMBERS)}"
    application_id = application.pk if application else None
    assert to.centre_id is not None
    outbox.enqueue(to.centre_id, [Intent(key, kind, to.pk, application_id, due, due + lasts)], due)
    after = due + timedelta(minutes=5)
    if state not in (m.QUEUED, m.CLAIMED, m.SENDING):
        fields.setdefault("settled_at", after)
    elif state != m.QUEUED:
        fields.setdefault("lease_until", after)
    if state in OVER:
        fields.setdefault("sent_at", after)
    rows = m.everywhere().filter(key=key)
    rows.update(state=state, **fields)
    found: Message = rows.get()
    return found
