"""What providers told us by webhook, as they told it; kept for a while."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.messages import Message


class ProviderEvent(models.Model):
    """One event of one provider, stored before it is understood.

    Duplicates are harmless twice: by the provider's own event id, and by `digest`, a hash of
    (provider, message, type, recipient, time), since some repeat an event under changing ids.
    """

    provider = models.CharField(_("provider"), max_length=30)
    event_id = models.CharField(_("event id"), max_length=200, blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    type = models.CharField(_("what happened"), max_length=30)
    kabar_id = models.CharField(_("our id"), max_length=40, blank=True)
    provider_message_id = models.CharField(_("the provider's id"), max_length=200, blank=True)
    recipient_hash = models.CharField(_("recipient (hashed)"), max_length=64, blank=True)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    raw = models.JSONField(_("as received"), default=dict)
    occurred_at = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"))
    processed_at = models.DateTimeField(_("processed at"), null=True)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, related_name="events", verbose_name=_("message")
    )

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], condition=~Q(event_id=""), name="provider_event_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(processed_at=None), name="provider_event_waiting"
            ),
            models.Index(fields=["recipient_hash", "occurred_at"], name="provider_event_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.type} {self.occurred_at:%Y-%m-%d %H:%M}"
