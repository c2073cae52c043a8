"""SMTP with a total deadline per mail, and an honest answer about what left.

Django's timeout is per socket operation: a server that drips one byte at a time outlasts it. Here
every read and write, from the banner on, gets what is left of one deadline
(settings.MAIL_DEADLINE_SECONDS), which is shorter than the lease of a message.
"""

import io
import logging
import re
import smtplib
from collections.abc import Callable, Sequence
from email.utils import parseaddr
from functools import lru_cache, partial
from time import monotonic
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend
from django.core.mail.message import sanitize_address

from notifications.mime import as_bytes
from notifications.retry import SendProblem, Step, Verdict, smtp_verdict

log = logging.getLogger(__name__)
_PLAIN = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_QUOTED = re.compile(rf'"[^"\\\\]*" <({_PLAIN.pattern})>')
# Nobody waits longer for the answer to our QUIT.
GOODBYE_SECONDS = 2.0
# How exactly a mail's deadline is kept: an operation may take this much longer, as 1 / NEARLY.
NEARLY = 0.95


class Wire(NamedTuple):
    """A mail as SMTP carries it: bare ASCII addresses and bytes."""

    sender: str
    recipients: list[str]
    content: bytes


def _with_doubled_periods(message: bytes) -> bytes:
    """A period at the begin of a line is doubled on its way (RFC 5321, 4.5.2)."""
    if message.startswith(b"."):
        message = b"." + message
    return message.replace(b"\n.", b"\n..")


def wire(mail: EmailMessage) -> Wire:
    """Turn a mail into what goes over the wire; an international domain becomes punycode.

    Raises ValueError (UnicodeError among them) or LookupError for a mail that cannot be sent at
    all: ask before anything is begun.
    """
    recipients = [_bare(address) for address in mail.recipients()]
    if not recipients:
        raise ValueError("a mail to nobody")
    return Wire(_bare(mail.from_email), recipients, as_bytes(mail))


@lru_cache(maxsize=1024)
def _bare(address: str) -> str:
    """The address alone, in ASCII, as the envelope carries it."""
    quoted = _QUOTED.fullmatch(address)  # as headers.mailbox writes it
    if quoted:
        return quoted[1]
    bare = parseaddr(address)[1] if "<" in address else address
    if not _PLAIN.fullmatch(bare):
        bare = parseaddr(sanitize_address(address, settings.DEFAULT_CHARSET))[1]
        bare.encode("ascii")
    return bare


def _said(reply: bytes | str) -> str:
    """What a server said, on one line."""
    text = reply if isinstance(reply, str) else reply.decode("utf-8", "replace")
    return " ".join(text.split())


class _Reader(io.RawIOBase):
    """Reads from the connection's socket, never beyond the deadline."""

    def __init__(self, client: "_Client") -> None:
        self._client = client

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._client.limit()
        assert self._client.sock is not None
        return self._client.sock.recv_into(buffer)


class _Client(smtplib.SMTP):
    """smtplib's client with one deadline over the many socket operations of one mail."""

    body_begun = False
    in_exchange = False
    _granted = float("inf")  # the timeout that the socket was given last

    def __init__(self, *args: Any, ends: float = float("inf"), **kwargs: Any) -> None:
        self.ends = ends  # connecting is part of the first mail's attempt
        super().__init__(*args, **kwargs)

    def start(self, seconds: float) -> None:
        """A new mail: its whole exchange must end within `seconds`."""
        self.ends = monotonic() + seconds
        self.body_begun = self.in_exchange = False
        self._granted = float("inf")

    def limit(self) -> None:
        """Give the next socket operation only what is left of the deadline."""
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError("the total deadline for one mail has passed")
        # Each setting is a system call: once for a mail that goes quickly.
        if self.sock is not None and left < self._granted * NEARLY:
            self.sock.settimeout(left)
            self._granted = left

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer, read within the deadline."""
        if self.file is None:
            self.file = io.BufferedReader(_Reader(self))
        try:
            answer = super().getreply()
        except smtplib.SMTPResponseException as endless:
            # smtplib's own 500 for a line without an end is no answer of the server's.
            raise smtplib.SMTPServerDisconnected(str(endless.smtp_error)) from endless
        # A TLS handshake may follow, which no read of ours limits. The answer itself is in, and
        # counts even if it came at the last moment.
        if self.sock is not None and not self.in_exchange:
            self.sock.settimeout(self._within(self.sock.gettimeout()))
        return answer

    def _get_socket(self, host: Any, port: Any, timeout: Any) -> Any:
        seconds = self._within(timeout if isinstance(timeout, int | float) else None)
        return super()._get_socket(host, port, seconds)  # type: ignore[misc]

    def _within(self, timeout: float | None) -> float | None:
        """The timeout, or what is left of the deadline if that is less."""
        if self.ends == float("inf"):
            return timeout
        left = max(self.ends - monotonic(), 0.001)
        return left if timeout is None else min(timeout, left)

    def send(self, s: Any) -> None:
        """Write within the deadline."""
        self.limit()
        super().send(s)

    def exchange(self, wire: Wire) -> None:
        """One mail: envelope and body, in two round trips where the server allows (RFC 2920).

        Raises smtplib's exceptions, as its `sendmail` does.
        """
        self.ehlo_or_helo_if_needed()
        self.in_exchange = True  # no handshake any more
        if len(wire.recipients) > 1 or not self.has_extn("pipelining"):
            self.sendmail(wire.sender, wire.recipients, wire.content)
            return
        to = wire.recipients[0]
        size = f" SIZE={len(wire.content)}" if self.has_extn("size") else ""
        envelope = f"MAIL FROM:<{wire.sender}>{size}\r\nRCPT TO:<{to}>\r\nDATA\r\n"
        self.send(envelope.encode("ascii"))
        sender, recipient, data = self.getreply(), self.getreply(), self.getreply()
        if sender[0] == 250 and recipient[0] in (250, 251) and data[0] == 354:
            self._body(wire.content)
            return
        if data[0] == 354:
            # It would take a body for nobody: without the last line it has no mail.
            self.close()
        if sender[0] != 250:
            raise smtplib.SMTPSenderRefused(*sender, wire.sender)
        if recipient[0] not in (250, 251):
            raise smtplib.SMTPRecipientsRefused({to: recipient})
        raise smtplib.SMTPDataError(*data)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The DATA command and the body."""
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        return self._body(msg)

    def _body(self, msg: Any) -> tuple[int, bytes]:
        """The body; notes when it has begun to leave."""
        message = msg.encode("ascii") if isinstance(msg, str) else msg
        message = _with_doubled_periods(message)
        if not message.endswith(b"\r\n"):
            message += b"\r\n"
        # From here on a broken connection leaves open whether the mail was taken.
        self.body_begun = True
        self.send(message + b".\r\n")
        code, reply = self.getreply()
        if code != 250:
            raise smtplib.SMTPDataError(code, reply)
        return code, reply


class _TLSClient(_Client, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class EmailBackend(DjangoBackend):
    """Django's SMTP backend with the deadline; raises SendProblem with a verdict."""

    connection: Any
    _partial_connection: Any
    _ends = float("inf")

    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        """Our clients instead of smtplib's, under the deadline of the attempt that connects."""
        return partial(_TLSClient if self.use_ssl else _Client, ends=self._ends)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each mail within its own deadline over the open connection.

        Raises SendProblem: its verdict says whether the mail may have left.
        """
        for message in email_messages:
            try:
                self._send_one(message)
            except Exception as broken:
                problem = self._problem(broken)
                self._give_up()
                raise problem from broken
        return len(email_messages)

    def _send_one(self, message: EmailMessage) -> None:
        ready = getattr(message, "wired", None) or wire(message)
        if self.connection is None:
            self._ends = monotonic() + settings.MAIL_DEADLINE_SECONDS
            self.open()
        else:
            self.connection.start(settings.MAIL_DEADLINE_SECONDS)
        self.connection.exchange(ready)

    def _problem(self, broken: Exception) -> SendProblem:
        """What is known about a mail after this error."""
        begun = self.connection is not None and self.connection.body_begun
        if isinstance(broken, smtplib.SMTPRecipientsRefused):
            code, reply = next(iter(broken.recipients.values()))
            return SendProblem(smtp_verdict(code, Step.RECIPIENT), f"{code} {_said(reply)}")
        if isinstance(broken, smtplib.SMTPResponseException):
            step = Step.SESSION
            if isinstance(broken, smtplib.SMTPDataError):
                step = Step.BODY if begun else Step.DATA
            verdict = smtp_verdict(broken.smtp_code, step)
            return SendProblem(verdict, f"{broken.smtp_code} {_said(broken.smtp_error)}")
        if not isinstance(broken, OSError):  # smtplib's errors are OSErrors
            log.error("an error of ours while sending", exc_info=broken)
        verdict = Verdict.UNKNOWN if begun else Verdict.NOT_SENT
        return SendProblem(verdict, f"{type(broken).__name__}: {broken}")

    def _clients(self) -> list[_Client]:
        return [client for client in (self.connection, self._partial_connection) if client is not None]

    def _give_up(self) -> None:
        """After any trouble the connection is closed without a word; the next mail opens its own."""
        for client in self._clients():
            client.close()
        self.connection = self._partial_connection = None

    def close(self) -> None:
        """Take leave of the server; what is settled stays settled, however it answers."""
        clients = self._clients()
        for client in clients:
            client.start(GOODBYE_SECONDS)  # the deadline of the last mail may have passed
        try:
            super().close()
        except OSError as rude:
            log.info("the mail server did not take leave: %s", rude)
            for client in clients:
                client.close()
