"""E-mail addresses where only sameness matters: a keyed hash says nothing about whose it is."""

import hmac
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac


def address_hash(address: str) -> str:
    """The keyed hash by which suppressions and events name an address; case does not matter."""
    keyed = _keyed(settings.SECRET_KEY).copy()
    keyed.update(address.strip().lower().encode())
    return keyed.hexdigest()


@lru_cache(maxsize=4)
def _keyed(secret: str) -> hmac.HMAC:
    """The hash of nothing: asked for every mail, so its key is made once."""
    return salted_hmac("kabar.address", "", secret=secret, algorithm="sha256")
