"""A provider that recognises a repetition: what is unknown is tried again under the same key."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from careers import services
from notifications import delivery, outbox, planner
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib

NOW = wib(14, 12)
TAKEN = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{"id":"re-1"}'


@contextmanager
def provider(*answers: bytes) -> Iterator[tuple[str, list[dict[str, str]], list[dict[str, object]]]]:
    """An address that gives these answers in turn, the headers and the bodies it was sent."""
    headers: list[dict[str, str]] = []
    bodies: list[dict[str, object]] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            for answer in answers:
                peer, _address = listener.accept()
                with peer, peer.makefile("rb") as lines:
                    head = [line.decode().strip() for line in iter(lines.readline, b"\r\n")][1:]
                    headers.append({k.lower(): v for k, v in (line.split(": ", 1) for line in head)})
                    bodies.append(json.loads(lines.read(int(headers[-1]["content-length"]))))
                    peer.sendall(answer)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", headers, bodies
        thread.join(5)


@pytest.fixture
def reminder(cast, settings):
    settings.EMAIL_BACKEND = "notifications.resend.EmailBackend"
    settings.MAIL_REPEATABLE_SECONDS = 12 * 3600
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(NOW)
    return Message.objects.get()


def test_an_unknown_outcome_is_tried_again_under_the_same_key_and_nothing_else_differs(reminder, settings):
    with provider(b"", TAKEN) as (address, headers, bodies):
        settings.ANYMAIL = {"RESEND_API_KEY": "invented", "RESEND_API_URL": address}
        assert delivery.drain(lambda: NOW) == 0
        reminder.refresh_from_db()
        assert (reminder.state, reminder.resent) == ("queued", True)
        assert delivery.drain(lambda: NOW + timedelta(minutes=1)) == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.provider_id) == ("sent", "re-1")
    keys = [header["idempotency-key"] for header in headers]
    assert keys == [reminder.message_id.strip("<>")] * 2
    assert bodies[0] == bodies[1]


def test_a_repetition_that_differs_leaves_the_outcome_unknown(reminder, settings):
    settings.MAIL_REPEATABLE_SECONDS = 0
    refused = b"HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    with provider(refused) as (address, _headers, _bodies):
        settings.ANYMAIL = {"RESEND_API_KEY": "invented", "RESEND_API_URL": address}
        assert delivery.drain(lambda: NOW) == 0
    reminder.refresh_from_db()
    assert reminder.state == "outcome_unknown"


@pytest.mark.parametrize(("died_hours_ago", "state"), [(1, "queued"), (13, "outcome_unknown")])
def test_a_dead_workers_mail_is_tried_again_only_while_the_key_is_kept(cast, reminder, died_hours_ago, state):
    [message] = outbox.claim(cast.centre.pk, NOW, 1)
    assert outbox.begin(message, NOW)
    outbox.rescue(NOW + timedelta(hours=died_hours_ago))
    reminder.refresh_from_db()
    assert reminder.state == state
