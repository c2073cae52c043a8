"""One Celery task per mail, with the rendered words in the task; a worker keeps its connection.

The worker starts without mail to do; at its gate it is told to consume the queue (Celery's own
remote control, `add_consumer`).
"""

import base64
import json
import os
import threading
from collections.abc import Sequence
from typing import Any

import django
from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.mail.settings.celery_mail")
django.setup()

from django.core.mail import get_connection  # noqa: E402

from benchmarks.mail import mails  # noqa: E402
from benchmarks.mail.ground import wait_at_gate  # noqa: E402
from benchmarks.mail.mails import Mail  # noqa: E402

app = Celery("mail")
app.config_from_object("django.conf:settings", namespace="CELERY")
QUEUE = "mail"
_open: Any = None


@app.task(name="mail.send")
def send(mail: dict[str, Any]) -> None:
    """Send one mail over this worker process's connection."""
    global _open
    if _open is None:
        _open = get_connection()
        _open.open()
    try:
        _open.send_messages([mails.message(Mail(**mail))])
    except Exception:
        _open, gone = None, _open
        gone.close()
        raise


@worker_ready.connect
def _go_at_the_gate(sender: Any, **_: Any) -> None:
    def go() -> None:
        wait_at_gate()
        app.control.add_consumer(QUEUE)

    threading.Thread(target=go, daemon=True).start()


def fill(queued: Sequence[Mail]) -> None:
    """One task per mail, over one connection to the broker."""
    with app.connection_for_write() as connection, connection.Producer() as producer:
        for mail in queued:
            send.apply_async((mail._asdict(),), producer=producer)


def waiting() -> list[str]:
    """What is in the queue, or with a worker that has not acknowledged it."""
    from valkey import Valkey

    path, _, options = app.conf.broker_url.removeprefix("redis+socket://").partition("?")
    with Valkey(unix_socket_path=path, db=int(options.rpartition("=")[2] or 0)) as broker:
        held = [json.loads(row)[0] for row in broker.hvals("unacked")]
        queued = [json.loads(row) for row in broker.lrange(QUEUE, 0, -1)]
    bodies = [json.loads(base64.b64decode(row["body"])) for row in [*held, *queued]]
    return [body[0][0]["key"] for body in bodies]
