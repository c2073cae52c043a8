"""Delivery: claim, re-check, commit `sending`, send, settle. One mail, one outcome.

What if we die here? See outbox: before `hand_over` nothing has left; after it the mail is
`outcome_unknown`. One connection carries many mails, but no status is ever guessed for a batch.
"""

import time
from collections.abc import Callable
from datetime import datetime

from notifications.dispatch import Dispatch

# How long the periodic drain may keep a worker, so that sweeps get their turn.
DRAIN_SECONDS = 20.0


def drain(
    clock: Callable[[], datetime],
    limit: int | None = None,
    seconds: float | None = None,
    connections: int = 1,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Deliver what is due, a share of each centre in turn; returns how many were accepted.

    `clock` is asked for each mail, since a drain lasts. `limit` bounds the mails tried, `seconds`
    the time by that clock: none is begun after it, and the rest stays due. `connections` is how
    many to the provider may carry a mail at the same time.
    """
    return Dispatch(clock, limit=limit, seconds=seconds, connections=connections, sleep=sleep).run()
