"""The promise ledger: every promise of an answer, in the employer's words, never overwritten."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.answers import PromiseKind
from careers.models.centres import CentreRow
from careers.models.interviews import Interview
from careers.models.people import User

KINDS = [
    (PromiseKind.DAYS, _("within calendar days")),
    (PromiseKind.WORKING_DAYS, _("within working days")),
    (PromiseKind.DATE, _("by a date")),
    (PromiseKind.RANGE_DAYS, _("a range of days")),
    (PromiseKind.VAGUE, _("soon, without a date")),
    (PromiseKind.NONE, _("nothing was promised")),
]
CHANNELS = [("said", _("said")), ("written", _("written"))]


class PromiseQuerySet(models.QuerySet["PromiseEntry"]):
    """Entries of the ledger."""

    def visible_to(self, user: Any) -> "PromiseQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="interview__application__student__user_id"))


class PromiseEntry(CentreRow):
    """One line of the ledger of one interview; the latest one counts, older ones stay visible.

    `said_on` is the recruiter-local day it was said: an entry said after the interview's own day is
    an extension, counted from that day. `days` is the upper bound of a range, `low` its lower bound; `day` a promised date.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="promises", verbose_name=_("interview")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    low = models.PositiveSmallIntegerField(_("at least"), null=True, blank=True)
    day = models.DateField(_("date"), null=True, blank=True)
    quote = models.CharField(_("in their words"), max_length=300, blank=True)
    channel = models.CharField(_("said or written"), max_length=7, choices=CHANNELS, default="said")
    said_by = models.CharField(_("who said it"), max_length=150, blank=True)
    said_on = models.DateField(_("when it was said"), help_text=_("The recruiter's local day."))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = scoped(PromiseQuerySet)

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["-said_on", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_kind_has_its_values",
                condition=Q(
                    kind__in=["days", "working_days"], days__isnull=False, low__isnull=True, day__isnull=True
                )
                | Q(kind="date", day__isnull=False, days__isnull=True, low__isnull=True)
                | Q(kind="range_days", days__gte=F("low"), day__isnull=True)
                | Q(kind__in=["vague", "none"], days__isnull=True, low__isnull=True, day__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["said", "written"]), name="promise_channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days or self.day or ''}".strip()
