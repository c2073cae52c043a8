"""How deliveries are, over all centres: what alarms, the health page and the metrics read.

Each reading is one query on an index that holds only what waits, so that asking every few seconds
costs the same however many mails were ever sent.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django_scopes import scopes_disabled

from careers.models import Centre
from followups.selectors import horizons, oldest_due_plan
from notifications.alarms import Place, Readings
from notifications.models import InboundMail, JobRun, ProviderEvent, Suppression
from notifications.models import messages as m

WAITING = (m.QUEUED, m.CLAIMED, m.SENDING)
SWEEP = "sweep"
# Rows of JobRun that note an alarm was told; not a job of the schedule.
ALARM_PREFIX = "alarm:"
A_DAY = timedelta(days=1)


def readings(now: datetime) -> Readings:
    """What the alarms look at. Nine queries."""
    with scopes_disabled():
        places = tuple(Place(h.country, h.days) for h in horizons(now))
        plans_due_since = oldest_due_plan(now)
    queued, unknown, events = _queued(now), _unknown(), _events()
    leases = m.everywhere().filter(state__in=[m.CLAIMED, m.SENDING], lease_until__lte=now)
    ages = [queued["due"], leases.aggregate(since=Min("lease_until"))["since"]]
    return Readings(
        mail_due_since=min((age for age in ages if age), default=None),
        plans_due_since=plans_due_since,
        put_off=queued["put_off"],
        put_off_since=queued["put_off_since"],
        accepted_at=_accepted_at(now) if queued["put_off"] else None,
        unknown=unknown["mails"],
        unknown_since=unknown["since"],
        events_waiting=events["events"],
        events_since=events["since"],
        swept_at=_swept_at(),
        places=places,
    )


def _in_queue() -> m.MessageQuerySet:
    """Queued mail, by the two partial indexes that hold it."""
    return m.everywhere().filter(
        Q(state=m.QUEUED, category=m.REMINDER) | Q(state=m.QUEUED, category=m.SECURITY)
    )


def _queued(now: datetime) -> dict[str, Any]:
    put_off = Q(attempts__gt=0)
    return _in_queue().aggregate(
        due=Min("next_attempt_at", filter=Q(next_attempt_at__lte=now)),
        put_off=Count("pk", filter=put_off),
        put_off_since=Min("due_at", filter=put_off),
    )


def _unknown() -> dict[str, Any]:
    """Reminders only: whoever waits for sign-on mail asks for another by herself."""
    rows = m.everywhere().filter(state=m.UNKNOWN, category=m.REMINDER)
    return rows.aggregate(mails=Count("pk"), since=Min("settled_at"))


def _events() -> dict[str, Any]:
    waiting = ProviderEvent.objects.filter(processed_at=None)
    return waiting.aggregate(events=Count("pk"), since=Min("received_at"))


def _swept_at() -> datetime | None:
    runs = JobRun.objects.filter(job=SWEEP).order_by("-slot")
    return runs.values_list("started_at", flat=True).first()


def _accepted_at(now: datetime) -> datetime | None:
    found: datetime | None = _due_since(now - A_DAY).aggregate(at=Max("sent_at"))["at"]
    return found


def _due_since(start: datetime) -> m.MessageQuerySet:
    """Mail due since then, by the index that begins with the centre."""
    centres = list(Centre.objects.values_list("pk", flat=True))
    return m.everywhere().filter(Q(centre__in=centres) | Q(centre=None), due_at__gte=start)


# --- counts for the metrics --------------------------------------------------------------------


def waiting_by_kind() -> list[tuple[str, str, int]]:
    """(state, kind, how many) of all mail that still waits, whenever it is due."""
    rows = _in_queue() | m.everywhere().filter(state__in=[m.CLAIMED, m.SENDING])
    return list(rows.order_by().values_list("state", "kind").annotate(n=Count("pk")))


def last_day_by_kind(now: datetime) -> list[tuple[str, str, int]]:
    """(state, kind, how many) of the mail that fell due within the last 24 hours."""
    rows = _due_since(now - A_DAY).filter(due_at__lte=now)
    return list(rows.order_by().values_list("state", "kind").annotate(n=Count("pk")))


def suppressed_by_reason(now: datetime) -> dict[str, int]:
    """How many addresses are held back, by reason."""
    rows = Suppression.objects.with_scopes_disabled().filter(lifted_at=None).order_by()
    rows = rows.filter(Q(until=None) | Q(until__gt=now))
    return dict(rows.values_list("reason").annotate(n=Count("pk")))


def inbound_by_outcome(now: datetime) -> dict[str, int]:
    """How many mails came in at secret addresses within the last 24 hours, by what became of them."""
    rows = InboundMail.objects.with_scopes_disabled().filter(received_at__gt=now - A_DAY).order_by()
    return dict(rows.values_list("outcome").annotate(n=Count("pk")))


def last_runs() -> dict[str, datetime]:
    """When each periodic job that takes slots last began."""
    rows = JobRun.objects.exclude(job__startswith=ALARM_PREFIX).order_by()
    return dict(rows.values_list("job").annotate(at=Max("started_at")))
