"""Word to an admin that her centre's calendar is about to run out: it stands until the year is confirmed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from careers.access import ADMIN
from followups.selectors import Horizon, horizons
from followups.wording import slots
from notifications import preferences
from notifications.alarms import HORIZON_DAYS
from notifications.models import Message
from notifications.periods import Later
from notifications.reminders import Intent


def standing(messages: Sequence[Message], now: datetime) -> dict[int, Horizon | Later]:
    """The horizons of those messages' centres that are still near, for readers who are still admins."""
    near = {h.centre_id: h for h in horizons(now) if h.days < HORIZON_DAYS}
    mine = [x for x in messages if x.centre_id in near and x.recipient.role == ADMIN]
    # As if each were due only now: an hour it was put off to is asked about anew.
    intents = [Intent(x.key, x.kind, x.recipient_id, None, min(x.due_at, now), x.expires_at) for x in mine]
    wishes = preferences.wishes_of({x.recipient_id for x in mine})
    allowed = preferences.standing(intents, wishes, now)
    return {x.pk: allowed[x.key] or near[x.centre_id or 0] for x in mine if x.key in allowed}


def words(message: Message, horizon: Horizon) -> dict[str, Any]:
    """The words of this mail, in the active language; templates/emails/README.md names them."""
    return {
        "greeted": message.recipient.get_full_name(),
        "centre": message.centre.name if message.centre else "Kabar",
        "until": slots.long_day_words(horizon.until),
        "year": str(horizon.until.year + 1),
        "over": horizon.days < 0,
        "link": settings.BASE_URL.rstrip("/") + reverse("delivery"),
        "reply_to": "",
    }
