"""Workers whose own clocks are wrong by ten minutes, on one database (a part of E14).

Each is a process of its own in which every clock of Python's is set; what the database says of the
time stays true.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import time_machine
from django.core.cache import close_caches
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections
from django.test import override_settings

from careers import clock
from notifications import outbox, tasks
from notifications.models import messages as m
from tests.people import make_cast

OFF = (timedelta(minutes=-10), timedelta(0), timedelta(minutes=10))
EARLY = timedelta(minutes=5)
_WRITTEN = "KABAR_FAULT_LEDGER"


class Ledger(BaseEmailBackend):
    """Takes every mail, and writes its id down."""

    def send_messages(self, email_messages: Any) -> int:
        """Accepted."""
        with open(os.environ[_WRITTEN], "a") as ledger:
            for mail in email_messages:
                ledger.write(f"{mail.extra_headers['X-Kabar-Message-Id']}\n")
        return len(email_messages)


def play() -> dict[str, int]:
    """Sweeps, drains and rescues of all three workers, one after the other, over and over."""
    cast, now = make_cast(), clock.now()
    made = {
        "now": _sign_on(cast, "now", now),
        "in five minutes": _sign_on(cast, "soon", now + EARLY),
        "being sent": _sign_on(cast, "sending", now),
    }
    [held] = [x for x in outbox.claim(outbox.SIGN_ON, now, 10) if x.pk == made["being sent"]]
    assert outbox.begin(held, now)
    m.everywhere().filter(pk=made["now"]).update(state=m.QUEUED, lease_until=None)
    with TemporaryDirectory() as folder, override_settings(EMAIL_BACKEND=f"{__name__}.Ledger"):
        ledger = Path(folder) / "ledger"
        os.environ[_WRITTEN] = f"{ledger}"
        for off in (*OFF, *OFF):
            _in_a_process(lambda: [job() for job in (tasks.sweep, tasks.rescue, tasks.deliver)], off)
        copies = Counter(ledger.read_text().split() if ledger.exists() else [])
    held.refresh_from_db()
    return {
        "early": copies[f"{made['in five minutes']}"],
        "twice": sum(count > 1 for count in copies.values()),
        "not told": int(not copies[f"{made['now']}"]),
        "leases taken": int(held.state != m.SENDING),
    }


def _sign_on(cast: Any, key: str, due: datetime) -> int:
    message = m.Message(
        key=key,
        category=m.SECURITY,
        kind="account",
        centre=cast.centre,
        recipient=cast.bima,
        subject="A link",
        text="A link",
        due_at=due,
        next_attempt_at=due,
        expires_at=due + timedelta(hours=1),
        message_id=m.new_message_id("kabar.example.com"),
        queued_at=due,
    )
    outbox.enqueue_ready(message)
    return int(message.pk)


def _in_a_process(work: Callable[[], object], off: timedelta) -> None:
    connections.close_all()  # a child must not share them
    close_caches()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with time_machine.travel(datetime.now().astimezone() + off, tick=True):  # noqa: TID251 -- it is the wrong one
                work()
            code = 0
        finally:
            os._exit(code)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(f"a worker whose clock is off by {off} failed")
