"""What a decision makes of a plan: its values, missed windows, and when to look next.

The same for plans as models and for plans recalled without them; nothing is written here.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from careers.stages import Stage
from followups.gather import ANSWERS, Gathered
from followups.models import PolicyVersion
from followups.policy import SEND_NOW, WAIT, Decision, Rules, trace_as_data
from followups.policy.checks import closes_at, heads_up_at, next_check_at

PlanValues = Any  # a Plan, or a Recalled


class Rolled(NamedTuple):
    """A plan after a sweep looked at it, with its case and rules; `changed` if the decision is another.

    The plan's values may stand without its model (followups/recall.py).
    """

    plan: PlanValues
    case: Gathered
    rules: Rules
    changed: bool


def fill(plan: PlanValues, case: Gathered, decision: Decision, policy: PolicyVersion) -> None:
    """Give the plan the values of this decision."""
    rules = policy.rules
    plan.interview_id = case.interview_id
    plan.action, plan.reason, plan.attempt = decision.action, decision.reason, decision.attempt
    plan.earliest_date = decision.earliest_date
    # In UTC, as the database gives them back: comparing across zones is forty times slower.
    plan.window_start, plan.window_end = _utc(decision.window_start), _utc(decision.window_end)
    plan.requires_approval = decision.requires_approval
    plan.approved = decision.requires_approval and decision.attempt in case.approved_attempts
    plan.reasons = trace_as_data(decision)
    plan.policy_id = policy.pk
    plan.calendar_version = case.calendar.version
    plan.heads_up_at = heads_up_at(decision, rules, case.calendar, case.student_zone)
    closed = case.stage == Stage.UNANSWERED
    plan.closes_at = None if closed else closes_at(decision, rules, case.silent_since)


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC)


def count_missed(plan: PlanValues, case: Gathered, decision: Decision, now: datetime) -> None:
    """Count a window that ended unused; anything that happened to the case starts anew.

    A window the student put off was not missed. Called before the plan is filled.
    """
    asked = (case.interview_id, decision.attempt, decision.earliest_date)
    same = (plan.interview_id, plan.attempt, plan.earliest_date) == asked
    if not same or decision.action not in (WAIT, SEND_NOW):
        plan.missed_windows, plan.missed_at = 0, None
        return
    ended = plan.window_end is not None and plan.window_end <= now
    if ended and plan.may_be_sent and not plan.snoozed and plan.missed_at != plan.window_end:
        plan.missed_windows += 1
        plan.missed_at = plan.window_end
    if plan.missed_at and any(r.at > plan.missed_at and r.label in ANSWERS for r in case.facts.replies):
        # They answered since, and she told us: whatever it says, the count starts anew.
        plan.missed_windows, plan.missed_at = 0, None


def next_check(
    case: Gathered, decision: Decision, plan: PlanValues, policy: PolicyVersion, now: datetime
) -> datetime | None:
    """When to look again; None for a closed case, of which nobody is reminded."""
    if not case.is_open:
        return None
    return next_check_at(
        decision,
        policy.rules,
        zone=case.facts.zone,
        interview_at=case.facts.interview_at,
        heads_up=plan.heads_up_at,
        closes=plan.closes_at,
        now=now,
    )
