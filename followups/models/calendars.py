"""A centre's own calendar days, and the years its admin has confirmed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.people import User


class CalendarQuerySet(models.QuerySet[Any]):
    """Calendar rows of a centre."""

    def visible_to(self, user: Any) -> "CalendarQuerySet":
        """Staff see their centre's."""
        return self.filter(visible(user))


class CentreDay(CentreRow):
    """A day the centre closes (or keeps open) for all employers of a country, whatever the library
    says: decrees change inside a year."""

    country = models.CharField(_("country"), max_length=2, default="ID")
    day = models.DateField(_("day"))
    closed = models.BooleanField(_("closed"), default=True)
    name = models.CharField(_("name"), max_length=120)

    objects = scoped(CalendarQuerySet)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["centre", "country", "day"], name="centre_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ConfirmedYear(CentreRow):
    """A year beyond the library's decrees that an admin has checked and confirmed."""

    country = models.CharField(_("country"), max_length=2, default="ID")
    year = models.PositiveSmallIntegerField(_("year"))
    confirmed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects = scoped(CalendarQuerySet)

    class Meta:
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")
        constraints = [
            models.UniqueConstraint(fields=["centre", "country", "year"], name="confirmed_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"
