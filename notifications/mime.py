"""A mail as bytes (RFC 5322, 2045, 2047), several times faster than by way of the email package.

Only what our mails are made of: one recipient list, a text part and at most an HTML part. Anything
else goes by way of Django. tests/notifications/test_mime.py reads the bytes back with the standard
library's parser.
"""

import re
from binascii import b2a_base64, b2a_qp
from functools import lru_cache

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import BadHeaderError, sanitize_address

# "=_" never occurs in quoted-printable, so no part can contain it.
_BOUNDARY = "=_kabar"
_PART = 'Content-Type: text/{}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
_PLAIN, _HTML = _PART.format("plain").encode(), _PART.format("html").encode()
_MULTIPART = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'
_OPEN = f"--{_BOUNDARY}\r\n".encode()
_NEXT = f"\r\n--{_BOUNDARY}\r\n".encode()
_CLOSE = f"\r\n--{_BOUNDARY}--\r\n".encode()
# An encoded word may have 75 characters: 12 around, 63 for base64, so 45 bytes.
_WORD_BYTES = 45
_FOLD = 900  # a line may have 998 characters
# An address that is written as it stands: plain, or with a name that needs no quotes or has them.
_PLAIN_ADDRESS = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"
_AS_IT_IS = re.compile(
    rf"{_PLAIN_ADDRESS}|(?:[A-Za-z0-9 '_-]+|\"[A-Za-z0-9 .,:;()@'_-]+\") <{_PLAIN_ADDRESS}>"
)


def as_bytes(mail: EmailMessage) -> bytes:
    """The whole mail with CRLF line ends, in ASCII.

    Raises ValueError (BadHeaderError, UnicodeError) for a header that cannot be written.
    """
    html = _html_of(mail)
    if html is None:
        content: bytes = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        return content
    head = "\r\n".join(f"{name}: {value}" for name, value in _headers(mail))
    start = f"{head}\r\n".encode("ascii")
    text = _quoted(str(mail.body))
    if not html:
        return b"".join((start, b"MIME-Version: 1.0\r\n", _PLAIN, text))
    return b"".join((start, _MULTIPART.encode(), _OPEN, _PLAIN, text, _NEXT, _HTML, _quoted(html), _CLOSE))


def _html_of(mail: EmailMessage) -> str | None:
    """The one HTML part, "" without one; None if the mail is not of our make."""
    if mail.attachments or mail.content_subtype != "plain" or (mail.encoding or "utf-8") != "utf-8":
        return None
    parts = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    if not parts:
        return ""
    if len(parts) > 1 or parts[0][1] != "text/html":
        return None
    return str(parts[0][0])


def _headers(mail: EmailMessage) -> list[tuple[str, str]]:
    own = mail.extra_headers
    headers = [("Subject", _words(str(mail.subject))), ("From", addresses((mail.from_email,)))]
    headers.append(("To", addresses(tuple(mail.to))))
    for name, people in (("Cc", mail.cc), ("Reply-To", mail.reply_to)):
        if people:
            headers.append((name, addresses(tuple(people))))
    headers += [(name, _words(str(value))) for name, value in own.items()]
    return headers


def _words(value: str) -> str:
    """A header's text: as it is if it is ASCII, else as encoded words, one a line."""
    if "\n" in value or "\r" in value:
        raise BadHeaderError("Header values can't contain newlines")
    if value.isascii() and len(value) <= _FOLD:
        return value
    words, rest = [], value.encode()
    while rest:
        end = _WORD_BYTES
        while end < len(rest) and rest[end] & 0xC0 == 0x80:  # never inside a character
            end -= 1
        words.append(rest[:end])
        rest = rest[end:]
    return "\r\n ".join(f"=?utf-8?b?{b2a_base64(word, newline=False).decode()}?=" for word in words)


@lru_cache(maxsize=1024)
def addresses(people: tuple[str, ...]) -> str:
    """Addresses as a header carries them: names encoded, international domains as punycode."""
    for person in people:
        if "\n" in person or "\r" in person:
            raise BadHeaderError("Header values can't contain newlines")
    return ",\r\n ".join(
        person if len(person) < _FOLD and _AS_IT_IS.fullmatch(person) else _encoded(person)
        for person in people
    )


def _encoded(person: str) -> str:
    # A long name is folded, with bare line feeds.
    return sanitize_address(person, "utf-8").replace("\n", "\r\n")


def _quoted(text: str) -> bytes:
    """Quoted-printable with CRLF line ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return b"\r\n".join(map(_quoted_line, plain.split("\n")))


@lru_cache(maxsize=4096)
def _quoted_line(line: str) -> bytes:
    """One line: a thousand mails share most of theirs."""
    return b2a_qp(line.encode(), istext=True).replace(b"\n", b"\r\n")
