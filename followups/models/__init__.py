"""The decisions: policies, plans, approvals, calendar days, networking tasks."""

from followups.models.approvals import Approval
from followups.models.calendars import CentreDay, ConfirmedYear
from followups.models.networking import NetworkingTask
from followups.models.plans import Plan
from followups.models.policies import PolicyVersion

__all__ = [
    "Approval",
    "CentreDay",
    "ConfirmedYear",
    "NetworkingTask",
    "Plan",
    "PolicyVersion",
]
