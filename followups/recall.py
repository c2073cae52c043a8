"""Plans with what they remember: what `gather` would find, read in one statement.

A plan keeps the facts it rests on (`Plan.memory`), written anew with every change of a fact. Time
alone changes none of them, so a sweep decides again from memory. The place (zone, country), the
people and calls for help are read as they stand now. PostgreSQL only: it is where thousands of
plans may be due at once (followups/rows.py).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from followups.gather import Calendars, Gathered
from followups.models.plans import Standing
from followups.policy import Calendar, pack, pack_instant, unpack, unpack_instant
from followups.rows import read


@dataclass(slots=True)
class Recalled(Standing):
    """A plan's values without Django's model around them."""

    pk: int
    application_id: int
    centre_id: int
    interview_id: int
    action: str
    reason: str
    attempt: int
    earliest_date: date | None
    window_start: datetime | None
    window_end: datetime | None
    requires_approval: bool
    approved: bool
    reasons: Any
    policy_id: int
    calendar_version: str
    heads_up_at: datetime | None
    closes_at: datetime | None
    missed_windows: int
    missed_at: datetime | None
    decided_at: datetime
    next_check_at: datetime | None
    snoozed_until: datetime | None
    memory: list[Any] | None


class Place(NamedTuple):
    """What a calendar asks of an employer."""

    pk: int
    country: str
    subdivision: str
    works_joint_leave: bool


class Around(NamedTuple):
    """What mails say of a case beside its decision; the counsellor's are "" without one."""

    position: str
    employer: str
    city: str
    recruiter: str
    honorific: str
    student: str
    counsellor: str
    counsellor_email: str


_PLAN = [field.name for field in fields(Recalled) if field.name != "pk"]
_CASE = """
    application.stage, employer.id, employer.country, employer.subdivision,
    employer.works_joint_leave, employer.time_zone, person.id, person.time_zone,
    counsellor.id, help.asked_at"""
_AROUND = """
    application.position, employer.name, employer.city, coalesce(contact.name, ''),
    coalesce(contact.honorific, ''), person.name, coalesce(counsellor.name, ''),
    coalesce(counsellor.email, '')"""
# A sweep rarely needs the old trace: it stays text until somebody asks.
_RECALL = f"""
    SELECT plan.id, {", ".join(f"plan.{name}" for name in _PLAN).replace("plan.reasons", "plan.reasons::text")},
           {{columns}}
    FROM followups_plan AS plan
    JOIN careers_application AS application ON application.id = plan.application_id
    JOIN careers_employer AS employer ON employer.id = application.employer_id
    JOIN careers_student AS student ON student.id = application.student_id
    JOIN careers_user AS person ON person.id = student.user_id
    LEFT JOIN careers_user AS counsellor
           ON counsellor.id = student.counsellor_id AND counsellor.is_active
    LEFT JOIN careers_contact AS contact ON contact.id = application.contact_id
    LEFT JOIN careers_helprequest AS help
           ON help.application_id = plan.application_id AND help.answered_at IS NULL
    WHERE plan.application_id = ANY(%s)"""  # noqa: S608 -- only names of our own columns
_BARE = _RECALL.format(columns=_CASE)
_WITH_WORDS = _RECALL.format(columns=f"{_CASE}, {_AROUND}")
_PLAN_WIDTH = len(_PLAN) + 1
_WIDTH = _PLAN_WIDTH + 10


def remember(case: Gathered) -> list[Any]:
    """What a plan keeps of its case."""
    return [
        pack(case.facts),
        sorted(case.approved_attempts),
        pack_instant(case.silent_since),
        pack_instant(case.thanked_at),
    ]


def recall(application_ids: Sequence[int]) -> list[tuple[Recalled, Gathered]]:
    """The plans of these applications that remember their facts, with their cases.

    Their `reasons` are still JSON text.
    """
    return [(plan, case) for plan, case, _words in _cases(_BARE, application_ids)]


def recall_with_words(application_ids: Sequence[int]) -> list[tuple[Recalled, Gathered, Around]]:
    """The same with their reasons read, and with what mails say of a case."""
    found = []
    for plan, case, words in _cases(_WITH_WORDS, application_ids):
        plan.reasons = json.loads(plan.reasons)
        found.append((plan, case, Around(*words)))
    return found


def _cases(sql: str, application_ids: Sequence[int]) -> list[tuple[Recalled, Gathered, tuple[Any, ...]]]:
    rows = [row for row in read(sql, [list(application_ids)]) if row[_PLAN_WIDTH - 1] is not None]
    places = {row[_PLAN_WIDTH + 1]: _place(row) for row in rows}
    calendars = Calendars(list(places.values()))
    known = {pk: calendars.of(place) for pk, place in places.items()}
    found = []
    for row in rows:
        plan = Recalled(*row[:_PLAN_WIDTH])
        found.append((plan, _case(plan, row, known[row[_PLAN_WIDTH + 1]]), row[_WIDTH:]))
    return found


def _place(row: tuple[Any, ...]) -> Place:
    return Place(*row[_PLAN_WIDTH + 1 : _PLAN_WIDTH + 5])


def _case(plan: Recalled, row: tuple[Any, ...], calendar: Calendar) -> Gathered:
    stage, _pk, country, subdivision, _joint, zone, user_id, user_zone, counsellor_id, asked = row[
        _PLAN_WIDTH:_WIDTH
    ]
    assert plan.memory is not None, "rows without a memory were left out"
    packed, approved, silent, thanked = plan.memory
    return Gathered(
        plan.application_id,
        plan.centre_id,
        stage,
        plan.interview_id,
        unpack(packed, ZoneInfo(zone), country, subdivision or None),
        calendar,
        ZoneInfo(user_zone),
        user_id,
        counsellor_id,
        frozenset(approved),
        unpack_instant(silent),
        unpack_instant(thanked),
        asked,
    )
