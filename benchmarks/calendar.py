"""The next working day, call by call, beside `holidays` and bizdays on the same dates."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import holidays
from bizdays import Calendar as BizCalendar

from benchmarks.race import Timing, race, show
from followups.calendars import calendar_for

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 20)
DAYS = (LAST - FIRST).days
YEARS = range(2023, 2029)


def dates(count: int) -> list[date]:
    """Random dates of four years: each is an object of its own, as facts bring them."""
    dice = random.Random(count)
    return [FIRST + timedelta(days=dice.randrange(DAYS)) for _ in range(count)]


def by_kabar(part: Sequence[date]) -> list[Any]:
    """Ours: a table per calendar and year."""
    next_day = calendar_for("ID").next_working_day
    return [next_day(day) for day in part]


def by_holidays(part: Sequence[date]) -> list[Any]:
    """`holidays` with its years already filled in, and its method looked up once."""
    next_day = _library.get_nth_working_day
    return [next_day(day, 1) for day in part]


def by_bizdays(part: Sequence[date]) -> list[Any]:
    """bizdays with the very same closed days; it gives dates for dates, as ours does."""
    offset = _bizdays.offset
    return [offset(day, 1) for day in part]


_library = holidays.country_holidays("ID", years=YEARS, categories=("public", "government"), expand=False)
_bizdays = BizCalendar(
    holidays=[day for year in YEARS for day, why in calendar_for("ID").year(year).closures.items()
              if why.kind != "weekend"],
    weekdays=["Saturday", "Sunday"],
    startdate=f"{YEARS[0]}-01-01",
    enddate=f"{YEARS[-1]}-12-31",
    name="Indonesia",
)  # fmt: skip


def run(*, short: bool = False) -> list[Timing]:
    """Print the speed of the next working day; the timings carry the days found."""
    count, size = (2_000, 1_000) if short else (1_000_000, 50_000)
    asked = dates(count)
    bare = dict(zip(asked, by_kabar(asked), strict=True))
    timings = race(
        {
            "kabar: next_working_day(day)": by_kabar,
            "holidays: get_nth_working_day(day, 1)": by_holidays,
            "bizdays: offset(day, 1)": by_bizdays,
            "limit: a bare dictionary, table[day]": lambda part: [bare[day] for day in part],
        },
        [asked[start : start + size] for start in range(0, count, size)],
    )
    show(f"The next working day in Indonesia ({count:,} dates, call by call)", timings)
    return timings
