"""A career centre: the tenant every other row belongs to."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


def validate_time_zone(value: str) -> None:
    """Refuse a name that is no IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone, such as Asia/Jakarta."), params={"value": value}
        )


class Centre(models.Model):
    """A university's career centre, in one country, time zone and language."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("short name"), unique=True)
    country = models.CharField(_("country"), max_length=2, default="ID")
    subdivision = models.CharField(_("subdivision"), max_length=6, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="id")
    reviews_first_letter = models.BooleanField(
        _("looks at first letters"),
        default=False,
        help_text=_("A counsellor looks at every first follow-up before it goes out."),
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in LANGUAGES]),
                name="centre_language_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CentreRow(models.Model):
    """Abstract: a row that belongs to one centre. Its manager raises outside a centre's scope."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre"))

    class Meta:
        abstract = True
