"""Real rows for Kabar: one centre with its people, its employers and N cases whose window opens.

Facts are written in bulk (services write one case at a time), but every decision and every
reminder comes from the real code: `reconcile_centre` plans the cases, `planner.sweep` queues.

    python -m benchmarks.mail.cases 5000 [--plans-only]
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

HELD_AT = datetime(2026, 7, 6, 2, tzinfo=UTC)  # a Monday, 09:00 in Jakarta; promised within 7 days
STUDENTS_PER_COUNSELLOR, CASES_PER_EMPLOYER = 200, 40
GIVEN = ["Dinda", "Rangga", "Wati", "Putri", "Agus", "Sari", "Bayu", "Lestari", "Made", "Nurul"]
FAMILY = ["Maharani", "Saputra", "Kusuma", "Wulandari", "Pratama", "Handayani", "Siregar"]
WORK = ["Samudra", "Nusantara", "Bahari", "Cahaya", "Mandiri", "Sentosa", "Lestari", "Karya"]


def fill(count: int) -> None:
    """One case per student: an interview, a promise of seven days, nothing heard since."""
    from django_scopes import scope

    from careers.answers import PromiseKind
    from careers.models import Application, Centre, Interview, PromiseEntry
    from careers.stages import Stage
    from followups.services import ensure_first_policy

    centre = Centre.objects.create(name="Universitas Arunika", slug="arunika", created_at=HELD_AT)
    with scope(centre=centre.pk):
        ensure_first_policy(centre, HELD_AT)
        students = _students(centre, count)
        contacts = _contacts(centre, count)
        applications = Application.objects.bulk_create(
            Application(
                centre=centre, student=student, employer=contacts[n % len(contacts)].employer,
                contact=contacts[n % len(contacts)], position=f"Analyst {n:05d}",
                stage=Stage.INTERVIEWING, created_at=HELD_AT, stage_changed_at=HELD_AT,
            )
            for n, student in enumerate(students)
        )  # fmt: skip
        interviews = Interview.objects.bulk_create(
            Interview(centre=centre, application=a, held_at=HELD_AT, created_at=HELD_AT) for a in applications
        )
        PromiseEntry.objects.bulk_create(
            PromiseEntry(
                centre=centre, interview=interview, kind=PromiseKind.DAYS, days=7,
                said_on=HELD_AT.date(), recorded_at=HELD_AT,
            )
            for interview in interviews
        )  # fmt: skip


def _students(centre: Any, count: int) -> list[Any]:
    from careers.access import COUNSELLOR, STUDENT
    from careers.models import Student, User

    def person(n: int, role: str, language: str) -> User:
        name = f"{GIVEN[n % len(GIVEN)]} {FAMILY[n % len(FAMILY)]}"
        return User(
            email=f"{role}{n:05d}@arunika.example.ac.id", name=name, centre=centre, role=role,
            language=language, password="!", date_joined=HELD_AT,
        )  # fmt: skip

    staff = User.objects.bulk_create(
        person(n, COUNSELLOR, "id") for n in range(1 + count // STUDENTS_PER_COUNSELLOR)
    )
    # Three in four read Indonesian.
    users = User.objects.bulk_create(person(n, STUDENT, "id" if n % 4 else "en") for n in range(count))
    return Student.objects.bulk_create(
        Student(
            centre=centre, user=user, number=f"A-{n:05d}", programme="Industrial Engineering", cohort=2022,
            counsellor=staff[n % len(staff)],
        )
        for n, user in enumerate(users)
    )  # fmt: skip


def _contacts(centre: Any, count: int) -> list[Any]:
    from careers.models import Contact, Employer

    employers = Employer.objects.bulk_create(
        Employer(centre=centre, name=f"PT {WORK[n % len(WORK)]} {n:04d}", city="Jakarta", created_at=HELD_AT)
        for n in range(1 + count // CASES_PER_EMPLOYER)
    )
    return Contact.objects.bulk_create(
        Contact(
            centre=centre, employer=employer, honorific="ibu", name="Lestari Handayani",
            email=f"recruiter{n:04d}@employer.example.com",
        )
        for n, employer in enumerate(employers)
    )  # fmt: skip


def plan() -> datetime:
    """Plan all cases, and say when their window has been open for a minute: then all are due."""
    from django_scopes import scope

    from careers.models import Centre
    from followups.models import Plan
    from followups.services import reconcile_centre

    centre = Centre.objects.get()
    with scope(centre=centre.pk):
        reconcile_centre(centre, HELD_AT + timedelta(hours=1))
        first = Plan.objects.order_by("window_start").first()
        last = Plan.objects.order_by("window_start").last()
        assert first.window_start == last.window_start
        return first.window_start + timedelta(minutes=1)


def queue(now: datetime) -> int:
    """One real sweep: the plans that are due, and from them the reminders."""
    from notifications import planner
    from notifications.models import Message

    planner.sweep(now)
    kinds = Message.objects.with_scopes_disabled().values_list("kind", flat=True)
    assert set(kinds) == {"window_open"}, set(kinds)
    return len(kinds)


def main(count: str, *options: str) -> None:
    """Fill an empty database; prints the hour of the race and how many reminders are queued."""
    django.setup()
    fill(int(count))
    now = plan()
    queued = 0 if "--plans-only" in options else queue(now)
    print(json.dumps({"now": now.isoformat(), "queued": queued}))


if __name__ == "__main__":
    main(*sys.argv[1:])
