"""A counsellor's desk: what waits for her, or nothing. Constant queries, however many desks.

A case without an active counsellor lies on the desk of the centre's first admin, as its mails do.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from careers.access import ADMIN
from careers.models import Application, HelpRequest, Student, User
from careers.stages import OPEN
from followups.etiquette import Kind
from followups.models import Plan, Review
from followups.policy import NEEDS_APPROVAL, SEND_NOW, WAIT, Rules
from followups.services import published
from followups.services.reviews import due_at
from notifications.addresses import address_hash
from notifications.models import Suppression
from notifications.models.suppressions import HARD_BOUNCE, SOFT_BOUNCES

UNCLEAR, UNCONFIRMED = "reply_unclear", "calendar_unconfirmed"


class Item(NamedTuple):
    """One thing on a desk. `moment` is a deadline or since when it waits (aware); `cause` a reason
    code; `application` None for a student who cannot be reached; `review` the letter to look at."""

    student: Student
    application: Application | None = None
    moment: datetime | None = None
    cause: str = ""
    review: Review | None = None


class Desk(NamedTuple):
    """What waits for one person at `now`: section -> items, the most urgent first."""

    user: User
    now: datetime
    sections: dict[str, list[Item]]

    @property
    def size(self) -> int:
        """How many things wait."""
        return sum(len(items) for items in self.sections.values())


# In the order of the mail.
SECTIONS = ("help", "letters", "approvals", "replies", "needing", "missed", "promises", "bounced")


def desks_of(users: Iterable[User], centre_id: int, now: datetime) -> dict[int, Desk]:
    """User id -> her desk, for those staff of one centre on whose desk anything lies."""
    people = {user.pk: user for user in users}
    if not people:
        return {}
    owners = _Owners(people, centre_id)
    rules = published(centre_id).rules
    piles: defaultdict[int, defaultdict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for section, item in [
        *_help(owners), *_letters(owners, now), *_plans(owners, rules, now), *_bounced(owners, now)
    ]:  # fmt: skip
        piles[owners.for_item(item)][section].append(item)
    return {
        user_id: Desk(people[user_id], now, {s: sorted(pile[s], key=_order) for s in SECTIONS if pile[s]})
        for user_id, pile in piles.items()
    }


def _order(item: Item) -> tuple[float, int]:
    return item.moment.timestamp() if item.moment else 0.0, item.student.pk


class _Owners:
    """Whose desk a student's cases lie on, among some active people of one centre."""

    def __init__(self, people: Iterable[int], centre_id: int) -> None:
        self._people = list(people)
        admins = User.objects.filter(centre=centre_id, role=ADMIN, is_active=True).order_by("pk")
        self._admin = admins.values_list("pk", flat=True).first()

    def of(self, student: Student) -> int:
        counsellor = student.counsellor
        if counsellor is not None and counsellor.is_active:
            return int(counsellor.pk)
        assert self._admin is not None, "only the cases of `theirs` are asked about"
        return int(self._admin)

    def for_item(self, item: Item) -> int:
        """A letter waits for whom it was given to; everything else follows its student."""
        reader = item.review.counsellor if item.review else None
        return int(reader.pk) if reader is not None and reader.is_active else self.of(item.student)

    def letters(self) -> Q:
        """Reviews that wait for them."""
        nobody = Q(counsellor=None) | Q(counsellor__is_active=False)
        return Q(counsellor__in=self._people) | nobody & self.theirs("draft__interview__application__student")

    def theirs(self, student: str) -> Q:
        """Rows of their students; `student` is the path to one, "" on the student itself."""
        path = f"{student}__counsellor" if student else "counsellor"
        own = Q(**{f"{path}__in": self._people})
        if self._admin in self._people:
            own |= Q(**{path: None}) | Q(**{f"{path}__is_active": False})
        return own


def _help(owners: _Owners) -> Iterable[tuple[str, Item]]:
    asked = HelpRequest.objects.filter(owners.theirs("application__student")).open()
    for request in asked.select_related("application__employer", *_people("application__student")):
        case = request.application
        yield "help", Item(case.student, case, request.asked_at)


def _letters(owners: _Owners, now: datetime) -> Iterable[tuple[str, Item]]:
    """Letters to look at, with their deadline while it is ahead."""
    case = "draft__interview__application"
    asked = Review.objects.waiting().filter(owners.letters()).select_related(
        "counsellor", f"{case}__employer", f"{case}__plan__policy", f"{case}__plan__interview",
        *_people(f"{case}__student"),
    )  # fmt: skip
    for review in asked:
        application = review.draft.interview.application
        until = due_at(review.draft, application.plan) or review.due_at
        ahead = until if until and until > now else None
        yield "letters", Item(application.student, application, ahead, review=review)


def _people(student: str) -> tuple[str, str]:
    return f"{student}__user", f"{student}__counsellor"


def _letter_waits() -> Exists:
    """Whether a counsellor is asked to look at the very letter of a plan."""
    same = {"draft__interview": OuterRef("interview"), "draft__attempt": OuterRef("attempt")}
    return Exists(Review.objects.waiting().filter(**same, draft__kind=Kind.FOLLOW_UP))


def _plans(owners: _Owners, rules: Rules, now: datetime) -> Iterable[tuple[str, Item]]:
    """Open cases by their plans; one case may lie in two sections."""
    # Days are the recruiters' own: one more on each side, told apart below.
    last = now.date() + timedelta(days=rules.first_offset_days)
    running_out = Q(action=WAIT, earliest_date__range=(last - timedelta(days=1), last + timedelta(days=1)))
    concerned = (
        Q(requires_approval=True, approved=False, heads_up_at__lte=now)
        | Q(action=NEEDS_APPROVAL) & ~Q(reason=UNCONFIRMED)
        | Q(missed_windows__gte=rules.missed_windows_before_alert, action__in=[WAIT, SEND_NOW])
        | running_out
    )
    plans = Plan.objects.filter(owners.theirs("application__student"), application__stage__in=list(OPEN))
    people = _people("application__student")
    rows = plans.filter(concerned).annotate(has_letter=_letter_waits())
    for plan in rows.select_related("application__employer", *people):
        for section, finds in PLAN_SECTIONS.items():
            item = finds(plan, rules, now)
            # Whoever approves the letter approves that it goes out: it lies among the letters alone.
            if item and not (section == "approvals" and plan.has_letter):
                yield section, item


def _item(plan: Plan, moment: datetime | None) -> Item:
    return Item(plan.application.student, plan.application, moment, plan.reason)


def _approvals(plan: Plan, rules: Rules, now: datetime) -> Item | None:
    """A second follow-up to approve: before its window opens, or at least before it closes."""
    asked = plan.heads_up_at is not None and plan.heads_up_at <= now
    if not plan.requires_approval or plan.approved or not asked or plan.window_start is None:
        return None
    return _item(plan, plan.window_start if plan.window_start > now else plan.window_end)


def _replies(plan: Plan, rules: Rules, now: datetime) -> Item | None:
    """An answer that a person must read."""
    reads = plan.action == NEEDS_APPROVAL and plan.reason == UNCLEAR
    return _item(plan, plan.decided_at) if reads else None


def _needing(plan: Plan, rules: Rules, now: datetime) -> Item | None:
    """A case that needs a person for another reason."""
    if plan.action != NEEDS_APPROVAL or plan.reason in (UNCLEAR, UNCONFIRMED):
        return None
    return _item(plan, plan.decided_at)


def _missed(plan: Plan, rules: Rules, now: datetime) -> Item | None:
    """A student who let several windows go by may be glad of a word."""
    enough = plan.missed_windows >= rules.missed_windows_before_alert
    return _item(plan, plan.missed_at) if enough and plan.action in (WAIT, SEND_NOW) else None


def _promises(plan: Plan, rules: Rules, now: datetime) -> Item | None:
    """The promised answer should come today, by the recruiter's day."""
    if plan.action != WAIT:
        return None
    today = now.astimezone(ZoneInfo(plan.application.employer.time_zone)).date()
    for step in plan.reasons:
        if step["code"] == "promise_not_passed":
            return _item(plan, None) if date.fromisoformat(step["deadline"]) == today else None
    return None


PLAN_SECTIONS: dict[str, Callable[[Plan, Rules, datetime], Item | None]] = {
    "approvals": _approvals,
    "replies": _replies,
    "needing": _needing,
    "missed": _missed,
    "promises": _promises,
}


def _bounced(owners: _Owners, now: datetime) -> Sequence[tuple[str, Item]]:
    """Students whom our mail does not reach. Suppressions name no address: theirs are hashed."""
    held = Suppression.objects.filter(
        Q(until=None) | Q(until__gt=now), lifted_at=None, reason__in=[HARD_BOUNCE, SOFT_BOUNCES]
    )
    since = dict(held.values_list("address_hash", "since"))
    if not since:
        return []
    students = Student.objects.filter(owners.theirs(""), user__is_active=True)
    found = []
    for student in students.select_related("user", "counsellor"):
        moment = since.get(address_hash(student.user.email))
        if moment:
            found.append(("bounced", Item(student, moment=moment)))
    return found
