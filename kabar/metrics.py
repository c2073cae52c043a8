"""How deliveries are, for Prometheus. docs/operations.md says what each metric means.

Everything is read from the database at the moment of asking: web and worker processes come and go,
and none of them knows the whole. Nothing names a person, and every label comes from a closed list.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder

from notifications import readings as read
from notifications.alarms import CODES, Readings, alarms
from notifications.models.inbound import OUTCOMES
from notifications.models.messages import KINDS
from notifications.models.suppressions import REASONS

_KINDS = {kind for kind, _name in KINDS}
OTHER = "other"


def exposition(now: datetime, accept: str) -> tuple[bytes, str]:
    """The metrics at `now` in the format the scraper asks for, and its content type."""
    registry = CollectorRegistry()
    registry.register(Deliveries(now))
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class Deliveries:
    """A collector for one scrape: a constant number of queries."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> Iterable[Metric]:
        """Registering it asks the database nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        known = read.readings(self.now)
        yield from self._waiting(known)
        yield _by_state(
            "kabar_mails_waiting", "Mails that wait, whenever they are due.", read.waiting_by_kind()
        )
        yield _by_state(
            "kabar_mails_last_day",
            "Mails that fell due within 24 hours, by what became of them.",
            read.last_day_by_kind(self.now),
        )
        yield _by_label(
            "kabar_suppressed_addresses",
            "Addresses that get no reminders.",
            "reason",
            {reason: 0 for reason, _n in REASONS} | read.suppressed_by_reason(self.now),
        )
        yield _by_label(
            "kabar_inbound_mails_last_day",
            "Mails that came in at secret addresses within 24 hours.",
            "outcome",
            {outcome: 0 for outcome, _n in OUTCOMES} | read.inbound_by_outcome(self.now),
        )
        yield from self._watched(known)

    def _watched(self, known: Readings) -> Iterator[Metric]:
        ages = {job: _age(at, self.now) for job, at in read.last_runs().items()}
        yield _by_label("kabar_job_age_seconds", "Since a periodic job last began.", "job", ages)
        nearest = {place.country: place.days for place in sorted(known.places, key=lambda p: -p.days)}
        yield _by_label(
            "kabar_calendar_horizon_days",
            "For how many days the closed days of a centre's country are decreed or confirmed.",
            "country",
            nearest,
        )
        ringing = {alarm.code for alarm in alarms(known, self.now)}
        yield _by_label(
            "kabar_alarm",
            "1 while a person should look.",
            "code",
            {code: float(code in ringing) for code in CODES},
        )

    def _waiting(self, known: Readings) -> Iterator[Metric]:
        for name, words, value in (
            (
                "kabar_oldest_mail_due_age_seconds",
                "Since the oldest due mail could go out.",
                known.mail_due_since,
            ),
            ("kabar_oldest_plan_due_age_seconds", "Since the oldest due case waits.", known.plans_due_since),
            (
                "kabar_oldest_provider_event_age_seconds",
                "Since the oldest unread webhook.",
                known.events_since,
            ),
            ("kabar_mail_put_off_age_seconds", "Since the oldest mail put off was due.", known.put_off_since),
        ):
            yield GaugeMetricFamily(name, words, value=_age(value, self.now) if value else 0)
        for name, words, count in (
            ("kabar_mails_put_off", "Queued mails that were tried before.", known.put_off),
            ("kabar_unknown_outcomes", "Mails of which nobody knows whether they left.", known.unknown),
            ("kabar_provider_events_waiting", "Webhooks stored and not yet read.", known.events_waiting),
        ):
            yield GaugeMetricFamily(name, words, value=count)


def _age(then: datetime, now: datetime) -> float:
    return max(0.0, (now - then).total_seconds())


def _by_label(name: str, words: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _by_state(name: str, words: str, rows: Iterable[tuple[str, str, int]]) -> Metric:
    counts: dict[tuple[str, str], int] = {}
    for state, kind, n in rows:
        key = (state, kind if kind in _KINDS else OTHER)
        counts[key] = counts.get(key, 0) + n
    family = GaugeMetricFamily(name, words, labels=["state", "kind"])
    for (state, kind), n in sorted(counts.items()):
        family.add_metric([state, kind], n)
    return family
