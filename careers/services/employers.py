"""Employers and their recruiters as students add them: found again rather than doubled."""

from datetime import datetime

from django.db import transaction

from careers.models import Application, Centre, Contact, Employer


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
    """The employer's recruiter of that address, or of that name; what was known of her stays."""
    name, email = " ".join(name.split()), email.lower()
    people = Contact.objects.filter(employer=employer)
    found: Contact | None = people.filter(email__iexact=email).first() if email else None
    found = found or people.filter(name__iexact=name, email__in=["", email]).first()
    if found is None and not email:
        found = people.filter(name__iexact=name).first()
    if found:
        missing = {
            field: value
            for field, value in (("honorific", honorific), ("email", email))
            if value and not getattr(found, field)
        }
        if missing:
            people.filter(pk=found.pk).update(**missing)
            found.refresh_from_db()
        return found
    made: Contact = Contact.objects.create(
        centre_id=employer.centre_id, employer=employer, name=name, honorific=honorific, email=email
    )
    return made


def name_recruiter(application: Application, contact: Contact) -> None:
    """The follow-ups of an application go to this contact, if they go to nobody yet."""
    nobody = Application.objects.filter(pk=application.pk, contact__isnull=True)
    if nobody.update(contact=contact):
        application.contact = contact
