"""The rules of following up: one rule, one function, one line in a table. Pure.

Three tables, asked in this order by `decide` (policy.md, "Precedence"):

- `STOP_RULES`   the case is over: a reply, an event, the limit of two;
- `PERSON_RULES` a person must look before any date can be trusted;
- `FLOOR_RULES`  not before a day: the promise, the gap before a second, an absence.

Rules about days and hours stand in timetable.py.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from followups.policy.calendar import Calendar
from followups.policy.facts import Facts, FollowUp, Reply
from followups.policy.keys import Rules
from followups.policy.timetable import Timetable, timetable
from followups.policy.trace import Reason


class Case:
    """One question put to the rules: facts, rules and calendar, with what rules often ask."""

    __slots__ = ("calendar", "facts", "looked_from", "resolved_at", "rules", "sent", "table")

    def __init__(self, facts: Facts, rules: Rules, calendar: Calendar) -> None:
        self.facts = facts
        self.rules = rules
        self.table: Timetable = timetable(calendar, rules, facts.zone)
        # Working days are counted as the rules see the calendar (joint leave, public holidays).
        self.calendar = self.table.calendar
        self.sent: Sequence[FollowUp] = facts.followups and [
            followup for followup in facts.followups if not followup.bounced
        ]
        self.resolved_at: datetime | None = None
        if facts.events:
            looks = [e.at for e in facts.events if e.type == "resolved"]
            self.resolved_at = max(looks) if looks else None
        self.looked_from: date | None = None

    def local_day(self, moment: datetime) -> date:
        """The recruiter-local day of an instant."""
        return moment.astimezone(self.facts.zone).date()

    def is_cleared(self, at: datetime) -> bool:
        """True if a person has looked at or after that instant (event `resolved`)."""
        return self.resolved_at is not None and at <= self.resolved_at


# --- stops ------------------------------------------------------------------------------------

STOPPING_REPLIES = {
    "offer": "offer_received",
    "rejection": "rejected",
    "discouraging_wait": "discouraging_reply",
    "next_stage_invitation": "process_advanced",
}
STOPPING_EVENTS = {
    "accepted_other_offer": "student_withdrew",
    "student_withdrew": "student_withdrew",
    "no_contact_instruction": "no_contact_instruction",
}


def stopped_by_reply(case: Case) -> Reason | None:
    """Stop at a deciding answer, and for good at a discouraging one (T13–T15, S0)."""
    for reply in reversed(case.facts.replies):
        code = STOPPING_REPLIES.get(reply.label)
        if code:
            return Reason(code, {"date": case.local_day(reply.at), "at": reply.at})
    return None


def stopped_by_event(case: Case) -> Reason | None:
    """Stop when the student is out, or was told not to write again."""
    for event in reversed(case.facts.events):
        code = STOPPING_EVENTS.get(event.type)
        if code:
            return Reason(code, {"date": case.local_day(event.at), "at": event.at})
    return None


def limit_reached(case: Case) -> Reason | None:
    """At most two follow-ups, never a third (T13, S0); bounced ones were not sent."""
    if len(case.sent) >= case.rules.max_followups:
        last = case.sent[-1].sent_at
        params = {"sent": len(case.sent), "date": case.local_day(last), "at": last}
        return Reason("max_followups_reached", params)
    return None


# --- a person must look ---------------------------------------------------------------------------

UNCLEAR_EVENTS = {
    "student_phoned_recruiter": "off_channel_contact",
    "student_whatsapped_recruiter": "off_channel_contact",
    "interview_cancelled": "interview_not_held",
    "position_closed_news": "position_status_unclear",
}


def address_bounced(case: Case) -> Reason | None:
    """A bounce: the address must be verified, until a later follow-up went out without one."""
    last: datetime | None = None
    for followup in case.facts.followups:
        if followup.bounced:
            last = followup.sent_at
    for reply in case.facts.replies:
        if reply.label == "bounce" and (last is None or reply.at > last):
            last = reply.at
    if last is None or case.is_cleared(last) or any(f.sent_at > last for f in case.sent):
        return None
    return Reason("address_bounced", {"date": case.local_day(last), "at": last})


def _unclear_event(case: Case, code: str) -> Reason | None:
    for event in case.facts.events:
        if UNCLEAR_EVENTS.get(event.type) == code and not case.is_cleared(event.at):
            return Reason(code, {"date": case.local_day(event.at), "at": event.at, "event": event.type})
    return None


def off_channel_contact(case: Case) -> Reason | None:
    """The student phoned or chatted (C1–C2): a counsellor talks with her first."""
    return _unclear_event(case, "off_channel_contact")


def reply_unclear(case: Case) -> Reason | None:
    """An answer nobody has understood yet, or a wait without its date."""
    for reply in case.facts.replies:
        unclear = reply.label == "unclassified" or _is_undated_wait(case, reply)
        if unclear and not case.is_cleared(reply.at):
            return Reason("reply_unclear", {"date": case.local_day(reply.at), "at": reply.at})
    return None


def _is_undated_wait(case: Case, reply: Reply) -> bool:
    """A request to wait that names no time, unless a later one does."""
    if reply.label != "asked_to_wait_until" or _wait_until(case, reply):
        return False
    return not any(r.at > reply.at and _wait_until(case, r) for r in case.facts.replies)


def interview_not_held(case: Case) -> Reason | None:
    """A cancelled interview promises nothing; a person finds out what comes instead."""
    return _unclear_event(case, "interview_not_held")


def position_status_unclear(case: Case) -> Reason | None:
    """News that the position changed: asking about it blindly would embarrass the student."""
    return _unclear_event(case, "position_status_unclear")


# --- not before a day -----------------------------------------------------------------------------


def _wait_until(case: Case, reply: Reply) -> date | None:
    if reply.label != "asked_to_wait_until":
        return None
    if reply.day is not None:
        return reply.day
    if reply.days is not None:
        return _days_after(case.local_day(reply.at), reply.days)
    return None


def _days_after(day: date, n: int) -> date:
    # Twice as fast as adding a timedelta.
    return date.fromordinal(day.toordinal() + n)


def promised_deadline(case: Case, trace: list[Reason]) -> date:
    """The day by which the employer promised to answer at the interview (T3, S1)."""
    promise, rules = case.facts.promise, case.rules
    interview = case.local_day(case.facts.interview_at)
    kind = promise.kind if promise else "vague"
    if promise is None or kind in ("vague", "none"):
        days = rules.assumed_promise_days
        deadline = _days_after(interview, days)
        trace.append(Reason("promise_assumed", {"n": days, "from": interview, "date": deadline}))
    elif kind == "working_days":
        deadline = case.calendar.add_working_days(interview, promise.n)
        case.looked_from = interview
        params = {"n": promise.n, "from": interview, "date": deadline}
        trace.append(Reason("promise_working_days", params))
        for day, closure in case.calendar.estimated(interview, deadline):
            trace.append(Reason("holiday_estimated", {"date": day, "name": closure.name}))
    elif kind == "date" and promise.day:
        deadline = promise.day
        trace.append(Reason("promise_date", {"date": deadline}))
    elif kind == "range_days":
        deadline = _days_after(interview, promise.n)
        params = {"low": promise.low, "n": promise.n, "from": interview, "date": deadline}
        trace.append(Reason("promise_range", params))
    else:
        deadline = _days_after(interview, promise.n)
        trace.append(Reason("promise_days", {"n": promise.n, "from": interview, "date": deadline}))
    if rules.final_round_extra_days and case.facts.final_round:
        deadline = _days_after(deadline, rules.final_round_extra_days)
        params = {"n": rules.final_round_extra_days, "date": deadline}
        trace.append(Reason("final_round_extra", params))
    return deadline


def deadline_in_force(case: Case, trace: list[Reason]) -> date:
    """The promise, or what a later "please wait until" put in its place: the latest word wins."""
    deadline = promised_deadline(case, trace)
    for reply in reversed(case.facts.replies):
        until = _wait_until(case, reply)
        if until:
            deadline = until
            asked = case.local_day(reply.at)
            trace.append(Reason("deadline_replaced", {"asked": asked, "date": until}))
            break
    if case.rules.roll_deadline_on_closed_day and not case.calendar.is_working_day(deadline):
        rolled = case.calendar.next_working_day(deadline)
        trace.append(Reason("deadline_rolled", {"before": deadline, "date": rolled}))
        deadline = rolled
    return deadline


def after_the_promise(case: Case, trace: list[Reason]) -> Reason | None:
    """Nothing before the promised day has passed; then promise + 1 day (T1–T2, S0 S1)."""
    deadline = deadline_in_force(case, trace)
    n = case.rules.first_offset_days
    params = {"deadline": deadline, "n": n, "date": _days_after(deadline, n)}
    return Reason("promise_not_passed", params)


def after_the_second_gap(case: Case, trace: list[Reason]) -> Reason | None:
    """A second only strictly more than two weeks after the first (T10–T11, S0); date-based."""
    if not case.sent:
        return None
    first = case.local_day(case.sent[-1].sent_at)
    gap = case.rules.second_gap_days
    params = {"first": first, "n": gap, "date": _days_after(first, gap + 1)}
    return Reason("second_gap_not_passed", params)


def after_the_absence(case: Case, trace: list[Reason]) -> Reason | None:
    """Out of office: not before the return date, the day itself is allowed."""
    for reply in reversed(case.facts.replies):
        if reply.label == "auto_reply" and reply.day:
            return Reason("recruiter_away", {"date": reply.day})
    return None


STOP_RULES: tuple[Callable[[Case], Reason | None], ...] = (
    stopped_by_reply,
    stopped_by_event,
    limit_reached,
)
PERSON_RULES: tuple[Callable[[Case], Reason | None], ...] = (
    address_bounced,
    off_channel_contact,
    reply_unclear,
    interview_not_held,
    position_status_unclear,
)
# The reason's `date` is the first day allowed by it; the order breaks ties between reasons.
FLOOR_RULES: tuple[Callable[[Case, list[Reason]], Reason | None], ...] = (
    after_the_promise,
    after_the_second_gap,
    after_the_absence,
)
