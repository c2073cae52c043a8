"""When may the first follow-up go out? The promise, the windows, and the day between (T1-T9)."""

from datetime import date
from typing import Any

import pytest

from tests.policy.asking import ask, codes, told

NOON_14TH = "Tue 14 Jul 12:00"


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("2026-07-06 08:59:59", f"wait promise_not_passed | {NOON_14TH}"),
        ("2026-07-06 09:00:00", f"wait promise_not_passed | {NOON_14TH}"),
        ("2026-07-13 12:30:00", f"wait promise_not_passed | {NOON_14TH}"),
        ("2026-07-13 23:59:59", f"wait promise_not_passed | {NOON_14TH}"),
        ("2026-07-14 00:00:00", f"wait outside_window | {NOON_14TH}"),
        ("2026-07-14 11:59:59", f"wait outside_window | {NOON_14TH}"),
        ("2026-07-14 12:00:00", f"send_now in_window | {NOON_14TH}"),
        ("2026-07-14 12:59:59", f"send_now in_window | {NOON_14TH}"),
        ("2026-07-14 13:00:00", "wait outside_window | Tue 14 Jul 15:30"),
        ("2026-07-14 15:29:59", "wait outside_window | Tue 14 Jul 15:30"),
        ("2026-07-14 15:30:00", "send_now in_window | Tue 14 Jul 15:30"),
        ("2026-07-14 16:59:59", "send_now in_window | Tue 14 Jul 15:30"),
        ("2026-07-14 17:00:00", "wait outside_window | Wed 15 Jul 12:00"),
        ("2026-07-17 17:00:00", "wait outside_window | Mon 20 Jul 12:00"),
        ("2026-08-14 17:00:00", "wait outside_window | Tue 18 Aug 12:00"),
    ],
)
def test_each_boundary_holds_to_the_second(now: str, answer: str) -> None:
    assert told(now) == answer
    assert ask(now).earliest_date == date(2026, 7, 14)


@pytest.mark.parametrize(
    ("promise", "earliest", "slot"),
    [
        ({"type": "days", "n": 0}, "2026-07-07", "Tue 7 Jul 12:00"),
        ({"type": "days", "n": 4}, "2026-07-11", "Mon 13 Jul 12:00"),
        ({"type": "days", "n": 14, "text": "dua minggu lagi"}, "2026-07-21", "Tue 21 Jul 12:00"),
        ({"type": "working_days", "n": 0}, "2026-07-07", "Tue 7 Jul 12:00"),
        ({"type": "working_days", "n": 4}, "2026-07-11", "Mon 13 Jul 12:00"),
        ({"type": "working_days", "n": 5}, "2026-07-14", NOON_14TH),
        ({"type": "working_days", "n": 30}, "2026-08-19", "Wed 19 Aug 12:00"),
        ({"type": "date", "date": "2026-07-06"}, "2026-07-07", "Tue 7 Jul 12:00"),
        ({"type": "date", "date": "2026-08-14"}, "2026-08-15", "Tue 18 Aug 12:00"),
        ({"type": "range_days", "min": 3, "max": 9}, "2026-07-16", "Thu 16 Jul 12:00"),
        ({"type": "vague", "text": "secepatnya"}, "2026-07-14", NOON_14TH),
        (None, "2026-07-14", NOON_14TH),
    ],
)
def test_every_kind_of_promise_has_its_day(promise: Any, earliest: str, slot: str) -> None:
    decision = ask("2026-07-06 10:00", promise=promise)
    assert str(decision.earliest_date) == earliest
    assert told("2026-07-06 10:00", promise=promise) == f"wait promise_not_passed | {slot}"


@pytest.mark.parametrize(
    ("promise", "code"),
    [
        ({"type": "days", "n": 7}, "promise_days"),
        ({"type": "working_days", "n": 5}, "promise_working_days"),
        ({"type": "date", "date": "2026-07-13"}, "promise_date"),
        ({"type": "range_days", "min": 5, "max": 7}, "promise_range"),
        ({"type": "vague"}, "promise_assumed"),
        (None, "promise_assumed"),
    ],
)
def test_the_trace_says_which_promise_was_counted_and_what_followed(promise: Any, code: str) -> None:
    decision = ask("2026-07-06 10:00", promise=promise)
    assert codes(decision) == [code, "promise_not_passed", "next_window"]
    assert decision.reasons[0].params["date"] == date(2026, 7, 13)
    assert decision.reasons[1].params == {
        "deadline": date(2026, 7, 13), "n": 1, "date": date(2026, 7, 14),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("interview_at", "n", "earliest"),
    [
        # 18 and 20 March 2026 are joint leave, the 19th is Nyepi, then Eid: five days take two weeks.
        ("2026-03-13 09:00", 1, "2026-03-17"),
        ("2026-03-13 09:00", 2, "2026-03-18"),
        ("2026-03-13 09:00", 3, "2026-03-26"),
        ("2026-03-13 09:00", 5, "2026-03-28"),
        # An interview on a closed day: the count starts at the next working day all the same.
        ("2026-08-15 09:00", 1, "2026-08-19"),
    ],
)
def test_working_days_leave_out_weekends_holidays_and_joint_leave(
    interview_at: str, n: int, earliest: str
) -> None:
    promise = {"type": "working_days", "n": n}
    decision = ask(interview_at, interview_at=interview_at, promise=promise)
    assert str(decision.earliest_date) == earliest


@pytest.mark.parametrize(
    ("rules", "earliest"),
    [
        ({}, "2026-03-27"),
        ({"skip_joint_leave": False}, "2026-03-21"),
        ({"skip_public_holidays": False}, "2026-03-26"),
        ({"skip_joint_leave": False, "skip_public_holidays": False}, "2026-03-20"),
    ],
)
def test_working_days_count_as_the_skip_flags_say(rules: dict[str, Any], earliest: str) -> None:
    promise = {"type": "working_days", "n": 4}
    decision = ask("2026-03-13 10:00", interview_at="2026-03-13 09:00", promise=promise, rules=rules)
    assert str(decision.earliest_date) == earliest


def test_the_interviews_day_is_the_recruiters_day_not_the_students() -> None:
    # 23:30 in Jakarta on the 6th is 01:30 of the 7th in Jayapura.
    late = {"interview_at": "2026-07-06T23:30:00+07:00", "promise": {"type": "days", "n": 7}}
    now = "2026-07-07T10:00:00+07:00"
    assert str(ask(now, **late).earliest_date) == "2026-07-14"
    assert str(ask(now, recruiter_tz="Asia/Jayapura", **late).earliest_date) == "2026-07-15"


@pytest.mark.parametrize(("days", "earliest"), [(1, "2026-07-14"), (3, "2026-07-16")])
def test_first_offset_days_keeps_a_longer_distance_from_the_promise(days: int, earliest: str) -> None:
    decision = ask("2026-07-06 10:00", rules={"first_offset_days": days})
    assert str(decision.earliest_date) == earliest


def test_assumed_promise_days_stand_in_only_where_nothing_was_promised() -> None:
    rules = {"assumed_promise_days": 10}
    assert str(ask("2026-07-06 10:00", promise=None, rules=rules).earliest_date) == "2026-07-17"
    assert str(ask("2026-07-06 10:00", rules=rules).earliest_date) == "2026-07-14"


@pytest.mark.parametrize(
    ("final_round", "extra", "earliest"),
    [(False, 5, "2026-07-14"), (True, 5, "2026-07-19"), (True, 0, "2026-07-14")],
)
def test_a_final_round_is_given_its_extra_days(final_round: bool, extra: int, earliest: str) -> None:
    rules = {"final_round_extra_days": extra}
    decision = ask("2026-07-06 10:00", final_round=final_round, rules=rules)
    assert str(decision.earliest_date) == earliest
    assert ("final_round_extra" in codes(decision)) == (final_round and extra > 0)


@pytest.mark.parametrize(
    ("roll", "until", "earliest"),
    [
        (False, "2026-07-11", "2026-07-12"),
        (True, "2026-07-11", "2026-07-14"),
        (True, "2026-07-13", "2026-07-14"),
        # Saturday, Sunday, then Independence Day.
        (True, "2026-08-15", "2026-08-19"),
    ],
)
def test_roll_deadline_moves_a_deadline_off_a_closed_day(roll: bool, until: str, earliest: str) -> None:
    decision = ask(
        "2026-07-06 10:00",
        promise={"type": "date", "date": until},
        rules={"roll_deadline_on_closed_day": roll},
    )
    assert str(decision.earliest_date) == earliest
    assert ("deadline_rolled" in codes(decision)) == (roll and until != "2026-07-13")
