"""The first text of a letter: the centre's template for the occasion, filled from the record."""

from datetime import datetime
from zoneinfo import ZoneInfo

from careers.models import Interview
from followups.drafting import LetterFacts, choose, compose, fitting, shipped
from followups.etiquette import Draft, Kind
from followups.letters import variants_for
from followups.records import record_of


def first_text(
    interview: Interview, *, kind: Kind | str, attempt: int, language: str, now: datetime
) -> Draft:
    """The variant this case gets, always the same one; an empty letter where no template fits the record."""
    kind = Kind(kind)
    facts = _facts(interview, kind, attempt, language)
    centre = interview.application.student.centre
    # A centre's own letters may name what this record does not hold; the shipped ones name less.
    own = fitting(variants_for(centre, kind, attempt, language), facts)
    fits = own or fitting(shipped(kind, attempt, language), facts)
    if not fits:
        return Draft("", "")
    return compose(fits[choose(interview.pk, kind, attempt, language, len(fits))], facts)


def _facts(interview: Interview, kind: Kind, attempt: int, language: str) -> LetterFacts:
    record = record_of(interview, kind, attempt)
    zone = ZoneInfo(interview.application.employer.time_zone)
    first = interview.letters.filter(bounced=False).order_by("sent_at").first() if attempt > 1 else None
    return LetterFacts(
        student_name=record.student_name,
        position=record.position,
        company=record.company,
        interview_date=record.interview_date,
        language=language,
        recruiter_name=record.recruiter_name,
        recruiter_gender=record.recruiter_gender,
        first_sent_on=first.sent_at.astimezone(zone).date() if first else None,
        study_programme=interview.application.student.programme,
    )
