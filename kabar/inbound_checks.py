"""System check of the address that takes mail in: misconfiguration speaks before a student copies it."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from notifications.case_address import TOKEN_LENGTH

# RFC 5321, 4.5.3.1.1.
LONGEST_LOCAL_PART = 64
_SHAPE = re.compile(r"[a-z0-9.+_=-]*\{token\}[a-z0-9.+_=-]*@[a-z0-9.-]+\.[a-z0-9-]+", re.IGNORECASE)


@register(Tags.compatibility)
def inbound_address(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """One {token}, before the @, in a local part that stays short enough."""
    address = settings.INBOUND_ADDRESS
    if not address:
        return []
    local = address.partition("@")[0].replace("{token}", "x" * TOKEN_LENGTH)
    if _SHAPE.fullmatch(address) and len(local) <= LONGEST_LOCAL_PART:
        return []
    return [
        Error(
            f"KABAR_INBOUND_ADDRESS is {address!r}, which makes no addresses.",
            hint="Like kabar+{token}@mail.example.com or {token}@in.example.com. See docs/inbound.md.",
            id="kabar.E120",
        )
    ]
