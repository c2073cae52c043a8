"""Letters for tests: a clean one, and ways to get it checked and reviewed in one word."""

from datetime import datetime
from typing import Any

from careers import services as facts
from careers.models import Interview
from followups.models import LetterDraft, Review
from followups.services import drafts, reviews
from tests.followups.planning import JAKARTA, at

SUBJECT = "Progress of the selection for Supply Chain Analyst"
CLEAN = """Dear Ms Lestari Handayani,

My name is Dinda Maharani. I took part in the interview for the position of Supply Chain Analyst at \
PT Samudra Niaga on 6 July 2026.

I would like to ask kindly whether there is any progress in the selection for this position. \
I remain very interested in joining your team.

Thank you for your time and for the opportunity.

Yours sincerely,
Dinda Maharani"""
NOW = at("14 12:10")  # the first window is open


def clean(interview: Interview) -> tuple[str, str]:
    """Subject and text of the clean letter for this case."""
    application, held = interview.application, interview.held_at.astimezone(JAKARTA)
    named = {
        "Supply Chain Analyst": application.position,
        "PT Samudra Niaga": application.employer.name,
        "Dinda Maharani": application.student.user.name,
        "6 July 2026": f"{held.day} {held:%B %Y}",
    }
    subject, body = SUBJECT, CLEAN
    for name, right in named.items():
        subject, body = subject.replace(name, right), body.replace(name, right)
    return subject, body


def draft_of(interview: Interview, attempt: int = 1, kind: str = "follow_up", **fields: Any) -> LetterDraft:
    """A draft with the clean text in it, still being written."""
    options = {"language": "en", "now": NOW, **fields}
    row = drafts.begin(interview, kind=kind, attempt=attempt, **options)
    subject, body = clean(interview)
    return drafts.save(row, subject=subject, body=body, now=options["now"])


def again(row: Any) -> Any:
    """The row as it stands now."""
    return type(row).objects.get(pk=row.pk)


def checked(interview: Interview, attempt: int = 1, now: datetime = NOW, **fields: Any) -> LetterDraft:
    """The same, checked."""
    row = draft_of(interview, attempt, **fields)
    drafts.freeze(row, by=interview.application.student.user, now=now)
    return again(row)


def second_in_review(interview: Interview) -> Review:
    """A second letter a counsellor is asked about; the first one went out without an answer."""
    user = interview.application.student.user
    facts.record_letter(interview, sent_at=at("14 12:20"), by=user, now=at("14 12:20"))
    row = checked(interview, attempt=2, now=at("28 09:00"))
    return reviews.ask_for_review(row, now=at("28 09:05"))


def asked(interview: Interview, kind: str = "thank_you", now: datetime = NOW) -> Review:
    """A letter a counsellor is asked about because its employer is sensitive."""
    employer = interview.application.employer
    employer.sensitive = True
    employer.save()
    row = checked(interview, kind=kind, now=now)
    review = reviews.ask_for_review(row, now=now)
    employer.sensitive = False
    employer.save()
    return review
