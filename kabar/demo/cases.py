"""Who lives which life where: stories are dealt to students and employers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from django_scopes import scope

from careers.models import Application, Contact, Employer, Interview, Letter, Reply, Student, User
from followups.gather import calendar_of
from followups.policy import Calendar, Rules
from followups.services import published
from kabar.demo import places
from kabar.demo.life import COUNSELLOR, STUDENT, Deed, Life
from kabar.demo.people import Community
from kabar.demo.setting import Setting
from kabar.demo.steps import tell
from kabar.demo.stories import KINDS, TOUR, Kind, deal

ARUNIKAS_SHARE = 0.6


@dataclass
class Case:
    """One application: what will have been recorded about it, and the rows written so far."""

    student: Student
    employer: Employer
    contact: Contact
    position: str
    kind: Kind
    life: Life
    application: Application | None = None
    interviews: list[Interview] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    @property
    def deeds(self) -> list[Deed]:
        """What was recorded about it, oldest first."""
        return self.life.deeds

    def person(self, deed: Deed) -> User | None:
        """Who recorded that deed."""
        return {STUDENT: self.student.user, COUNSELLOR: self.student.counsellor}.get(deed.by)


class Dealer:
    """Deals lives: the tour of the demo logins first, then everybody else's."""

    def __init__(self, communities: list[Community], now: datetime, seed: str) -> None:
        self.communities, self.now, self.seed = communities, now, seed
        self.rng = Random(f"{seed}:cases")  # noqa: S311 -- invented, not secret
        self._taken: set[tuple[int, int, str]] = set()
        self._calendars: dict[int, Calendar] = {}
        self._rules: dict[int, Rules] = {}

    def deal(self, count: int) -> list[Case]:
        """That many cases, their lives told up to now."""
        toured = list(self._tour())[:count]
        rest = deal(KINDS, count - len(toured), self.rng)
        return toured + [self._anybody(kind, number) for number, kind in enumerate(rest)]

    def _tour(self) -> Iterator[Case]:
        students = {s.user.email: (c, s) for c in self.communities for s in c.students[:1]}
        for number, chosen in enumerate(TOUR):
            community, student = students[chosen.email]
            employer = next(e for e in community.employers if e.name == chosen.company)
            self._taken.add((student.pk, employer.pk, chosen.position))
            contact = community.contacts[employer.pk][0]
            yield self._case(student, employer, contact, chosen.position, chosen.kind, f"tour {number}")

    def _anybody(self, kind: Kind, number: int) -> Case:
        rng = self.rng
        community = self.communities[0 if rng.random() < ARUNIKAS_SHARE else 1]
        weights = [company.weight for company in community.companies]
        while True:
            student = rng.choice(community.students[1:])
            index = rng.choices(range(len(weights)), weights)[0]
            employer = community.employers[index]
            position = rng.choice(places.POSITIONS[community.companies[index].sector])
            key = (student.pk, employer.pk, position)
            if key not in self._taken:
                self._taken.add(key)
                contact = rng.choice(community.contacts[employer.pk])
                return self._case(student, employer, contact, position, kind, f"case {number}")

    def _case(
        self,
        student: Student,
        employer: Employer,
        contact: Contact,
        position: str,
        kind: Kind,
        name: str,
    ) -> Case:
        setting = Setting(
            employer.country, employer.subdivision, ZoneInfo(employer.time_zone),
            self._calendar(employer), self._rules_of(employer.centre_id),
            ZoneInfo(student.user.time_zone), position, contact.name,
        )  # fmt: skip
        life = tell(setting, kind, self.now, Random(f"{self.seed}:{name}"))  # noqa: S311
        return Case(student, employer, contact, position, kind, life)

    def _calendar(self, employer: Employer) -> Calendar:
        if employer.pk not in self._calendars:
            with scope(centre=employer.centre_id):
                self._calendars[employer.pk] = calendar_of(employer)
        return self._calendars[employer.pk]

    def _rules_of(self, centre_id: int) -> Rules:
        if centre_id not in self._rules:
            with scope(centre=centre_id):
                self._rules[centre_id] = published(centre_id).rules
        return self._rules[centre_id]
