"""Random cases far and wide, for the experiments in which time is simulated."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers import services
from careers.answers import PromiseKind
from careers.models import Employer, Interview
from followups.services import confirm_year
from tests import factories
from tests.people import Cast, student


class Place(NamedTuple):
    """Where an employer is, by its calendar and its clock."""

    country: str
    zone: str


# With and without daylight saving, on both sides of the equator.
PLACES = (
    Place("NL", "Europe/Amsterdam"),
    Place("US", "America/New_York"),
    Place("AU", "Australia/Sydney"),
    Place("ID", "Asia/Jakarta"),
)


def employers(cast: Cast, years: Sequence[int], now: datetime) -> list[Employer]:
    """One employer in each place, whose closed days of those years somebody confirmed."""
    made = []
    for place in PLACES:
        for year in years:
            confirm_year(cast.centre, place.country, year, by=cast.sari, now=now)
        at = factories.employer(
            cast.dinda, f"PT {place.country}", country=place.country, time_zone=place.zone, created_at=now
        )
        made.append(at)
    return made


def one(
    cast: Cast, at: Employer, number: int, dice: random.Random, now: datetime, by: date | None = None
) -> Interview:
    """A student anywhere, who was interviewed within the last day; an answer was promised in days.

    `by` is the recruiter's day by which it was promised, if that is not left to the dice.
    """
    whose = student(
        cast.centre, f"Contoh{number} Contoh", f"C-{number}", cast.bima, time_zone=dice.choice(PLACES).zone
    )
    held_at = (now - timedelta(minutes=dice.randrange(1, 24 * 60))).replace(second=0, microsecond=0)
    application = services.create_application(whose, at, f"Analyst {number}", now=held_at)
    interview = services.add_interview(application, held_at, now=now)
    held_on = held_at.astimezone(ZoneInfo(at.time_zone)).date()
    days = (by - held_on).days if by else dice.randrange(1, 9)
    services.record_promise(interview, PromiseKind.DAYS, days=days, by=None, now=now)
    return interview
