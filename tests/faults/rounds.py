"""The same few reminders queued anew, round after round, and judged by a ledger each time."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from careers import clock
from careers.models import Application
from followups.models import Plan
from notifications import planner
from notifications.models import Message
from notifications.models import messages as m
from tests.faults import judge, seed

CASES = 4  # two of each centre


def prepare() -> datetime:
    """The cast and CASES cases in an empty database; returns the instant all rounds play at."""
    seed.main(CASES)
    return clock.now()


def queue(now: datetime) -> list[int]:
    """Forget all messages and queue them anew, by a real sweep; their ids, in the order of claims."""
    m.everywhere().delete()
    Plan.objects.with_scopes_disabled().update(next_check_at=now)
    planner.sweep(now)
    found = m.everywhere().order_by("centre", "next_attempt_at", "pk")
    return list(found.values_list("pk", flat=True))


def states(keys: Iterable[int]) -> dict[str, str]:
    """The ledger's name of each message -> its state."""
    found = m.everywhere().filter(pk__in=list(keys)).values_list("pk", "state")
    return {str(pk): state for pk, state in found}


def figures(ledger: Counter[str]) -> Counter[str]:
    """The judge's figures of this round."""
    expected = [(pk, "thank_you_due") for pk in _applications()]
    return Counter(judge.judge([_row(message) for message in m.everywhere()], ledger, expected))


def _applications() -> list[int]:
    return list(Application.objects.with_scopes_disabled().values_list("pk", flat=True))


def _row(message: Message) -> judge.Row:
    return judge.Row(
        str(message.pk),
        message.key,
        message.category,
        message.kind,
        message.application_id,
        message.recipient_id,
        message.state,
        message.resent,
        message.lease_until is not None,
        message.sent_at is not None,
        message.settled_at is not None,
        bool(message.text or message.html),
    )
