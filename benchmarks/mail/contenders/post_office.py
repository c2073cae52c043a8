"""django-post_office, queued by `mail.send_many` and sent by `send_queued_mail`."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.management import call_command

from benchmarks.mail import mails
from benchmarks.mail.mails import HEADER_ID, Mail

CHUNK = 500


def fill(queued: Sequence[Mail]) -> None:
    """Queue rendered mails, or templates with their words where it renders on delivery."""
    from post_office import mail as post_office

    if os.environ.get("BENCH_ON_DELIVERY") == "yes":
        rows = _unrendered(queued)
    else:
        rows = [
            {**_addressed(one), "subject": one.subject, "message": one.text, "html_message": one.html}
            for one in queued
        ]
    for start in range(0, len(rows), CHUNK):
        post_office.send_many(rows[start : start + CHUNK])


def _addressed(one: Mail) -> dict[str, object]:
    return {"recipients": [one.to], "sender": one.sender, "headers": one.headers}


def _unrendered(queued: Sequence[Mail]) -> list[dict[str, object]]:
    from post_office.models import EmailTemplate

    by_key = {one.key: one for one in queued}
    rows = []
    for number, template in enumerate(mails.templates(queued)):
        stored = EmailTemplate.objects.create(
            name=f"window_open {number}",
            subject=template.subject,
            content=template.text,
            html_content=template.html,
        )
        for key, words in template.words.items():
            late = {"template": stored, "context": words, "render_on_delivery": True}
            rows.append({**_addressed(by_key[key]), **late})
    return rows


def queue(_count: str) -> Callable[[], object]:
    """For queueing.py: the same, with the mails read beforehand."""
    queued = mails.read(Path(os.environ["BENCH_MAILS"]))
    return lambda: fill(queued)


def warm_up() -> None:
    """Import what sends."""
    from post_office import mail  # noqa: F401


def drain() -> None:
    """`send_queued_mail --processes N`, which goes on until the queue is empty."""
    lock = os.path.join(os.environ.get("BENCH_FOLDER", tempfile.gettempdir()), "post_office")
    call_command("send_queued_mail", processes=int(os.environ.get("BENCH_WORKERS", "1")), lockfile=lock)


def waiting() -> list[str]:
    """What is queued still."""
    from post_office.models import STATUS, Email

    rows = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
    return [headers[HEADER_ID] for headers in rows.values_list("headers", flat=True)]
