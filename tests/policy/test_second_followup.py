"""The second follow-up, dated waits and absences: which floor binds, and which reason is told."""

from datetime import date
from typing import Any

import pytest

from tests.policy.asking import ask, codes, reply, told

FIRST = "2026-07-14 12:10"


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("2026-07-14 12:10:00", "wait second_gap_not_passed | Wed 29 Jul 12:00"),
        ("2026-07-28 12:10:01", "wait second_gap_not_passed | Wed 29 Jul 12:00"),
        ("2026-07-28 23:59:59", "wait second_gap_not_passed | Wed 29 Jul 12:00"),
        ("2026-07-29 00:00:00", "wait outside_window | Wed 29 Jul 12:00"),
        ("2026-07-29 11:59:59", "wait outside_window | Wed 29 Jul 12:00"),
        ("2026-07-29 12:00:00", "send_now in_window | Wed 29 Jul 12:00"),
        ("2026-07-29 13:00:00", "wait outside_window | Wed 29 Jul 15:30"),
    ],
)
def test_the_second_waits_strictly_more_than_two_weeks_counted_in_days(now: str, answer: str) -> None:
    assert told(now, sent=[FIRST]) == answer


@pytest.mark.parametrize(
    ("sent_at", "gap", "earliest"),
    [
        # Sent at whatever hour: the recruiter's day of sending counts.
        ("2026-07-14 00:00:00", 14, "2026-07-29"),
        ("2026-07-14 23:59:59", 14, "2026-07-29"),
        ("2026-07-15 00:00:00", 14, "2026-07-30"),
        ("2026-07-14T17:00:00+00:00", 14, "2026-07-30"),
        ("2026-07-14T16:59:59+00:00", 14, "2026-07-29"),
        ("2026-07-14 12:10", 20, "2026-08-04"),
    ],
)
def test_the_gap_counts_the_recruiters_days(sent_at: str, gap: int, earliest: str) -> None:
    decision = ask("2026-07-15 09:00", sent=[sent_at], rules={"second_gap_days": gap})
    assert str(decision.earliest_date) == earliest


@pytest.mark.parametrize(
    ("sent", "wanted", "gated"),
    [([], True, False), ([FIRST], True, True), ([FIRST], False, False)],
)
@pytest.mark.parametrize("now", ["2026-07-28 10:00", "2026-07-29 12:30"])
def test_only_the_second_is_gated_and_the_action_stays_dated(
    now: str, sent: list[str], wanted: bool, gated: bool
) -> None:
    decision = ask(now, sent=sent, rules={"second_requires_approval": wanted})
    assert decision.action in ("wait", "send_now")
    assert decision.requires_approval == gated
    assert ("second_needs_approval" in codes(decision)) == gated


def wait(at: str, **until: Any) -> dict[str, Any]:
    return reply(at, "asked_to_wait_until", **until)


def away(at: str, day: str | None) -> dict[str, Any]:
    return reply(at, "auto_reply", return_date=day)


@pytest.mark.parametrize(
    ("replies", "earliest"),
    [
        ([wait("2026-07-08 09:00", date="2026-07-20")], "2026-07-21"),
        ([wait("2026-07-08 09:00", days=5)], "2026-07-14"),
        ([wait("2026-07-08 09:00", days=0)], "2026-07-09"),
        # Counted from the recruiter's day of the reply.
        ([wait("2026-07-08T23:30:00+00:00", days=5)], "2026-07-15"),
        # The latest word wins, whether it asks for more or for less, in whatever order it is told.
        ([wait("2026-07-08 09:00", date="2026-07-20"), wait("2026-07-09 09:00", days=2)], "2026-07-12"),
        ([wait("2026-07-09 09:00", days=2), wait("2026-07-08 09:00", date="2026-07-20")], "2026-07-12"),
        # A wait without a date is forgiven by a later one with a date.
        ([wait("2026-07-08 09:00"), wait("2026-07-09 09:00", date="2026-07-20")], "2026-07-21"),
        ([wait("2026-07-08 09:00", date="2026-07-20"), reply("2026-07-09 09:00", "neutral_ack")], "2026-07-21"),
    ],
)  # fmt: skip
def test_a_dated_wait_replaces_the_deadline_and_the_latest_word_wins(
    replies: list[dict[str, Any]], earliest: str
) -> None:
    decision = ask("2026-07-10 09:00", replies=replies)
    assert str(decision.earliest_date) == earliest
    assert "deadline_replaced" in codes(decision)


def test_a_wait_without_a_date_after_one_with_a_date_is_unclear_again() -> None:
    replies = [wait("2026-07-08 09:00", date="2026-07-20"), wait("2026-07-09 09:00")]
    assert told("2026-07-10 09:00", replies=replies) == "needs_approval reply_unclear"


@pytest.mark.parametrize(
    ("replies", "answer"),
    [
        # The return day itself is allowed.
        ([away("2026-07-08 09:00", "2026-07-16")], "wait recruiter_away | Thu 16 Jul 12:00"),
        ([away("2026-07-08 09:00", "2026-07-13")], "wait promise_not_passed | Tue 14 Jul 12:00"),
        # On a tie the promise is the reason told.
        ([away("2026-07-08 09:00", "2026-07-14")], "wait promise_not_passed | Tue 14 Jul 12:00"),
        ([away("2026-07-08 09:00", "2026-07-18")], "wait recruiter_away | Mon 20 Jul 12:00"),
        # The latest such reply counts.
        (
            [away("2026-07-08 09:00", "2026-07-30"), away("2026-07-09 09:00", "2026-07-16")],
            "wait recruiter_away | Thu 16 Jul 12:00",
        ),
        ([away("2026-07-08 09:00", None)], "wait promise_not_passed | Tue 14 Jul 12:00"),
    ],
)
def test_an_absence_holds_until_the_day_of_return(replies: list[dict[str, Any]], answer: str) -> None:
    assert told("2026-07-10 09:00", replies=replies) == answer


@pytest.mark.parametrize(
    ("replies", "reason", "earliest"),
    [
        ([], "second_gap_not_passed", "2026-07-29"),
        ([wait("2026-07-15 09:00", date="2026-07-20")], "second_gap_not_passed", "2026-07-29"),
        # Ties: the promise before the gap, the gap before the absence.
        ([wait("2026-07-15 09:00", date="2026-07-28")], "promise_not_passed", "2026-07-29"),
        ([wait("2026-07-15 09:00", date="2026-07-29")], "promise_not_passed", "2026-07-30"),
        ([away("2026-07-15 09:00", "2026-07-29")], "second_gap_not_passed", "2026-07-29"),
        ([away("2026-07-15 09:00", "2026-07-30")], "recruiter_away", "2026-07-30"),
        (
            [wait("2026-07-15 09:00", date="2026-08-05"), away("2026-07-15 10:00", "2026-08-06")],
            "promise_not_passed",
            "2026-08-06",
        ),
    ],
)
def test_the_latest_floor_binds_and_its_reason_is_told(
    replies: list[dict[str, Any]], reason: str, earliest: str
) -> None:
    decision = ask("2026-07-16 09:00", sent=[FIRST], replies=replies)
    assert (decision.reason, str(decision.earliest_date)) == (reason, earliest)


def test_the_trace_shows_every_floor_in_its_order() -> None:
    decision = ask(
        "2026-07-16 09:00",
        sent=[FIRST],
        replies=[wait("2026-07-15 09:00", date="2026-07-31"), away("2026-07-15 10:00", "2026-08-01")],
    )
    assert codes(decision) == [
        "promise_days",
        "deadline_replaced",
        "promise_not_passed",
        "second_gap_not_passed",
        "recruiter_away",
        "closed_day",
        "closed_day",
        "next_window",
        "second_needs_approval",
    ]
    assert decision.reasons[5].params == {"date": date(2026, 8, 1), "kind": "weekend", "name": "Sat"}


@pytest.mark.parametrize(
    ("followups", "earliest"),
    [
        # 1 then bounced 2: the first counts, the gap from the first.
        ([("2026-07-14 12:10", False), ("2026-07-29 12:10", True)], "2026-07-29"),
        # Told out of order: facts are sorted by their own time.
        ([("2026-07-16 12:10", False), ("2026-07-14 12:10", True)], "2026-07-31"),
    ],
)
def test_the_gap_runs_from_the_followup_that_was_really_sent(
    followups: list[tuple[str, bool]], earliest: str
) -> None:
    sent = [{"attempt": i, "sent_at": at, "bounced": b} for i, (at, b) in enumerate(followups, 1)]
    cleared = [{"at": "2026-07-30 08:00", "type": "resolved"}]
    decision = ask("2026-07-30 09:00", followups=sent, events=cleared)
    assert decision.attempt == 2
    assert str(decision.earliest_date) == earliest
