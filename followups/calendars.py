"""The `holidays` library and a centre's overrides -> a policy calendar (kept, versioned).

What bites (policy.md, "Calendars"): joint leave is Indonesia's alone and not in the library's
default; weekends follow the library day by day, since they differ by country and changed in Johor;
some countries need a subdivision.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zlib import crc32

import holidays
from holidays import HolidayBase

from followups.policy import Calendar, Closure, Reason, YearTable

JOINT_LEAVE_COUNTRY = "ID"
# Without the subdivision even the weekend would be a guess.
SUBDIVISION_REQUIRED = frozenset({"MY"})
# The library answers without one, but wrongly for most places: forms ask for the city.
SUBDIVISION_WANTED = frozenset({"GB", "AU", "DE", "US", "CA", "CH", "ES", "IN", "NZ"})
_ESTIMATE_MARK = "(estimated)"


class UnknownPlace(ValueError):
    """No calendar for this place; `code` is unknown_country, unknown_subdivision or
    subdivision_required."""

    def __init__(self, code: str, country: str, subdivision: str | None) -> None:
        super().__init__(f"{code}: {country} {subdivision or ''}".strip())
        self.code, self.country, self.subdivision = code, country, subdivision


class Override(NamedTuple):
    """A day a centre or an employer closes (`closed`) or keeps open, against the library."""

    day: date
    closed: bool
    name: str
    kind: str


@cache
def countries() -> dict[str, list[str]]:
    """ISO 3166 alpha-2 codes of all countries with a calendar -> their subdivisions."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {code: subdivisions for code, subdivisions in known.items() if len(code) == 2}


def check_place(country: str, subdivision: str | None) -> None:
    """Raise UnknownPlace if there is no calendar for this place."""
    if country not in countries():
        raise UnknownPlace("unknown_country", country, subdivision)
    if subdivision and subdivision not in countries()[country]:
        raise UnknownPlace("unknown_subdivision", country, subdivision)
    if not subdivision and country in SUBDIVISION_REQUIRED:
        raise UnknownPlace("subdivision_required", country, subdivision)


@cache
def last_decreed_year() -> int:
    """The last year for which the library knows Indonesia's joint leave."""
    leave = holidays.country_holidays(
        JOINT_LEAVE_COUNTRY, categories=("government",), years=range(2000, 2051)
    )
    return max(day.year for day in leave)


def _library(country: str, subdivision: str | None, year: int, category: str) -> HolidayBase:
    """One year of one category, named in English; the library refuses a language it lacks."""
    made = holidays.country_holidays(
        country, subdiv=subdivision, years=year, categories=(category,), expand=False
    )
    if "en_US" not in (made.supported_languages or ()):
        return made
    return holidays.country_holidays(
        country,
        subdiv=subdivision,
        years=year,
        categories=(category,),
        expand=False,
        language="en_US",
    )


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _closures(country: str, subdivision: str | None, year: int) -> Iterator[tuple[date, Closure]]:
    public = _library(country, subdivision, year, "public")
    leave: HolidayBase | dict[date, str] = {}
    if country == JOINT_LEAVE_COUNTRY:
        leave = _library(country, subdivision, year, "government")
    for day in _days(year):
        weekend = public.is_weekend(day)
        if day in public:
            name, kind = public[day], "public"
        elif day in leave:
            name, kind = leave[day], "joint_leave"
        elif public.is_working_day(day):
            continue
        else:
            name, kind = f"{day:%a}", "weekend"
        estimated = _ESTIMATE_MARK in name
        name = name.replace(_ESTIMATE_MARK, "").replace("  ", " ").strip()
        yield day, Closure(kind, name, estimated, weekend)


@lru_cache(maxsize=4096)
def _base_year(country: str, subdivision: str | None, year: int) -> YearTable:
    """One year of one place as the library has it."""
    span = holidays.country_holidays(country, subdiv=subdivision)
    known = span.start_year <= year <= span.end_year
    if country == JOINT_LEAVE_COUNTRY:
        known = known and year <= last_decreed_year()
    if not span.start_year <= year <= span.end_year:
        return YearTable({}, False)
    return YearTable(dict(_closures(country, subdivision, year)), known)


def _warnings(country: str, subdivision: str | None) -> tuple[Reason, ...]:
    if subdivision or country not in SUBDIVISION_WANTED:
        return ()
    return (Reason("subdivision_missing", {"country": country}),)


@lru_cache(maxsize=1024)
def calendar_for(
    country: str,
    subdivision: str | None = None,
    overrides: tuple[Override, ...] = (),
    confirmed: frozenset[int] = frozenset(),
    works_joint_leave: bool = False,
) -> Calendar:
    """The (kept) calendar of a place with the overrides of a centre, then of an employer.

    `confirmed` are the years an admin has confirmed beyond the library's; `works_joint_leave` is
    an employer who opens on joint leave. Raises UnknownPlace.
    """
    check_place(country, subdivision)

    def load(year: int) -> YearTable:
        base = _base_year(country, subdivision, year)
        closures = dict(base.closures)
        for override in overrides:
            if override.day.year != year:
                continue
            if override.closed:
                weekend = override.day in closures and closures[override.day].weekend
                closures[override.day] = Closure(override.kind, override.name, False, weekend)
            else:
                closures.pop(override.day, None)
        return YearTable(closures, base.confirmed or year in confirmed)

    version = f"holidays {holidays.__version__}"
    if overrides or confirmed:
        version += f" +{crc32(repr((overrides, sorted(confirmed))).encode()):08x}"
    if works_joint_leave:
        version += " works on joint leave"
    made = Calendar(load, version, warnings=_warnings(country, subdivision), country=country)
    return made.ignoring(frozenset({"joint_leave"})) if works_joint_leave else made


@cache
def _indonesian_names() -> dict[str, str]:
    """English name -> Indonesian name of Indonesia's own days."""
    names: dict[str, str] = {}
    for category in ("public", "government"):
        for year in range(2020, last_decreed_year() + 1):
            english, local = (
                holidays.country_holidays("ID", years=year, categories=(category,), language=lang)
                for lang in ("en_US", "id")
            )
            for day, name in english.items():
                key = name.replace(_ESTIMATE_MARK, "").strip()
                names[key] = local[day].replace("(perkiraan)", "").strip()
    return names


def day_name(name: str, language: str) -> str:
    """A closed day's name in the reader's language, where the library knows it."""
    return _indonesian_names().get(name, name) if language.startswith("id") else name
