"""A provider's inbound mail, kept as bytes and not understood yet.

django-anymail parses mail with the standard library's full parser before we see it, and a mail of
one megabyte can keep that busy for minutes. In its webhook views this class stands in for
`AnymailInboundMessage` (notifications/hooks.py): it only keeps, so that there is one reader of
hostile mail, notifications/incoming, with its limits.
"""

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from email.message import Message
from types import ModuleType
from typing import Any, Self

from django.conf import settings

from notifications.incoming.limits import MOST_HEADER_BYTES, MOST_HEADERS, parse_head

LONGEST_HEADER = 4000
MOST_ATTACHMENTS = 50
_KIND = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")
# Told anew by what we build ourselves.
_STRUCTURE = frozenset({"content-type", "content-transfer-encoding", "mime-version"})


def keep_instead(module: ModuleType) -> None:
    """Let a module of anymail's webhook views keep mail instead of parsing it."""
    if hasattr(module, "AnymailInboundMessage"):
        setattr(module, "AnymailInboundMessage", KeptMail)  # noqa: B010 -- the module does not tell its names


class KeptMail(Message):
    """What anymail's views need of a mail: to be made, to take some headers, to name its envelope."""

    def __init__(self, body: bytes = b"", raw: bytes | None = None) -> None:
        super().__init__()
        self.body, self.raw = body, raw
        self.envelope_sender: str | None = None
        self.envelope_recipient: str | None = None
        self.stripped_text = self.stripped_html = None
        self.spam_detected = self.spam_score = None

    def __setitem__(self, name: str, value: Any) -> None:
        if len(self) < MOST_HEADERS:
            plain = " ".join(str(value)[:LONGEST_HEADER].split())
            super().__setitem__(re.sub(r"[^\w-]", "", str(name)[:80], flags=re.ASCII) or "X-Unnamed", plain)

    def octets(self) -> bytes:
        """The mail as bytes: as it came, or built from the parts the provider made of it.

        The same parts give the same bytes, so that a webhook told twice is one mail.
        """
        lines = [f"{name}: {value}\r\n" for name, value in self.items()]
        if self.envelope_sender is not None:
            lines.insert(
                0, f"Return-Path: <{' '.join(str(self.envelope_sender)[:320].split()).strip('<>')}>\r\n"
            )
        head = "".join(lines).encode("utf-8", "replace")
        return head + (self.raw if self.raw is not None else self.body)

    def is_inline(self) -> bool:
        """Told by its Content-ID."""
        return b"\r\nContent-Disposition: inline" in self.body

    # --- made by anymail's views -----------------------------------------------------------------

    @classmethod
    def parse_raw_mime(cls, s: str | bytes) -> Self:
        """The whole mail as text."""
        return cls(raw=s.encode("utf-8", "replace") if isinstance(s, str) else bytes(s))

    @classmethod
    def parse_raw_mime_bytes(cls, b: bytes) -> Self:
        """The whole mail."""
        return cls(raw=bytes(b))

    @classmethod
    def parse_raw_mime_chunks(cls, chunks: Iterable[bytes]) -> Self:
        """The whole mail, piece by piece; no more of it than shows that it is too large."""
        kept, size = [], 0
        for chunk in chunks:
            kept.append(chunk)
            size += len(chunk)
            if size > settings.INBOUND_MAX_BYTES:
                break
        return cls(raw=b"".join(kept))

    @classmethod
    def construct(
        cls,
        raw_headers: str | None = None,
        from_email: str | None = None,
        to: str | None = None,
        cc: str | None = None,
        bcc: str | None = None,
        subject: str | None = None,
        headers: Any = None,
        text: str | None = None,
        text_charset: str = "utf-8",
        html: str | None = None,
        html_charset: str = "utf-8",
        attachments: "list[KeptMail] | None" = None,
    ) -> Self:
        """A mail from the parts a provider made of it; the words are text already."""
        bodies = [(kind, words) for kind, words in (("plain", text), ("html", html)) if words]
        choices = _joined("alternative", [_leaf(f"text/{kind}", words) for kind, words in bodies])
        files = [attachment.body for attachment in (attachments or [])[:MOST_ATTACHMENTS]]
        made = cls(body=b"MIME-Version: 1.0\r\n" + _joined("mixed", [choices, *files]))
        given = {"From": from_email, "To": to, "Cc": cc, "Bcc": bcc, "Subject": subject}
        pairs = [(name, value) for name, value in given.items() if value is not None]
        told = {name.lower() for name, _value in pairs}
        if raw_headers:
            head = parse_head(raw_headers.encode("utf-8", "replace")[:MOST_HEADER_BYTES])
            pairs += [
                (n, str(v).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
                for n, v in head.raw_items()
            ]
        pairs += list(headers.items() if isinstance(headers, Mapping) else headers or [])
        for name, value in pairs[: len(told)] + [p for p in pairs[len(told) :] if p[0].lower() not in told]:
            if name.lower() not in _STRUCTURE:
                made[name] = value
        return made

    @classmethod
    def construct_attachment(
        cls,
        content_type: str | None,
        content: Any,
        charset: str | None = None,
        filename: str | None = None,
        content_id: str | None = None,
        base64: bool = False,
    ) -> Self:
        """An attached file by its name; only mails and delivery notices are kept with their content."""
        kind = found[0].lower() if (found := _KIND.match(content_type or "")) else "application/octet-stream"
        shown = "inline" if content_id is not None else "attachment"
        name = re.sub(r"[^\w .()+-]", "_", str(filename or "")[:100])
        head = f'Content-Type: {kind}\r\nContent-Disposition: {shown}; filename="{name}"\r\n'
        if not kind.startswith("message/"):
            return cls(body=f"X-Kind: file\r\n{head}\r\n".encode())
        octets = b64decode(content) if base64 else content
        octets = octets.encode("utf-8", "replace") if isinstance(octets, str) else bytes(octets)
        return cls(body=f"X-Kind: mail\r\n{head}\r\n".encode() + octets)

    @classmethod
    def construct_attachment_from_uploaded_file(cls, file: Any, content_id: str | None = None) -> Self:
        """The same for a file of a form."""
        return cls.construct_attachment(
            file.content_type, file.read(), filename=file.name, content_id=content_id
        )


def _leaf(kind: str, words: str) -> bytes:
    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + str(words).encode("utf-8", "replace")


def _joined(kind: str, parts: list[bytes]) -> bytes:
    """A multipart whose boundary nobody can have guessed and written into a part."""
    seal = hashlib.sha256(settings.SECRET_KEY.encode() + b"".join(parts)).hexdigest()[:40]
    inside = b"".join(b"--" + seal.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{seal}"\r\n\r\n'.encode()
        + inside
        + f"--{seal}--\r\n".encode()
    )
