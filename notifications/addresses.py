"""E-mail addresses where only sameness matters: a keyed hash says nothing about whose it is."""

from django.utils.crypto import salted_hmac


def address_hash(address: str) -> str:
    """The keyed hash by which suppressions and events name an address; case does not matter."""
    return salted_hmac("kabar.address", address.strip().lower(), algorithm="sha256").hexdigest()
