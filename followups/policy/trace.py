"""The trace: why a decision is what it is, as codes with parameters. Pure.

Sentences for the codes live in followups/wording/; `SOURCES` says which rule and which of the
two source articles (S0, S1) stands behind each code, so that every page can show it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Reason(NamedTuple):
    """One step of a decision: a code and its parameters (dates are recruiter-local days)."""

    code: str
    params: Mapping[str, Any] = {}


class Source(NamedTuple):
    """Where a rule comes from: its number in policy.md and the articles, or 'practice'."""

    rule: str
    articles: str


_PROMISE = Source("T3", "S1")
_PRACTICE = Source("", "practice")

SOURCES: dict[str, Source] = {
    "promise_days": _PROMISE,
    "promise_working_days": _PROMISE,
    "promise_date": _PROMISE,
    "promise_range": _PROMISE,
    "promise_assumed": _PRACTICE,
    "final_round_extra": _PRACTICE,
    "deadline_replaced": Source("T10–T11", "S0"),
    "deadline_rolled": Source("T5–T6", "S0"),
    "promise_not_passed": Source("T1–T2", "S0 S1"),
    "second_gap_not_passed": Source("T10–T11", "S0"),
    "recruiter_away": _PRACTICE,
    "bounced_not_counted": _PRACTICE,
    "cleared_by_person": _PRACTICE,
    "subdivision_missing": Source("T5–T6", "S0"),
    "closed_day": Source("T5–T6", "S0"),
    "holiday_estimated": Source("T5–T6", "S0"),
    "no_windows_that_day": Source("T7–T9", "S1"),
    "next_window": Source("T7–T9", "S1"),
    "in_window": Source("T7–T9 T16", "S0 S1"),
    "second_needs_approval": Source("T12", "S0"),
    "max_followups_reached": Source("T13–T15", "S0"),
    "discouraging_reply": Source("T13–T15", "S0"),
    "rejected": Source("T13–T15", "S0"),
    "offer_received": Source("T13–T15", "S0"),
    "process_advanced": _PRACTICE,
    "student_withdrew": _PRACTICE,
    "no_contact_instruction": Source("T13–T15", "S0"),
    "address_bounced": _PRACTICE,
    "off_channel_contact": Source("C1–C2", "S1"),
    "reply_unclear": Source("T13–T15", "S0"),
    "interview_not_held": _PRACTICE,
    "position_status_unclear": _PRACTICE,
    "calendar_unconfirmed": Source("T5–T6", "S0"),
}
