"""Periodic runs: one row per job and slot, so that two beats are one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """A periodic job took its slot (UTC instant); the unique row is the claim."""

    job = models.CharField(_("job"), max_length=60)
    slot = models.DateTimeField(_("slot"))
    started_at = models.DateTimeField(_("started at"))

    class Meta:
        verbose_name = _("periodic run")
        verbose_name_plural = _("periodic runs")
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="job_slot_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot:%Y-%m-%d %H:%M}"
