"""Plans: facts are gathered, `decide` is asked, and what changed is written.

Reconcile, do not trigger: every path computes what should stand, compares it with what stands,
and writes only the difference. Running any of them twice changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from django.db import connection, transaction

from careers.models import Application, Centre
from careers.services.applications import close_unanswered
from careers.stages import OPEN, Stage
from followups.gather import Gathered, gather
from followups.models import Plan, PolicyVersion
from followups.policy import SEND_NOW, WAIT, Decision, as_data, decide
from followups.policy.checks import closes_at, heads_up_at, next_check_at
from followups.services.policies import published

CHUNK = 500
_DECIDED = (
    "interview_id", "action", "reason", "attempt", "earliest_date", "window_start", "window_end",
    "requires_approval", "approved", "reasons", "policy_id", "calendar_version", "heads_up_at",
    "closes_at", "missed_windows", "missed_at",
)  # fmt: skip
_WRITTEN = [name.removesuffix("_id") for name in _DECIDED] + ["decided_at", "next_check_at"]


class Look(Enum):
    """Which plans the next sweep shall look at: to tell people, or to tell a new counsellor."""

    ALL = "all of them, since a fact changed"
    CHANGED = "those whose decision changed"
    LATER = "none before its next hour: this is the sweep"


class Rolled(NamedTuple):
    """A plan after a sweep looked at it; `changed` if the decision is another than before."""

    plan: Plan
    changed: bool


def decide_again(
    sender: Any, centre_id: int, application_ids: Sequence[int], now: datetime, **_kwargs: Any
) -> None:
    """The receiver of "facts changed": plans again in the same transaction.

    If we die here the fact and its plan vanish together. Changed plans are due at once, so that
    the next sweep tells whom it concerns.
    """
    _replan(centre_id, application_ids, now, look_at=Look.ALL)


def due_plans(centre: Centre, now: datetime, limit: int = CHUNK) -> list[Plan]:
    """The plans to look at, longest due first, locked until the transaction ends.

    Reads only what is due (index `plan_due`). Several sweepers share the work on PostgreSQL.
    """
    due = Plan.objects.filter(centre=centre, next_check_at__lte=now).order_by("next_check_at")
    if connection.features.has_select_for_update_skip_locked:
        # Whoever holds the application is deciding about it this very moment.
        due = due.select_related("application")
        due = due.select_for_update(skip_locked=True, no_key=True, of=("application",))
    return list(due[:limit])


def roll(centre: Centre, plans: Sequence[Plan], now: datetime) -> list[Rolled]:
    """Decide due plans again, close silent cases, and set when to look next.

    Called inside the sweep's transaction: the plan, what is told about it and the next check
    stand or fall together.
    """
    silent = [p.application_id for p in plans if p.closes_at and p.closes_at <= now]
    if silent:
        close_unanswered(silent, now)
    return _replan(centre.pk, [p.application_id for p in plans], now, look_at=Look.LATER)


def reconcile_centre(centre: Centre, now: datetime) -> int:
    """Plan every open case again: after new rules, and each night as the safety net.

    Returns how many plans changed. Each chunk is its own transaction unless the caller has one;
    if we die in between, the next run finishes.
    """
    ids = list(
        Application.objects.filter(centre=centre, stage__in=[*OPEN, Stage.OFFERED])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    changed = 0
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            rolled = _replan(centre.pk, ids[start : start + CHUNK], now, look_at=Look.CHANGED)
        changed += sum(r.changed for r in rolled)
    return changed


def _replan(centre_id: int, application_ids: Iterable[int], now: datetime, *, look_at: Look) -> list[Rolled]:
    policy = published(centre_id)
    ids = _locked(application_ids)
    standing = {plan.application_id: plan for plan in Plan.objects.filter(application__in=ids)}
    rolled: list[Rolled] = []
    new: list[Plan] = []
    changed: list[Plan] = []
    rescheduled: list[Plan] = []
    for case in gather(ids):
        plan = standing.pop(case.application.pk, None)
        before = {name: getattr(plan, name) for name in _DECIDED} if plan else None
        decision = decide(case.facts, policy.rules, case.calendar, now)
        plan = _plan_of(case, decision, plan, policy, now)
        differs = before is None or any(getattr(plan, n) != before[n] for n in _DECIDED)
        checked = plan.next_check_at
        if differs:
            plan.decided_at = now
        if look_at is Look.LATER:
            plan.next_check_at = _next_check(case, decision, plan, policy, now)
        elif differs or look_at is Look.ALL:
            plan.next_check_at = now
        if before is None:
            new.append(plan)
        elif differs:
            changed.append(plan)
        elif plan.next_check_at != checked:
            rescheduled.append(plan)
        rolled.append(Rolled(plan, differs))
    if standing:
        # The interview is gone, and with it the question.
        Plan.objects.filter(pk__in=[plan.pk for plan in standing.values()]).delete()
    Plan.objects.bulk_create(new, batch_size=CHUNK)
    # An upsert: bulk_update writes the same rows with a CASE per field, twenty times slower.
    Plan.objects.bulk_create(
        changed, CHUNK, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
    )
    Plan.objects.bulk_update(rescheduled, ["next_check_at"], batch_size=CHUNK)
    return rolled


def _locked(application_ids: Iterable[int]) -> list[int]:
    """The ids, their applications locked until the transaction ends.

    Two people who record two facts at once take turns here, so that the later plan sees both.
    """
    rows = Application.objects.filter(pk__in=list(application_ids)).order_by("pk")
    return list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _plan_of(
    case: Gathered, decision: Decision, plan: Plan | None, policy: PolicyVersion, now: datetime
) -> Plan:
    rules = policy.rules
    if plan is None:
        plan = Plan(centre_id=case.application.centre_id, application_id=case.application.pk, decided_at=now)
    else:
        _count_missed(plan, case, decision, now)
    data = as_data(decision)
    plan.interview_id = case.interview.pk
    plan.action, plan.reason, plan.attempt = decision.action, decision.reason, decision.attempt
    plan.earliest_date = decision.earliest_date
    plan.window_start, plan.window_end = decision.window_start, decision.window_end
    plan.requires_approval = decision.requires_approval
    plan.approved = decision.requires_approval and decision.attempt in case.approved_attempts
    plan.reasons = data["reasons"]
    plan.policy_id = policy.pk
    plan.calendar_version = case.calendar.version
    plan.heads_up_at = heads_up_at(decision, rules, case.calendar, case.student_zone)
    closed = case.application.stage == Stage.UNANSWERED
    plan.closes_at = None if closed else closes_at(decision, rules, case.silent_since)
    return plan


def _count_missed(plan: Plan, case: Gathered, decision: Decision, now: datetime) -> None:
    """Count a window that ended unused; anything that happened to the case starts anew."""
    asked = (case.interview.pk, decision.attempt, decision.earliest_date)
    same = (plan.interview_id, plan.attempt, plan.earliest_date) == asked
    if not same or decision.action not in (WAIT, SEND_NOW):
        plan.missed_windows, plan.missed_at = 0, None
        return
    ended = plan.window_end is not None and plan.window_end <= now and plan.may_be_sent
    if ended and plan.missed_at != plan.window_end:
        plan.missed_windows += 1
        plan.missed_at = plan.window_end


def _next_check(
    case: Gathered, decision: Decision, plan: Plan, policy: PolicyVersion, now: datetime
) -> datetime | None:
    if not case.application.is_open:
        return None  # nobody is reminded of a closed case
    return next_check_at(
        decision,
        policy.rules,
        zone=case.facts.zone,
        interview_at=case.interview.held_at,
        heads_up=plan.heads_up_at,
        closes=plan.closes_at,
        now=now,
    )
