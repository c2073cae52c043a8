"""What is known about deliveries -> what wants a person. Pure: one condition, one function, one line.

The same conditions stand in deploy/prometheus/alerts.yml; docs/operations.md says what to do.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

# Due mail and due plans are looked for every 30 seconds: four chances went by.
LATE = timedelta(minutes=2)
# A provider that puts everything off for so long is ill, or does not want us.
PUT_OFF_FOR = timedelta(minutes=15)
PUT_OFF_MAILS = 3
EVENTS_WAIT = timedelta(minutes=5)
SILENT = timedelta(minutes=3)
# Decrees of the next year's closed days need time to be checked and confirmed.
HORIZON_DAYS = 60


class Place(NamedTuple):
    """A country some centre is in; for how many days from today its closed days can be trusted."""

    country: str
    days: int


class Readings(NamedTuple):
    """What all centres together look like at one instant; times aware, None where there is nothing.

    `mail_due_since`: the oldest mail that may go out now and has not. `put_off_since` and `put_off`:
    mail the provider answered with "later". `accepted_at`: when it last took one, within a day.
    `swept_at`: the last time a sweep began.
    """

    mail_due_since: datetime | None = None
    plans_due_since: datetime | None = None
    put_off: int = 0
    put_off_since: datetime | None = None
    accepted_at: datetime | None = None
    unknown: int = 0
    unknown_since: datetime | None = None
    events_waiting: int = 0
    events_since: datetime | None = None
    swept_at: datetime | None = None
    places: tuple[Place, ...] = ()


class Alarm(NamedTuple):
    """Something a person should look at; `since` is None where no beginning is known."""

    code: str
    since: datetime | None
    figures: dict[str, int | str]


def _seconds(now: datetime, since: datetime) -> int:
    return round((now - since).total_seconds())


def mail_late(r: Readings, now: datetime) -> Alarm | None:
    """Mail may go out and no worker takes it."""
    if r.mail_due_since is None or now - r.mail_due_since <= LATE:
        return None
    return Alarm("mail_late", r.mail_due_since, {"seconds": _seconds(now, r.mail_due_since)})


def mail_put_off(r: Readings, now: datetime) -> Alarm | None:
    """The provider takes nothing any more: several mails wait for another attempt, none got through."""
    if r.put_off < PUT_OFF_MAILS or r.put_off_since is None or now - r.put_off_since <= PUT_OFF_FOR:
        return None
    if r.accepted_at is not None and now - r.accepted_at <= PUT_OFF_FOR:
        return None
    return Alarm("mail_put_off", r.put_off_since, {"mails": r.put_off})


def plans_late(r: Readings, now: datetime) -> Alarm | None:
    """Cases are due to be looked at and no sweep does."""
    if r.plans_due_since is None or now - r.plans_due_since <= LATE:
        return None
    return Alarm("plans_late", r.plans_due_since, {"seconds": _seconds(now, r.plans_due_since)})


def outcome_unknown(r: Readings, now: datetime) -> Alarm | None:
    """Whether some mails left is not known: only a person can find out."""
    return Alarm("outcome_unknown", r.unknown_since, {"mails": r.unknown}) if r.unknown else None


def events_waiting(r: Readings, now: datetime) -> Alarm | None:
    """Webhooks arrive and nobody reads them."""
    if r.events_since is None or now - r.events_since <= EVENTS_WAIT:
        return None
    return Alarm("events_waiting", r.events_since, {"events": r.events_waiting})


def sweep_silent(r: Readings, now: datetime) -> Alarm | None:
    """No sweep has begun for a while, or ever: beat or the workers are away."""
    if r.swept_at is not None and now - r.swept_at <= SILENT:
        return None
    figures: dict[str, int | str] = {"seconds": _seconds(now, r.swept_at)} if r.swept_at else {}
    return Alarm("sweep_silent", r.swept_at, figures)


def calendar_ends(r: Readings, now: datetime) -> Alarm | None:
    """Soon no date can be computed: a year's closed days are not confirmed yet."""
    nearest = min(r.places, key=lambda place: place.days, default=None)
    if nearest is None or nearest.days >= HORIZON_DAYS:
        return None
    return Alarm("calendar_ends", None, {"days": nearest.days, "country": nearest.country})


CONDITIONS: tuple[Callable[[Readings, datetime], Alarm | None], ...] = (
    mail_late,
    mail_put_off,
    plans_late,
    sweep_silent,
    events_waiting,
    outcome_unknown,
    calendar_ends,
)
CODES = tuple(condition.__name__ for condition in CONDITIONS)


def alarms(readings: Readings, now: datetime) -> list[Alarm]:
    """Every alarm that stands at `now`, the most pressing first."""
    return [alarm for condition in CONDITIONS if (alarm := condition(readings, now))]
