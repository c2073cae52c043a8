"""Django's createsuperuser, for the operator: with the day she joined, and an address to sign in by."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db.models.signals import post_save, pre_save

from careers import clock
from careers.models import User
from careers.services.people import verify_address


class Command(createsuperuser.Command):
    """Asks (or reads the environment) as Django's own command does."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Django's command makes the user itself, so what it leaves out is added as she is saved."""
        now = clock.now()

        def join(instance: User, **_kwargs: Any) -> None:
            instance.date_joined = instance.date_joined or now

        def vouch(instance: User, created: bool, **_kwargs: Any) -> None:
            if created:
                verify_address(instance)

        pre_save.connect(join, sender=User, weak=False)
        post_save.connect(vouch, sender=User, weak=False)
        try:
            super().handle(*args, **options)
        finally:
            pre_save.disconnect(join, sender=User)
            post_save.disconnect(vouch, sender=User)
