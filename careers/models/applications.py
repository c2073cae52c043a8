"""An application of one student for one position."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.employers import Contact, Employer
from careers.models.people import Student
from careers.stages import OPEN, Stage

STAGES = [
    (Stage.APPLIED, _("Applied")),
    (Stage.INTERVIEWING, _("Interviewing")),
    (Stage.OFFERED, _("Offer received")),
    (Stage.ACCEPTED, _("Accepted")),
    (Stage.REJECTED, _("Not this time")),
    (Stage.WITHDRAWN, _("Withdrawn")),
    (Stage.UNANSWERED, _("Closed without an answer")),
]


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications of a centre."""

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """A student's own; for counsellors and admins their centre's."""
        return self.filter(visible(user, student="student__user_id"))

    def open(self) -> "ApplicationQuerySet":
        """Those that still wait for something."""
        return self.filter(stage__in=list(OPEN))

    def with_people(self) -> "ApplicationQuerySet":
        """With everything a row on a page shows, in one query."""
        return self.select_related("student__user", "student__counsellor", "employer", "contact")


class Application(CentreRow):
    """One student's application for one position at one employer."""

    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="applications", verbose_name=_("student")
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="applications", verbose_name=_("employer")
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("recruiter"),
    )
    position = models.CharField(_("position"), max_length=150)
    stage = models.CharField(_("stage"), max_length=12, choices=STAGES, default=Stage.APPLIED)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    stage_changed_at = models.DateTimeField(_("stage changed at"))

    objects = scoped(ApplicationQuerySet)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage]), name="application_stage_known"
            ),
            # The same position twice is a double click, unless the first is over.
            models.UniqueConstraint(
                fields=["student", "employer", "position"],
                condition=Q(stage__in=[Stage.APPLIED.value, Stage.INTERVIEWING.value]),
                name="application_open_once",
            ),
        ]
        indexes = [models.Index(fields=["centre", "stage"], name="application_by_stage")]

    def __str__(self) -> str:
        return f"{self.position}, {self.employer_id}"

    @property
    def is_open(self) -> bool:
        """True while the application still waits for something."""
        return self.stage in OPEN
