"""A counsellor's blessing for the second follow-up (T12)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.models import User
from careers.signals import announce
from followups.models import Approval, Plan


@transaction.atomic
def approve(plan: Plan, *, by: User, now: datetime) -> Approval:
    """Approve the plan's next attempt; approving twice is once.

    Raises ValidationError if there is nothing to approve any more.
    """
    if not plan.requires_approval:
        raise ValidationError(_("There is nothing to approve here any more."))
    approval, created = Approval.objects.get_or_create(
        interview_id=plan.interview_id,
        attempt=plan.attempt,
        defaults={"centre_id": plan.centre_id, "approved_by": by, "approved_at": now},
    )
    if created:
        announce(plan.centre_id, [plan.application_id], now)
    return approval
