"""Fill the database of a fault experiment: the cast, and students whose thank-you notes are due now.

The facts are written in bulk; every plan and every reminder comes from the real code.

    python -m tests.faults.seed 150
"""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django_scopes import scope  # noqa: E402

from careers import clock  # noqa: E402
from careers.access import STUDENT  # noqa: E402
from careers.models import Application, Centre, Employer, Interview, Student, User  # noqa: E402
from followups.services import reconcile_centre  # noqa: E402
from tests.faults.visitors import PASSWORD  # noqa: E402
from tests.people import make_cast  # noqa: E402

SINCE_INTERVIEW = timedelta(hours=3)  # a note of thanks is due after two


def main(count: int) -> None:
    """`count` cases, shared by the two centres of the cast; each is its own student's."""
    now, cast = clock.now(), make_cast()
    half = count // 2
    for centre, counsellor, size in (
        (cast.centre, cast.bima, count - half),
        (cast.other_centre, cast.tono, half),
    ):
        with scope(centre=centre.pk):
            _cases(centre, counsellor, size, now)
            reconcile_centre(centre, now)


def _cases(centre: Centre, counsellor: User, size: int, now: datetime) -> None:
    held_at, before = now - SINCE_INTERVIEW, now - timedelta(days=30)
    employer = Employer.objects.create(
        centre=centre, name="PT Cahaya Bahari", city="Jakarta", time_zone="Asia/Jakarta", created_at=before
    )
    users = User.objects.bulk_create(_people(centre, size, before))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    students = Student.objects.bulk_create(
        Student(
            centre=centre,
            user=user,
            number=f"F-{user.pk}",
            programme="Industrial Engineering",
            cohort=2022,
            counsellor=counsellor,
        )
        for user in users
    )
    applications = Application.objects.bulk_create(
        Application(
            centre=centre,
            student=student,
            employer=employer,
            position=f"Analyst {student.number}",
            stage="interviewing",
            created_at=before,
            stage_changed_at=before,
        )
        for student in students
    )
    Interview.objects.bulk_create(
        Interview(centre=centre, application=application, held_at=held_at, created_at=held_at)
        for application in applications
    )


def _people(centre: Centre, size: int, before: datetime) -> Iterator[User]:
    password = make_password(PASSWORD)  # hashing it for each would take minutes
    for number in range(size):
        yield User(
            email=f"student{number:05d}@{centre.slug}.example.com",
            name=f"Contoh {number:05d}",
            centre=centre,
            role=STUDENT,
            language="id" if number % 4 else "en",
            time_zone=centre.time_zone,
            password=password,
            date_joined=before,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
