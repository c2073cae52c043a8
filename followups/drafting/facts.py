"""What a letter may speak of: the record of one case, and no more. Pure."""

from datetime import date
from typing import NamedTuple

from followups.etiquette import Kind, Record


class LetterFacts(NamedTuple):
    """The facts of one case for its letters.

    `language` is the letter's, "id" or "en". Days are the recruiter's local days. `recruiter_gender`
    is "female", "male" or None: unknown, and never guessed from a name. `first_sent_on` is the day
    the first follow-up went out, None before that.
    """

    student_name: str
    position: str
    company: str
    interview_date: date
    language: str
    recruiter_name: str | None = None
    recruiter_gender: str | None = None
    first_sent_on: date | None = None
    study_programme: str = ""

    def record(self, kind: Kind, attempt: int = 1) -> Record:
        """What the etiquette compares the letter with."""
        return Record(
            self.student_name,
            self.position,
            self.company,
            self.interview_date,
            self.recruiter_name,
            self.recruiter_gender,
            attempt,
            kind,
        )
