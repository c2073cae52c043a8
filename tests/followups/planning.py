"""What tests of plans and sweeps say in a word: Jakarta's clock, a plan, a sweep, a letter."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from careers import services as facts
from careers.models import Interview
from followups.models import Plan
from followups.services import due_cases, roll
from tests.people import Cast

JAKARTA = ZoneInfo("Asia/Jakarta")


def at(text: str) -> datetime:
    """An instant, from Jakarta's wall clock in July or August 2026: "14 12:00" or "08-01 12:00"."""
    day, clock = text.split()
    day = day if "-" in day else f"07-{day}"
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=JAKARTA)


def plan_of(interview: Interview) -> Plan:
    return Plan.objects.get(application=interview.application_id)


def swept(cast: Cast, interview: Interview, now: datetime) -> Plan:
    """The plan after a sweep at `now`."""
    with transaction.atomic():
        roll(cast.centre, due_cases(cast.centre, now), now)
    return plan_of(interview)


def sent(interview: Interview, when: str, cast: Cast) -> None:
    facts.record_letter(interview, sent_at=at(when), by=cast.dinda.user, now=at(when))


def everything() -> list[dict[str, Any]]:
    return list(Plan.objects.order_by("pk").values())
