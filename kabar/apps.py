"""The site as a Django app."""

from django.apps import AppConfig


class KabarConfig(AppConfig):
    """Wires Celery into every process that runs Django, so that `delay()` finds our broker."""

    name = "kabar"

    def ready(self) -> None:
        """Load the Celery application and the checks of the mail settings."""
        from kabar import celery, inbound_checks, mail_checks  # noqa: F401
