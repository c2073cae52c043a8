"""Case events: what a person was told or did outside the employer's e-mails."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.answers import EventType
from careers.models.centres import CentreRow
from careers.models.interviews import Interview
from careers.models.people import User

EVENT_TYPES = [
    (EventType.ACCEPTED_OTHER_OFFER, _("accepted another offer")),
    (EventType.STUDENT_WITHDREW, _("withdrew the application")),
    (EventType.NO_CONTACT_INSTRUCTION, _("was told not to write again")),
    (EventType.STUDENT_PHONED_RECRUITER, _("phoned the recruiter")),
    (EventType.STUDENT_WHATSAPPED_RECRUITER, _("wrote to the recruiter by chat")),
    (EventType.INTERVIEW_CANCELLED, _("the interview was cancelled")),
    (EventType.POSITION_CLOSED_NEWS, _("heard that the position changed")),
    (EventType.RESOLVED, _("a person has looked and cleared it")),
]


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    """Events of a centre."""

    def visible_to(self, user: Any) -> "CaseEventQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="interview__application__student__user_id"))


class CaseEvent(CentreRow):
    """Something that happened to one interview round at an instant."""

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="events", verbose_name=_("interview")
    )
    type = models.CharField(_("what happened"), max_length=30, choices=EVENT_TYPES)
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = scoped(CaseEventQuerySet)

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=[t.value for t in EventType]), name="event_type_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.at:%Y-%m-%d}"
