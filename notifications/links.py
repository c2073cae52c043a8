"""Signed links of a mail: each does one thing, for one message and one person, without signing in.

A token is what may be done, the message and the recipient, with a keyed hash over all three: short
enough for a line of text, and nobody can make another one from it. It holds no time. When it ends
is read from its message, and that it was used from the unique row `UsedLink`. What a link may do
*now* is asked in notifications/errands.py.

Called for every mail, so a key is made once and hashes are copied from it.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from notifications.models import Message, UsedLink
from notifications.models.messages import SECURITY

SENT, ANSWERED, THANKED, SNOOZE, ASK, UNSUBSCRIBE = (
    "sent",
    "answered",
    "thanked",
    "snooze",
    "ask",
    "unsubscribe",
)
# The first byte of a token. They stand in mails for years: never change one, never use one twice.
CODES = {SENT: b"s", ANSWERED: b"a", THANKED: b"t", SNOOZE: b"z", ASK: b"h", UNSUBSCRIBE: b"u"}
ACTS = {code: act for act, code in CODES.items()}
# Long enough for an exam week, short enough that a forwarded mail soon says nothing any more.
ACTS_LAST = timedelta(days=21)
# 128 bits: nobody guesses it, and a link stays shorter than a line.
SIGNATURE_BYTES = 16
NUMBER_BYTES = 5

_TO_A_STUDENT = {"sent_link": SENT, "answered_link": ANSWERED, "snooze_link": SNOOZE, "ask_link": ASK}
# Which acts a mail offers, by its kind; the others go to counsellors, or offer nothing to do.
OFFERED: dict[str, dict[str, str]] = {
    "heads_up": _TO_A_STUDENT,
    "window_open": _TO_A_STUDENT,
    # Its window is over; the next one has mails of its own.
    "window_missed": {name: act for name, act in _TO_A_STUDENT.items() if act != SNOOZE},
    "thank_you_due": {"sent_link": THANKED, "ask_link": ASK},
    "stopped_kindly": {"ask_link": ASK},
}


class Link(NamedTuple):
    """What a genuine token says; whether it still stands is another question."""

    act: str
    message_id: int
    recipient_id: int


def links_of(message: Message) -> dict[str, str]:
    """The absolute addresses that go into this mail, by the names its words use.

    `unsubscribe_link` is the one-click address of RFC 8058. Security mail has none at all.
    """
    if message.category == SECURITY:
        return {}
    base = settings.BASE_URL
    act_at, unsubscribe_at, settings_link = _addresses(base)
    links = {
        name: act_at + token(act, message.pk, message.recipient_id) + "/"
        for name, act in OFFERED.get(message.kind, {}).items()
        if message.application_id
    }
    unsubscribe = token(UNSUBSCRIBE, message.pk, message.recipient_id)
    links["unsubscribe_link"] = unsubscribe_at + unsubscribe + "/"
    links["settings_link"] = settings_link
    return links


@lru_cache(maxsize=8)
def _addresses(base: str) -> tuple[str, str, str]:
    """Where acts, unsubscribing and settings are, each up to where its token begins."""
    root = base.rstrip("/")
    act, unsubscribe = (
        root + reverse(name, args=["token"]).removesuffix("token/") for name in ("do", "unsubscribe")
    )
    return act, unsubscribe, root + reverse("preferences") + "#reminders"


# --- tokens --------------------------------------------------------------------------------------


def token(act: str, message_id: int, recipient_id: int) -> str:
    """The token of one act, one message, one recipient."""
    said = CODES[act] + message_id.to_bytes(NUMBER_BYTES) + recipient_id.to_bytes(NUMBER_BYTES)
    return urlsafe_b64encode(said + _signature(settings.SECRET_KEY, said)).rstrip(b"=").decode()


def read(text: str) -> Link | None:
    """What a token says, None unless we made it. A key that was replaced is still believed."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return None
    said, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if len(said) != 1 + 2 * NUMBER_BYTES or _encoded(raw) != text:
        return None
    secrets: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    if not any(hmac.compare_digest(_signature(secret, said), signature) for secret in secrets):
        return None
    act = ACTS.get(said[:1])
    if act is None:
        return None
    numbers = said[1 : 1 + NUMBER_BYTES], said[1 + NUMBER_BYTES :]
    return Link(act, *(int.from_bytes(number) for number in numbers))


def _encoded(raw: bytes) -> str:
    # One token has one spelling: base64 would read several.
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _signature(secret: str, said: bytes) -> bytes:
    signing = _keyed(secret).copy()
    signing.update(said)
    return signing.digest()[:SIGNATURE_BYTES]


@lru_cache(maxsize=8)
def _keyed(secret: str) -> "hmac.HMAC":
    """A hash that has read the key of links, and no other key of the site's."""
    key = hashlib.sha256(b"kabar.link\0" + secret.encode()).digest()
    return hmac.new(key, digestmod=hashlib.sha256)


# --- once ----------------------------------------------------------------------------------------


def runs_out(message: Message) -> datetime:
    """From when the message's acts no longer work. Unsubscribing has no end."""
    return message.due_at + ACTS_LAST


def is_spent(message: Message, act: str) -> bool:
    """True once this link has done its act."""
    return UsedLink.objects.filter(message=message, act=act).exists()


def spend(message: Message, act: str, now: datetime) -> bool:
    """Claim the right to do this act; False if it was done before, or is being done beside us.

    Called inside the transaction of the act: if that fails, the link is as good as before.
    """
    try:
        with transaction.atomic():
            UsedLink.objects.create(message=message, act=act, used_at=now)
    except IntegrityError:
        return False
    return True
