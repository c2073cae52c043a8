"""Policy versions: the rules of a centre as validated, versioned data."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.people import User
from followups.policy import Rules, parse_rules

STATUSES = [("draft", _("draft")), ("published", _("published")), ("retired", _("retired"))]


class PolicyQuerySet(models.QuerySet["PolicyVersion"]):
    """Policy versions of a centre."""

    def visible_to(self, user: Any) -> "PolicyQuerySet":
        """Staff see their centre's."""
        return self.filter(visible(user))


class PolicyVersion(CentreRow):
    """One version of a centre's rules; `data` is followups.policy's plain form of them."""

    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("rules"))
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default="draft")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = scoped(PolicyQuerySet)

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="policy_number_once"),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(status="published"), name="policy_published_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s for s, _n in STATUSES]), name="policy_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @cached_property
    def rules(self) -> Rules:
        """The rules as the policy reads them (one object per content)."""
        return parse_rules(self.data)
