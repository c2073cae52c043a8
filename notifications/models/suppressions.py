"""Suppressions: addresses a centre's reminders must not go to."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.people import User

HARD_BOUNCE, COMPLAINT, SOFT_BOUNCES, BY_HAND = "hard_bounce", "complaint", "soft_bounces", "by_hand"
REASONS = [
    (HARD_BOUNCE, _("mail to it comes back")),
    (COMPLAINT, _("reported our mail as unwanted")),
    (SOFT_BOUNCES, _("could not be reached several times")),
    (BY_HAND, _("stopped by an admin")),
]


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Suppressions of a centre."""

    def visible_to(self, user: Any) -> "SuppressionQuerySet":
        """Staff of the centre only: an address says nothing about whose it is."""
        return self.filter(visible(user, student=None))


class Suppression(CentreRow):
    """Mail to an address is held back in one centre, named by the address's keyed hash only.

    `until` is None for good, or when it decays by itself (soft bounces only). A complaint is never
    lifted automatically. Lifted ones stay as history.
    """

    address_hash = models.CharField(_("address (hashed)"), max_length=64)
    reason = models.CharField(_("reason"), max_length=12, choices=REASONS)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("lifted by")
    )

    objects = scoped(SuppressionQuerySet)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "address_hash"],
                condition=Q(lifted_at=None),
                name="suppression_standing_once",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[r for r, _n in REASONS]), name="suppression_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(reason="soft_bounces"), name="suppression_only_soft_decays"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} since {self.since:%Y-%m-%d}"
