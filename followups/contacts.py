"""Whom a student keeps in touch with: ORM rows -> the next touch of each pair, in seven queries.

A pair is one student and one contact, whatever the number of applications between them: caps count
per person, and nobody is invited twice. The caller holds the centre's scope.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Max

from careers.answers import EventType
from careers.models import Application, CaseEvent, Interview, Letter
from careers.stages import Stage
from followups.models import NetworkingTask, Plan, PolicyVersion
from followups.policy import KEPT_FOR, PastTouch, Rules, Touch, next_touch

Pair = tuple[int, int]
OPEN_STATE = "open"


class Standing(NamedTuple):
    """What should stand for one pair: the touch and the application it belongs to, or neither.

    `tasks` are all rows of the pair, open and closed; `met` says when (aware) the two last met for
    each application (by id).
    """

    touch: Touch | None
    application: Application | None
    tasks: list[NetworkingTask]
    met: dict[int, datetime]

    @property
    def open_tasks(self) -> list[NetworkingTask]:
        """Those not yet done or skipped."""
        return [task for task in self.tasks if task.state == OPEN_STATE]


class _Met(NamedTuple):
    """A student met a contact at an interview of one of her applications."""

    application: Application
    held_at: datetime


def standings(centre_id: int, student_ids: Iterable[int], now: datetime) -> dict[Pair, Standing]:
    """(student id, contact id) -> what should stand between them at `now`."""
    applications = {
        a.pk: a
        for a in Application.objects.filter(student__in=list(student_ids)).select_related(
            "student__user", "employer", "plan"
        )
    }
    met, warned = _meetings(applications, now)
    sent = _last_letters(applications)
    tasks, placed = _tasks(applications), _places_taken(applications)
    rules: Rules = PolicyVersion.objects.get(centre_id=centre_id, status="published").rules
    found = {}
    for pair in {*met, *tasks}:
        going = [m for m in met[pair] if m.application.stage != Stage.WITHDRAWN]
        last = max(going, key=lambda m: m.held_at, default=None)
        when = {m.application.pk: m.held_at for m in sorted(met[pair], key=lambda m: m.held_at)}
        if last is None or pair in warned:
            found[pair] = Standing(None, None, tasks[pair], when)
            continue
        between = [applications[key] for key in when]
        touch = next_touch(
            [PastTouch(t.kind, t.state, t.closed_at) for t in tasks[pair] if t.closed_at],
            last.held_at,
            max((sent[key] for key in when if key in sent), default=None),
            _next_window(between),
            rules,
            now,
            zone=ZoneInfo(last.application.student.user.time_zone),
            # A student who took a place needs no more doors; earlier places do not count.
            ended=any(taken >= last.held_at for taken in placed[pair[0]]),
        )
        found[pair] = Standing(touch, last.application if touch else None, tasks[pair], when)
    return found


def _tasks(applications: dict[int, Application]) -> defaultdict[Pair, list[NetworkingTask]]:
    tasks: defaultdict[Pair, list[NetworkingTask]] = defaultdict(list)
    rows = NetworkingTask.objects.filter(application__in=list(applications))
    for task in rows.select_related("contact"):
        task.application = applications[task.application_id]
        tasks[task.application.student_id, task.contact_id].append(task)
    return tasks


def _places_taken(applications: dict[int, Application]) -> defaultdict[int, list[datetime]]:
    """Student id -> when she accepted an offer."""
    taken: defaultdict[int, list[datetime]] = defaultdict(list)
    for application in applications.values():
        if application.stage == Stage.ACCEPTED:
            taken[application.student_id].append(application.stage_changed_at)
    return taken


def _meetings(
    applications: dict[int, Application], now: datetime
) -> tuple[defaultdict[Pair, list[_Met]], set[Pair]]:
    """Who met whom lately, and the pairs where she was asked not to write again."""
    interviews = {
        i.pk: i
        for i in Interview.objects.filter(
            application__in=list(applications), held_at__gt=now - KEPT_FOR, held_at__lte=now
        )
    }
    people: defaultdict[int, set[int]] = defaultdict(set)
    through = Interview.interviewers.through.objects
    for interview_id, contact_id in through.filter(interview__in=list(interviews)).values_list(
        "interview_id", "contact_id"
    ):
        people[interview_id].add(contact_id)
    cancelled, silenced = _told(list(interviews))
    met: defaultdict[Pair, list[_Met]] = defaultdict(list)
    warned: set[Pair] = set()
    for interview in interviews.values():
        application = applications[interview.application_id]
        if application.contact_id:
            people[interview.pk].add(application.contact_id)
        for contact_id in people[interview.pk]:
            pair = (application.student_id, contact_id)
            if interview.pk not in cancelled:
                met[pair].append(_Met(application, interview.held_at))
            if interview.pk in silenced:
                warned.add(pair)
    return met, warned


def _told(interview_ids: list[int]) -> tuple[set[int], set[int]]:
    """Interviews that were cancelled (and not cleared by a person since), and those after which
    the student was asked not to write again."""
    cancelled: set[int] = set()
    silenced: set[int] = set()
    for event in CaseEvent.objects.filter(interview__in=interview_ids).order_by("at", "pk"):
        if event.type == EventType.INTERVIEW_CANCELLED:
            cancelled.add(event.interview_id)
        elif event.type == EventType.RESOLVED:
            cancelled.discard(event.interview_id)
        elif event.type == EventType.NO_CONTACT_INSTRUCTION:
            silenced.add(event.interview_id)
    return cancelled, silenced


def _last_letters(applications: dict[int, Application]) -> dict[int, datetime]:
    """Application id -> when her last follow-up went out; a bounced one reached nobody."""
    letters = Letter.objects.filter(interview__application__in=list(applications), bounced=False)
    return dict(
        letters.order_by()
        .values_list("interview__application_id")
        .annotate(Max("sent_at"))
        .values_list("interview__application_id", "sent_at__max")
    )


def _next_window(applications: Iterable[Application]) -> tuple[datetime, datetime] | None:
    """The nearest window in which one of these applications is to be asked about."""
    plans: list[Plan] = [a.plan for a in applications if hasattr(a, "plan")]
    windows = [(p.window_start, p.window_end) for p in plans if p.window_start and p.window_end]
    return min(windows, default=None)
