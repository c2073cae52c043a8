"""The planner: due plans -> decided again -> outbox rows; what no longer stands is withdrawn.

One transaction per batch: the plan, the intents derived from it and the next check stand or fall
together. If we die in between, the plan is still due and the next sweep does it all again; the
intents' unique keys make that harmless.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django_scopes import scope

from careers.access import ADMIN
from careers.models import Centre, User
from followups.models import Plan
from followups.policy import Rules
from followups.services import due_plans, roll
from notifications import outbox
from notifications.models import Message
from notifications.reminders import Situation, intents

log = logging.getLogger(__name__)
BATCH = 500


def sweep(now: datetime) -> int:
    """Look at every plan that is due, centre by centre; returns how many intents are new.

    Reads only what is due. Running it twice, or twice at once, adds nothing.
    """
    added = 0
    for centre in Centre.objects.order_by("pk"):
        try:
            with scope(centre=centre.pk):
                added += _sweep_centre(centre, now)
        except Exception:
            # One centre's broken row must not silence the others; health shows the overdue plans.
            log.exception("the sweep of centre %s failed", centre.pk)
    return added


def _sweep_centre(centre: Centre, now: datetime) -> int:
    added = 0
    while True:
        looked, new = _sweep_batch(centre, now)
        added += new
        if looked < BATCH:
            return added


@transaction.atomic
def _sweep_batch(centre: Centre, now: datetime) -> tuple[int, int]:
    due = due_plans(centre, now, BATCH)
    if not due:
        return 0, 0
    rolled = roll(centre, due, now)
    ids = [item.plan.application_id for item in rolled]
    wanted = [intent for s in situations(ids) for intent in intents(s, now)]
    outbox.withdraw(ids, [intent.key for intent in wanted], now)
    added = outbox.enqueue(centre.pk, wanted, now)
    return len(due), added


def situations(application_ids: Iterable[int]) -> list[Situation]:
    """The plans of these applications with the people and rules around them: one query."""
    plans = Plan.objects.filter(application__in=list(application_ids)).select_related(
        "interview",
        "policy",
        "application__employer",
        "application__contact",
        "application__student__user__centre",
        "application__student__counsellor__centre",
    )
    rules: dict[int, Rules] = {}
    admins: dict[int, User | None] = {}
    return [_situation(plan, rules, admins) for plan in plans]


def _situation(plan: Plan, rules: dict[int, Rules], admins: dict[int, User | None]) -> Situation:
    application = plan.application
    counsellor = application.student.counsellor
    if counsellor is None or not counsellor.is_active:
        if plan.centre_id not in admins:
            staff = User.objects.filter(centre=plan.centre_id, role=ADMIN, is_active=True)
            admins[plan.centre_id] = staff.select_related("centre").order_by("pk").first()
        counsellor = admins[plan.centre_id]
    if plan.policy_id not in rules:
        rules[plan.policy_id] = plan.policy.rules
    return Situation(
        plan,
        application,
        plan.interview,
        application.student.user,
        counsellor,
        rules[plan.policy_id],
    )


def standing(message: Message, now: datetime) -> Situation | None:
    """The situation a queued reminder speaks of, if it still stands at the moment of sending."""
    for situation in situations([message.application_id] if message.application_id else []):
        if any(intent.key == message.key for intent in intents(situation, now)):
            return situation
    return None
