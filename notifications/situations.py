"""Plans with the people and rules around them, in a constant number of queries."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from careers.access import ADMIN
from careers.models import HelpRequest, User
from careers.models.employers import addressed
from followups.gather import Calendars, Gathered
from followups.models import Plan, PolicyVersion
from followups.policy import Rules
from followups.recall import Around, Recalled, recall_with_words
from followups.services.rolling import can_recall
from notifications.reminders import Glance, Situation


def situations(application_ids: Iterable[int]) -> list[Situation]:
    """What stands about these applications of one centre; those without a plan are left out.

    The caller holds the centre's scope. A constant number of queries, however many.
    """
    ids = list(application_ids)
    if not ids:
        return []
    found = _from_memory(ids) if can_recall() else []
    known = {situation.application.pk for situation in found}
    rest = [pk for pk in ids if pk not in known]
    return found + (_from_models(rest) if rest else [])


# --- from memory: one statement, no models (PostgreSQL) -------------------------------------------


class Person(NamedTuple):
    """Of a user, what mails about somebody else say of her."""

    pk: int
    name: str
    email: str = ""


class Firm(NamedTuple):
    """Of an employer, what mails say."""

    name: str
    city: str
    time_zone: str


class Recruiter(NamedTuple):
    """Of a contact, what mails say."""

    name: str
    honorific: str

    @property
    def addressed(self) -> str:
        """How Indonesians speak of her."""
        return addressed(self.name, self.honorific)


class Case(NamedTuple):
    """Of an application, what mails say."""

    pk: int
    position: str
    employer: Firm
    contact: Recruiter | None
    is_open: bool


def _from_memory(ids: Sequence[int]) -> list[Situation]:
    found = recall_with_words(ids)
    rules = {pk: _rules(pk) for pk in {plan.policy_id for plan, _case, _words in found}}
    admin = cache(_stand_in)
    return [_remembered(plan, case, words, rules[plan.policy_id], admin) for plan, case, words in found]


def _remembered(
    plan: Recalled, case: Gathered, words: Around, rules: Rules, admin: Callable[[int], User | None]
) -> Situation:
    counsellor: Any = admin(case.centre_id)
    if case.counsellor_id:
        counsellor = Person(case.counsellor_id, words.counsellor, words.counsellor_email)
    contact = Recruiter(words.recruiter, words.honorific) if words.recruiter else None
    firm = Firm(words.employer, words.city, case.facts.zone.key)
    return Situation(
        plan,
        Case(case.application_id, words.position, firm, contact, case.is_open),
        Person(case.student_user_id, words.student),
        counsellor,
        case.calendar,
        glance_of(plan, case, rules, counsellor.pk if counsellor else None),
    )


def glance_of(plan: Any, case: Gathered, rules: Rules, counsellor_id: int | None) -> Glance:
    """What reminders of this plan depend on."""
    return Glance(
        plan,
        case.interview_id,
        case.facts.interview_at,
        case.thanked_at,
        case.is_open,
        case.student_user_id,
        counsellor_id,
        case.help_asked_at,
        rules,
        case.facts.zone,
    )


@lru_cache(maxsize=1024)
def _rules(policy_id: int) -> Rules:
    """The rules of a version: those of a published one never change."""
    return PolicyVersion.objects.get(pk=policy_id).rules


def _stand_in(centre_id: int) -> User | None:
    return User.objects.filter(pk=first_admin(centre_id)).first()


def first_admin(centre_id: int) -> int | None:
    """The admin who stands in for a missing counsellor."""
    staff = User.objects.filter(centre=centre_id, role=ADMIN, is_active=True).order_by("pk")
    found: int | None = staff.values_list("pk", flat=True).first()
    return found


# --- from models ------------------------------------------------------------------------------------


def _from_models(ids: Sequence[int]) -> list[Situation]:
    plans = list(
        Plan.objects.filter(application__in=ids).select_related(
            "interview",
            "application__employer",
            "application__contact",
            "application__student__user",
            "application__student__counsellor",
        )
    )
    rules = {v.pk: v.rules for v in PolicyVersion.objects.filter(pk__in={plan.policy_id for plan in plans})}
    calls = HelpRequest.objects.filter(application__in=ids).open()
    asked = dict(calls.values_list("application_id", "asked_at"))
    calendars = Calendars([plan.application.employer for plan in plans])
    admin = cache(_stand_in)
    found = []
    for plan in plans:
        application, interview = plan.application, plan.interview
        student = application.student
        hers = student.counsellor if student.counsellor and student.counsellor.is_active else None
        counsellor = hers or admin(plan.centre_id)
        glance = Glance(
            plan,
            interview.pk,
            interview.held_at,
            interview.thanked_at,
            application.is_open,
            student.user_id,
            counsellor.pk if counsellor else None,
            asked.get(application.pk),
            rules[plan.policy_id],
            ZoneInfo(application.employer.time_zone),
        )
        calendar = calendars.of(application.employer)
        found.append(Situation(plan, application, student.user, counsellor, calendar, glance))
    return found
