"""Reads of decisions that pages and mails share."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers.models import Employer
from followups.gather import calendar_of
from followups.models import Plan
from followups.policy import Rules, windows_after


class Slot(NamedTuple):
    """A safe time, aware in the recruiter's zone; `zone` and `reader_zone` are IANA names."""

    start: datetime
    end: datetime
    zone: str
    city: str
    reader_zone: str = ""


def slot_of(plan: Plan, employer: Employer, reader_zone: str = "") -> Slot | None:
    """The plan's slot in the recruiter's zone, or None if the decision has no date."""
    if plan.window_start is None or plan.window_end is None:
        return None
    zone = ZoneInfo(employer.time_zone)
    start, end = plan.window_start.astimezone(zone), plan.window_end.astimezone(zone)
    return Slot(start, end, employer.time_zone, employer.city, reader_zone)


def next_slots(
    plan: Plan, employer: Employer, rules: Rules, n: int = 2, reader_zone: str = ""
) -> list[Slot]:
    """The `n` slots that follow the plan's own, should it go by unused."""
    if plan.window_end is None:
        return []
    zone = ZoneInfo(employer.time_zone)
    later = windows_after(calendar_of(employer), rules, zone, plan.window_end, n)
    return [Slot(a, b, employer.time_zone, employer.city, reader_zone) for a, b in later]


def is_stale(plan: Plan, now: datetime) -> bool:
    """True if the sweep is late with this plan: its next check is more than a minute overdue."""
    return plan.next_check_at is not None and plan.next_check_at < now - timedelta(minutes=1)
