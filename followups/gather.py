"""ORM rows -> facts for the policy, in a constant number of queries.

The caller holds the centre's scope. Whatever the number of applications, this costs twelve queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from careers.answers import Label, PromiseKind
from careers.models import (
    Application,
    CaseEvent,
    Centre,
    EmployerClosedDay,
    HelpRequest,
    Interview,
    Letter,
    PromiseEntry,
    Reply,
)
from careers.selectors import said_at
from careers.stages import OPEN
from followups.calendars import Override, calendar_for
from followups.models import Approval, CentreDay, ConfirmedYear
from followups.policy import Calendar, Event, Facts, FollowUp, Promise
from followups.policy import Reply as ReplyFact

# Answers after which it is quiet again; the others are no answer.
ANSWERS = frozenset(Label) - {Label.AUTO_REPLY, Label.BOUNCE, Label.UNRELATED}


class Gathered(NamedTuple):
    """One application with everything its decision, and what is told about it, need.

    `silent_since` is the instant of the last word between the two after a letter went out: the
    letter, an answer, or the end of the day that answer named; None before the first letter.
    `counsellor_id` is hers if she has one who is active; `help_asked_at` since when a call for
    help has been open.
    """

    application_id: int
    centre_id: int
    stage: str
    interview_id: int
    facts: Facts
    calendar: Calendar
    student_zone: ZoneInfo
    student_user_id: int
    counsellor_id: int | None
    approved_attempts: frozenset[int]
    silent_since: datetime | None
    thanked_at: datetime | None
    help_asked_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True while the application still waits for something."""
        return self.stage in OPEN


def gather(application_ids: Iterable[int]) -> list[Gathered]:
    """Facts of those applications that have an interview, by their last round.

    Applications without an interview promise nothing and are left out.
    """
    applications = {
        a.pk: a
        for a in Application.objects.filter(pk__in=list(application_ids)).select_related(
            "employer", "student__user", "student__counsellor"
        )
    }
    latest: dict[int, Interview] = {}
    rounds = Interview.objects.filter(application__in=list(applications)).order_by("round")
    for interview in rounds:
        latest[interview.application_id] = interview
    rows = _Rows([interview.pk for interview in latest.values()])
    places = Calendars([a.employer for a in applications.values()])
    calls = HelpRequest.objects.filter(application__in=list(latest)).open()
    asked = dict(calls.values_list("application_id", "asked_at"))
    return [
        _gathered(applications[application_id], interview, rows, places, asked.get(application_id))
        for application_id, interview in latest.items()
    ]


class _Rows:
    """What was promised, sent, answered, told and approved, by interview: five queries."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.promises = _by_interview(PromiseEntry, keys, "said_on", "recorded_at", "pk")
        self.letters = _by_interview(Letter, keys, "sent_at")
        self.replies = _by_interview(Reply, keys, "received_at", "pk")
        self.events = _by_interview(CaseEvent, keys, "at", "pk")
        self.approvals = _by_interview(Approval, keys, "pk")


def _gathered(
    application: Application, interview: Interview, rows: _Rows, places: "Calendars", asked: datetime | None
) -> Gathered:
    calendar = places.of(application.employer)
    zone = ZoneInfo(application.employer.time_zone)
    promise, extensions = _promise(interview, rows.promises[interview.pk], zone, calendar)
    sent = tuple(FollowUp(x.attempt, x.sent_at, x.bounced) for x in rows.letters[interview.pk])
    answers = sorted([*extensions, *map(_reply, rows.replies[interview.pk])], key=lambda r: r.at)
    facts = Facts(
        interview.held_at,
        zone,
        application.employer.country,
        application.employer.subdivision or None,
        promise,
        sent,
        tuple(answers),
        tuple(Event(e.at, e.type) for e in rows.events[interview.pk]),
        interview.is_final,
    )
    student = application.student
    counsellor = student.counsellor
    return Gathered(
        application.pk,
        application.centre_id,
        application.stage,
        interview.pk,
        facts,
        calendar,
        ZoneInfo(student.user.time_zone),
        student.user_id,
        counsellor.pk if counsellor and counsellor.is_active else None,
        frozenset(a.attempt for a in rows.approvals[interview.pk]),
        _silent_since(facts),
        interview.thanked_at,
        asked,
    )


def _silent_since(facts: Facts) -> datetime | None:
    sent = [followup.sent_at for followup in facts.followups if not followup.bounced]
    if not sent:
        return None
    words = [max(sent)]
    for reply in facts.replies:
        if reply.label in ANSWERS:
            words.append(reply.at)
            named = reply.day
            if reply.days is not None:
                named = reply.at.astimezone(facts.zone).date() + timedelta(days=reply.days)
            if named:
                words.append(datetime.combine(named, time.max, tzinfo=facts.zone))
    return max(words)


def _by_interview(model: Any, keys: Sequence[int], *order: str) -> defaultdict[int, list[Any]]:
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(interview__in=keys).order_by(*order):
        rows[row.interview_id].append(row)
    return rows


def _reply(reply: Reply) -> ReplyFact:
    return ReplyFact(reply.received_at, reply.label, reply.wait_until or reply.return_date, reply.wait_days)


def _promise(
    interview: Interview, entries: list[PromiseEntry], zone: ZoneInfo, calendar: Calendar
) -> tuple[Promise | None, list[ReplyFact]]:
    """The promise of the interview's own day, and later entries as extensions.

    An entry said after the interview replaces the deadline as a dated reply does: both are the
    employer's latest word.
    """
    held_on = interview.held_at.astimezone(zone).date()
    promise: Promise | None = None
    extensions: list[ReplyFact] = []
    for entry in entries:
        if entry.said_on <= held_on:
            promise = Promise(entry.kind, entry.days or 0, entry.low or 0, entry.day)
            continue
        at = said_at(entry, zone)
        day, days = _extension(entry, calendar)
        if day or days is not None:
            extensions.append(ReplyFact(at, Label.ASKED_TO_WAIT_UNTIL, day, days))
    return promise, extensions


def _extension(entry: PromiseEntry, calendar: Calendar) -> tuple[date | None, int | None]:
    if entry.kind == PromiseKind.WORKING_DAYS:
        return calendar.add_working_days(entry.said_on, entry.days or 0), None
    return entry.day, entry.days


class Calendars:
    """Calendars of some employers with the overrides of their centre: three queries."""

    def __init__(self, employers: Sequence[Any]) -> None:
        centre_days: defaultdict[str, list[Override]] = defaultdict(list)
        for row in CentreDay.objects.order_by("day"):
            centre_days[row.country].append(Override(row.day, row.closed, row.name, "centre"))
        employer_days: defaultdict[int, list[Override]] = defaultdict(list)
        ids = {employer.pk for employer in employers}
        for closed in EmployerClosedDay.objects.filter(employer__in=ids).order_by("day"):
            override = Override(closed.day, closed.closed, closed.name, "employer")
            employer_days[closed.employer_id].append(override)
        confirmed: defaultdict[str, set[int]] = defaultdict(set)
        for year in ConfirmedYear.objects.all():
            confirmed[year.country].add(year.year)
        self._centre_days, self._employer_days = centre_days, employer_days
        self._confirmed = confirmed

    def of(self, employer: Any) -> Calendar:
        """The employer's calendar: library, then the centre's days, then the employer's own."""
        return calendar_for(
            employer.country,
            employer.subdivision or None,
            (*self._centre_days[employer.country], *self._employer_days[employer.pk]),
            frozenset(self._confirmed[employer.country]),
            employer.works_joint_leave,
        )


def calendar_of(employer: Any) -> Calendar:
    """The calendar of one employer, overrides included."""
    return Calendars([employer]).of(employer)


def calendar_of_centre(centre: Centre) -> Calendar:
    """The centre's own days: its country's, and those it set itself. Raises UnknownPlace."""
    own = CentreDay.objects.filter(country=centre.country).order_by("day")
    overrides = tuple(Override(row.day, row.closed, row.name, "centre") for row in own)
    return calendar_for(centre.country, centre.subdivision or None, overrides)
