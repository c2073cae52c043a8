"""Kabar: real cases, plans and reminders; drained by its own `delivery.drain`.

Its clock is the real one (the database's), moved to the hour at which these reminders are due.
"""

import os
import time
from datetime import timedelta

from careers import clock

_now = clock.now


def _shared_clock() -> None:
    """The clock all workers of a round share."""
    by = timedelta(seconds=float(os.environ["BENCH_CLOCK_SHIFT"]))
    clock.now = lambda: _now() + by


def warm_up() -> None:
    """What a worker that has run for a while has done already: connected and imported."""
    from django.urls import get_resolver

    from notifications import delivery  # noqa: F401

    _shared_clock()
    clock.now()
    assert get_resolver().url_patterns


def drain() -> None:
    """Deliver what is due, until nothing is, over as many connections as by default."""
    from django.conf import settings

    from notifications import delivery

    delivery.drain(
        clock.steady(), connections=int(os.environ.get("BENCH_CONNECTIONS", settings.MAIL_CONNECTIONS))
    )


def work() -> None:
    """A worker's days, for the kills: the real tasks, over and over, until nothing waits."""
    from notifications import tasks

    while waiting():
        tasks.rescue()
        tasks.deliver()
        time.sleep(0.1)


def states() -> dict[str, str]:
    """The state of each message, by its key."""
    from notifications.models import Message

    rows = Message.objects.with_scopes_disabled().all()
    return {str(pk): state for pk, state in rows.values_list("pk", "state")}


def unknown() -> list[str]:
    """What may have left or not."""
    return [key for key, state in states().items() if state == "outcome_unknown"]


def waiting() -> list[str]:
    """What is neither settled nor unknown."""
    return [key for key, state in states().items() if state in ("queued", "claimed", "sending")]
