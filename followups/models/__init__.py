"""The decisions: policies, plans, approvals, calendar days, networking tasks, letter templates."""

from followups.models.approvals import Approval
from followups.models.calendars import CentreDay, ConfirmedYear
from followups.models.networking import NetworkingTask
from followups.models.plans import Plan
from followups.models.policies import PolicyVersion
from followups.models.templates import LetterTemplate

__all__ = [
    "Approval",
    "CentreDay",
    "ConfirmedYear",
    "LetterTemplate",
    "NetworkingTask",
    "Plan",
    "PolicyVersion",
]
