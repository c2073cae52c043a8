"""The facts a letter is compared with, out of the rows of its case; and findings as stored data.

The caller holds the centre's scope. What is not loaded with the interview costs a query each.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from careers.models import Interview
from followups.etiquette import Finding, Kind, Place, Record, Rule

_GENDERS = {"ibu": "female", "bapak": "male"}


def record_of(interview: Interview, kind: Kind | str, attempt: int) -> Record:
    """The facts of the case as they are now. The day is the recruiter's own."""
    application = interview.application
    contact = application.contact
    zone = ZoneInfo(application.employer.time_zone)
    return Record(
        student_name=application.student.user.name,
        position=application.position,
        company=application.employer.name,
        interview_date=interview.held_at.astimezone(zone).date(),
        recruiter_name=contact.name if contact else None,
        recruiter_gender=_GENDERS.get(contact.honorific) if contact else None,
        attempt=attempt,
        kind=Kind(kind),
    )


def fingerprint(record: Record) -> str:
    """Names these facts: another fact, another name."""
    facts = json.dumps(record._asdict(), default=str, sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def as_data(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as they are stored with the text they were found in."""
    return [
        {
            "rule": finding.rule.value,
            "part": finding.place.part if finding.place else None,
            "start": finding.place.start if finding.place else None,
            "end": finding.place.end if finding.place else None,
            "params": {name: _stored(value) for name, value in finding.params.items()},
            "suggestions": list(finding.suggestions),
            "more": [list(place) for place in finding.more],
        }
        for finding in findings
    ]


def from_data(rows: Iterable[dict[str, Any]]) -> list[Finding]:
    """The findings again."""
    return [
        Finding(
            Rule(row["rule"]),
            Place(row["part"], row["start"], row["end"]) if row["part"] else None,
            {name: _read(value) for name, value in row["params"].items()},
            tuple(row.get("suggestions", ())),
            tuple(Place(*place) for place in row.get("more", ())),
        )
        for row in rows
    ]


def _stored(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _read(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
