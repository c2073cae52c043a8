"""Plans as they stand at an instant, for pages shown between two sweeps.

A stored plan is exact until one of its own instants passes: then the sweep decides again, usually
within a minute. A page that is opened in that minute (or while no worker runs) must not show a
slot that is over, so those few plans are decided again here, and nothing is written.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django_scopes import scope

from followups.gather import gather
from followups.models import Plan
from followups.policy import WAIT, decide, trace_as_data
from followups.services.policies import published


def as_of(plans: Sequence[Plan], now: datetime) -> list[Plan]:
    """The plans in their order; those whose instants have passed as unsaved, re-decided copies.

    Costs no query while nothing has passed, else a constant number for each centre. The plans come
    with their application and its employer.
    """
    late = [plan for plan in plans if has_passed(plan, now)]
    fresh: dict[int, Plan] = {}
    for centre_id in sorted({plan.centre_id for plan in late}):
        with scope(centre=centre_id):
            fresh |= _decided((p for p in late if p.centre_id == centre_id), centre_id, now)
    return [fresh.get(plan.pk, plan) for plan in plans]


def has_passed(plan: Plan, now: datetime) -> bool:
    """True once the plan's earliest day began, its window opened, or its window ended.

    Stops and decisions that need a person carry no dates and do not change by time.
    """
    if plan.window_start is None or plan.window_end is None:
        return False
    if plan.window_end <= now:
        return True
    if plan.action != WAIT:
        return False
    if plan.window_start <= now:
        return True
    if plan.earliest_date is None or plan.reason == "outside_window":
        return False
    zone = ZoneInfo(plan.application.employer.time_zone)
    return datetime.combine(plan.earliest_date, time(), tzinfo=zone) <= now


def _decided(plans: Iterable[Plan], centre_id: int, now: datetime) -> dict[int, Plan]:
    rules = published(centre_id).rules
    standing = {plan.application_id: plan for plan in plans}
    fresh = {}
    for case in gather(standing):
        plan = copy(standing[case.application_id])
        decision = decide(case.facts, rules, case.calendar, now)
        plan.action, plan.reason = decision.action, decision.reason
        plan.earliest_date, plan.attempt = decision.earliest_date, decision.attempt
        plan.window_start, plan.window_end = decision.window_start, decision.window_end
        plan.reasons = trace_as_data(decision)
        plan.requires_approval = decision.requires_approval
        fresh[plan.pk] = plan
    return fresh
