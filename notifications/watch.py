"""The watch: alarms into the log, and word to the admins before their calendar runs out.

What if we die here? An alarm is told again within the hour; the mail's key makes it one a month.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from careers.access import ADMIN
from careers.models import User
from followups.selectors import Horizon, horizons
from notifications import outbox, preferences, runs
from notifications.alarms import HORIZON_DAYS, Alarm, alarms
from notifications.readings import ALARM_PREFIX, readings
from notifications.reminders import Intent

log = structlog.stdlib.get_logger("kabar.alarm")
AN_HOUR = timedelta(hours=1)
HORIZON = "calendar_horizon"
# The news is as good a week later; after that the next month's mail has newer figures.
HORIZON_LASTS = timedelta(days=7)
OFFICE_HOURS = range(8, 17)


def watch(now: datetime) -> list[Alarm]:
    """Log every alarm that stands, each once an hour; returns them all."""
    standing = alarms(readings(now), now)
    for alarm in standing:
        if runs.take(f"{ALARM_PREFIX}{alarm.code}", AN_HOUR, now):
            log.error("alarm", alarm=alarm.code, since=alarm.since, **alarm.figures)
    if runs.take(HORIZON, AN_HOUR, now):
        announce_horizons(now)
    return standing


def announce_horizons(now: datetime) -> int:
    """Tell the admins of each centre whose calendar ends soon, once a month, in office hours.

    Returns how many mails are new.
    """
    near = {h.centre_id: h for h in horizons(now) if h.days < HORIZON_DAYS}
    admins = User.objects.filter(centre__in=list(near), role=ADMIN, is_active=True)
    intents: dict[int, list[Intent]] = {}
    for admin in admins.select_related("centre").order_by("pk"):
        assert admin.centre is not None
        here = now.astimezone(ZoneInfo(admin.centre.time_zone))
        if here.hour in OFFICE_HOURS:
            intents.setdefault(admin.centre.pk, []).append(_intent(near[admin.centre.pk], admin, here))
    wishes = preferences.wishes_of(intent.recipient_id for told in intents.values() for intent in told)
    return sum(
        outbox.enqueue(centre_id, preferences.arrange(told, wishes, now), now)
        for centre_id, told in intents.items()
    )


def _intent(horizon: Horizon, admin: User, here: datetime) -> Intent:
    key = f"{horizon.centre_id}:{HORIZON}:{horizon.centre_id}:{admin.pk}:{here:%Y-%m}"
    now = here.astimezone(ZoneInfo("UTC"))
    return Intent(key, HORIZON, admin.pk, None, now, now + HORIZON_LASTS)
