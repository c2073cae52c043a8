"""An installation that listens to every provider's webhooks, with invented keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest import mock

from django.test import override_settings

from careers.models import User
from notifications import sns
from notifications.models import Message
from tests.notifications import provider_keys


@contextmanager
def listening() -> Iterator[None]:
    """All webhooks open; Amazon's certificate is one of our own making."""
    sns._certificates.clear()
    with (
        override_settings(WEBHOOKS=provider_keys.LISTENING, ANYMAIL=provider_keys.anymail_settings()),
        mock.patch.object(sns, "_fetch", provider_keys.amazon_certificate),
    ):
        yield
    sns._certificates.clear()


def sent_message(to: User, name: str, sent_at: datetime, state: str = "sent", **fields: Any) -> Message:
    """A mail that went out; `name` makes it unique."""
    return Message.objects.with_scopes_disabled().create(
        centre_id=to.centre_id,
        key=f"{to.centre_id}:{name}:{to.pk}",
        kind="window_open",
        recipient=to,
        state=state,
        sent_at=sent_at if state == "sent" else None,
        settled_at=sent_at,
        due_at=sent_at,
        expires_at=sent_at,
        next_attempt_at=sent_at,
        queued_at=sent_at,
        message_id=f"<{name}@kabar.example.com>",
        **fields,
    )
