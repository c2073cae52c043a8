"""A mail server that keeps everything and sends nothing on: the demo's and the tests' post office.

Every accepted message becomes one `.eml` file in `mailbox/` and one line per recipient in
`sink.log`. The line is on the disk (fsync) before the sender hears "250": the log is the judge of
what was accepted, whoever is killed afterwards.

A log line has four fields divided by tabs: the time (UTC, ISO 8601), our own id (the header
X-Kabar-Message-Id, `-` without one), the Message-ID and the recipient.

    python -m kabar.sink --port 1025 --dir var/demo

With `--receive DOMAIN` mail to that domain also goes into Kabar, as a mail server's pipe would
bring it in (docs/inbound.md): `manage.py receive_mail`, and its exit code is the sender's answer.
"""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

ROOT = Path(__file__).resolve().parent.parent
LARGEST_MESSAGE_BYTES = 10 * 1024 * 1024
HEADERS = BytesHeaderParser(policy=policy.compat32)


@dataclass(frozen=True)
class Entry:
    """One accepted delivery, as the log tells it."""

    accepted_at: datetime
    message_id: str
    smtp_message_id: str
    recipient: str


class Mailbox:
    """The folder a sink writes to: `mailbox/*.eml` and `sink.log`."""

    def __init__(self, folder: Path) -> None:
        self.letters = folder / "mailbox"
        self.log = folder / "sink.log"
        self.letters.mkdir(parents=True, exist_ok=True)
        self._count = 0

    def keep(self, content: bytes, sender: str, recipients: list[str]) -> None:
        """Store a message for good; returns only when its log line is on the disk."""
        accepted_ns = time.time_ns()
        self._count += 1
        headers = HEADERS.parsebytes(content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        envelope = f"X-Sink-Sender: {sender}\r\nX-Sink-Recipient: {', '.join(recipients)}\r\n"
        # The name sorts by time, and two messages of one instant or of two sinks never collide.
        path = self.letters / f"{accepted_ns}-{os.getpid()}-{self._count}.eml"
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(envelope.encode() + content)
        unfinished.replace(path)
        self._append(accepted_ns, headers, recipients)

    def _append(self, accepted_ns: int, headers: Any, recipients: list[str]) -> None:
        moment = datetime.fromtimestamp(accepted_ns / 1e9, UTC).isoformat()
        ours = _one_word(headers.get("X-Kabar-Message-Id"))
        theirs = _one_word(headers.get("Message-ID"))
        lines = "".join(f"{moment}\t{ours}\t{theirs}\t{_one_word(to)}\n" for to in recipients)
        with open(self.log, "ab") as log:
            log.write(lines.encode())
            log.flush()
            os.fsync(log.fileno())

    def entries(self) -> Iterator[Entry]:
        """What was accepted so far, oldest first. A line still being written is left out."""
        if not self.log.exists():
            return
        for line in self.log.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                moment, ours, theirs, recipient = line.rstrip("\n").split("\t")
                yield Entry(datetime.fromisoformat(moment), ours, theirs, recipient)

    def messages(self) -> list[EmailMessage]:
        """The kept messages, oldest first, parsed; X-Sink-Recipient is the envelope's."""
        found = []
        for path in sorted(self.letters.glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    def clear(self) -> None:
        """Forget everything."""
        for path in self.letters.iterdir():
            path.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)


class Handler:
    """What aiosmtpd calls for each message."""

    def __init__(self, mailbox: Mailbox, pause_seconds: float = 0, receive: str = "") -> None:
        self.mailbox = mailbox
        self.pause_seconds = pause_seconds
        self.receive = receive

    async def handle_DATA(self, server: SMTP, session: object, envelope: Envelope) -> str:
        """Keep the message; the answer follows only then."""
        content = envelope.content or b""
        assert isinstance(content, bytes)
        self.mailbox.keep(content, envelope.mail_from or "", list(envelope.rcpt_tos))
        # Kept, but the sender does not know it yet: the moment in which a crash leaves doubt.
        await asyncio.sleep(self.pause_seconds)
        for address in envelope.rcpt_tos:
            if self.receive and address.lower().endswith("@" + self.receive) and await pipe(content, address):
                return "451 Try again"
        return "250 Kept"


async def pipe(content: bytes, address: str) -> int:
    """Hand a mail to Kabar; its exit code, 0 when it was taken in."""
    command = [sys.executable, str(ROOT / "manage.py"), "receive_mail", "--to", address]
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=asyncio.subprocess.PIPE)
    await child.communicate(content)
    return child.returncode or 0


def _one_word(value: object) -> str:
    """A header as one field of the log: no tab or line end may break the line."""
    return "".join(str(value or "").split()) or "-"


async def serve(host: str, port: int, mailbox: Mailbox, pause_seconds: float = 0, receive: str = "") -> None:
    """Accept mail until SIGTERM or SIGINT. Prints `listening on HOST:PORT` when it can."""
    loop = asyncio.get_running_loop()
    handler = Handler(mailbox, pause_seconds, receive)

    def session() -> SMTP:
        return SMTP(handler, hostname="sink", enable_SMTPUTF8=True, data_size_limit=LARGEST_MESSAGE_BYTES)

    server = await loop.create_server(session, host, port)
    print(f"listening on {host}:{server.sockets[0].getsockname()[1]}", flush=True)  # noqa: T201
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    server.close()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Keep mail in a folder; send nothing on.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--dir", type=Path, required=True, help="folder for mailbox/ and sink.log")
    parser.add_argument("--pause", type=float, default=0, help="seconds before each answer")
    parser.add_argument("--receive", default="", metavar="DOMAIN", help="mail to it goes into Kabar too")
    options = parser.parse_args()
    asyncio.run(serve(options.host, options.port, Mailbox(options.dir), options.pause, options.receive))


if __name__ == "__main__":
    main()
