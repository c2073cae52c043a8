"""Approvals: a counsellor's blessing for a second follow-up (T12)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.interviews import Interview
from careers.models.people import User


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals of a centre."""

    def visible_to(self, user: Any) -> "ApprovalQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="interview__application__student__user_id"))


class Approval(CentreRow):
    """A counsellor approved one attempt of one round; given once, whoever clicks twice."""

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="approvals", verbose_name=_("interview")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    approved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"))

    objects = scoped(ApprovalQuerySet)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["interview", "attempt"], name="approval_once_per_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} #{self.attempt}"
