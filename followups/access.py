"""Who may decide: additions to careers.access for decisions. Imports no model."""

from typing import Any

from careers.access import is_admin_of, is_staff_of


def may_approve(user: Any, centre_id: int) -> bool:
    """Counsellors and admins of the centre bless a second follow-up (T12)."""
    return is_staff_of(user, centre_id)


def may_tune(user: Any, centre_id: int) -> bool:
    """Admins of the centre tune its rules."""
    return is_admin_of(user, centre_id)
