"""The deliveries app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """notifications: what must reach whom, once."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Listen to the mail that providers take in for us."""
        from notifications import provider_mail

        provider_mail.connect()
