"""Replies: what an employer answered, as a person labelled it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.answers import Label
from careers.models.centres import CentreRow
from careers.models.interviews import Interview
from careers.models.people import User

LABELS = [
    (Label.OFFER, _("an offer")),
    (Label.REJECTION, _("a rejection")),
    (Label.DISCOURAGING_WAIT, _("no news any time soon")),
    (Label.ASKED_TO_WAIT_UNTIL, _("please wait until a date")),
    (Label.NEXT_STAGE_INVITATION, _("an invitation to the next stage")),
    (Label.NEUTRAL_ACK, _("just “received, thank you”")),
    (Label.AUTO_REPLY, _("an automatic out-of-office note")),
    (Label.BOUNCE, _("the mail could not be delivered")),
    (Label.UNRELATED, _("something unrelated")),
    (Label.UNCLASSIFIED, _("not sure")),
]


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Replies of a centre."""

    def visible_to(self, user: Any) -> "ReplyQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="interview__application__student__user_id"))


class Reply(CentreRow):
    """An employer's answer to one interview round.

    `wait_until` or `wait_days` (from the day it arrived) go with asked_to_wait_until,
    `return_date` with auto_reply.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="replies", verbose_name=_("interview")
    )
    received_at = models.DateTimeField(_("received at"))
    label = models.CharField(_("what it says"), max_length=24, choices=LABELS)
    wait_until = models.DateField(_("asked to wait until"), null=True, blank=True)
    wait_days = models.PositiveSmallIntegerField(_("asked to wait days"), null=True, blank=True)
    return_date = models.DateField(_("back on"), null=True, blank=True)
    text = models.TextField(_("their words"), blank=True, max_length=20000)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = scoped(ReplyQuerySet)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(label__in=[label.value for label in Label]), name="reply_label_known"
            ),
            models.CheckConstraint(
                name="reply_dates_fit_label",
                condition=Q(wait_until__isnull=True, wait_days__isnull=True, return_date__isnull=True)
                | Q(label="asked_to_wait_until", return_date__isnull=True, wait_until__isnull=True)
                | Q(label="asked_to_wait_until", return_date__isnull=True, wait_days__isnull=True)
                | Q(label="auto_reply", wait_until__isnull=True, wait_days__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.received_at:%Y-%m-%d}"
