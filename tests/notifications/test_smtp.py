"""What our SMTP connection knows about a mail when servers misbehave."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.core.mail import EmailMessage

from notifications.retry import SendProblem, Verdict
from notifications.smtp import EmailBackend, wire

MAIL = EmailMessage("Hello", "Text", "kabar@kabar.example.com", ["dinda@arunika.example.com"])
GREETING = b"220 test ESMTP\r\n"


@contextmanager
def server(script: dict[bytes, bytes | None], drip: float = 0) -> Iterator[int]:
    """A server that answers each command by `script`; None closes the connection.

    HELLO is its banner; `drip` is the pause between the bytes of an answer.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def talk() -> None:
        try:
            peer, _address = listener.accept()
        except OSError:
            return
        with suppress(ConnectionError), peer, peer.makefile("rb") as lines:
            say(peer, script.get(b"HELLO") or GREETING)
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


def send(port: int, mail: EmailMessage = MAIL, **options: Any) -> Verdict:
    backend = EmailBackend(host="127.0.0.1", port=port, **options)
    try:
        backend.send_messages([mail])
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
        ({b"MAIL": b"550 no\r\n"}, Verdict.NOT_SENT),
        ({b"HELLO": b"554 go away\r\n"}, Verdict.NOT_SENT),
        ({b"HELLO": b"222 odd\r\n"}, Verdict.NOT_SENT),
        ({b"EHLO": b"550 no\r\n", b"HELO": b"550 no\r\n"}, Verdict.NOT_SENT),
        ({b"RCPT": b"530 log in first\r\n"}, Verdict.NOT_SENT),
        ({b"RCPT": b"450 busy\r\n"}, Verdict.NOT_SENT),
        ({b"RCPT": b"550 nobody here\r\n"}, Verdict.REFUSED),
        ({b"DATA": b"421 going down\r\n"}, Verdict.NOT_SENT),
        ({b"DATA": None}, Verdict.NOT_SENT),
        ({b"DATA": b"250 not yet\r\n"}, Verdict.NOT_SENT),
        ({**GO_ON, b".": b"452 full\r\n"}, Verdict.NOT_SENT),
        ({**GO_ON, b".": b"554 spam\r\n"}, Verdict.REFUSED),
        ({**GO_ON, b".": None}, Verdict.UNKNOWN),
        ({**GO_ON, b".": b"222 odd\r\n"}, Verdict.UNKNOWN),
        ({**GO_ON, b".": b"gibberish\r\n"}, Verdict.UNKNOWN),
        ({**GO_ON, b".": b"250 " + b"x" * 9000 + b"\r\n"}, Verdict.UNKNOWN),
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
        ({**GO_ON, b"HELLO": b"220 " + b"x" * 400 + b"\r\n"}, Verdict.NOT_SENT),
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


@pytest.mark.parametrize("answer", [b"535 wrong password\r\n", b"454 ask later\r\n", b"222 odd\r\n"])
def test_a_login_that_fails_says_nothing_about_the_mail(answer):
    script = {b"EHLO": b"250-test\r\n250 AUTH PLAIN\r\n", b"AUTH": answer}
    with server(script) as port:
        assert send(port, username="kabar", password="wrong") is Verdict.NOT_SENT


@pytest.mark.parametrize("option", ["use_tls", "use_ssl"])
def test_a_server_without_the_tls_we_ask_for_gets_nothing(option):
    with server(GO_ON) as port:
        assert send(port, timeout=2, **{option: True}) is Verdict.NOT_SENT


def test_tls_from_the_first_byte_is_switched_on_by_the_environment():
    env = {**os.environ, "KABAR_SMTP_TLS": "yes"}
    program = "from kabar.settings import base; print(base.EMAIL_USE_SSL, base.EMAIL_USE_TLS)"
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]


def test_an_international_domain_travels_as_punycode_and_our_name_stays_out_of_the_envelope():
    mail = EmailMessage("Hello", "Text", "Kabar <kabar@kabar.example.com>", ["dinda@bücher.example.com"])
    assert wire(mail).recipients == ["dinda@xn--bcher-kva.example.com"]
    with server(GO_ON) as port:
        assert send(port, mail) is Verdict.SENT


@pytest.mark.parametrize(
    "to", [[], ["dinda@example.com, rangga@example.com"], ["dinda@" + "ü" * 70 + ".example.com"]]
)
def test_a_mail_that_cannot_be_put_into_bytes_certainly_did_not_leave(to):
    mail = EmailMessage("Hello", "Text", "kabar@kabar.example.com", to)
    with pytest.raises((ValueError, LookupError)):
        wire(mail)
    with server(GO_ON) as port:
        backend = EmailBackend(host="127.0.0.1", port=port)
        with pytest.raises(SendProblem) as problem:
            backend.send_messages([mail])
    assert problem.value.verdict is Verdict.NOT_SENT


class Heard(dict[bytes, bytes | None]):
    """A script that remembers what it was asked."""

    def __init__(self, script: dict[bytes, bytes | None]) -> None:
        super().__init__(script)
        self.verbs: list[bytes] = []

    def get(self, verb: bytes, default: Any = None) -> Any:
        self.verbs.append(verb)
        return super().get(verb, default)


@pytest.mark.parametrize(("seconds", "said"), [(2.0, True), (0.0, False)])
def test_leave_is_taken_after_the_last_mails_deadline_and_never_ends_in_an_error(monkeypatch, seconds, said):
    monkeypatch.setattr("notifications.smtp.GOODBYE_SECONDS", seconds)
    script = Heard(GO_ON)
    with server(script) as port:
        backend = EmailBackend(host="127.0.0.1", port=port)
        backend.send_messages([MAIL])
        backend.connection.ends = 0.0
        backend.close()
    assert backend.connection is None
    assert (b"QUIT" in script.verbs) is said
