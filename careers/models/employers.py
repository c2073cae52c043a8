"""Employers, their closed days, and the people who recruit for them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow, validate_time_zone

HONORIFICS = [
    ("bapak", _("Bapak (Mr)")),
    ("ibu", _("Ibu (Ms)")),
    # Unknown is a fact of its own: never guessed from a name.
    ("", _("not known")),
]


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Employers of a centre."""

    def visible_to(self, user: Any) -> "EmployerQuerySet":
        """Staff see their centre's employers, a student those she applied to."""
        return self.filter(visible(user, student="applications__student__user_id")).distinct()


class Employer(CentreRow):
    """An employer: its place decides which days and hours are right for writing to it."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, default="ID")
    subdivision = models.CharField(_("subdivision"), max_length=6, blank=True)
    city = models.CharField(_("city"), max_length=100)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone]
    )
    works_joint_leave = models.BooleanField(
        _("works on joint leave"), default=False, help_text=_("Joint leave is optional for private firms.")
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("A counsellor looks at every letter to this employer before it goes out."),
    )
    created_at = models.DateTimeField(_("created at"))

    objects = scoped(EmployerQuerySet)

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        constraints = [
            models.UniqueConstraint(fields=["centre", "name", "city"], name="employer_once_per_city"),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerClosedDay(CentreRow):
    """A day this employer closes (or works) against its country's calendar."""

    employer = models.ForeignKey(
        Employer, on_delete=models.CASCADE, related_name="closed_days", verbose_name=_("employer")
    )
    day = models.DateField(_("day"))
    closed = models.BooleanField(_("closed"), default=True)
    name = models.CharField(_("name"), max_length=120)

    objects = scoped(models.QuerySet)

    class Meta:
        verbose_name = _("employer's closed day")
        verbose_name_plural = _("employers' closed days")
        constraints = [models.UniqueConstraint(fields=["employer", "day"], name="employer_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ContactQuerySet(models.QuerySet["Contact"]):
    """Recruiters and interviewers."""

    def visible_to(self, user: Any) -> "ContactQuerySet":
        """Staff see their centre's contacts, a student those of her own applications."""
        mine = visible(user, student="employer__applications__student__user_id")
        return self.filter(mine).distinct()


class Contact(CentreRow):
    """A recruiter or interviewer; the address a follow-up goes to."""

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("employer")
    )
    honorific = models.CharField(_("honorific"), max_length=5, choices=HONORIFICS, blank=True)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    linkedin = models.URLField(_("LinkedIn profile"), blank=True)

    objects = scoped(ContactQuerySet)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "email"], condition=~Q(email=""), name="contact_email_once_per_employer"
            ),
            models.CheckConstraint(
                condition=Q(honorific__in=["", "bapak", "ibu"]), name="contact_honorific_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def addressed(self) -> str:
        """How Indonesians speak of her: "Bu Lestari", "Pak Bima"; the whole name if unknown."""
        return addressed(self.name, self.honorific)


def addressed(name: str, honorific: str) -> str:
    """How Indonesians speak of a contact with that name and honorific."""
    short = {"bapak": "Pak", "ibu": "Bu"}.get(honorific)
    return f"{short} {name.split(' ', maxsplit=1)[0]}" if short else name
