"""Letters: the e-mails a student sent to a recruiter from her own mailbox."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.interviews import Interview
from careers.models.people import User


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters of a centre."""

    def visible_to(self, user: Any) -> "LetterQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="interview__application__student__user_id"))


class Letter(CentreRow):
    """A follow-up the student sent by hand, at whatever hour; a bounced one does not count."""

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="letters", verbose_name=_("interview")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    sent_at = models.DateTimeField(_("sent at"))
    bounced = models.BooleanField(_("bounced"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = scoped(LetterQuerySet)

    class Meta:
        verbose_name = _("follow-up letter")
        verbose_name_plural = _("follow-up letters")
        ordering = ["sent_at"]
        constraints = [
            # "I sent it" twice is one letter; a bounced attempt may be made again.
            models.UniqueConstraint(
                fields=["interview", "attempt"], condition=Q(bounced=False), name="letter_attempt_once"
            ),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="letter_attempt_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} #{self.attempt}"
