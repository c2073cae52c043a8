"""When a recruiter may be written to, day by day: closed days and windows as a table. Pure.

Day rules and window rules are evaluated once per (calendar, rules, zone, day) and kept, so that a
decision only walks over ready days. A new rule about *days* is one function and one line in
`DAY_RULES`; a rule about *hours* is one function and one line in `WINDOW_RULES`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from followups.policy.calendar import JOINT_LEAVE, ONE_DAY, PUBLIC, Calendar
from followups.policy.keys import Rules, Span
from followups.policy.trace import Reason


class Window(NamedTuple):
    """One safe time: recruiter-local start (inclusive) and end (exclusive), and the same in UTC."""

    start: datetime
    end: datetime
    start_utc: datetime
    end_utc: datetime
    upcoming: Reason
    current: Reason


class Day(NamedTuple):
    """One recruiter-local day: its windows, or the reasons why there is none."""

    windows: tuple[Window, ...]
    skipped: tuple[Reason, ...]


def closed_day(calendar: Calendar, rules: Rules, day: date) -> Reason | None:
    """Never at a weekend or on a holiday of the recruiter (T5–T6, S0)."""
    closure = calendar.closure(day)
    if closure is None:
        return None
    return Reason("closed_day", {"date": day, "kind": closure.kind, "name": closure.name})


def skip_friday_lunch(rules: Rules, day: date, windows: tuple[Span, ...]) -> tuple[Span, ...]:
    """Friday's midday belongs to prayer where a centre says so (key `friday_lunch`)."""
    if rules.friday_lunch == "allow" or day.weekday() != 4:
        return windows
    return tuple(span for span in windows if span[1] <= time(11) or span[0] >= time(13, 30))


def ramadan_hours(rules: Rules, day: date, windows: tuple[Span, ...]) -> tuple[Span, ...]:
    """Other windows in a season such as Ramadan, where lunch is no break (key `ramadan_windows`)."""
    if not windows:
        return windows  # a day the centre keeps free stays free
    for season in rules.ramadan_windows:
        if season.first <= day <= season.last:
            return season.windows
    return windows


DAY_RULES: tuple[Callable[[Calendar, Rules, date], Reason | None], ...] = (closed_day,)
# Applied in this order: a season sets the hours, Friday then takes its share.
WINDOW_RULES: tuple[Callable[[Rules, date, tuple[Span, ...]], tuple[Span, ...]], ...] = (
    ramadan_hours,
    skip_friday_lunch,
)


class Timetable(dict[date, Day]):
    """day -> Day for one calendar, one set of rules and one zone; days are built on first use."""

    def __init__(self, calendar: Calendar, rules: Rules, zone: ZoneInfo) -> None:
        self.calendar, self._rules, self._zone = calendar, rules, zone

    def __missing__(self, day: date) -> Day:
        made = self[day] = self._build(day)
        return made

    def _build(self, day: date) -> Day:
        for rule in DAY_RULES:
            skipped = rule(self.calendar, self._rules, day)
            if skipped:
                return Day((), (skipped, *self._warnings(day)))
        spans = self._rules.windows[day.weekday()]
        for narrow in WINDOW_RULES:
            spans = narrow(self._rules, day, spans)
        windows = tuple(self._window(day, span) for span in spans)
        # A span inside a clock change may shrink to nothing; such a window does not exist.
        windows = tuple(w for w in windows if w.start_utc < w.end_utc)
        return Day(windows, () if windows else (Reason("no_windows_that_day", {"date": day}),))

    def _warnings(self, day: date) -> tuple[Reason, ...]:
        closure = self.calendar.closure(day)
        if closure is None or not closure.estimated:
            return ()
        return (Reason("holiday_estimated", {"date": day, "name": closure.name}),)

    def _window(self, day: date, span: Span) -> Window:
        # Through UTC and back: a wall time inside a spring gap becomes the real time after it.
        start_utc, end_utc = (datetime.combine(day, wall, tzinfo=self._zone).astimezone(UTC) for wall in span)
        start, end = start_utc.astimezone(self._zone), end_utc.astimezone(self._zone)
        params = {"start": start, "end": end}
        return Window(
            start, end, start_utc, end_utc, Reason("next_window", params), Reason("in_window", params)
        )


def timetable(calendar: Calendar, rules: Rules, zone: ZoneInfo) -> Timetable:
    """The (kept) timetable of a calendar under some rules in a zone."""
    kept = calendar.timetables.get((rules, zone))
    if kept is None:
        ignored = set()
        if not rules.skip_public_holidays:
            ignored.add(PUBLIC)
        if not rules.skip_joint_leave:
            ignored.add(JOINT_LEAVE)
        seen = calendar.ignoring(frozenset(ignored))
        kept = calendar.timetables[rules, zone] = Timetable(seen, rules, zone)
    return kept


def windows_after(
    calendar: Calendar, rules: Rules, zone: ZoneInfo, moment: datetime, n: int
) -> list[tuple[datetime, datetime]]:
    """The next `n` windows that start at or after an instant (aware), recruiter-local."""
    table = timetable(calendar, rules, zone)
    day = moment.astimezone(zone).date()
    found: list[tuple[datetime, datetime]] = []
    for _ in range(60):
        found += [(w.start, w.end) for w in table[day].windows if w.start_utc >= moment]
        if len(found) >= n:
            break
        day += ONE_DAY
    return found[:n]
