"""Calls for help: a student asks her counsellor to look at a case."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.applications import Application
from careers.models.centres import CentreRow
from careers.models.people import User


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    """Calls for help of a centre."""

    def visible_to(self, user: Any) -> "HelpRequestQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="application__student__user_id"))

    def open(self) -> "HelpRequestQuerySet":
        """Those nobody has answered yet."""
        return self.filter(answered_at=None)


class HelpRequest(CentreRow):
    """ "Ask my counsellor": open until a counsellor has answered; one at a time for each case."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="help_requests", verbose_name=_("application")
    )
    text = models.TextField(_("question"), blank=True, max_length=2000)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )

    objects = scoped(HelpRequestQuerySet)

    class Meta:
        verbose_name = _("call for help")
        verbose_name_plural = _("calls for help")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="help_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_at:%Y-%m-%d}"
