"""The yardstick: one smtplib connection that renders and builds the same mails, with no outbox.

The rows are in memory before it starts; words, parts and bytes are made by Kabar's own code, mail
by mail, as its delivery makes them. What is left out is all that makes a delivery sure: claims,
checks, states, and every database call.
"""

import os
import smtplib
from typing import Any

from benchmarks.mail.contenders import kabar
from careers import clock

CHUNK = 500
_ready: list[tuple[Any, Any]] = []


def warm_up() -> None:
    """Read every queued message and what it speaks of."""
    from django_scopes import scope

    from notifications import topics
    from notifications.models import Message

    kabar.warm_up()
    now = clock.now()
    rows = Message.objects.with_scopes_disabled().select_related("recipient", "centre").order_by("pk")
    messages = list(rows)
    for start in range(0, len(messages), CHUNK):
        part = messages[start : start + CHUNK]
        with scope(centre=part[0].centre_id):
            standing = topics.standing(part, now)
        _ready.extend((message, standing[message.pk]) for message in part)


def drain() -> None:
    """Render, build and send each, one after the other."""
    from django_scopes import scope

    from notifications import mailer, smtp

    now = clock.now()
    centre = _ready[0][0].centre_id
    with _connect() as connection, scope(centre=centre):
        for message, situation in _ready:
            wire = smtp.wire(mailer.build(message, situation, now))
            connection.sendmail(wire.sender, wire.recipients, wire.content)


def _connect() -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", int(os.environ["KABAR_SMTP_PORT"]))
