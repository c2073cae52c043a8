"""Where a life takes place: the recruiter's calendar and hours, and those of the student. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from followups.policy import Calendar, Rules

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Setting(NamedTuple):
    """One application's surroundings; `zone` is the recruiter's."""

    country: str
    subdivision: str
    zone: ZoneInfo
    calendar: Calendar
    rules: Rules
    student_zone: ZoneInfo
    position: str
    recruiter: str

    def day(self, moment: datetime) -> date:
        """The recruiter-local day of an instant."""
        return moment.astimezone(self.zone).date()

    def wall(self, day: date, hour: time) -> datetime:
        """A recruiter-local wall time as an instant (UTC)."""
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)

    def at_work(self, moment: datetime, rng: Random) -> datetime:
        """That moment, or one in the recruiter's next working hours."""
        local = moment.astimezone(self.zone)
        day = local.date()
        if not self.calendar.is_working_day(day) or local.hour >= 17:
            day = self.calendar.next_working_day(day)
        if day == local.date() and local.hour >= 9:
            return moment
        return self.wall(day, time(rng.randint(9, 16), rng.randint(0, 59)))

    def awake(self, moment: datetime, rng: Random) -> datetime:
        """That moment, or the morning after for a student who sleeps."""
        local = moment.astimezone(self.student_zone)
        if 7 <= local.hour < 22:
            return moment
        day = local.date() + (DAY if local.hour >= 22 else timedelta())
        morning = time(rng.randint(7, 9), rng.randint(0, 59))
        return datetime.combine(day, morning, tzinfo=self.student_zone).astimezone(UTC)

    def interview(self, days_ago: int, now: datetime, rng: Random) -> datetime:
        """An interview on a working day about so many days ago; negative is still to come."""
        planned = days_ago < 0
        move = self.calendar.next_working_day if planned else self.calendar.previous_working_day
        hour = time(rng.randint(9, 15))
        day = self.day(now) - days_ago * DAY
        while True:
            held = self.wall(day, hour)
            fits = held > now + HOUR if planned else held < now - HOUR / 2
            if fits and self.calendar.is_working_day(day):
                return held
            day = move(day)
