"""One mail as far as Kabar cares: who seems to write to whom, when, what it is and says. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.message import Message

from notifications.incoming import automatic, headers
from notifications.incoming.dates import header_date
from notifications.incoming.forwards import Forward, forward_in
from notifications.incoming.limits import UNREADABLE, Refused, divide, parse, parse_head
from notifications.incoming.notices import Notice, notice_in, spoken_notice
from notifications.incoming.words import words_of

# Where a mail says for whom it is, in case the envelope does not.
_DELIVERED = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Forwarded-To",
    "Resent-To",
    "To",
    "Cc",
    "Bcc",
)
# What its writer wrote: each server on the way adds lines of its own above it.
_WRITTEN = ("Message-ID", "Date", "From", "To", "Cc", "Subject")


@dataclass(frozen=True)
class Mail:
    """A mail that was read. Everything in it is what it says of itself, and proves nothing."""

    senders: tuple[str, ...]
    visible: frozenset[str]
    subject: str
    at: datetime | None
    automatic: str
    loop: bool
    forward: Forward | None
    notice: Notice | None
    text: str


def read(raw: bytes, *, zone: tzinfo, our_senders: frozenset[str], our_domain: str, most_bytes: int) -> Mail:
    """Read a mail. `zone` is the student's, for dates that name none.

    Raises Refused, and nothing else whatever the bytes are.
    """
    try:
        return _read(parse(raw, most_bytes), zone, our_senders, our_domain)
    except Refused:
        raise
    except Exception as error:  # the standard library's readers fail in many ways on hostile input
        raise Refused(UNREADABLE) from error


def recipients_named(raw: bytes) -> list[str]:
    """All addresses in the headers that say for whom a mail is; none if they cannot be read."""
    try:
        return headers.addresses(parse_head(raw), *_DELIVERED)
    except Refused:
        return []


def _read(message: Message, zone: tzinfo, our_senders: frozenset[str], our_domain: str) -> Mail:
    words = words_of(message)
    subject, senders = headers.spoken(message, "Subject"), headers.addresses(message, "From")
    at = header_date(headers.raw_value(message, "Date"))
    text = words.text
    forward = forward_in(subject, text, words.letters, zone)
    notice = notice_in(message)
    if notice is None:
        daemon, when = (forward.sender, forward.at) if forward else (next(iter(senders), ""), at)
        notice = spoken_notice(daemon, text, when)
    return Mail(
        tuple(senders),
        frozenset(headers.addresses(message, "To", "Cc")),
        subject,
        at,
        automatic.why_automatic(message),
        automatic.is_loop(message, our_senders, our_domain),
        forward,
        notice,
        text,
    )


def digest_of(raw: bytes, about: str) -> str:
    """One name for one mail, however often and by whichever way it comes in.

    Made of what its writer wrote; `about` keeps copies for several cases apart.
    """
    whole = hashlib.sha256(about.encode())
    head, body = divide(raw)
    lines = head.replace(b"\r\n", b"\n").replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")
    wanted = tuple(name.lower().encode() + b":" for name in _WRITTEN)
    for line in sorted(line for line in lines if line.lower().startswith(wanted)):
        whole.update(b" ".join(line.split()) + b"\n")
    whole.update(body.replace(b"\r\n", b"\n").strip())
    return whole.hexdigest()
