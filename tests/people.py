"""The cast: the same few people in every test."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django_scopes import scopes_disabled

from careers.access import ADMIN, COUNSELLOR, STUDENT
from careers.models import Centre, Student, User
from followups.services import ensure_first_policy

PASSWORD = "sabar-menunggu-kabar"
JOINED = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class Cast(NamedTuple):
    """Dinda the student, Pak Bima her counsellor, Sari the admin, Rangga a fellow student, and
    from another centre Tono the counsellor with Wati his student; Opa is the operator."""

    centre: Centre
    other_centre: Centre
    dinda: Student
    rangga: Student
    bima: User
    sari: User
    tono: User
    wati: Student
    opa: User


def person(centre: Centre | None, role: str, name: str, **fields: Any) -> User:
    """A user with a verified address, able to sign in with PASSWORD."""
    from allauth.account.models import EmailAddress

    address = f"{name.split(maxsplit=1)[0].lower()}@{centre.slug if centre else 'kabar'}.example.com"
    fields = {"name": name, "date_joined": JOINED, "language": "en", **fields}
    if centre is None:
        user = User.objects.create_superuser(address, PASSWORD, **fields)
    else:
        fields.setdefault("time_zone", centre.time_zone)
        user = User.objects.create_user(address, PASSWORD, centre=centre, role=role, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def student(centre: Centre, name: str, number: str, counsellor: User, **fields: Any) -> Student:
    """A student of a centre, in her counsellor's caseload."""
    return Student.objects.create(
        centre=centre,
        user=person(centre, STUDENT, name, **fields),
        number=number,
        programme="Industrial Engineering",
        cohort=2022,
        counsellor=counsellor,
    )


def make_cast() -> Cast:
    """The whole cast, with the first policy of both centres."""
    with scopes_disabled():
        arunika = Centre.objects.create(name="Universitas Arunika", slug="arunika", created_at=JOINED)
        samudra = Centre.objects.create(
            name="Universitas Samudra Biru",
            slug="samudra",
            time_zone="Asia/Makassar",
            created_at=JOINED,
        )
        for centre in (arunika, samudra):
            ensure_first_policy(centre, JOINED)
        bima = person(arunika, COUNSELLOR, "Bima Prakoso")
        tono = person(samudra, COUNSELLOR, "Tono Rahardja")
        return Cast(
            arunika,
            samudra,
            student(arunika, "Dinda Maharani", "A-001", bima),
            student(arunika, "Rangga Saputra", "A-002", bima),
            bima,
            person(arunika, ADMIN, "Sari Lestari"),
            tono,
            student(samudra, "Wati Kusuma", "S-001", tono),
            person(None, "", "Opa Operator"),
        )
