"""Two centres with their staff, students, employers and recruiters, written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django_scopes import scope

from careers.access import ADMIN, COUNSELLOR, STUDENT
from careers.models import Centre, Contact, Employer, EmployerClosedDay, Student, User
from followups.services import ensure_first_policy
from kabar.demo import names, places
from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD, JAKARTA, MAKASSAR

OPENED = timedelta(days=400)  # how long ago the centres began
OTHER_ZONES = {
    "Asia/Jakarta": ("Asia/Makassar", "Asia/Singapore"),
    "Asia/Makassar": ("Asia/Jayapura", "Asia/Jakarta"),
}
COLLEAGUES = {
    JAKARTA: ("Ratna Kusumastuti", "Yohanes Manalu"),
    MAKASSAR: ("Syamsiah Rahim", "Frans Palimbong"),
}


@dataclass
class Community:
    """One centre with everybody around it."""

    centre: Centre
    domain: str
    companies: Sequence[places.Company]
    counsellors: list[User]
    students: list[Student]
    employers: list[Employer]
    contacts: dict[int, list[Contact]]


class Register:
    """Makes people: one password for all is hashed once, and no address is given twice."""

    def __init__(self, joined: datetime) -> None:
        self.password = make_password(DEMO_PASSWORD)
        self.joined = joined
        self._taken = {login.email for login in DEMO_LOGINS}

    def address(self, name: str, domain: str) -> str:
        """A free address for that name."""
        base = names.as_address(name)
        tries = (f"{base}{number or ''}@{domain}" for number in range(1000))
        free = next(address for address in tries if address not in self._taken)
        self._taken.add(free)
        return free

    def person(self, centre: Centre | None, role: str, name: str, email: str) -> User:
        """A person, not written yet; speaks the centre's language in its time zone."""
        return User(
            email=email, name=name, centre=centre, role=role, password=self.password,
            language=centre.language if centre else "en",
            time_zone=centre.time_zone if centre else "Asia/Jakarta",
            is_superuser=centre is None, is_staff=centre is None, date_joined=self.joined,
        )  # fmt: skip


def populate(student_count: int, now: datetime, rng: Random) -> list[Community]:
    """Write both centres and their people; returns them. Addresses are verified."""
    register = Register(now - OPENED)
    plans = (
        (JAKARTA, "arunika", "Asia/Jakarta", places.ARUNIKA, round(student_count * 0.6)),
        (MAKASSAR, "samudra", "Asia/Makassar", places.SAMUDRA, student_count - round(student_count * 0.6)),
    )
    communities = []
    for name, slug, zone, companies, students in plans:
        centre = Centre.objects.create(name=name, slug=slug, time_zone=zone, created_at=register.joined)
        domain = f"{slug}.example.ac.id"
        with scope(centre=centre.pk):
            ensure_first_policy(centre, register.joined)
            staff = _staff(centre, domain, register)
            counsellors = [user for user in staff if user.role == COUNSELLOR]
            made = _students(centre, domain, students, counsellors, register, now, rng)
            employers, contacts = _employers(centre, companies, now, rng)
        communities.append(Community(centre, domain, companies, counsellors, made, employers, contacts))
    operator = next(login for login in DEMO_LOGINS if not login.centre)
    register.person(None, "", operator.name, operator.email).save()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in User.objects.order_by("pk")
    )
    return communities


def _staff(centre: Centre, domain: str, register: Register) -> list[User]:
    logins = [login for login in DEMO_LOGINS if login.centre == centre.name and login.role != STUDENT]
    people = [(login.role, login.name, login.email) for login in logins]
    people += [(COUNSELLOR, name, register.address(name, domain)) for name in COLLEAGUES[centre.name]]
    assert {role for role, _name, _email in people} == {ADMIN, COUNSELLOR}
    return User.objects.bulk_create([register.person(centre, *person) for person in people])


def _students(
    centre: Centre,
    domain: str,
    count: int,
    counsellors: list[User],
    register: Register,
    now: datetime,
    rng: Random,
) -> list[Student]:
    """The demo's own student first, in the caseload of the counsellor one signs in as."""
    login = next(x for x in DEMO_LOGINS if x.centre == centre.name and x.role == STUDENT)
    users = [register.person(centre, STUDENT, login.name, login.email)]
    for name in _student_names(count - 1, rng):
        user = register.person(centre, STUDENT, name, register.address(name, f"students.{domain}"))
        if rng.random() < 0.14:
            user.time_zone = rng.choice(OTHER_ZONES[centre.time_zone])
        if rng.random() < 0.18:
            user.language = "en"
        users.append(user)
    students = []
    for number, user in enumerate(User.objects.bulk_create(users)):
        cohort = now.year - rng.choice((3, 4, 4, 5))
        students.append(
            Student(
                centre=centre,
                user=user,
                number=f"{cohort}{number + 1:05d}",
                programme=rng.choice(places.PROGRAMMES) if number else "Teknik Industri",
                cohort=cohort,
                counsellor=counsellors[number % len(counsellors)],
            )
        )
    return Student.objects.bulk_create(students)


def _student_names(count: int, rng: Random) -> list[str]:
    """Names, hardly any of them twice: so many students are not without namesakes."""
    found: list[str] = []
    while len(found) < count:
        name = names.student_name(rng)
        if name not in found or rng.random() < 0.05:
            found.append(name)
    return found


def _employers(
    centre: Centre, companies: Sequence[places.Company], now: datetime, rng: Random
) -> tuple[list[Employer], dict[int, list[Contact]]]:
    employers = Employer.objects.bulk_create(
        Employer(
            centre=centre,
            name=company.name,
            **places.PLACES[company.city]._asdict(),
            works_joint_leave=company.works_joint_leave,
            created_at=now - OPENED,
        )
        for company in companies
    )
    contacts = [contact for employer in employers for contact in _recruiters(employer, rng)]
    of: dict[int, list[Contact]] = {}
    for contact in Contact.objects.bulk_create(contacts):
        of.setdefault(contact.employer_id, []).append(contact)
    EmployerClosedDay.objects.bulk_create(
        EmployerClosedDay(
            centre=centre,
            employer=employer,
            day=(now + timedelta(days=rng.randint(-12, 9))).date(),
            name="Ulang tahun perusahaan",
        )
        for employer in employers[5:20:5]
    )
    return employers, of


def _recruiters(employer: Employer, rng: Random) -> list[Contact]:
    """One to three recruiters; the first of the employers everybody meets is Ibu Lestari."""
    found = dict(names.recruiter_of(employer.country, rng) for _ in range(rng.randint(1, 3)))
    if employer.name == "PT Samudra Niaga Logistik":
        found = dict(names.RECRUITERS[:2])
    domain = names.as_address(employer.name).replace(".", "") + ".example.com"
    return [
        Contact(
            centre_id=employer.centre_id,
            employer=employer,
            honorific=honorific,
            name=name,
            role=rng.choice(("Rekruter", "Manajer SDM", "Talent Acquisition", "HR Business Partner")),
            email=f"{names.as_address(name)}@{domain}",
            linkedin=f"https://www.linkedin.com/in/{names.as_address(name).replace('.', '-')}-example",
        )
        for name, honorific in found.items()
    ]
