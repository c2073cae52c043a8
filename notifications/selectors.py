"""Reads of the outbox for the pages that watch over it. Each is one query; none reads a mail's words."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate

from careers.models import User
from notifications.addresses import address_hash
from notifications.models import InboundMail, Message, Suppression
from notifications.models import messages as m

# What became of a mail, as pages count it: states that mean the same to a person stand together.
OUTCOMES: dict[str, tuple[str, ...]] = {
    "waiting": (m.QUEUED, m.CLAIMED, m.SENDING),
    **{state: (state,) for state, _name in m.STATES if state not in (m.QUEUED, m.CLAIMED, m.SENDING)},
}
# As the index that holds only queued reminders has it; sign-on mail is nobody's to see.
_IN_QUEUE = Q(state=m.QUEUED, category=m.REMINDER)
OUTCOME_OF = {state: outcome for outcome, states in OUTCOMES.items() for state in states}


def with_outcome(outcome: str) -> Q:
    """The visible messages of which this became."""
    if outcome == "waiting":
        return _IN_QUEUE | Q(state__in=[m.CLAIMED, m.SENDING])
    return Q(state__in=OUTCOMES[outcome])


class Counted(NamedTuple):
    """So many mails of a kind fell due on a day and became this."""

    kind: str
    day: date
    outcome: str
    n: int


def day_bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first day's midnight to the midnight that ends the last, where the reader is."""
    end = last + timedelta(days=1)
    return datetime.combine(first, time.min, zone), datetime.combine(end, time.min, zone)


def counted(user: User, first: date, last: date, zone: ZoneInfo) -> list[Counted]:
    """The visible mail of these days by kind, day and outcome."""
    start, end = day_bounds(first, last, zone)
    rows = Message.objects.visible_to(user).filter(due_at__gte=start, due_at__lt=end)
    groups = rows.order_by().values_list("kind", TruncDate("due_at", tzinfo=zone), "state")
    return [
        Counted(kind, day, OUTCOME_OF[state], n) for kind, day, state, n in groups.annotate(n=Count("pk"))
    ]


def oldest_due(user: User, now: datetime) -> Message | None:
    """The visible mail that may go out now and has waited longest for it."""
    due = Message.objects.visible_to(user).filter(_IN_QUEUE, next_attempt_at__lte=now)
    found: Message | None = due.order_by("next_attempt_at", "pk").first()
    return found


def of_unknown_outcome(user: User) -> Any:
    """The visible mails of which nobody knows whether they left, oldest first, with their people."""
    rows = Message.objects.visible_to(user).filter(state=m.UNKNOWN).order_by("settled_at", "pk")
    return with_people(rows)


def with_people(messages: Any) -> Any:
    """Messages with what a list shows of them."""
    return messages.select_related("recipient", "centre", "application__employer").defer("text", "html")


def error_texts(user: User, since: datetime) -> list[tuple[str, int]]:
    """(last error, how many) of the visible mail that fell due since then."""
    rows = Message.objects.visible_to(user).filter(due_at__gte=since).exclude(error="")
    return list(rows.order_by().values_list("error").annotate(n=Count("pk")))


class Missed(NamedTuple):
    """Mail whose time passed before anybody could send it."""

    n: int
    first: datetime | None
    last: datetime | None


def missed(user: User, since: datetime) -> Missed:
    """The visible mail that was missed since then."""
    rows = Message.objects.visible_to(user).filter(state=m.MISSED, due_at__gte=since)
    return Missed(**rows.aggregate(n=Count("pk"), first=Min("due_at"), last=Max("due_at")))


def suppressions(user: User, now: datetime) -> Any:
    """The visible addresses that are held back at `now`."""
    standing = Suppression.objects.visible_to(user).filter(lifted_at=None)
    return standing.filter(Q(until=None) | Q(until__gt=now)).select_related("centre")


def whose(rows: Iterable[Suppression]) -> dict[int, User]:
    """Suppression -> the person of its centre who has that address, where there is one."""
    wanted = {(row.centre_id, row.address_hash): row.pk for row in rows}
    if not wanted:
        return {}
    people = User.objects.filter(centre__in={centre for centre, _hash in wanted})
    found = {}
    for person in people.only("pk", "name", "email", "centre_id"):
        pk = wanted.get((person.centre_id or 0, address_hash(person.email)))
        if pk is not None:
            found[pk] = person
    return found


def inbound_counts(user: User, since: datetime) -> list[tuple[str, str, int]]:
    """(outcome, reason, how many) of the visible mail that came in since then."""
    rows = InboundMail.objects.visible_to(user).filter(received_at__gte=since).order_by()
    return list(rows.values_list("outcome", "reason").annotate(n=Count("pk")))
