"""The closed vocabulary of facts: what is not in it is an error with a code, never a guess."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followups.policy import Event, FactsError, FollowUp, Promise, Reply, parse_case
from tests.policy.asking import event, question, reply

NOW = "2026-07-20T10:00:00+07:00"


def refusal(**changes: Any) -> tuple[str, str]:
    """The code and field that a changed question is refused with; `...` takes a field away."""
    data = question(NOW) | changes
    data = {name: value for name, value in data.items() if value is not ...}
    with pytest.raises(FactsError) as refused:
        parse_case(data)
    return refused.value.code, refused.value.field


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("data", [None, [], "facts", 7, True])
def test_a_case_is_an_object(data: Any) -> None:
    with pytest.raises(FactsError) as refused:
        parse_case(data)
    assert refused.value.code == "not_an_object"


@pytest.mark.parametrize("name", ["interview_at", "now", "country", "recruiter_tz"])
@pytest.mark.parametrize("value", [..., None])
def test_the_four_needed_fields_must_be_there(name: str, value: Any) -> None:
    assert refusal(**{name: value}) == ("missing", name)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"salary": 1}, "unknown_field", "salary"),
        ({"interview_at": "yesterday"}, "not_an_instant", "interview_at"),
        ({"interview_at": 20260706}, "not_an_instant", "interview_at"),
        ({"interview_at": "2026-07-06T09:00:00"}, "no_offset", "interview_at"),
        ({"interview_at": "2026-07-06"}, "no_offset", "interview_at"),
        ({"interview_at": "1949-07-06T09:00:00+07:00"}, "year_out_of_range", "interview_at"),
        ({"now": "2151-01-01T00:00:00+00:00"}, "year_out_of_range", "now"),
        ({"recruiter_tz": "Jakarta"}, "unknown_time_zone", "recruiter_tz"),
        ({"recruiter_tz": ""}, "unknown_time_zone", "recruiter_tz"),
        ({"recruiter_tz": "../etc/passwd"}, "unknown_time_zone", "recruiter_tz"),
        ({"recruiter_tz": 7}, "unknown_time_zone", "recruiter_tz"),
        ({"recruiter_tz": ["Asia/Jakarta"]}, "unknown_time_zone", "recruiter_tz"),
        ({"student_tz": "Mars/Olympus"}, "unknown_time_zone", "student_tz"),
        ({"country": 62}, "not_a_code", "country"),
        ({"subdivision": 1}, "not_a_code", "subdivision"),
        ({"final_round": "yes"}, "not_yes_or_no", "final_round"),
        ({"followups": None}, "not_a_list", "followups"),
        ({"replies": {}}, "not_a_list", "replies"),
        ({"events": "none"}, "not_a_list", "events"),
        ({"events": [None]}, "not_an_object", "events[0]"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(changes: dict[str, Any], code: str, field: str) -> None:
    assert refusal(**changes) == (code, field)


@pytest.mark.parametrize(
    ("promise", "code", "field"),
    [
        ([], "not_an_object", "promise"),
        ({}, "missing", "promise.type"),
        ({"type": "soon"}, "unknown_word", "promise.type"),
        ({"type": "none"}, "unknown_word", "promise.type"),
        ({"type": ["days"]}, "unknown_word", "promise.type"),
        ({"type": "days"}, "missing", "promise.n"),
        ({"type": "days", "n": -1}, "not_a_count", "promise.n"),
        ({"type": "days", "n": 3661}, "not_a_count", "promise.n"),
        ({"type": "days", "n": 7.0}, "not_a_count", "promise.n"),
        ({"type": "days", "n": True}, "not_a_count", "promise.n"),
        ({"type": "days", "n": 7, "date": "2026-07-13"}, "unknown_field", "promise.date"),
        ({"type": "vague", "n": 7}, "unknown_field", "promise.n"),
        ({"type": "days", "n": 7, "sure": True}, "unknown_field", "promise.sure"),
        ({"type": "working_days", "n": "5"}, "not_a_count", "promise.n"),
        ({"type": "date"}, "missing", "promise.date"),
        ({"type": "date", "date": "13 July"}, "not_a_date", "promise.date"),
        ({"type": "date", "date": "2026-02-30"}, "not_a_date", "promise.date"),
        ({"type": "date", "date": "20260713"}, "not_a_date", "promise.date"),
        ({"type": "date", "date": "2151-01-01"}, "year_out_of_range", "promise.date"),
        ({"type": "date", "date": "2026-07-05"}, "before_the_interview", "promise.date"),
        ({"type": "range_days", "min": 5}, "missing", "promise.max"),
        ({"type": "range_days", "min": 5, "max": 4}, "range_upside_down", "promise.max"),
    ],
)
def test_a_wrong_promise_is_refused(promise: Any, code: str, field: str) -> None:
    assert refusal(promise=promise) == (code, field)


@pytest.mark.parametrize(
    ("list_of", "item", "code", "field"),
    [
        ("followups", {"sent_at": NOW}, "missing", "attempt"),
        ("followups", {"attempt": 1}, "missing", "sent_at"),
        ("followups", {"attempt": 0, "sent_at": NOW}, "not_a_count", "attempt"),
        ("followups", {"attempt": 1, "sent_at": NOW, "bounced": 1}, "not_yes_or_no", "bounced"),
        ("followups", {"attempt": 1, "sent_at": NOW, "via": "phone"}, "unknown_field", "via"),
        ("replies", {"at": NOW}, "missing", "label"),
        ("replies", {"at": NOW, "label": "happy"}, "unknown_word", "label"),
        ("replies", {"at": NOW, "label": "offer", "date": "2026-07-30"}, "unknown_field", "date"),
        ("replies", {"at": NOW, "label": "auto_reply", "days": 3}, "unknown_field", "days"),
        ("replies", {"at": NOW, "label": "auto_reply", "return_date": 3}, "not_a_date", "return_date"),
        ("replies", {"at": NOW, "label": "asked_to_wait_until", "days": -3}, "not_a_count", "days"),
        ("events", {"at": NOW}, "missing", "type"),
        ("events", {"at": NOW, "type": "lottery"}, "unknown_word", "type"),
        ("events", {"at": NOW, "type": {}}, "unknown_word", "type"),
        ("events", {"at": "then", "type": "resolved"}, "not_an_instant", "at"),
    ],
)  # fmt: skip
def test_a_wrong_record_is_refused(list_of: str, item: dict[str, Any], code: str, field: str) -> None:
    assert refusal(**{list_of: [item]}) == (code, f"{list_of}[0].{field}")


def test_a_date_and_a_number_of_days_are_one_word_too_many() -> None:
    both = reply(NOW, "asked_to_wait_until", date="2026-07-30", days=3)
    assert refusal(replies=[both]) == ("date_and_days", "replies[0]")


@pytest.mark.parametrize(
    ("list_of", "make"),
    [
        ("followups", lambda moment: {"attempt": 1, "sent_at": moment}),
        ("replies", lambda moment: reply(moment, "neutral_ack")),
        ("events", lambda moment: event(moment, "resolved")),
    ],
)
def test_a_record_later_than_now_is_an_error_and_one_at_now_is_none(list_of: str, make: Any) -> None:
    instant = "sent_at" if list_of == "followups" else "at"
    later = make("2026-07-20T10:00:01+07:00")
    assert refusal(**{list_of: [later]}) == ("later_than_now", f"{list_of}[0].{instant}")
    # The same instant in another zone is no later.
    parse_case(question(NOW) | {list_of: [make("2026-07-20T03:00:00+00:00")]})


def test_facts_are_sorted_by_their_own_time_whatever_the_order_they_are_told_in() -> None:
    data = question(
        NOW,
        followups=[
            {"attempt": 2, "sent_at": "2026-07-16 09:00"},
            {"attempt": 1, "sent_at": "2026-07-14 09:00", "bounced": True},
        ],
        replies=[reply("2026-07-17T03:00:00+00:00", "bounce"), reply("2026-07-17 09:30", "unrelated")],
        events=[event("2026-07-19 09:00", "resolved"), event("2026-07-18 09:00", "interview_cancelled")],
    )
    facts, now = parse_case(data)
    assert now == at(NOW)
    assert [f.attempt for f in facts.followups] == [1, 2]
    assert [r.label for r in facts.replies] == ["unrelated", "bounce"]
    assert [e.type for e in facts.events] == ["interview_cancelled", "resolved"]


def test_everything_that_may_be_told_arrives_in_the_facts() -> None:
    data = question(
        NOW,
        country="MY",
        subdivision="02",
        recruiter_tz="Asia/Kuala_Lumpur",
        student_tz="Asia/Makassar",
        final_round=True,
        promise={"type": "range_days", "min": 3, "max": 5, "text": "tiga sampai lima hari"},
        followups=[{"attempt": 1, "sent_at": "2026-07-14 09:00", "bounced": True}],
        replies=[
            reply("2026-07-15 09:00", "asked_to_wait_until", date="2026-07-30"),
            reply("2026-07-16 09:00", "asked_to_wait_until", days=3),
            reply("2026-07-17 09:00", "auto_reply", return_date="2026-07-31"),
        ],
        events=[event("2026-07-18 09:00", "resolved")],
    )
    facts, _now = parse_case(data)
    eight = "T09:00:00+08:00"
    assert facts.interview_at == at(f"2026-07-06{eight}")
    assert facts.zone == ZoneInfo("Asia/Kuala_Lumpur")
    assert (facts.country, facts.subdivision, facts.final_round) == ("MY", "02", True)
    assert facts.student_zone == ZoneInfo("Asia/Makassar")
    assert facts.promise == Promise("range_days", n=5, low=3)
    assert facts.followups == (FollowUp(1, at(f"2026-07-14{eight}"), True),)
    assert facts.replies == (
        Reply(at(f"2026-07-15{eight}"), "asked_to_wait_until", date(2026, 7, 30)),
        Reply(at(f"2026-07-16{eight}"), "asked_to_wait_until", None, 3),
        Reply(at(f"2026-07-17{eight}"), "auto_reply", date(2026, 7, 31)),
    )
    assert facts.events == (Event(at(f"2026-07-18{eight}"), "resolved"),)


def test_what_is_left_out_is_nothing() -> None:
    facts, now = parse_case(
        {
            "interview_at": "2026-07-06T02:00:00Z",
            "now": "2026-07-06T03:00:00Z",
            "country": "ID",
            "recruiter_tz": "Asia/Jakarta",
            "subdivision": None,
        }
    )
    assert now == datetime(2026, 7, 6, 3, tzinfo=UTC)
    assert facts[3:] == (None, None, (), (), (), False, None)
