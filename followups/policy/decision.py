"""`decide`: what should the student do about this application, when, and why. Pure.

One function answers both "what state?" and "which date?"; pages, sweeps, previews, the API and
the batch command all call it. Same facts, same answer: a shown slot never wanders.
"""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from followups.policy.calendar import ONE_DAY, Calendar
from followups.policy.facts import Facts
from followups.policy.keys import Rules
from followups.policy.rules import FLOOR_RULES, PERSON_RULES, STOP_RULES, Case
from followups.policy.timetable import Window
from followups.policy.trace import Reason

WAIT = "wait"
SEND_NOW = "send_now"
NEEDS_APPROVAL = "needs_approval"
STOP = "stop"

_GATE = Reason("second_needs_approval")

# Farther than any chain of holidays; beyond it the calendar itself must be wrong.
HORIZON_DAYS = 400


class Decision(NamedTuple):
    """What to do about a case (`action`), the deciding `reason` and the whole trace.

    `attempt` is the number of the next follow-up (on a stop: of follow-ups made). `earliest_date`
    is the day by the deadline rules alone; the window is aware, recruiter-local, its end
    exclusive. Stops and needs_approval carry no dates. `requires_approval` is the gate of a
    second follow-up (T12), not the action.
    """

    action: str
    reason: str
    attempt: int
    earliest_date: date | None
    window_start: datetime | None
    window_end: datetime | None
    requires_approval: bool
    reasons: tuple[Reason, ...]


def decide(facts: Facts, rules: Rules, calendar: Calendar, now: datetime) -> Decision:
    """The decision for one case at `now` (aware).

    `calendar` is the recruiter's; `facts` are sorted by time and none is later than `now`.
    """
    case = Case(facts, rules, calendar)
    made = len(case.sent)
    # Instants in one and the same zone are compared forty times faster than across zones.
    now = now.astimezone(UTC)
    for stop_rule in STOP_RULES:
        stopped = stop_rule(case)
        if stopped:
            return Decision(STOP, stopped.code, made, None, None, None, False, (stopped,))
    attempt = made + 1
    trace: list[Reason] = []
    for person_rule in PERSON_RULES:
        cause = person_rule(case)
        if cause:
            trace.append(cause)
    if trace:
        code = trace[0].code
        return Decision(NEEDS_APPROVAL, code, attempt, None, None, None, False, tuple(trace))
    if facts.events or facts.followups:
        _note_history(case, trace)
    trace += case.calendar.warnings
    floor = _latest_floor(case, trace)
    earliest: date = floor.params["date"]
    today = case.local_day(now)
    is_early = today < earliest
    window = _first_window(case, earliest if is_early else today, now, trace)
    unknown = _unknown_year(case, earliest, window)
    if unknown or window is None:
        trace.append(Reason("calendar_unconfirmed", {"year": unknown or earliest.year}))
        return Decision(
            NEEDS_APPROVAL, "calendar_unconfirmed", attempt, None, None, None, False, tuple(trace)
        )
    in_window = window.start_utc <= now
    trace.append(window.current if in_window else window.upcoming)
    gated = attempt == 2 and rules.second_requires_approval
    if gated:
        trace.append(_GATE)
    if in_window:
        action, code = SEND_NOW, "in_window"
    else:
        action, code = WAIT, floor.code if is_early else "outside_window"
    return Decision(action, code, attempt, earliest, window.start, window.end, gated, tuple(trace))


def _note_history(case: Case, trace: list[Reason]) -> None:
    """Say what was set aside: bounced follow-ups, and causes a person has cleared."""
    bounced = len(case.facts.followups) - len(case.sent)
    if bounced:
        trace.append(Reason("bounced_not_counted", {"n": bounced}))
    if case.resolved_at:
        trace.append(Reason("cleared_by_person", {"date": case.local_day(case.resolved_at)}))


def _latest_floor(case: Case, trace: list[Reason]) -> Reason:
    """The floor that binds: the one with the latest `date`; on a tie the first rule's."""
    binding: Reason | None = None
    for rule in FLOOR_RULES:
        floor = rule(case, trace)
        if floor:
            trace.append(floor)
            if binding is None or floor.params["date"] > binding.params["date"]:
                binding = floor
    assert binding is not None, "the promise always gives a floor"
    return binding


def _first_window(case: Case, day: date, now: datetime, trace: list[Reason]) -> Window | None:
    """The first window from `day` on that has not ended, noting each day skipped on the way."""
    table = case.table
    for _ in range(HORIZON_DAYS):
        windows, skipped = table[day]
        for window in windows:
            if now < window.end_utc:
                return window
        trace += skipped
        day += ONE_DAY
    return None


def _unknown_year(case: Case, earliest: date, window: Window | None) -> int | None:
    """The first year the decision looked into whose closed days are not decreed yet.

    Every day from the earliest date to the slot counts, whatever `now` is, so that the answer
    stays the same while facts stand still; a working-day count is looked at as well.
    """
    first = earliest if case.looked_from is None else min(case.looked_from, earliest)
    last = window.start if window else earliest + ONE_DAY * HORIZON_DAYS
    return case.calendar.unconfirmed_year(first, last)


def as_data(decision: Decision) -> dict[str, Any]:
    """The decision as JSON-ready data: ISO dates, aware ISO instants, trace codes."""
    data = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in decision._asdict().items()
    }
    data["reasons"] = trace_as_data(decision)
    return data


def trace_as_data(decision: Decision) -> list[dict[str, Any]]:
    """The trace alone as JSON-ready data."""
    trace = []
    for code, params in decision.reasons:
        step: dict[str, Any] = {"code": code}
        for name, value in params.items():
            step[name] = value.isoformat() if isinstance(value, date) else value
        trace.append(step)
    return trace
