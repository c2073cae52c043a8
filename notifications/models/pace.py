"""The pace of a provider: how many mails a second all workers together may begin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.Model):
    """When the next mail to a provider may begin; workers move it on by one statement."""

    provider = models.CharField(_("provider"), max_length=30, primary_key=True)
    next_at = models.DateTimeField(_("next may begin at"))

    class Meta:
        verbose_name = _("pace of a provider")
        verbose_name_plural = _("paces of providers")

    def __str__(self) -> str:
        return self.provider
