"""The planner: due plans -> decided again -> outbox rows; what no longer stands is withdrawn.

One transaction per batch: the plan, the intents derived from it and the next check stand or fall
together. If we die in between, the plan is still due and the next sweep does it all again; the
intents' unique keys make that harmless.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import cache

from celery import current_app
from django.db import transaction
from django_scopes import scope

from careers.models import Centre
from followups.services import due_cases, roll
from notifications import outbox, preferences
from notifications.reminders import intents
from notifications.situations import first_admin, glance_of

log = logging.getLogger(__name__)
BATCH = 500
HELP_TASK = "notifications.tasks.help_sweep"
HELP_EXPIRES = 60  # seconds; by then the sweep that asked is over


def sweep(now: datetime, on_backlog: Callable[[], object] = lambda: None) -> int:
    """Look at every plan that is due, centre by centre; returns how many intents are new.

    Reads only what is due. Running it twice, or twice at once, adds nothing: sweeps share what is
    due, batch by batch. `on_backlog` is called once if there is more than one batch.
    """
    added = 0
    on_backlog = cache(on_backlog)
    for centre in Centre.objects.order_by("pk"):
        try:
            with scope(centre=centre.pk):
                added += _sweep_centre(centre, now, on_backlog)
        except Exception:
            # One centre's broken row must not silence the others; health shows the overdue plans.
            log.exception("the sweep of centre %s failed", centre.pk)
    return added


def call_help() -> None:
    """Ask another worker to sweep as well. Redis may be away: then one sweep does it all."""

    def ask() -> None:
        current_app.send_task(HELP_TASK, retry=False, expires=HELP_EXPIRES)

    transaction.on_commit(ask, robust=True)


def _sweep_centre(centre: Centre, now: datetime, on_backlog: Callable[[], object]) -> int:
    added = 0
    while True:
        looked, new = _sweep_batch(centre, now)
        added += new
        if looked < BATCH:
            return added
        on_backlog()


@transaction.atomic
def _sweep_batch(centre: Centre, now: datetime) -> tuple[int, int]:
    due = due_cases(centre, now, BATCH)
    if not due:
        return 0, 0
    rolled = roll(centre, due, now)
    admin_id = cache(lambda: first_admin(centre.pk))
    called_for = [
        intent
        for plan, case, rules, _changed in rolled
        for intent in intents(glance_of(plan, case, rules, case.counsellor_id or admin_id()), now)
    ]
    wishes = preferences.wishes_of({intent.recipient_id for intent in called_for})
    wanted = preferences.arrange(called_for, wishes, now)
    outbox.withdraw(due, [intent.key for intent in wanted], now)
    added = outbox.enqueue(centre.pk, wanted, now)
    return len(due), added
