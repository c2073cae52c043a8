"""A centre's own calendar: days its library does not know, and years its admin has checked.

Each change plans the centre's open cases again in the same transaction: a day and the slots that
rest on it stand or fall together.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.models import Centre, User
from followups.calendars import countries
from followups.models import CentreDay, ConfirmedYear
from followups.services.plans import reconcile_centre


@transaction.atomic
def set_centre_day(
    centre: Centre, country: str, day: date, *, closed: bool, name: str, now: datetime
) -> CentreDay:
    """Close (or keep open) a day for all employers of a country, against the library.

    Raises ValidationError for a country without a calendar.
    """
    _known(country)
    row: CentreDay
    row, _created = CentreDay.objects.update_or_create(
        centre=centre, country=country, day=day, defaults={"closed": closed, "name": name}
    )
    reconcile_centre(centre, now)
    return row


@transaction.atomic
def forget_centre_day(row: CentreDay, now: datetime) -> None:
    """Go by the library again (a decree was reversed)."""
    centre = row.centre
    row.delete()
    reconcile_centre(centre, now)


@transaction.atomic
def confirm_year(centre: Centre, country: str, year: int, *, by: User | None, now: datetime) -> ConfirmedYear:
    """The admin has checked a year's closed days: its dates may be trusted. Twice is once."""
    _known(country)
    row: ConfirmedYear
    row, _created = ConfirmedYear.objects.get_or_create(
        centre=centre, country=country, year=year, defaults={"confirmed_by": by, "confirmed_at": now}
    )
    reconcile_centre(centre, now)
    return row


def _known(country: str) -> None:
    if country not in countries():
        raise ValidationError(_("No calendar is known for this country."))
