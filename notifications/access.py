"""Who may see what of deliveries: additions to careers.access. Imports no model."""

from typing import Any

from careers.access import ADMIN


def may_watch(user: Any) -> bool:
    """Admins watch over their centre's deliveries, the operator over everybody's."""
    return bool(user.is_active and (user.is_operator or user.role == ADMIN))
