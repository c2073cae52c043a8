"""What a person wants to be told, how, and when."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.models.people import User


class PreferenceQuerySet(models.QuerySet["Preference"]):
    """Preferences belong to users, who are not scoped."""

    def visible_to(self, user: Any) -> "PreferenceQuerySet":
        """One's own."""
        return self.filter(user_id=user.pk or 0)


class Preference(models.Model):
    """One person's wishes about reminders; without a row everything is as it comes.

    Hours and days are those of the person's own time zone. Security mail knows no wishes.
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="preference", verbose_name=_("person")
    )
    # One-click unsubscribe (RFC 8058) sets this: no reminder of any kind.
    reminders_off = models.BooleanField(_("no reminder mails at all"), default=False)
    muted = models.JSONField(_("kinds not wanted"), default=list, blank=True)
    digest = models.BooleanField(_("one mail a day instead of single ones"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    weekly_cap = models.PositiveSmallIntegerField(_("at most so many mails a week"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    # When the next daily mail is due; None for a person who gets none. Sweeps read only what is due.
    next_digest_at = models.DateTimeField(_("next daily mail"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder preference")
        verbose_name_plural = _("reminder preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="preference_quiet_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(weekly_cap=None) | Q(weekly_cap__gte=1), name="preference_cap_positive"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_digest_at"],
                condition=Q(next_digest_at__isnull=False),
                name="preference_digest_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
