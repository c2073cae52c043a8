"""Cases for tests, built by the real services."""

from datetime import UTC, datetime, timedelta
from typing import Any

from careers import services
from careers.answers import PromiseKind
from careers.models import Contact, Employer, Interview, Student

# Monday 6 July 2026, 09:00 in Jakarta: no holiday near, answers are promised by the 13th.
INTERVIEW_AT = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)


def employer(student: Student, name: str = "PT Samudra Niaga", **fields: Any) -> Employer:
    """An employer of the student's centre; in Jakarta unless told otherwise."""
    fields = {"city": "Jakarta", "time_zone": "Asia/Jakarta", "created_at": INTERVIEW_AT, **fields}
    made, _created = Employer.objects.get_or_create(centre_id=student.centre_id, name=name, defaults=fields)
    return made


def recruiter(at: Employer, name: str = "Lestari Handayani", **fields: Any) -> Contact:
    """A recruiter with an address."""
    fields = {
        "honorific": "ibu",
        "email": "lestari@samudraniaga.example.com",
        "linkedin": "https://www.linkedin.com/in/lestari-handayani-example",
        **fields,
    }
    made, _created = Contact.objects.get_or_create(
        centre_id=at.centre_id, employer=at, name=name, defaults=fields
    )
    return made


def case(
    student: Student,
    *,
    held_at: datetime = INTERVIEW_AT,
    days: int | None = 7,
    position: str = "Supply Chain Analyst",
    at: Employer | None = None,
    now: datetime | None = None,
) -> Interview:
    """An application with one interview and (unless `days` is None) a promise in days.

    `now` is when all this is recorded: by default an hour after the interview.
    """
    now = now or held_at + timedelta(hours=1)
    at = at or employer(student)
    contact = recruiter(at)
    application = services.create_application(student, at, position, contact=contact, now=min(now, held_at))
    interview = services.add_interview(application, held_at, interviewers=[contact], now=now)
    if days is not None:
        services.record_promise(interview, PromiseKind.DAYS, days=days, by=None, now=now)
    return interview
