"""Reads of decisions that pages and mails share."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers.models import Application, Centre, Contact, Employer, Student
from followups.calendars import calendar_for
from followups.contacts import Standing, standings
from followups.gather import calendar_of
from followups.invitations import Occasion, invitation_note, linkedin_link
from followups.models import ConfirmedYear, NetworkingTask, Plan
from followups.policy import CONNECT, REACT, Rules, windows_after


class Slot(NamedTuple):
    """A safe time, aware in the recruiter's zone; `zone` and `reader_zone` are IANA names."""

    start: datetime
    end: datetime
    zone: str
    city: str
    reader_zone: str = ""


def slot_of(plan: Plan, employer: Employer, reader_zone: str = "") -> Slot | None:
    """The plan's slot in the recruiter's zone, or None if the decision has no date."""
    if plan.window_start is None or plan.window_end is None:
        return None
    zone = ZoneInfo(employer.time_zone)
    start, end = plan.window_start.astimezone(zone), plan.window_end.astimezone(zone)
    return Slot(start, end, employer.time_zone, employer.city, reader_zone)


def next_slots(plan: Plan, employer: Employer, rules: Rules, n: int = 2, reader_zone: str = "") -> list[Slot]:
    """The `n` slots that follow the plan's own, should it go by unused."""
    if plan.window_end is None:
        return []
    zone = ZoneInfo(employer.time_zone)
    later = windows_after(calendar_of(employer), rules, zone, plan.window_end, n)
    return [Slot(a, b, employer.time_zone, employer.city, reader_zone) for a, b in later]


class Horizon(NamedTuple):
    """Until when a centre's own country's closed days can be trusted, and how many days that is.

    `until` is the last day of the last year in a row that is decreed or confirmed, `days` counts
    from today where the centre is: negative once it has passed.
    """

    centre_id: int
    country: str
    until: date
    days: int


# Nobody decrees holidays further ahead.
YEARS_AHEAD = 5


def horizons(now: datetime) -> list[Horizon]:
    """Every centre's calendar horizon. Two queries, whatever the number of centres."""
    confirmed: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    rows = ConfirmedYear.objects.with_scopes_disabled().values_list("centre_id", "country", "year")
    for centre_id, country, year in rows:
        confirmed[centre_id, country].add(year)
    return [_horizon(c, frozenset(confirmed[c.pk, c.country]), now) for c in Centre.objects.order_by("pk")]


def _horizon(centre: Centre, confirmed: frozenset[int], now: datetime) -> Horizon:
    today = now.astimezone(ZoneInfo(centre.time_zone)).date()
    calendar = calendar_for(centre.country, centre.subdivision or None, (), confirmed)
    year = today.year - 1
    while year < today.year + YEARS_AHEAD and calendar.year(year + 1).confirmed:
        year += 1
    until = date(year, 12, 31)
    return Horizon(centre.pk, centre.country, until, (until - today).days)


def oldest_due_plan(now: datetime) -> datetime | None:
    """Since when the sweep has been owing a look at some plan; None if it owes none."""
    due = Plan.objects.filter(next_check_at__lte=now).order_by("next_check_at")
    found: datetime | None = due.values_list("next_check_at", flat=True).first()
    return found


class Keeping(NamedTuple):
    """One networking task as pages show it.

    `not_before` is aware, never earlier than the task's own hour and no hour beside a follow-up;
    `ready` once it has come. `link` leads to LinkedIn, `note` is the drafted invitation in
    `language`, "" for a like or comment.
    """

    task: NetworkingTask
    contact: Contact
    employer: Employer
    not_before: datetime
    ready: bool
    link: str
    note: str
    language: str


def networking_of(student: Student, now: datetime) -> list[Keeping]:
    """What the student may do on LinkedIn, soonest first, then what she did or skipped lately."""
    return _keepings(standings(student.centre_id, [student.pk], now).values(), now)


def networking_for(application: Application, now: datetime) -> list[Keeping]:
    """The same for one application, for the counsellor beside it. Eight queries."""
    found = standings(application.centre_id, [application.student_id], now).values()
    return [k for k in _keepings(found, now) if k.task.application_id == application.pk]


CLOSED_TASKS_STAY = timedelta(days=14)


def _keepings(found: Iterable[Standing], now: datetime) -> list[Keeping]:
    shown = []
    for standing in found:
        for task in standing.tasks:
            if task.closed_at is None:
                touch = standing.touch
                if touch is None or touch.kind != task.kind:
                    continue  # the next refresh takes it back
                shown.append(_keeping(task, standing, max(task.not_before, touch.not_before), now))
            elif task.closed_at > now - CLOSED_TASKS_STAY:
                shown.append(_keeping(task, standing, task.not_before, now))
    coming = [k for k in shown if k.task.closed_at is None]
    coming.sort(key=lambda k: (k.not_before, k.task.pk))
    over = [k for k in shown if k.task.closed_at is not None]
    over.sort(key=lambda k: (k.task.closed_at or now, k.task.pk), reverse=True)
    return [*coming, *over]


def _keeping(task: NetworkingTask, standing: Standing, not_before: datetime, now: datetime) -> Keeping:
    application, contact = task.application, task.contact
    employer, user = application.employer, application.student.user
    met = standing.met.get(application.pk)
    note = ""
    if task.kind == CONNECT and task.closed_at is None and met:
        day = met.astimezone(ZoneInfo(employer.time_zone)).date()
        note = invitation_note(
            Occasion(
                contact.honorific,
                contact.name,
                application.position,
                employer.name,
                day,
                user.name,
                user.language,
            )
        )
    link = linkedin_link(contact.linkedin, contact.name, employer.name, posts=task.kind == REACT)
    ready = task.closed_at is None and not_before <= now
    return Keeping(task, contact, employer, not_before, ready, link, note, user.language)
