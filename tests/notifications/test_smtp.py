"""What our SMTP connection knows about a mail when servers misbehave."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.mail import EmailMessage

from notifications.retry import SendProblem, Verdict
from notifications.smtp import EmailBackend

MAIL = EmailMessage("Hello", "Text", "kabar@kabar.example.com", ["dinda@arunika.example.com"])
GREETING = b"220 test ESMTP\r\n"


@contextmanager
def server(script: dict[bytes, bytes | None], drip: float = 0) -> Iterator[int]:
    """A server that answers each command by `script`; None closes the connection. `drip` is the
    pause between the bytes of an answer."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def talk() -> None:
        try:
            peer, _address = listener.accept()
        except OSError:
            return
        with peer:
            say(peer, GREETING)
            lines = peer.makefile("rb")
            in_data = False
            for line in lines:
                verb = b"." if in_data and line == b".\r\n" else line[:4].upper().strip()
                if in_data and verb != b".":
                    continue
                answer = script.get(verb, b"250 fine\r\n")
                if answer is None:
                    return
                in_data = verb == b"DATA" and answer.startswith(b"354")
                say(peer, answer)

    def say(peer: socket.socket, answer: bytes) -> None:
        for position in range(0, len(answer), 1 if drip else len(answer)):
            peer.sendall(answer[position : position + (1 if drip else len(answer))])
            if drip and stop.wait(drip):
                return

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        listener.close()
        thread.join(5)


GO_ON = {b"DATA": b"354 go on\r\n"}


def send(port: int) -> Verdict:
    backend = EmailBackend(host="127.0.0.1", port=port)
    try:
        backend.send_messages([MAIL])
    except SendProblem as problem:
        return problem.verdict
    finally:
        backend.close()
    return Verdict.SENT


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        (GO_ON, Verdict.SENT),
        ({b"MAIL": b"451 later\r\n"}, Verdict.NOT_SENT),
        ({b"MAIL": b"550 no\r\n"}, Verdict.REFUSED),
        ({b"RCPT": b"450 busy\r\n"}, Verdict.NOT_SENT),
        ({b"RCPT": b"550 nobody here\r\n"}, Verdict.REFUSED),
        ({b"DATA": b"421 going down\r\n"}, Verdict.NOT_SENT),
        ({b"DATA": None}, Verdict.NOT_SENT),
        ({**GO_ON, b".": b"452 full\r\n"}, Verdict.NOT_SENT),
        ({**GO_ON, b".": b"554 spam\r\n"}, Verdict.REFUSED),
        ({**GO_ON, b".": None}, Verdict.UNKNOWN),
    ],
)
def test_each_answer_says_whether_the_mail_may_have_left(script, verdict):
    with server(script) as port:
        assert send(port) is verdict


def test_a_refused_connection_certainly_sent_nothing():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert send(unused.getsockname()[1]) is Verdict.NOT_SENT


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        ({b"MAIL": b"250 " + b"x" * 400 + b"\r\n"}, Verdict.NOT_SENT),
        ({**GO_ON, b".": b"250 " + b"x" * 400 + b"\r\n"}, Verdict.UNKNOWN),
    ],
)
def test_a_server_that_drips_is_cut_off_at_the_total_deadline(settings, script, verdict):
    settings.MAIL_DEADLINE_SECONDS = 1.5
    with server(script, drip=0.005) as port:
        began = time.monotonic()
        assert send(port) is verdict
        assert time.monotonic() - began < 10  # the drip alone would go on; far from flaky
