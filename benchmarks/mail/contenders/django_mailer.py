"""django-mailer, queued by its e-mail backend and sent by what `manage.py send_mail` calls."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.mail import get_connection

from benchmarks.mail import mails
from benchmarks.mail.mails import HEADER_ID, Mail


def fill(queued: Sequence[Mail]) -> None:
    """Queue rendered mails through `mailer.backend.DbBackend`."""
    get_connection("mailer.backend.DbBackend").send_messages([mails.message(one) for one in queued])


def queue(_count: str) -> Callable[[], object]:
    """For queueing.py: the same, with the mails read beforehand."""
    queued = mails.read(Path(os.environ["BENCH_MAILS"]))
    return lambda: fill(queued)


def warm_up() -> None:
    """Import what sends."""
    from mailer import engine  # noqa: F401


def drain() -> None:
    """Send all that is queued; rows another worker holds are passed over."""
    from mailer.engine import send_all

    send_all()


def waiting() -> list[str]:
    """What is queued still."""
    from mailer.models import Message

    return [row.email.extra_headers[HEADER_ID] for row in Message.objects.all()]
