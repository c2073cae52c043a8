"""The ways decisions come to stand: deciding again, approving, publishing rules, networking."""

from followups.services.approvals import approve
from followups.services.calendars import confirm_year, forget_centre_day, set_centre_day
from followups.services.deciding import Rolled
from followups.services.plans import (
    decide_again,
    due_cases,
    reconcile_centre,
    roll,
)
from followups.services.policies import ensure_first_policy, publish, published

__all__ = [
    "Rolled",
    "approve",
    "confirm_year",
    "decide_again",
    "due_cases",
    "ensure_first_policy",
    "forget_centre_day",
    "publish",
    "published",
    "reconcile_centre",
    "roll",
    "set_centre_day",
]
