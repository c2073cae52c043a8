"""Interviews as rounds: each starts a new clock and new counters."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.applications import Application
from careers.models.centres import CentreRow
from careers.models.employers import Contact


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews of a centre."""

    def visible_to(self, user: Any) -> "InterviewQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="application__student__user_id"))


class Interview(CentreRow):
    """One round of interviews; `held_at` is its (aware) start, past or planned."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="interviews", verbose_name=_("application")
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    held_at = models.DateTimeField(_("held at"))
    is_final = models.BooleanField(_("final round"), default=False)
    interviewers = models.ManyToManyField(
        Contact, blank=True, related_name="interviews", verbose_name=_("interviewers")
    )
    thanked_at = models.DateTimeField(_("thank-you note sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = scoped(InterviewQuerySet)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="interview_round_once"),
            models.CheckConstraint(condition=Q(round__gte=1), name="interview_round_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.round}"
