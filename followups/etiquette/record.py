"""What is checked, and what it is compared with."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The letters a student writes to a recruiter."""

    FOLLOW_UP = "follow_up"  # the first and the second
    THANK_YOU = "thank_you"  # within a day of the interview; asks for nothing
    CLOSING = "closing"  # answers a reply received; asks for nothing


class Draft(NamedTuple):
    """A letter as the student has it at the moment: plain text, or HTML pasted into it."""

    subject: str
    body: str


class Record(NamedTuple):
    """The facts of the case that a draft is compared with (rules E17-E18).

    `recruiter_gender` is "female", "male" or None: unknown, and never guessed from a name.
    `interview_date` is the recruiter's local day.
    """

    student_name: str
    position: str
    company: str
    interview_date: date
    recruiter_name: str | None = None
    recruiter_gender: str | None = None
    attempt: int = 1
    kind: Kind = Kind.FOLLOW_UP
