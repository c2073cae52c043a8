"""Every impossible rule is refused, with a code that a sentence can be made of."""

from dataclasses import fields
from datetime import date, time
from typing import Any

import pytest

from followups.policy import DEFAULTS, KEYS, WEEKDAYS, Rules, RulesError, default_data, parse_rules

WEEK = default_data()["windows"]
SEASON = {"from": "2027-02-08", "until": "2027-03-09", "windows": [["10:00", "11:30"]]}


def refusals(data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(RulesError) as refused:
        parse_rules(data)
    return [(problem.key, problem.code) for problem in refused.value.problems]


WHOLE = [
    ("first_offset_days", 1, 14),
    ("assumed_promise_days", 1, 60),
    ("second_gap_days", 14, 90),
    ("max_followups", 1, 2),
    ("final_round_extra_days", 0, 30),
    ("silence_closes_after_days", 1, 120),
    ("missed_windows_before_alert", 1, 20),
    ("contact_daily_cap", 1, 10),
    ("employer_weekly_cap", 1, 50),
    ("thank_you_within_hours", 0, 72),
    ("linkedin_after_hours", 24, 336),
    ("reaction_gap_days", 7, 60),
    ("reactions_per_month", 0, 4),
    ("reaction_followup_gap_hours", 24, 168),
]
FLAGS = [key.name for key in KEYS if isinstance(key.default, bool)]


@pytest.mark.parametrize(("key", "low", "high"), WHOLE)
def test_a_number_is_taken_up_to_its_bounds_and_refused_beyond(key: str, low: int, high: int) -> None:
    assert getattr(parse_rules({key: low}), key) == low
    assert getattr(parse_rules({key: high}), key) == high
    assert refusals({key: low - 1}) == [(key, "out_of_range")]
    assert refusals({key: high + 1}) == [(key, "out_of_range")]
    for value in ("7", 7.0, True, None, []):
        assert refusals({key: value}) == [(key, "not_a_whole_number")]


@pytest.mark.parametrize("key", FLAGS)
def test_a_flag_is_yes_or_no_and_nothing_like_it(key: str) -> None:
    assert getattr(parse_rules({key: True}), key) is True
    assert getattr(parse_rules({key: False}), key) is False
    for value in (1, 0, "yes", None):
        assert refusals({key: value}) == [(key, "not_yes_or_no")]


def test_three_followups_and_a_gap_below_two_weeks_are_refused() -> None:
    assert refusals({"max_followups": 3}) == [("max_followups", "out_of_range")]
    assert refusals({"second_gap_days": 13}) == [("second_gap_days", "out_of_range")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"mon": [["13:00", "12:00"]]}, "window_ends_before_it_starts"),
        ({"mon": [["12:00", "12:00"]]}, "window_ends_before_it_starts"),
        ({"mon": [["06:59", "08:00"]]}, "window_at_night"),
        ({"mon": [["18:00", "19:01"]]}, "window_at_night"),
        ({"mon": [["12:00", "13:00"], ["12:59", "14:00"]]}, "windows_overlap"),
        ({"mon": [["15:00", "16:00"], ["12:00", "15:01"]]}, "windows_overlap"),
        ({"mon": [["12:00"]]}, "not_a_list_of_windows"),
        ({"mon": [["12:00", "13:00", "14:00"]]}, "not_a_list_of_windows"),
        ({"mon": ["12:00-13:00"]}, "not_a_list_of_windows"),
        ({"mon": None}, "not_a_list_of_windows"),
        ({"mon": [["noon", "13:00"]]}, "not_a_time"),
        ({"mon": [["12:00", "25:00"]]}, "not_a_time"),
        ({"mon": [["12:00", "13:60"]]}, "not_a_time"),
        ({"mon": [["12", "13:00"]]}, "not_a_time"),
        ({"mon": [["12:00", f"{10**20}:00"]]}, "not_a_time"),
        ({day: [] for day in WEEKDAYS[:4]}, "no_window_monday_to_thursday"),
    ],
)
def test_impossible_windows_are_refused(value: dict[str, Any], code: str) -> None:
    assert refusals({"windows": WEEK | value}) == [("windows", code)]


@pytest.mark.parametrize(
    "value", [None, [], {}, {"mon": []}, {**WEEK, "holiday": []}, {day: WEEK[day] for day in WEEKDAYS[:6]}]
)
def test_a_week_names_all_seven_days_and_no_other(value: Any) -> None:
    assert refusals({"windows": value}) == [("windows", "not_a_week")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "not_a_list_of_seasons"),
        ([None], "not_a_list_of_seasons"),
        ([{"from": "2027-02-08", "until": "2027-03-09"}], "not_a_list_of_seasons"),
        ([SEASON | {"name": "Ramadan"}], "not_a_list_of_seasons"),
        ([SEASON | {"from": "8 February 2027"}], "not_a_date"),
        ([SEASON | {"until": None}], "not_a_date"),
        ([SEASON | {"until": "2027-02-07"}], "season_ends_before_it_starts"),
        ([SEASON | {"until": "2027-04-10"}], "season_too_long"),
        ([SEASON | {"windows": []}], "season_without_windows"),
        ([SEASON | {"windows": [["11:30", "10:00"]]}], "window_ends_before_it_starts"),
        ([SEASON | {"windows": "10:00-11:30"}], "not_a_list_of_windows"),
    ],
)
def test_impossible_seasons_are_refused(value: Any, code: str) -> None:
    assert refusals({"ramadan_windows": value}) == [("ramadan_windows", code)]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("friday_lunch", "maybe", "not_a_choice"),
        ("friday_lunch", None, "not_a_choice"),
        ("heads_up_at", "9 o'clock", "not_a_time"),
        ("heads_up_at", "24:00", "not_a_time"),
        ("digest_at", None, "not_a_time"),
        ("digest_at", "07:00:00", "not_a_time"),
    ],
)
def test_impossible_choices_and_times_are_refused(key: str, value: Any, code: str) -> None:
    assert refusals({key: value}) == [(key, code)]


def test_every_problem_is_told_at_once_and_unknown_keys_are_named() -> None:
    found = refusals({"max_followups": 3, "send_at_night": True, "windows": {}, "zeal": 1})
    assert found == [
        ("send_at_night", "unknown_key"),
        ("zeal", "unknown_key"),
        ("max_followups", "out_of_range"),
        ("windows", "not_a_week"),
    ]


def test_a_refusal_carries_what_its_sentence_needs() -> None:
    with pytest.raises(RulesError) as refused:
        parse_rules({"max_followups": 3, "windows": WEEK | {"mon": [["13:00", "12:00"]]}})
    assert [dict(problem.params) for problem in refused.value.problems] == [
        {"low": 1, "high": 2},
        {"start": "13:00", "end": "12:00", "day": "mon"},
    ]


def test_missing_keys_take_their_defaults() -> None:
    assert parse_rules({}) is DEFAULTS
    assert parse_rules({"max_followups": 1}).second_gap_days == 14


def test_equal_rules_are_one_object_so_that_they_are_cheap_keys() -> None:
    assert parse_rules({"max_followups": 1}) is parse_rules(default_data() | {"max_followups": 1})
    assert parse_rules({"max_followups": 1}) is not DEFAULTS


def test_the_defaults_are_those_of_the_articles_and_practice() -> None:
    lunch, afternoon = (time(12), time(13)), (time(15, 30), time(17))
    assert DEFAULTS.windows == ((lunch, afternoon),) * 7
    assert parse_rules({"ramadan_windows": [SEASON]}).ramadan_windows[0].last == date(2027, 3, 9)
    data = default_data()
    del data["windows"]
    assert data == {
        "first_offset_days": 1,
        "assumed_promise_days": 7,
        "second_gap_days": 14,
        "max_followups": 2,
        "second_requires_approval": True,
        "friday_lunch": "allow",
        "ramadan_windows": [],
        "skip_public_holidays": True,
        "skip_joint_leave": True,
        "roll_deadline_on_closed_day": False,
        "final_round_extra_days": 0,
        "silence_closes_after_days": 14,
        "missed_windows_before_alert": 3,
        "contact_daily_cap": 1,
        "employer_weekly_cap": 3,
        "thank_you_within_hours": 24,
        "heads_up_at": "09:00",
        "digest_at": "07:00",
        "linkedin_after_hours": 24,
        "reaction_gap_days": 7,
        "reactions_per_month": 4,
        "reaction_followup_gap_hours": 24,
    }


def test_every_key_has_its_field_and_every_field_its_key() -> None:
    assert [key.name for key in KEYS] == [field.name for field in fields(Rules)]


def test_what_the_form_stores_is_read_back_as_it_was() -> None:
    assert parse_rules(default_data()) is DEFAULTS
