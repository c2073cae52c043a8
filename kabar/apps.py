"""Wires Celery into every process that runs Django, so that `delay()` finds our broker."""

from django.apps import AppConfig


class KabarConfig(AppConfig):
    name = "kabar"

    def ready(self) -> None:
        from kabar import celery  # noqa: F401
