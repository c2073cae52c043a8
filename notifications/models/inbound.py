"""Mail that came in at a case's secret address: counted, whatever became of it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.applications import Application
from careers.models.centres import Centre
from careers.models.letters import Letter
from careers.models.replies import Reply

LETTER, REPLY, BOUNCE, REFUSED = "letter", "reply", "bounce", "refused"
OUTCOMES = [
    (LETTER, _("recorded as her follow-up")),
    (REPLY, _("recorded as an answer to confirm")),
    (BOUNCE, _("recorded as undeliverable")),
    (REFUSED, _("refused")),
]


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    """Mail that came in for a centre."""

    def visible_to(self, user: Any) -> "InboundMailQuerySet":
        """That of visible applications."""
        return self.filter(visible(user, student="application__student__user_id"))


class InboundMail(models.Model):
    """One mail, named by a digest of what its writer wrote: the same mail twice is one.

    `reason` is a code of notifications/inbound_words.py: why it was refused, or what an accepted
    one was beside its outcome. No words are kept here: they stand in the reply it became.
    """

    # A forged or mistyped address names no centre.
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("centre")
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.CASCADE,
        null=True,
        related_name="inbound_mails",
        verbose_name=_("application"),
    )
    # What it became; empty again once that was taken back.
    letter = models.ForeignKey(
        Letter,
        on_delete=models.SET_NULL,
        null=True,
        related_name="came_by",
        verbose_name=_("follow-up letter"),
    )
    reply = models.ForeignKey(
        Reply, on_delete=models.SET_NULL, null=True, related_name="came_by", verbose_name=_("reply")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=OUTCOMES)
    reason = models.CharField(_("reason"), max_length=30, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    received_at = models.DateTimeField(_("received at"))

    objects = scoped(InboundMailQuerySet)

    class Meta:
        verbose_name = _("inbound mail")
        verbose_name_plural = _("inbound mails")
        indexes = [models.Index(fields=["received_at"], name="inbound_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[o for o, _n in OUTCOMES]), name="inbound_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=REFUSED) | Q(application__isnull=False, centre__isnull=False),
                name="inbound_accepted_has_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.received_at:%Y-%m-%d}"
