"""A recruiter's working days, as tables. Pure: the years are given from outside.

`followups.calendars` turns the `holidays` library and a centre's overrides into `YearTable`s; this
module only looks things up. Tables are built once per year, so that a look-up is one dictionary
access (bench: `make bench`).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from followups.policy.trace import Reason

ONE_DAY = timedelta(days=1)

# Kinds of closure. An override's kind wins over the library's.
WEEKEND = "weekend"
PUBLIC = "public"
JOINT_LEAVE = "joint_leave"
CENTRE = "centre"
EMPLOYER = "employer"


class Closure(NamedTuple):
    """Why a day is closed: a kind, the day's name, and whether its date is still an estimate.

    `weekend` says that the day would be closed as a weekend too.
    """

    kind: str
    name: str
    estimated: bool = False
    weekend: bool = False


class YearTable(NamedTuple):
    """The closed days of one year, and whether the year's decree is known."""

    closures: Mapping[date, Closure]
    confirmed: bool


class _Following(dict[date, date]):
    """day -> the first working day after it; a missing day fills in its whole year."""

    def __init__(self, calendar: "Calendar") -> None:
        self._calendar = calendar

    def __missing__(self, day: date) -> date:
        closed = self._calendar.closure
        upcoming = date(day.year + 1, 1, 1)
        while closed(upcoming):
            upcoming += ONE_DAY
        cursor = date(day.year, 12, 31)
        while cursor.year == day.year:
            self[cursor] = upcoming
            if not closed(cursor):
                upcoming = cursor
            cursor -= ONE_DAY
        return self[day]


class _Confirmed(dict[int, bool]):
    """year -> whether its closed days are decreed; a missing year is looked up once."""

    def __init__(self, calendar: "Calendar") -> None:
        self._calendar = calendar

    def __missing__(self, number: int) -> bool:
        known = self[number] = self._calendar.year(number).confirmed
        return known


class Calendar:
    """Working days of one place (and, with overrides, of one centre or employer).

    `load_year(year)` gives the year's table and is asked once per year. `version` names the data
    the tables were made from and is stored with each decision; `country` is its ISO 3166
    code; `warnings` are reasons every
    decision under this calendar carries. Kinds of closure in `ignore` count
    as working days (policy keys `skip_public_holidays`, `skip_joint_leave`).
    """

    def __init__(
        self,
        load_year: Callable[[int], YearTable],
        version: str = "",
        ignore: frozenset[str] = frozenset(),
        warnings: tuple[Reason, ...] = (),
        country: str = "",
    ) -> None:
        self.version = version
        self.country = country
        self.warnings = warnings
        self._load_year = load_year
        self._ignore = ignore
        self._years: dict[int, YearTable] = {}
        self._estimates: dict[int, list[tuple[date, Closure]]] = {}
        self._confirmed = _Confirmed(self)
        self._variants: dict[frozenset[str], Calendar] = {}
        self.timetables: dict[Any, Any] = {}
        """Kept by timetable.py; here, so that they live exactly as long as their calendar."""
        # A bound dictionary look-up: nothing between the caller and the table.
        self.next_working_day: Callable[[date], date] = _Following(self).__getitem__
        """The first working day strictly after the given day."""

    def year(self, number: int) -> YearTable:
        """The table of one year, with ignored kinds of closure taken out."""
        table = self._years.get(number)
        if table is None:
            table = self._load_year(number)
            if self._ignore:
                table = table._replace(closures=dict(self._kept(table)))
            self._years[number] = table
        return table

    def _kept(self, table: YearTable) -> Iterator[tuple[date, Closure]]:
        for day, closure in table.closures.items():
            if closure.kind not in self._ignore:
                yield day, closure
            elif closure.weekend:
                yield day, Closure(WEEKEND, f"{day:%a}", weekend=True)

    def closure(self, day: date) -> Closure | None:
        """Why the day is closed, or None for a working day."""
        return self.year(day.year).closures.get(day)

    def is_working_day(self, day: date) -> bool:
        """True if the recruiter works on that day."""
        return day not in self.year(day.year).closures

    def previous_working_day(self, day: date) -> date:
        """The last working day strictly before the given day."""
        day -= ONE_DAY
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`; the day itself is not counted."""
        for _ in range(n):
            day = self.next_working_day(day)
        return day

    def unconfirmed_year(self, first: date, last: date) -> int | None:
        """The first year between two days whose closed days are not decreed yet, if any."""
        number, end = first.year, last.year
        while number <= end:
            if not self._confirmed[number]:
                return number
            number += 1
        return None

    def estimated(self, first: date, last: date) -> list[tuple[date, Closure]]:
        """Closed days between two days (both included) whose date is still an estimate."""
        found = []
        for number in range(first.year, last.year + 1):
            kept = self._estimates.get(number)
            if kept is None:
                closures = sorted(self.year(number).closures.items())
                kept = self._estimates[number] = [(d, c) for d, c in closures if c.estimated]
            found += [(day, closure) for day, closure in kept if first <= day <= last]
        return found

    def ignoring(self, kinds: frozenset[str]) -> "Calendar":
        """The same calendar with some kinds of closure counted as working days."""
        if kinds <= self._ignore:
            return self
        if kinds not in self._variants:
            self._variants[kinds] = Calendar(
                self._load_year, self.version, self._ignore | kinds, self.warnings, self.country
            )
        return self._variants[kinds]
