"""The outbox: the only writer of a message's state.

What if we die here? Before `hand_over` is committed the mail has certainly not left, and the lease
brings it back; after it, the mail is `outcome_unknown` and is never silently sent again. The
database enforces "once": a unique key per intent, conditional updates, a fence on every result.

    queue.py    intents in, stale ones out      claims.py   a worker takes a share, and gives back
    handover.py a mail begins, and has ended    results.py  what became of one mail, at once or
                                                            later, by providers and people
"""

from notifications.outbox.claims import (
    SIGN_ON,
    claim,
    due_groups,
    holds,
    is_suppressed,
    postpone,
    release,
    rescue,
)
from notifications.outbox.handover import Done, Next, Seen, begin, claim_of, hand_over
from notifications.outbox.queue import DELIVER_TASK, enqueue, enqueue_ready, reconsider, withdraw
from notifications.outbox.results import learn, put_back, resolve, send_again, settle, settle_all

__all__ = [
    "DELIVER_TASK",
    "SIGN_ON",
    "Done",
    "Next",
    "Seen",
    "begin",
    "claim",
    "claim_of",
    "due_groups",
    "enqueue",
    "enqueue_ready",
    "hand_over",
    "holds",
    "is_suppressed",
    "learn",
    "postpone",
    "put_back",
    "reconsider",
    "release",
    "rescue",
    "resolve",
    "send_again",
    "settle",
    "settle_all",
    "withdraw",
]
