"""Physical limits: mails that are bytes already.

`drain` is one plain smtplib connection. `flood` measures the sink itself: a few connections, each
with its next message under way before the answer to the last one is read, as PIPELINING allows.
"""

import os
import smtplib
import socket
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path

from benchmarks.mail import mails, sink

CONNECTIONS = 4
_ready: list[tuple[str, str, bytes]] = []


def warm_up() -> None:
    """Read the messages as a sink kept them."""
    for content in sink.kept_messages(Path(os.environ["BENCH_KEPT"])):
        mail = mails.parse(content)
        _ready.append((parseaddr(mail.sender)[1], parseaddr(mail.to)[1], content))


def drain() -> None:
    """One smtplib connection, one message after the other."""
    with smtplib.SMTP("127.0.0.1", _port()) as connection:
        for sender, to, content in _ready:
            connection.sendmail(sender, [to], content)


def flood() -> None:
    """As much as the sink can take."""
    lanes = [_Lane(_ready[number::CONNECTIONS]) for number in range(CONNECTIONS)]
    busy = [lane for lane in lanes if lane.messages]
    while busy:
        for lane in busy:
            lane.send_next()
        for lane in busy:
            lane.read_answers()
        busy = [lane for lane in busy if lane.left]


def _port() -> int:
    return int(os.environ["KABAR_SMTP_PORT"])


class _Lane:
    """A connection; the end of a message and the envelope of the next one travel together."""

    def __init__(self, messages: Sequence[tuple[str, str, bytes]]) -> None:
        self.messages, self.left, self._place = messages, len(messages) + 1, 0
        self._socket = socket.create_connection(("127.0.0.1", _port()))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")
        self._answers.readline()
        self._expected = 0

    def send_next(self) -> None:
        """The body the server waits for, if any, and the next envelope up to DATA, if any."""
        parts = []
        self._expected = 0
        if self._place:
            body = self.messages[self._place - 1][2].replace(b"\r\n.", b"\r\n..")
            parts += [body, b".\r\n"]
            self._expected += 1
        if self._place < len(self.messages):
            sender, to, _content = self.messages[self._place]
            parts.append(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode())
            self._expected += 3
        self._place += 1
        self.left -= 1
        self._socket.sendall(b"".join(parts))

    def read_answers(self) -> None:
        """Wait for the answers to all that was sent."""
        for _answer in range(self._expected):
            line = self._answers.readline()
            assert line[:1] in b"23", line
