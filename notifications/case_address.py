"""The secret address of an application: what the student puts in BCC, or forwards an answer to.

The token names the application and proves that we gave it out: five bytes of the id, ten bytes
(80 bits) of an HMAC, in lower-case base32. Every token is 24 letters and digits that survive
lower-casing and need no padding. From is never asked who may write: who knows the address may.
"""

import re
from base64 import b32decode, b32encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

TOKEN_LENGTH = 24
_ID_BYTES, _PROOF_BYTES = 5, 10
_PLACE = "{token}"


def is_switched_on() -> bool:
    """True if this installation takes mail in; without it no address is shown."""
    return bool(settings.INBOUND_ADDRESS)


def address_of(application_id: int) -> str:
    """The secret address of an application; "" while mail is not taken in."""
    if not is_switched_on():
        return ""
    named = application_id.to_bytes(_ID_BYTES, "big")
    token = b32encode(named + _proof(named, settings.SECRET_KEY)).decode().lower()
    return str(settings.INBOUND_ADDRESS).lower().replace(_PLACE, token)


def application_id_of(address: str) -> int | None:
    """The application an address of ours names; None for any other, and for a forged one.

    An old SECRET_KEY in SECRET_KEY_FALLBACKS still counts: addresses live in address books.
    """
    token = _token_in(address)
    if token is None:
        return None
    whole = b32decode(token.upper())
    named, proof = whole[:_ID_BYTES], whole[_ID_BYTES:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(proof, _proof(named, key)) for key in keys):
        return None
    return int.from_bytes(named, "big")


def is_ours(address: str) -> bool:
    """True for anything that looks like such an address, forged ones included."""
    return _token_in(address) is not None


def _token_in(address: str) -> str | None:
    if not is_switched_on():
        return None
    before, _found, after = str(settings.INBOUND_ADDRESS).lower().partition(_PLACE)
    address = address.strip().strip("<>").lower()
    inside = address[len(before) : len(address) - len(after)]
    if address != before + inside + after:
        return None
    return inside if re.fullmatch(rf"[a-z2-7]{{{TOKEN_LENGTH}}}", inside) else None


def _proof(named: bytes, key: str | bytes) -> bytes:
    return salted_hmac("kabar.case_address", named, secret=key, algorithm="sha256").digest()[:_PROOF_BYTES]
