"""Whatever JSON comes in: cases and rules are read, or refused with a code; nothing else is raised."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.policy import (
    KEYS,
    FactsError,
    Rules,
    RulesError,
    default_data,
    parse_case,
    parse_rules,
)
from tests.policy.asking import event, question, reply
from tests.policy.strategies import bounded, json_values, texts

FIELDS = [
    "interview_at", "now", "country", "subdivision", "recruiter_tz", "student_tz", "promise",
    "followups", "replies", "events", "final_round",
]  # fmt: skip
FULL = question(
    "2026-07-20 10:00",
    promise={"type": "range_days", "min": 3, "max": 5},
    sent=["2026-07-14 12:10"],
    replies=[reply("2026-07-15 09:00", "asked_to_wait_until", days=3)],
    events=[event("2026-07-16 09:00", "resolved")],
)


def outcome(read: Callable[[Any], Any], data: Any) -> Any:
    """What was read, or the refusal; anything else that is raised fails the test."""
    try:
        return read(data)
    except (FactsError, RulesError) as refused:
        return refused


def check_case(data: Any) -> None:
    found = outcome(parse_case, data)
    if isinstance(found, FactsError):
        assert found.code
    else:
        facts, now = found
        assert now.utcoffset() is not None
        assert facts.interview_at.utcoffset() is not None


@bounded
@given(json_values)
def test_any_json_is_read_or_refused_with_a_code(data: Any) -> None:
    check_case(data)


@bounded
@given(st.sampled_from(FIELDS), json_values, st.sampled_from(["type", "n", "at", "label", "attempt"]))
def test_a_good_case_with_one_odd_value_is_read_or_refused_with_a_code(
    field: str, value: Any, inner: str
) -> None:
    check_case(FULL | {field: value})
    if isinstance(FULL.get(field), list):
        check_case(FULL | {field: [*FULL[field], value]})
        check_case(FULL | {field: [{**FULL[field][0], inner: value}]})
    if isinstance(FULL.get(field), dict):
        check_case(FULL | {field: {**FULL[field], inner: value}})


@bounded
@given(st.dictionaries(st.sampled_from([key.name for key in KEYS]) | texts, json_values))
def test_any_rules_are_taken_or_refused_with_codes(data: dict[str, Any]) -> None:
    found = outcome(parse_rules, data)
    if isinstance(found, RulesError):
        assert {problem.key for problem in found.problems} <= set(data)
        assert all(problem.code for problem in found.problems)
    else:
        assert isinstance(found, Rules)


@pytest.mark.parametrize("day", ["mon", "fri"])
@bounded
@given(pair=st.lists(json_values | st.sampled_from(["12:00", "13:00", "99999999999999999999:0"]), max_size=3))
def test_any_window_is_taken_or_refused_with_a_code(day: str, pair: list[Any]) -> None:
    week = default_data()["windows"] | {day: [pair]}
    season = {"from": "2027-02-08", "until": "2027-03-09", "windows": [pair]}
    for data in ({"windows": week}, {"ramadan_windows": [season]}, {"heads_up_at": pair}):
        assert isinstance(outcome(parse_rules, data), Rules | RulesError)
