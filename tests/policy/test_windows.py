"""The safe hours of a day, and the days that have none (T5-T9)."""

from datetime import date, timedelta
from typing import Any

import pytest

from followups.calendars import calendar_for
from followups.policy import Calendar, Closure, YearTable
from tests.policy.asking import Question, ask, codes, told

ALWAYS = [["12:00", "13:00"], ["15:30", "17:00"]]
WEEK: dict[str, list[list[str]]] = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ALWAYS)


def by(day: str) -> dict[str, Any]:
    """An answer promised by that day."""
    return {"promise": {"type": "date", "date": day}}


@pytest.mark.parametrize(
    ("windows", "now", "answer"),
    [
        ({"tue": [["09:00", "09:30"]]}, "2026-07-14 09:29:59", "send_now in_window | Tue 14 Jul 09:00"),
        ({"tue": [["09:00", "09:30"]]}, "2026-07-14 09:30", "wait outside_window | Wed 15 Jul 12:00"),
        ({"tue": []}, "2026-07-14 12:30", "wait outside_window | Wed 15 Jul 12:00"),
        ({"tue": [], "wed": []}, "2026-07-13 12:30", "wait promise_not_passed | Thu 16 Jul 12:00"),
        # Touching windows are two windows; the second starts where the first ends.
        ({"tue": [["12:00", "13:00"], ["13:00", "14:00"]]}, "2026-07-14 13:00", "send_now in_window | Tue 14 Jul 13:00"),
        ({"tue": [["15:30", "17:00"], ["12:00", "13:00"]]}, "2026-07-14 08:00", "wait outside_window | Tue 14 Jul 12:00"),
        # A window at the weekend opens on no closed day.
        ({"sat": [["10:00", "11:00"]]}, "2026-07-17 17:00", "wait outside_window | Mon 20 Jul 12:00"),
    ],
)  # fmt: skip
def test_windows_are_those_of_the_weekday(windows: Any, now: str, answer: str) -> None:
    assert told(now, rules={"windows": WEEK | windows}) == answer


def test_a_day_without_windows_is_named_in_the_trace() -> None:
    decision = ask("2026-07-13 12:00", rules={"windows": WEEK | {"tue": []}})
    assert codes(decision)[-2:] == ["no_windows_that_day", "next_window"]
    assert decision.reasons[-2].params == {"date": date(2026, 7, 14)}


@pytest.mark.parametrize(
    ("choice", "friday", "answer"),
    [
        ("allow", ALWAYS, "wait promise_not_passed | Fri 17 Jul 12:00"),
        ("skip", ALWAYS, "wait promise_not_passed | Fri 17 Jul 15:30"),
        # What ends by 11:00 or starts from 13:30 leaves the prayer alone.
        ("skip", [["10:00", "11:00"]], "wait promise_not_passed | Fri 17 Jul 10:00"),
        ("skip", [["10:00", "11:01"]], "wait promise_not_passed | Mon 20 Jul 12:00"),
        ("skip", [["13:29", "14:00"]], "wait promise_not_passed | Mon 20 Jul 12:00"),
        ("skip", [["13:30", "14:00"]], "wait promise_not_passed | Fri 17 Jul 13:30"),
    ],
)
def test_friday_lunch_is_allowed_or_skipped(choice: str, friday: Any, answer: str) -> None:
    rules = {"friday_lunch": choice, "windows": WEEK | {"fri": friday}}
    assert told("2026-07-15 12:00", rules=rules, **by("2026-07-16")) == answer


def test_friday_lunch_leaves_other_weekdays_alone() -> None:
    assert told("2026-07-13 09:00", rules={"friday_lunch": "skip"}).endswith("Tue 14 Jul 12:00")


RAMADAN = {"from": "2026-07-14", "until": "2026-07-17", "windows": [["10:00", "11:30"]]}


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("2026-07-13 09:00", "wait promise_not_passed | Tue 14 Jul 10:00"),
        ("2026-07-14 11:29:59", "send_now in_window | Tue 14 Jul 10:00"),
        ("2026-07-14 11:30:00", "wait outside_window | Wed 15 Jul 10:00"),
        # The last day belongs to the season, the next one does not.
        ("2026-07-16 12:00", "wait outside_window | Fri 17 Jul 10:00"),
        ("2026-07-17 12:30", "wait outside_window | Mon 20 Jul 12:00"),
    ],
)
def test_a_season_such_as_ramadan_sets_its_own_hours(now: str, answer: str) -> None:
    assert told(now, rules={"ramadan_windows": [RAMADAN]}) == answer


def test_a_season_starts_on_its_first_day_and_not_before() -> None:
    later = RAMADAN | {"from": "2026-07-15"}
    rules = {"ramadan_windows": [later]}
    assert told("2026-07-13 09:00", rules=rules).endswith("Tue 14 Jul 12:00")
    assert told("2026-07-14 17:00", rules=rules).endswith("Wed 15 Jul 10:00")


def test_in_a_season_friday_takes_its_share_of_the_seasons_hours() -> None:
    season = RAMADAN | {"windows": [["10:30", "12:00"], ["14:00", "15:00"]]}
    rules = {"ramadan_windows": [season], "friday_lunch": "skip"}
    assert told("2026-07-16 16:00", rules=rules).endswith("Fri 17 Jul 14:00")


@pytest.mark.parametrize(
    ("rules", "slot"),
    [
        ({}, "Wed 25 Mar 12:00"),
        ({"skip_joint_leave": False}, "Wed 18 Mar 12:00"),
        ({"skip_public_holidays": False}, "Thu 19 Mar 12:00"),
        # A holiday that falls on a Saturday stays closed as a Saturday.
        ({"skip_public_holidays": False, "windows": WEEK | {"thu": []}}, "Wed 25 Mar 12:00"),
    ],
)
def test_holidays_and_joint_leave_are_skipped_as_the_flags_say(rules: dict[str, Any], slot: str) -> None:
    case = {"interview_at": "2026-03-10 09:00", **by("2026-03-17")}
    assert told("2026-03-16 12:00", rules=rules, **case).endswith(slot)


@pytest.mark.parametrize(("skip", "slot"), [(True, "Mon 28 Dec 12:00"), (False, "Sun 27 Dec 12:00")])
def test_a_holiday_in_kedahs_weekend_stays_closed_where_holidays_are_worked(skip: bool, slot: str) -> None:
    # Christmas 2026 is a Friday, and observed on Sunday, a working day in Kedah.
    kedah = {"country": "MY", "subdivision": "02", "interview_at": "2026-12-01 09:00", **by("2026-12-24")}
    assert told("2026-12-02 09:00", rules={"skip_public_holidays": skip}, **kedah).endswith(slot)


def test_each_closed_day_on_the_way_is_named_with_its_kind() -> None:
    decision = ask("2026-03-17 18:00", interview_at="2026-03-10 09:00", **by("2026-03-17"))
    closed = [r.params for r in decision.reasons if r.code == "closed_day"]
    assert [(p["date"].day, p["kind"], p["name"]) for p in closed] == [
        (18, "joint_leave", "Day of Silence Joint Holiday"),
        (19, "public", "Day of Silence"),
        (20, "joint_leave", "Eid al-Fitr Joint Holiday"),
        (21, "public", "Eid al-Fitr"),
        (22, "public", "Eid al-Fitr Second Day"),
        (23, "joint_leave", "Eid al-Fitr Joint Holiday"),
        (24, "joint_leave", "Eid al-Fitr Joint Holiday"),
    ]


@pytest.mark.parametrize(
    ("place", "deadline", "slot"),
    [
        # Kedah rests on Friday and Saturday and works on Sunday.
        ({"country": "MY", "subdivision": "02"}, "2026-07-09", "Sun 12 Jul 12:00"),
        ({"country": "MY", "subdivision": "02"}, "2026-07-11", "Sun 12 Jul 12:00"),
        # Johor rested like Kedah until the end of 2024.
        ({"country": "MY", "subdivision": "01"}, "2024-07-11", "Sun 14 Jul 12:00"),
        ({"country": "MY", "subdivision": "01"}, "2026-07-09", "Fri 10 Jul 12:00"),
        ({"country": "MY", "subdivision": "01"}, "2026-07-10", "Mon 13 Jul 12:00"),
        # Brunei rests on Friday and on Sunday.
        ({"country": "BN"}, "2026-07-09", "Sat 11 Jul 12:00"),
        ({"country": "BN"}, "2026-07-11", "Mon 13 Jul 12:00"),
        ({"country": "SA"}, "2026-07-09", "Sun 12 Jul 12:00"),
        ({"country": "NL"}, "2026-07-09", "Fri 10 Jul 12:00"),
    ],
)
def test_the_weekend_is_the_recruiters_own(place: dict[str, str], deadline: str, slot: str) -> None:
    interview_at = f"{deadline[:7]}-01 09:00"
    assert told(interview_at, interview_at=interview_at, **place, **by(deadline)).endswith(slot)


def test_an_estimated_eid_closes_its_day_with_a_warning() -> None:
    case: Question = {"interview_at": "2027-03-01 09:00", **by("2027-03-08")}
    decision = ask("2027-03-02 09:00", **case)
    warned = [r.params["date"] for r in decision.reasons if r.code == "holiday_estimated"]
    assert warned == [date(2027, 3, 10), date(2027, 3, 11)]
    counted = ask("2027-03-02 09:00", **case | {"promise": {"type": "working_days", "n": 8}})
    warned = [r.params["date"] for r in counted.reasons if r.code == "holiday_estimated"]
    assert warned == [date(2027, 3, 10), date(2027, 3, 11)]


@pytest.mark.parametrize(
    ("now", "fields", "action"),
    [
        # The last decreed day is still fine; the first slot of an undecreed year is not.
        ("2027-12-20 09:00", by("2027-12-29"), "wait"),
        ("2027-12-20 09:00", by("2027-12-30"), "wait"),
        ("2027-12-20 09:00", by("2027-12-31"), "needs_approval"),
        # A count that reaches into the year, and one that stays out.
        ("2027-12-20 09:00", {"promise": {"type": "working_days", "n": 7}}, "wait"),
        ("2027-12-20 09:00", {"promise": {"type": "working_days", "n": 8}}, "needs_approval"),
        # A deadline in the old year whose slots are over: the next one lies in the new year.
        ("2027-12-31 16:59:59", by("2027-12-30"), "send_now"),
        ("2027-12-31 17:00:00", by("2027-12-30"), "needs_approval"),
    ],
)
def test_a_year_without_decree_needs_an_admin_before_any_date_is_told(
    now: str, fields: dict[str, Any], action: str
) -> None:
    decision = ask(now, interview_at="2027-12-20 08:00", **fields)
    assert decision.action == action
    if action == "needs_approval":
        assert decision.reason == codes(decision)[-1] == "calendar_unconfirmed"
        assert decision.reasons[-1].params == {"year": 2028}


def test_a_confirmed_year_is_a_year_like_any_other() -> None:
    confirmed = calendar_for("ID", confirmed=frozenset({2028}))
    case = {"interview_at": "2027-12-20 08:00", **by("2028-01-05")}
    assert told("2027-12-20 09:00", **case) == "needs_approval calendar_unconfirmed"
    line = told("2027-12-20 09:00", calendar=confirmed, **case)
    assert line == "wait promise_not_passed | Thu 6 Jan 12:00"


def test_a_calendar_that_is_closed_for_more_than_a_year_is_not_believed() -> None:
    def load(year: int) -> YearTable:
        days = (date(year, 1, 1) + timedelta(days=i) for i in range(366))
        closed = {day: Closure("centre", "Closed") for day in days if year in (2026, 2027)}
        return YearTable(closed, True)

    decision = ask("2026-07-06 10:00", calendar=Calendar(load))
    assert (decision.action, decision.reason) == ("needs_approval", "calendar_unconfirmed")


def test_other_countries_are_confirmed_as_far_as_the_library_goes() -> None:
    far = {"country": "SG", "interview_at": "2050-06-01 09:00", **by("2050-06-10")}
    assert ask("2050-06-01 10:00", **far).action == "wait"
    beyond = {"country": "SG", "interview_at": "2101-06-01 09:00", **by("2101-06-10")}
    assert told("2101-06-01 10:00", **beyond) == "needs_approval calendar_unconfirmed"


@pytest.mark.parametrize(
    ("zone", "now", "answer"),
    [
        # One instant, three Indonesian zones: 04:30 UTC on 14 July.
        ("Asia/Jakarta", "2026-07-14T04:30:00+00:00", "wait outside_window | Tue 14 Jul 12:00"),
        ("Asia/Makassar", "2026-07-14T04:30:00+00:00", "send_now in_window | Tue 14 Jul 12:00"),
        ("Asia/Jayapura", "2026-07-14T04:30:00+00:00", "wait outside_window | Tue 14 Jul 15:30"),
        # And around midnight: 16:30 UTC on the 13th is already the 14th in Jayapura and Makassar.
        ("Asia/Jakarta", "2026-07-13T16:30:00+00:00", "wait promise_not_passed | Tue 14 Jul 12:00"),
        ("Asia/Makassar", "2026-07-13T16:30:00+00:00", "wait outside_window | Tue 14 Jul 12:00"),
        ("Asia/Jayapura", "2026-07-13T15:00:00+00:00", "wait outside_window | Tue 14 Jul 12:00"),
        ("Asia/Jayapura", "2026-07-13T14:59:59+00:00", "wait promise_not_passed | Tue 14 Jul 12:00"),
    ],
)
def test_wib_wita_and_wit_each_keep_their_own_noon_and_midnight(zone: str, now: str, answer: str) -> None:
    assert told(now, recruiter_tz=zone, interview_at="2026-07-06T02:00:00+00:00") == answer
