"""The decisions: policies, plans, approvals, letters, reviews, templates, calendar days, networking."""

from followups.models.approvals import Approval
from followups.models.calendars import CentreDay, ConfirmedYear
from followups.models.drafts import DraftVersion, LetterDraft
from followups.models.networking import NetworkingTask
from followups.models.plans import Plan
from followups.models.policies import PolicyVersion
from followups.models.reviews import Review
from followups.models.templates import LetterTemplate

__all__ = [
    "Approval",
    "CentreDay",
    "ConfirmedYear",
    "DraftVersion",
    "LetterDraft",
    "LetterTemplate",
    "NetworkingTask",
    "Plan",
    "PolicyVersion",
    "Review",
]
