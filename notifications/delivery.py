"""Delivery: claim, re-check, commit `sending`, send, settle. One mail, one outcome.

What if we die here? See outbox: before `hand_over` nothing has left; after it the mail is
`outcome_unknown`. One connection carries many mails, but no status is ever guessed for a batch.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime

from django.db import connections

from notifications.lane import Budget, Lane

log = logging.getLogger(__name__)
# How long the periodic drain may keep a worker, so that sweeps get their turn.
DRAIN_SECONDS = 20.0


def drain(
    clock: Callable[[], datetime],
    limit: int | None = None,
    seconds: float | None = None,
    lanes: int = 1,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Deliver what is due, a share of each centre in turn; returns how many were accepted.

    `clock` is asked for each mail, since a drain lasts. `limit` bounds the mails tried, `seconds`
    the time by that clock: none is begun after it, and the rest stays due. Each of `lanes` is a
    thread with a connection of its own to the provider and to the database.
    """
    budget = Budget(clock, limit, seconds)
    if lanes == 1:
        return Lane(clock, budget, sleep).run()
    # Each thread logs under the id of the task that asked for the drain.
    contexts = [copy_context() for _lane in range(lanes)]
    with ThreadPoolExecutor(lanes, thread_name_prefix="lane") as pool:
        return sum(pool.map(lambda context: context.run(_run_apart, clock, budget, sleep), contexts))


def _run_apart(clock: Callable[[], datetime], budget: Budget, sleep: Callable[[float], None]) -> int:
    try:
        return Lane(clock, budget, sleep).run()
    finally:
        connections.close_all()  # this thread's own
