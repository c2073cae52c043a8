"""When to look again, and when to tell the student beforehand."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followups.calendars import calendar_for
from followups.policy import DEFAULTS, parse_rules
from followups.policy.checks import closes_at, heads_up_at, next_check_at, thank_you_at
from tests.policy.asking import ask, reply

JAKARTA = ZoneInfo("Asia/Jakarta")
INTERVIEW = datetime(2026, 7, 6, 2, tzinfo=UTC)


def jakarta(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("promised_by", "student_tz", "expected"),
    [
        ("2026-07-13", "Asia/Jakarta", "2026-07-13T02:00:00+00:00"),
        ("2026-07-13", "Asia/Makassar", "2026-07-13T01:00:00+00:00"),
        ("2026-07-13", "America/New_York", "2026-07-13T13:00:00+00:00"),
        # Before a Monday the Friday, and before the day after a long weekend the day before it.
        ("2026-07-17", "Asia/Jakarta", "2026-07-17T02:00:00+00:00"),
        ("2026-08-14", "Asia/Jakarta", "2026-08-14T02:00:00+00:00"),
        ("2026-08-24", "Asia/Jakarta", "2026-08-24T02:00:00+00:00"),
    ],
)
def test_the_heads_up_comes_on_the_recruiters_last_working_day_before_at_her_own_nine(
    promised_by: str, student_tz: str, expected: str
) -> None:
    decision = ask("2026-07-06 10:00", promise={"type": "date", "date": promised_by})
    told = heads_up_at(decision, DEFAULTS, calendar_for("ID"), ZoneInfo(student_tz))
    assert told == datetime.fromisoformat(expected)
    assert told is not None
    assert told.tzinfo is UTC


def test_the_heads_up_hour_is_a_key() -> None:
    rules = parse_rules({"heads_up_at": "07:15"})
    told = heads_up_at(ask("2026-07-06 10:00"), rules, calendar_for("ID"), JAKARTA)
    assert told == jakarta("2026-07-13 07:15")


STOPPED: dict[str, Any] = {"replies": [reply("2026-07-08 09:00", "rejection")]}
TWICE = {"sent": ["2026-07-14 12:10", "2026-07-29 12:10"]}


@pytest.mark.parametrize("fields", [STOPPED, {"replies": [reply("2026-07-08 09:00", "bounce")]}])
def test_without_a_slot_there_is_no_heads_up(fields: dict[str, Any]) -> None:
    decision = ask("2026-07-10 09:00", **fields)
    assert heads_up_at(decision, DEFAULTS, calendar_for("ID"), JAKARTA) is None


def test_silence_closes_a_case_only_after_the_last_allowed_followup() -> None:
    last = jakarta("2026-07-29 12:10")
    over = ask("2026-07-30 09:00", **TWICE)
    assert closes_at(over, DEFAULTS, last) == jakarta("2026-08-12 12:10")
    longer = parse_rules({"silence_closes_after_days": 30})
    assert closes_at(over, longer, last) == last + timedelta(days=30)
    assert closes_at(over, DEFAULTS, None) is None
    once = ask("2026-07-30 09:00", sent=["2026-07-14 12:10"])
    assert closes_at(once, DEFAULTS, jakarta("2026-07-14 12:10")) is None
    rejected = ask("2026-07-30 09:00", **STOPPED)
    assert closes_at(rejected, DEFAULTS, last) is None


@pytest.mark.parametrize(
    ("hours", "first", "last"),
    [(24, 2, 24), (72, 2, 72), (1, 1, 1), (2, 2, 2)],
)
def test_thanks_are_due_from_two_hours_after_the_interview_until_they_expire(
    hours: int, first: int, last: int
) -> None:
    due = thank_you_at(parse_rules({"thank_you_within_hours": hours}), INTERVIEW)
    assert due == (INTERVIEW + timedelta(hours=first), INTERVIEW + timedelta(hours=last))


def test_a_centre_may_leave_thanks_out() -> None:
    assert thank_you_at(parse_rules({"thank_you_within_hours": 0}), INTERVIEW) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Thanks due, heads-up, midnight of the earliest day, the window, its end, then the next.
        ("2026-07-06 10:59:59", "2026-07-06 11:00"),
        ("2026-07-06 11:00:00", "2026-07-13 09:00"),
        ("2026-07-13 08:59:59", "2026-07-13 09:00"),
        ("2026-07-13 09:00:00", "2026-07-14 00:00"),
        ("2026-07-14 00:00:00", "2026-07-14 12:00"),
        ("2026-07-14 11:59:59", "2026-07-14 12:00"),
        ("2026-07-14 12:00:00", "2026-07-14 13:00"),
        ("2026-07-14 13:00:00", "2026-07-14 15:30"),
        ("2026-07-14 15:30:00", "2026-07-14 17:00"),
        ("2026-07-14 17:00:00", "2026-07-15 12:00"),
    ],
)
def test_the_next_check_is_the_first_instant_at_which_anything_may_change(now: str, expected: str) -> None:
    decision = ask(now)
    asked = jakarta(now)
    calendar = calendar_for("ID")
    check = next_check_at(
        decision,
        DEFAULTS,
        zone=JAKARTA,
        interview_at=INTERVIEW,
        heads_up=heads_up_at(decision, DEFAULTS, calendar, JAKARTA),
        closes=None,
        now=asked,
    )
    assert check == jakarta(expected)
    assert check > asked


@pytest.mark.parametrize(
    ("fields", "closes", "expected"),
    [
        (STOPPED, None, None),
        (TWICE, jakarta("2026-08-12 12:10"), jakarta("2026-08-12 12:10")),
        (TWICE, jakarta("2026-07-30 09:00"), None),
        ({"replies": [reply("2026-07-08 09:00", "bounce")]}, None, None),
    ],
)
def test_a_case_without_dates_is_looked_at_only_when_silence_closes_it(
    fields: dict[str, Any], closes: datetime | None, expected: datetime | None
) -> None:
    now = "2026-07-30 09:00"
    check = next_check_at(
        ask(now, **fields),
        DEFAULTS,
        zone=JAKARTA,
        interview_at=INTERVIEW,
        heads_up=None,
        closes=closes,
        now=jakarta(now),
    )
    assert check == expected
