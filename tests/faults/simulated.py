"""A running Kabar in which time is an argument: real sweeps and drains, a clock that leaps.

It leaps from one instant at which something is due to the next, on the beat's grid. Mail goes to a
ledger of accepted mails with the simulated instant of each.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Min
from django.test import override_settings
from django_scopes import scopes_disabled

from followups.models import Plan
from followups.policy import SEND_NOW
from followups.services import published
from notifications import delivery, outbox, planner
from notifications.models import Message
from notifications.models import messages as m

BEAT = timedelta(seconds=30)
_running: list["Simulation"] = []


class Told(NamedTuple):
    """A mail that was accepted, and when by the simulated clock."""

    message: int
    at: datetime


class Ledger(BaseEmailBackend):
    """Takes every mail, and writes down when."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Accepted, at the simulated instant."""
        simulation = _running[-1]
        for mail in email_messages:
            number = int(mail.extra_headers["X-Kabar-Message-Id"])
            simulation.told.append(Told(number, simulation.now))
        return len(email_messages)


class Simulation:
    """Beats, sweepers and workers from `now` on. `open_slots` are the (application, start of window)
    that ought to be told: what the plans said while somebody looked."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.told: list[Told] = []
        self.open_slots: set[tuple[int, datetime]] = set()
        self.ticks = 0

    @contextmanager
    def running(self) -> Iterator["Simulation"]:
        """Mail goes to the ledger meanwhile."""
        _running.append(self)
        with override_settings(EMAIL_BACKEND="tests.faults.simulated.Ledger"):
            yield self
        _running.pop()

    def live(self, until: datetime, after_each: Callable[[], None] = lambda: None) -> None:
        """Beat after beat at which something is due; `after_each` is what people do then."""
        while self.now < until:
            self.tick()
            after_each()
            self.now = min(self._next(), until)

    def tick(self) -> None:
        """One beat: a sweep, a rescue, a drain."""
        self.ticks += 1
        planner.sweep(self.now)
        self._look()
        outbox.rescue(self.now)
        delivery.drain(lambda: self.now)

    def _next(self) -> datetime:
        with scopes_disabled():
            check = Plan.objects.aggregate(first=Min("next_check_at"))["first"]
        waiting = m.everywhere().filter(state=m.QUEUED).aggregate(first=Min("next_attempt_at"))["first"]
        instants = [instant for instant in (check, waiting) if instant]
        if not instants:
            return datetime.max.replace(tzinfo=UTC)
        beats = -(-(min(instants) - self.now) // BEAT)  # rounded up
        return self.now + max(beats, 1) * BEAT

    def _look(self) -> None:
        with scopes_disabled():
            open_now = Plan.objects.filter(
                action=SEND_NOW, window_start__lte=self.now, window_end__gt=self.now
            )
            for plan in open_now:
                often = published(plan.centre_id).rules.missed_windows_before_alert
                if plan.may_be_sent and not plan.snoozed and plan.missed_windows < often:
                    assert plan.window_start is not None
                    self.open_slots.add((plan.application_id, plan.window_start))

    # --- what must hold -----------------------------------------------------------------------------

    def figures(self) -> dict[str, int]:
        """What the ledger says of the outbox: nothing early, nothing late, no slot twice or never."""
        rows = {row.pk: row for row in m.everywhere().select_related("application__employer")}
        times = [told.message for told in self.told]
        windows = [rows[told.message] for told in self.told if rows[told.message].kind == "window_open"]
        slots = [(row.application_id, row.due_at) for row in windows]
        return {
            "intents": len(rows),
            "accepted": len(times),
            "lost": len(self.open_slots - {(row.application_id, row.due_at) for row in rows.values()})
            + sum(row.pk not in times and row.state not in _ENDED for row in rows.values()),
            "duplicated": len(times) - len(set(times)) + len(slots) - len(set(slots)),
            "unknown": sum(row.state == m.UNKNOWN for row in rows.values()),
            "mis-marked": sum((row.pk in times) != (row.state == m.SENT) for row in rows.values()),
            "early": sum(told.at < rows[told.message].due_at for told in self.told),
            "late": sum(told.at >= rows[told.message].expires_at for told in self.told),
            "outside a window": sum(not in_a_window(row) for row in windows),
            "missed": sum(row.state == m.MISSED for row in rows.values()),
            "windows told": len(slots),
        }


_ENDED = (m.MISSED, m.WITHDRAWN, m.SUPPRESSED)


def in_a_window(row: Message) -> bool:
    """Whether the window a mail speaks of is one by the wall clock of the recruiter.

    Reckoned anew from the centre's rules alone, on a working day of the week.
    """
    employer: Any = row.application and row.application.employer
    zone = ZoneInfo(employer.time_zone)
    start, end = row.due_at.astimezone(zone), row.expires_at.astimezone(zone)
    assert row.centre_id is not None
    with scopes_disabled():
        rules = published(row.centre_id).rules
    spans = {span for day in rules.windows for span in day}
    return start.weekday() < 5 and start.date() == end.date() and (start.time(), end.time()) in spans
