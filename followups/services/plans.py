"""Plans: facts are gathered, `decide` is asked, and what changed is written.

Reconcile, do not trigger: every path computes what should stand, compares it with what stands,
and writes only the difference. Running any of them twice changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction

from careers.models import Application, Centre
from careers.services.applications import close_unanswered
from careers.stages import OPEN, Stage
from followups.gather import gather
from followups.models import Plan
from followups.policy import decide
from followups.recall import remember
from followups.rows import read
from followups.services.deciding import Rolled, count_missed, fill, next_check
from followups.services.policies import published
from followups.services.rolling import can_recall, roll_from_memory

CHUNK = 500
_DECIDED = (
    "interview_id", "action", "reason", "attempt", "earliest_date", "window_start", "window_end",
    "requires_approval", "approved", "reasons", "policy_id", "calendar_version", "heads_up_at",
    "closes_at", "missed_windows", "missed_at",
)  # fmt: skip
_WRITTEN = [*(name.removesuffix("_id") for name in _DECIDED), "memory", "decided_at", "next_check_at"]


class Look(Enum):
    """Which plans the next sweep shall look at: to tell people, or to tell a new counsellor."""

    ALL = "all of them, since a fact changed"
    CHANGED = "those whose decision changed"
    LATER = "none before its next hour: this is the sweep"


# Whoever holds an application is deciding about it this very moment.
DUE_CASES = """
    SELECT application.id
    FROM followups_plan AS plan
    JOIN careers_application AS application ON application.id = plan.application_id
    WHERE plan.centre_id = %s AND plan.next_check_at <= %s
    ORDER BY plan.next_check_at
    LIMIT %s
    FOR NO KEY UPDATE OF application SKIP LOCKED"""


def decide_again(
    sender: Any, centre_id: int, application_ids: Sequence[int], now: datetime, **_kwargs: Any
) -> None:
    """The receiver of "facts changed": plans again in the same transaction.

    If we die here the fact and its plan vanish together. Changed plans are due at once, so that
    the next sweep tells whom it concerns.
    """
    _replan(centre_id, application_ids, now, look_at=Look.ALL)


def due_cases(centre: Centre, now: datetime, limit: int = CHUNK) -> list[int]:
    """The applications whose plans are to be looked at, longest due first, locked until the
    transaction ends.

    Reads only what is due (index `plan_due`). Several sweepers share the work on PostgreSQL.
    """
    if can_recall():
        return [pk for (pk,) in read(DUE_CASES, [centre.pk, now, limit])]
    due = Plan.objects.filter(centre=centre, next_check_at__lte=now).order_by("next_check_at")
    return list(due.values_list("application_id", flat=True)[:limit])


def roll(centre: Centre, application_ids: Sequence[int], now: datetime) -> list[Rolled]:
    """Decide due cases again, close silent ones, and set when to look next.

    Called inside the sweep's transaction, with the applications locked by `due_cases`: the plan,
    what is told about it and the next check stand or fall together.
    """
    rolled = roll_from_memory(centre.pk, application_ids, now) if can_recall() else []
    done = {item.plan.application_id for item in rolled}
    rest = [pk for pk in application_ids if pk not in done]
    if not rest:
        return rolled
    silent = Plan.objects.filter(application__in=rest, closes_at__lte=now)
    close_unanswered(list(silent.values_list("application_id", flat=True)), now)
    return rolled + _replan(centre.pk, rest, now, look_at=Look.LATER)


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
        plan = standing.pop(case.application_id, None)
        before = {name: getattr(plan, name) for name in _DECIDED} if plan else None
        decision = decide(case.facts, policy.rules, case.calendar, now)
        if plan is None:
            plan = Plan(centre_id=centre_id, application_id=case.application_id, decided_at=now)
        else:
            count_missed(plan, case, decision, now)
        fill(plan, case, decision, policy)
        differs = before is None or any(getattr(plan, n) != before[n] for n in _DECIDED)
        checked, remembered = plan.next_check_at, plan.memory
        plan.memory = remember(case)
        if differs:
            plan.decided_at = now
        if look_at is Look.LATER:
            plan.next_check_at = next_check(case, decision, plan, policy, now)
        elif differs or look_at is Look.ALL:
            plan.next_check_at = now
        if before is None:
            new.append(plan)
        elif differs or plan.memory != remembered:
            changed.append(plan)
        elif plan.next_check_at != checked:
            rescheduled.append(plan)
        rolled.append(Rolled(plan, case, policy.rules, differs))
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
