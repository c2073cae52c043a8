"""Who may see deliveries: additions to careers.access. Imports no model."""

from typing import Any

from careers.access import is_admin_of


def may_see_delivery(user: Any, centre_id: int) -> bool:
    """Admins of the centre see its delivery health."""
    return is_admin_of(user, centre_id)
