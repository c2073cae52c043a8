"""Networking tasks: keeping in touch on LinkedIn by hand, never a follow-up (N1-N3)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.applications import Application
from careers.models.centres import CentreRow
from careers.models.employers import Contact

KINDS = [("connect", _("Send an invitation")), ("react", _("Like or comment on a post"))]
STATES = [("open", _("open")), ("done", _("done")), ("skipped", _("skipped"))]


class NetworkingQuerySet(models.QuerySet["NetworkingTask"]):
    """Networking tasks of a centre."""

    def visible_to(self, user: Any) -> "NetworkingQuerySet":
        """A student's own; counsellors see their centre's."""
        return self.filter(visible(user, student="application__student__user_id"))


class NetworkingTask(CentreRow):
    """One small thing to do on LinkedIn, from `not_before` on; a snooze moves `not_before`."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="networking", verbose_name=_("application")
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="networking", verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=KINDS)
    state = models.CharField(_("state"), max_length=7, choices=STATES, default="open")
    not_before = models.DateTimeField(_("not before"))
    closed_at = models.DateTimeField(_("done or skipped at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = scoped(NetworkingQuerySet)

    class Meta:
        verbose_name = _("networking task")
        verbose_name_plural = _("networking tasks")
        ordering = ["not_before", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "contact"],
                condition=Q(state="open"),
                name="networking_one_open_per_contact",
            ),
            # One personal invitation, ever.
            models.UniqueConstraint(
                fields=["application", "contact"],
                condition=Q(kind="connect"),
                name="networking_one_invitation",
            ),
            models.CheckConstraint(condition=Q(kind__in=["connect", "react"]), name="networking_kind_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state__in=["done", "skipped"], closed_at__isnull=False),
                name="networking_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.contact_id}"
