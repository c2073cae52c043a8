"""Notices of non-delivery (RFC 3464), also inside a mail that forwards them. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from notifications.incoming.dates import header_date
from notifications.incoming.headers import addresses_in, raw_value
from notifications.incoming.limits import children

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_DAEMON = re.compile(r"(mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]+)@")
_DELAYED = re.compile(
    r"delivery (is |has been |status notification \()?delay|delayed|still trying|will (keep|be) (try|retri)|keep trying"
    r"|will retry|tertunda|masih (terus )?(mencoba|dicoba)|akan (terus )?mencoba|not delivered yet|temporary problem",
    re.IGNORECASE,
)
MOST_BLOCKS = 50


@dataclass(frozen=True)
class Notice:
    """A mail server's word on a mail: for good, or only a warning; about which addresses."""

    failed: bool
    about: frozenset[str]
    at: datetime | None = None


def notice_in(message: Message) -> Notice | None:
    """The machine-readable notice in a mail, wherever in it; None if there is none."""
    waiting: list[tuple[Message, Message]] = [(message, message)]
    while waiting:
        part, letter = waiting.pop(0)
        if part.get_content_type() in _REPORTS:
            return _read(children(part), letter)
        whole = part.get_content_type().startswith("message/")
        waiting += [(child, child if whole else letter) for child in children(part)]
    return None


def _read(blocks: list[Message], letter: Message) -> Notice:
    """`letter` is the mail the notice stands in: when it was written is when it came."""
    actions: set[str] = set()
    about: set[str] = set()
    for block in blocks[:MOST_BLOCKS]:
        action = raw_value(block, "Action").lower()
        if not action:
            continue
        actions.add(action)
        if action == "failed":
            for name in ("Original-Recipient", "Final-Recipient"):
                about.update(addresses_in(raw_value(block, name)))
    return Notice("failed" in actions, frozenset(about), header_date(raw_value(letter, "Date")))


def spoken_notice(sender: str, text: str, at: datetime | None) -> Notice | None:
    """A notice for people alone, as most become when they are forwarded inline: known by who wrote it."""
    if not _DAEMON.match(sender):
        return None
    about = frozenset(addresses_in(text)) - {sender}
    return Notice(not _DELAYED.search(text), about, at)
