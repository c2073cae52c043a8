"""Reminders about a plan: they stand while the plan still calls for them."""

from collections.abc import Sequence
from datetime import datetime

from notifications import preferences
from notifications.models import Message
from notifications.periods import Later
from notifications.reminders import Situation, intents
from notifications.situations import situations
from notifications.topics.plan_words import words

__all__ = ["standing", "words"]


def standing(messages: Sequence[Message], now: datetime) -> dict[int, Situation | Later]:
    """The situations of those messages that the plan, and the reader's wishes, still call for."""
    found = {
        s.application.pk: s for s in situations({m.application_id for m in messages if m.application_id})
    }
    called_for = [intent for s in found.values() for intent in intents(s.glance, now)]
    wishes = preferences.wishes_of({intent.recipient_id for intent in called_for})
    allowed = preferences.standing(called_for, wishes, now)
    return {
        message.pk: allowed[message.key] or found[message.application_id]
        for message in messages
        if message.application_id in found and message.key in allowed
    }
