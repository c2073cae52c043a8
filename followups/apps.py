"""The decisions app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    """followups: when to write, when to wait, when to stop."""

    name = "followups"
    verbose_name = _("Follow-ups")

    def ready(self) -> None:
        """Listen to the one signal: facts changed, so decide again in the same transaction."""
        from careers.signals import facts_changed
        from followups.services import decide_again

        facts_changed.connect(decide_again, dispatch_uid="followups.decide_again")
