"""Why a counsellor looks at a letter before it goes out: one reason, one line."""

from collections.abc import Iterable

from followups.etiquette import Finding, Kind, Severity, severity
from followups.models import LetterDraft
from followups.models.reviews import FIRST, SECOND, SENSITIVE, SERIOUS


def reasons_of(draft: LetterDraft, findings: Iterable[Finding]) -> list[str]:
    """The codes of the reasons; empty if the student may send the letter by herself."""
    follow_up = draft.kind == Kind.FOLLOW_UP
    application = draft.interview.application
    asked = {
        SECOND: follow_up and draft.attempt > 1,  # T12
        SERIOUS: any(severity(one.rule) is not Severity.HINT for one in findings),
        SENSITIVE: application.employer.sensitive,
        FIRST: follow_up and draft.attempt == 1 and application.student.centre.reviews_first_letter,
    }
    return [code for code, holds in asked.items() if holds]
