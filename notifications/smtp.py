"""SMTP with a total deadline per mail, and an honest answer about what left.

Django's timeout is per socket operation: a server that drips one byte at a time outlasts it. Here
every read and write gets what is left of one deadline (settings.MAIL_DEADLINE_SECONDS), which is
shorter than the lease of a message.
"""

import io
import re
import smtplib
from collections.abc import Sequence
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from notifications.retry import SendProblem, Verdict, smtp_verdict

# A line that begins with a period is doubled on its way (RFC 5321, 4.5.2).
_LEADING_PERIOD = re.compile(rb"(?m)^\.")


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

    ends = float("inf")
    body_begun = False

    def start(self, seconds: float) -> None:
        """A new mail: its whole exchange must end within `seconds`."""
        self.ends = monotonic() + seconds
        self.body_begun = False

    def limit(self) -> None:
        """Give the next socket operation only what is left of the deadline."""
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError("the total deadline for one mail has passed")
        if self.sock is not None and left != float("inf"):
            self.sock.settimeout(left)

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer, read within the deadline."""
        if self.file is None:
            self.file = io.BufferedReader(_Reader(self))
        return super().getreply()

    def send(self, s: Any) -> None:
        """Write within the deadline."""
        self.limit()
        super().send(s)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The DATA command; notes when the body has begun to leave."""
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        message = msg.encode("ascii") if isinstance(msg, str) else msg
        message = _LEADING_PERIOD.sub(b"..", message)
        if not message.endswith(b"\r\n"):
            message += b"\r\n"
        # From here on a broken connection leaves open whether the mail was taken.
        self.body_begun = True
        self.send(message + b".\r\n")
        code, reply = self.getreply()
        self.body_begun = False
        return code, reply


class _TLSClient(_Client, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class EmailBackend(DjangoBackend):
    """Django's SMTP backend with the deadline; raises SendProblem with a verdict."""

    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Our clients instead of smtplib's."""
        return _TLSClient if self.use_ssl else _Client

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each mail within its own deadline over the open connection.

        Raises SendProblem: its verdict says whether the mail may have left.
        """
        for message in email_messages:
            self._send_one(message)
        return len(email_messages)

    def _send_one(self, message: EmailMessage) -> None:
        try:
            if self.connection is None:
                self.open()
            self.connection.start(settings.MAIL_DEADLINE_SECONDS)
            sender = message.from_email.rpartition("<")[2].rstrip(">")
            content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            self.connection.sendmail(sender, message.recipients(), content)
        except smtplib.SMTPRecipientsRefused as refused:
            self._give_up()
            code, reply = next(iter(refused.recipients.values()))
            raise SendProblem(smtp_verdict(code), f"{code} {reply!r}") from refused
        except smtplib.SMTPResponseException as answered:
            self._give_up()
            problem = f"{answered.smtp_code} {answered.smtp_error!r}"
            raise SendProblem(smtp_verdict(answered.smtp_code), problem) from answered
        except (OSError, smtplib.SMTPException) as broken:
            unknown = self.connection is not None and self.connection.body_begun
            self._give_up()
            verdict = Verdict.UNKNOWN if unknown else Verdict.NOT_SENT
            raise SendProblem(verdict, f"{type(broken).__name__}: {broken}") from broken

    def _give_up(self) -> None:
        """After any trouble the connection is closed without a word; the next mail opens its own."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
