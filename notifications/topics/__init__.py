"""What mails speak of: one module per topic, one line per kind of mail.

Each topic says which of its queued messages still stand, and finds the words of one. Adding a kind
of mail is a line here, and in its topic what it stands on and its words.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from types import ModuleType
from typing import Any

from notifications.models import Message
from notifications.topics import digests, horizon, plans

TOPICS: dict[str, ModuleType] = {
    "heads_up": plans,
    "window_open": plans,
    "window_missed": plans,
    "missed_alert": plans,
    "approval_needed": plans,
    "stopped_kindly": plans,
    "thank_you_due": plans,
    "help_asked": plans,
    "digest": digests,
    "desk_digest": digests,
    "calendar_horizon": horizon,
}


def standing(messages: Sequence[Message], now: datetime) -> dict[int, Any]:
    """Message pk -> what it speaks of, for those of one centre that still stand at `now`.

    A constant number of queries for each topic among them.
    """
    by_topic: defaultdict[ModuleType, list[Message]] = defaultdict(list)
    for message in messages:
        by_topic[TOPICS[message.kind]].append(message)
    found: dict[int, Any] = {}
    for topic, own in by_topic.items():
        found |= topic.standing(own, now)
    return found


def words(message: Message, situation: Any) -> dict[str, Any]:
    """The words of one mail about that situation, in the active language."""
    ready: dict[str, Any] = TOPICS[message.kind].words(message, situation)
    return ready
