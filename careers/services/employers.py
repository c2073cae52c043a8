"""Employers and their recruiters: found again rather than doubled; their days and places."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from careers.models import Application, Centre, Contact, Employer, EmployerClosedDay
from careers.signals import announce


@transaction.atomic
def find_or_add_employer(
    centre: Centre,
    name: str,
    city: str,
    *,
    country: str,
    subdivision: str,
    time_zone: str,
    now: datetime,
) -> Employer:
    """The centre's employer of that name in that city, whatever the case of the letters."""
    name, city = " ".join(name.split()), " ".join(city.split())
    found: Employer | None = Employer.objects.filter(
        centre=centre, name__iexact=name, city__iexact=city
    ).first()
    if found:
        return found
    # Two students at once: the constraint `employer_once_per_city` lets one row stand for both.
    made: Employer
    made, _created = Employer.objects.get_or_create(
        centre=centre,
        name=name,
        city=city,
        defaults={
            "country": country,
            "subdivision": subdivision,
            "time_zone": time_zone,
            "created_at": now,
        },
    )
    return made


@transaction.atomic
def find_or_add_contact(employer: Employer, name: str, *, honorific: str = "", email: str = "") -> Contact:
    """The employer's recruiter of that address or, where none is given, of that name; else a new one.

    Students share recruiters: what one of them types never changes what the others see. Staff
    correct a recruiter by `change_contact`.
    """
    name, email = " ".join(name.split()), email.lower()
    people = Contact.objects.filter(employer=employer).order_by("pk")
    same = Q(email__iexact=email) if email else Q(name__iexact=name)
    found: Contact | None = people.filter(same).first()
    if found:
        return found
    made = Contact(
        centre_id=employer.centre_id, employer=employer, name=name, honorific=honorific, email=email
    )
    _write_contact(made.save)
    return made


def _write_contact(write: Callable[[], Any]) -> None:
    """Write in a savepoint; the constraint `contact_email_once_per_employer` speaks in a sentence."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        raise ValidationError(
            _("Another recruiter of this employer has this address already. Choose that one instead.")
        ) from None


@transaction.atomic
def change_contact(contact: Contact, now: datetime, **fields: Any) -> None:
    """Correct a recruiter's name, address or role; her employer's open cases are planned again.

    Raises ValidationError for a value that is none, or an address another recruiter has.
    """
    if "email" in fields:
        fields["email"] = fields["email"].lower()
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.full_clean(validate_unique=False, validate_constraints=False)
    _write_contact(lambda: contact.save(update_fields=list(fields)))
    _plan_again(contact.employer, now)


@transaction.atomic
def choose_contact(application: Application, contact: Contact, now: datetime) -> None:
    """From now on the follow-ups of an application go to this recruiter of its employer."""
    if contact.employer_id != application.employer_id:
        raise ValidationError(_("This person recruits for another employer."))
    application.contact = contact
    application.save(update_fields=["contact"])
    announce(application.centre_id, [application.pk], now)


def name_recruiter(application: Application, contact: Contact) -> None:
    """The follow-ups of an application go to this contact, if they go to nobody yet."""
    nobody = Application.objects.filter(pk=application.pk, contact__isnull=True)
    if nobody.update(contact=contact):
        application.contact = contact


@transaction.atomic
def change_employer(employer: Employer, *, now: datetime, **fields: Any) -> None:
    """Change an employer's name or place; its open cases are planned by the new place at once."""
    for name, value in fields.items():
        setattr(employer, name, value)
    employer.full_clean(validate_unique=False, validate_constraints=False)
    employer.save(update_fields=list(fields))
    _plan_again(employer, now)


@transaction.atomic
def set_closed_day(
    employer: Employer, day: date, *, closed: bool, name: str, now: datetime
) -> EmployerClosedDay:
    """A day this employer closes (or works) against its country's calendar."""
    row: EmployerClosedDay
    row, _created = EmployerClosedDay.objects.update_or_create(
        employer=employer,
        day=day,
        defaults={"centre_id": employer.centre_id, "closed": closed, "name": name},
    )
    _plan_again(employer, now)
    return row


@transaction.atomic
def forget_closed_day(row: EmployerClosedDay, now: datetime) -> None:
    """Go by the country's calendar again."""
    employer = row.employer
    row.delete()
    _plan_again(employer, now)


def _plan_again(employer: Employer, now: datetime) -> None:
    ids = list(Application.objects.filter(employer=employer).open().values_list("pk", flat=True))
    if ids:
        announce(employer.centre_id, ids, now)
