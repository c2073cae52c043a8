"""Daily mails: they stand while their reader wants one and there is anything in it."""

from collections.abc import Sequence
from datetime import datetime

from notifications import preferences
from notifications.models import Message
from notifications.periods import DESK_DIGEST, STUDENT_DIGEST, Later
from notifications.reminders import Intent
from notifications.topics.days import Day, days_of
from notifications.topics.desks import Desk, desks_of
from notifications.topics.digest_words import words

__all__ = ["standing", "words"]


def standing(messages: Sequence[Message], now: datetime) -> dict[int, Day | Desk | Later]:
    """What those messages of one centre would say by now; an empty one no longer stands.

    Students' and staff's together cost a constant number of queries.
    """
    wanted = preferences.digests_of(messages)
    mine = [message for message in messages if message.recipient_id in wanted]
    allowed = preferences.standing(
        [_intent(message, now) for message in mine],
        preferences.wishes_of({message.recipient_id for message in mine}),
        now,
    )
    students = [message.recipient for message in mine if message.kind == STUDENT_DIGEST]
    staff = [message for message in mine if message.kind == DESK_DIGEST]
    news: dict[int, Day | Desk] = {**days_of(students, now)}
    if staff:
        assert staff[0].centre_id is not None
        news |= desks_of([message.recipient for message in staff], staff[0].centre_id, now)
    return {
        message.pk: allowed[message.key] or news[message.recipient_id]
        for message in mine
        if message.key in allowed and message.recipient_id in news
    }


def _intent(message: Message, now: datetime) -> Intent:
    # As if it were due only now: an hour it was put off to is asked about anew.
    due = min(message.due_at, now)
    return Intent(message.key, message.kind, message.recipient_id, None, due, message.expires_at)
