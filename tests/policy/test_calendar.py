"""The calendar's tables against the `holidays` library itself, and what a centre may change."""

from datetime import date, timedelta

import holidays
import pytest

from followups.calendars import (
    Override,
    UnknownPlace,
    calendar_for,
    check_place,
    day_name,
    last_decreed_year,
)
from followups.policy import DEFAULTS, Calendar, Closure, YearTable, decide, parse_case
from tests.policy.asking import question

PLACES = [
    ("ID", None), ("MY", "01"), ("MY", "02"), ("MY", "14"), ("BN", None), ("SG", None), ("SA", None),
    ("NL", None), ("US", "NY"), ("AU", "NSW"), ("GB", "SCT"), ("DE", "BY"), ("CN", None), ("NP", None),
]  # fmt: skip
YEARS = (2024, 2025, 2026, 2027)
ONE_DAY = timedelta(days=1)


def days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def library(country: str, subdivision: str | None) -> holidays.HolidayBase:
    categories = ("public", "government") if country == "ID" else ("public",)
    return holidays.country_holidays(country, subdiv=subdivision, categories=categories)


@pytest.mark.parametrize(("country", "subdivision"), PLACES)
def test_every_day_of_four_years_agrees_with_the_library(country: str, subdivision: str | None) -> None:
    calendar, peer = calendar_for(country, subdivision), library(country, subdivision)
    for year in YEARS:
        ours = [day for day in days(year) if calendar.is_working_day(day)]
        assert ours == [day for day in days(year) if peer.is_working_day(day)]


@pytest.mark.parametrize(("country", "subdivision"), PLACES)
def test_the_next_and_the_previous_working_day_agree_with_the_library(
    country: str, subdivision: str | None
) -> None:
    calendar, peer = calendar_for(country, subdivision), library(country, subdivision)
    for day in days(2026)[::3] + days(2027)[-10:]:
        assert calendar.next_working_day(day) == peer.get_nth_working_day(day, 1)
        assert calendar.previous_working_day(day) == peer.get_nth_working_day(day, -1)


@pytest.mark.parametrize("n", [0, 1, 2, 5, 10, 30, 260])
def test_counting_working_days_agrees_with_the_library(n: int) -> None:
    calendar, peer = calendar_for("ID"), library("ID", None)
    for day in days(2026)[::11]:
        expected = peer.get_nth_working_day(day, n) if n else day
        assert calendar.add_working_days(day, n) == expected


@pytest.mark.parametrize(
    ("year", "public", "joint_leave"),
    [(2026, 17, 8), (2027, 18, 8)],
)
def test_indonesias_joint_leave_is_counted_beside_its_holidays(
    year: int, public: int, joint_leave: int
) -> None:
    closures = calendar_for("ID").year(year).closures.values()
    kinds = [closure.kind for closure in closures]
    assert (kinds.count("public"), kinds.count("joint_leave")) == (public, joint_leave)


def test_the_amended_decree_of_2025_closes_the_eighteenth_of_august() -> None:
    assert calendar_for("ID").closure(date(2025, 8, 18)) is not None


@pytest.mark.parametrize(
    ("country", "subdivision", "year", "rests_on"),
    [
        ("MY", "02", 2026, {4, 5}),
        ("MY", "03", 2026, {4, 5}),
        ("MY", "11", 2026, {4, 5}),
        ("MY", "01", 2024, {4, 5}),
        ("MY", "01", 2025, {5, 6}),
        ("MY", "14", 2026, {5, 6}),
        ("BN", None, 2026, {4, 6}),
        ("ID", None, 2026, {5, 6}),
        ("SA", None, 2026, {4, 5}),
    ],
)
def test_each_place_has_its_own_weekend(
    country: str, subdivision: str | None, year: int, rests_on: set[int]
) -> None:
    closures = calendar_for(country, subdivision).year(year).closures.items()
    assert {day.weekday() for day, closure in closures if closure.kind == "weekend"} == rests_on


def test_a_working_saturday_of_the_library_is_a_working_day() -> None:
    # China works on some Saturdays to make holidays longer: 2026-02-14 is one.
    assert calendar_for("CN").is_working_day(date(2026, 2, 14))


@pytest.mark.parametrize(
    ("country", "subdivision", "code"),
    [
        ("XX", None, "unknown_country"),
        ("", None, "unknown_country"),
        ("id", None, "unknown_country"),
        ("MY", None, "subdivision_required"),
        ("MY", "99", "unknown_subdivision"),
        ("US", "ZZ", "unknown_subdivision"),
        ("SG", "01", "unknown_subdivision"),
    ],
)
def test_a_place_without_a_calendar_is_refused_with_a_code(
    country: str, subdivision: str | None, code: str
) -> None:
    with pytest.raises(UnknownPlace) as refused:
        check_place(country, subdivision)
    assert refused.value.code == code
    with pytest.raises(UnknownPlace):
        calendar_for(country, subdivision)


def test_only_decreed_years_of_indonesia_are_confirmed() -> None:
    last = last_decreed_year()
    calendar = calendar_for("ID")
    assert calendar.year(last).confirmed
    assert not calendar.year(last + 1).confirmed
    assert calendar.unconfirmed_year(date(last, 12, 31), date(last, 12, 31)) is None
    assert calendar.unconfirmed_year(date(last, 12, 31), date(last + 2, 1, 1)) == last + 1
    confirmed = calendar_for("ID", confirmed=frozenset({last + 1}))
    assert confirmed.unconfirmed_year(date(last, 1, 1), date(last + 2, 1, 1)) == last + 2


MONDAY = date(2026, 7, 13)


def test_a_centres_override_closes_and_opens_days() -> None:
    closing = Override(MONDAY, True, "Regional election", "centre")
    opening = Override(date(2026, 8, 17), False, "Open all the same", "centre")
    calendar = calendar_for("ID", overrides=(closing, opening))
    assert calendar.closure(MONDAY) == Closure("centre", "Regional election")
    assert calendar.next_working_day(date(2026, 7, 10)) == date(2026, 7, 14)
    assert calendar.previous_working_day(date(2026, 7, 14)) == date(2026, 7, 10)
    assert calendar.next_working_day(date(2026, 8, 14)) == date(2026, 8, 17)
    assert calendar_for("ID").is_working_day(MONDAY), "other centres keep the library's day"


def test_an_employers_override_comes_after_its_centres() -> None:
    closing = Override(MONDAY, True, "Regional election", "centre")
    opening = Override(MONDAY, False, "We work", "employer")
    assert calendar_for("ID", overrides=(closing, opening)).is_working_day(MONDAY)
    assert not calendar_for("ID", overrides=(opening, closing)).is_working_day(MONDAY)


def test_a_closed_weekend_stays_closed_when_holidays_are_worked() -> None:
    saturday = Override(date(2026, 7, 11), True, "Stocktaking", "centre")
    calendar = calendar_for("ID", overrides=(saturday,))
    working = calendar.ignoring(frozenset({"centre"}))
    assert working.closure(saturday.day) == Closure("weekend", "Sat", weekend=True)


def test_an_employer_who_works_on_joint_leave_has_it_as_working_days() -> None:
    ordinary, working = calendar_for("ID"), calendar_for("ID", works_joint_leave=True)
    christmas_eve = date(2026, 12, 24)
    assert not ordinary.is_working_day(christmas_eve)
    assert working.is_working_day(christmas_eve)
    assert not working.is_working_day(date(2026, 12, 25))


def test_the_version_names_the_library_and_changes_with_the_overrides() -> None:
    plain = calendar_for("ID").version
    assert holidays.__version__ in plain
    closing = (Override(MONDAY, True, "Regional election", "centre"),)
    versions = {
        plain,
        calendar_for("ID", overrides=closing).version,
        calendar_for("ID", confirmed=frozenset({2028})).version,
        calendar_for("ID", overrides=closing, confirmed=frozenset({2028})).version,
    }
    assert len(versions) == 4


def test_estimates_are_found_between_two_days_both_included() -> None:
    calendar = calendar_for("ID")
    eid = [date(2027, 3, 10), date(2027, 3, 11)]
    assert [day for day, _c in calendar.estimated(eid[0], eid[1])] == eid
    assert [day for day, _c in calendar.estimated(eid[0] + ONE_DAY, eid[1])] == eid[1:]
    assert calendar.estimated(date(2026, 12, 31), date(2027, 3, 9)) == []
    names = [closure.name for _day, closure in calendar.estimated(date(2027, 1, 1), date(2027, 12, 31))]
    assert names and not any("estimated" in name for name in names)


def test_a_years_table_is_loaded_once_however_often_it_is_asked() -> None:
    loaded: list[int] = []

    def load(year: int) -> YearTable:
        loaded.append(year)
        return YearTable({}, True)

    calendar = Calendar(load)
    for day in days(2026):
        assert calendar.next_working_day(day) == day + ONE_DAY
        assert calendar.is_working_day(day)
    assert sorted(loaded) == [2026, 2027]


def test_closed_days_have_their_indonesian_name_where_it_is_known() -> None:
    assert day_name("Independence Day", "id") == "Hari Kemerdekaan Republik Indonesia"
    assert day_name("Independence Day", "en") == "Independence Day"
    assert day_name("Stocktaking", "id") == "Stocktaking"


def test_a_place_whose_holidays_differ_by_region_is_warned_about_but_answered():
    def codes(subdivision: str | None) -> list[str]:
        asked = question(country="GB", subdivision=subdivision, recruiter_tz="Europe/London")
        facts, now = parse_case(asked)
        return [r.code for r in decide(facts, DEFAULTS, calendar_for("GB", subdivision), now).reasons]

    assert "subdivision_missing" in codes(None)
    assert "subdivision_missing" not in codes("SCT")
