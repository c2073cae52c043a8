"""Letters on their way at the end of the replay: checked, with a counsellor, or back with advice.

All by the product's services, at instants of the last day. The letter that Dinda may send at her next
window is left to whoever tries the demo.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from random import Random
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django_scopes import scope

from careers.models import Centre, User
from careers.stages import OPEN
from followups.etiquette import Kind
from followups.models import LetterDraft, Plan
from followups.policy import SEND_NOW, WAIT
from followups.services import drafts, reviews
from kabar.demo import words
from kabar.demo.setting import DAY, HOUR, MINUTE
from kabar.demo_logins import DEMO_LOGINS

# How many letters of each sort a centre has.
SECONDS, CHECKED, BEGUN, THANKS = 3, 4, 2, 2
SOON, LATER = 3 * DAY, 7 * DAY
# How long a counsellor takes to read one.
READING = 70 * MINUTE
_TOURED = {login.email for login in DEMO_LOGINS}


@dataclass(frozen=True)
class Writer:
    """The student of one plan, who sat down to write at `at`."""

    plan: Plan
    at: datetime

    @property
    def user(self) -> User:
        """The student."""
        return self.plan.application.student.user

    @property
    def counsellor(self) -> User | None:
        """Who looks at her letters."""
        return self.plan.application.student.counsellor

    def begin(self, kind: Kind = Kind.FOLLOW_UP) -> LetterDraft:
        """Begin with the first text of the record."""
        attempt = self.plan.attempt if kind is Kind.FOLLOW_UP else 1
        language = "id" if self.plan.application.employer.country == "ID" else "en"
        return drafts.begin(self.plan.interview, kind=kind, attempt=attempt, language=language, now=self.at)

    def check(self, draft: LetterDraft) -> LetterDraft:
        """Have it checked some minutes later; returns it as it is then."""
        drafts.freeze(draft, by=self.user, now=self.at + 5 * MINUTE)
        return LetterDraft.objects.get(pk=draft.pk)

    def ask(self, draft: LetterDraft) -> None:
        """Ask the counsellor to look at it."""
        reviews.ask_for_review(self.check(draft), now=self.at + 6 * MINUTE)

    def be_advised(self) -> None:
        """Write a sentence too many, ask, and get it back with advice."""
        draft = self.begin()
        body = words.impatient(draft.body, draft.language)
        draft = drafts.save(draft, subject=draft.subject, body=body, now=self.at + 3 * MINUTE)
        review = reviews.ask_for_review(self.check(draft), now=self.at + 6 * MINUTE)
        assert self.counsellor is not None
        advice = words.ADVICE[draft.language]
        reviews.return_with_advice(review, advice=advice, by=self.counsellor, now=self.at + READING)


def write(centres: Iterable[Centre], now: datetime, rng: Random) -> list[str]:
    """What students wrote since yesterday evening; returns what a service refused."""
    refused = []
    for centre in centres:
        with scope(centre=centre.pk):
            refused += _write(now, rng)
    return refused


def _write(now: datetime, rng: Random) -> list[str]:
    refused = []
    for plan, act in _acts(_open_plans(now), now):
        try:
            act(Writer(plan, _sat_down(plan, now, rng)))
        except ValidationError as refusal:
            refused.append(f"{plan.application.position}, letter: {refusal.messages[0]}")
    return refused


def _acts(plans: list[Plan], now: datetime) -> Iterator[tuple[Plan, Callable[[Writer], object]]]:
    """Whose letter comes how far."""
    first = [(plan, plan.window_start - now) for plan in plans if plan.attempt == 1 and plan.window_start]
    soon = [plan for plan, wait in first if wait < SOON and not _is_toured(plan)]
    later = [plan for plan, wait in first if wait > LATER and plan.application.student.counsellor]
    seconds = [plan for plan in plans if plan.requires_approval and not plan.approved and plan.window_end]
    thankful = [plan for plan in plans if plan.interview.thanked_at is None and _is_fresh(plan, now)]
    yield from ((plan, lambda writer: writer.ask(writer.begin())) for plan in seconds[:SECONDS])
    yield from ((plan, lambda writer: writer.be_advised()) for plan in later[:1])
    yield from ((plan, lambda writer: writer.check(writer.begin())) for plan in soon[:CHECKED])
    yield from ((plan, lambda writer: writer.begin()) for plan in soon[CHECKED : CHECKED + BEGUN])
    yield from (
        (plan, lambda writer: writer.check(writer.begin(Kind.THANK_YOU))) for plan in thankful[:THANKS]
    )


def _open_plans(now: datetime) -> list[Plan]:
    """Those with a letter ahead after an interview: people of the tour first, then their counsellors' others."""
    found = Plan.objects.filter(
        action__in=[WAIT, SEND_NOW], application__stage__in=OPEN, interview__held_at__lte=now
    ).select_related(
        "interview", "application__employer", "application__student__user", "application__student__counsellor"
    )
    return sorted(found, key=_rank)


def _rank(plan: Plan) -> tuple[bool, bool, str, str, str]:
    # By people and places, never by ids: the same seed must find the same cases.
    case = plan.application
    counsellor = case.student.counsellor
    guided = counsellor is not None and counsellor.email in _TOURED
    return not _is_toured(plan), not guided, case.student.user.email, case.employer.name, case.position


def _is_toured(plan: Plan) -> bool:
    return plan.application.student.user.email in _TOURED


def _is_fresh(plan: Plan, now: datetime) -> bool:
    return 2 * HOUR < now - plan.interview.held_at < 2 * DAY


def _sat_down(plan: Plan, now: datetime, rng: Random) -> datetime:
    """Yesterday evening, or when the case came to stand as it does; early enough for advice by now."""
    zone = ZoneInfo(plan.application.student.user.time_zone)
    yesterday = now.astimezone(zone).date() - DAY
    evening = datetime.combine(yesterday, time(18, rng.randint(0, 59)), tzinfo=zone).astimezone(now.tzinfo)
    known = max(plan.decided_at, plan.interview.held_at + HOUR / 2)
    return min(max(evening, known), now - READING)
