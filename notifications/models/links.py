"""Signed links that were used: each acts once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.messages import Message


class UsedLink(models.Model):
    """An act was done from a mail without signing in; the unique row is the claim to do it."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="used_links", verbose_name=_("message")
    )
    act = models.CharField(_("act"), max_length=20)
    used_at = models.DateTimeField(_("used at"))

    class Meta:
        verbose_name = _("used link")
        verbose_name_plural = _("used links")
        constraints = [models.UniqueConstraint(fields=["message", "act"], name="link_used_once")]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.act}"
