"""`{"id", "context", "subject", "body"}` in, `{"id", "findings"}` out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from followups.batch.lines import Refused, date_in, object_in, text_in
from followups.etiquette import LONGEST, Draft, Finding, Kind, Record, TooLarge, check
from followups.etiquette.spelling import speller
from followups.wording import shown
from followups.wording.findings import finding_words

_LANGUAGES = ("id", "en")
_GENDERS = (None, "female", "male")


def checked(item: Mapping[str, Any]) -> dict[str, Any]:
    """What a recruiter would stumble over in one draft, in the active language. Raises Refused.

    Places are characters of the body (or of the subject, as `part` says), `end` exclusive; null for what is
    missing. Anything else beside the four fields is ignored.
    """
    context = object_in(item, "context")
    record = _record(context)
    draft = Draft(text_in(item, "subject", optional=True), text_in(item, "body", optional=True))
    try:
        found = check(draft, record, speller())
    except TooLarge as error:
        told = _("This draft has %(characters)s characters; a letter has at most %(longest)s.")
        raise Refused(told % {"characters": error.characters, "longest": LONGEST}) from None
    language = context.get("language")
    return {
        "findings": [
            _as_data(one, draft, record, language if language in _LANGUAGES else "") for one in found
        ]
    }


def _as_data(finding: Finding, draft: Draft, record: Record, language: str) -> dict[str, Any]:
    place = finding.place
    words = finding_words(finding, record, language)
    return {
        "rule": finding.rule.value,
        "evidence": finding.evidence(draft),
        "part": place.part if place else None,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "message": words.message,
        "model": words.model,
        "source": words.source,
        "suggestions": list(finding.suggestions),
    }


def _record(context: Mapping[str, Any]) -> Record:
    gender = context.get("recruiter_gender")
    if gender not in _GENDERS:
        told = _("“%(field)s” must be one of %(allowed)s, not %(value)s.")
        raise Refused(
            told % {"field": "recruiter_gender", "allowed": "female, male, null", "value": shown(gender)}
        )
    attempt = context.get("attempt", 1)
    if attempt not in (1, 2) or isinstance(attempt, bool):
        told = _("“%(field)s” must be one of %(allowed)s, not %(value)s.")
        raise Refused(told % {"field": "attempt", "allowed": "1, 2", "value": shown(attempt)})
    kind = context.get("kind", Kind.FOLLOW_UP.value)
    if kind not in [one.value for one in Kind]:
        told = _("“%(field)s” must be one of %(allowed)s, not %(value)s.")
        raise Refused(told % {"field": "kind", "allowed": ", ".join(Kind), "value": shown(kind)})
    return Record(
        student_name=text_in(context, "student_name"),
        position=text_in(context, "position"),
        company=text_in(context, "company"),
        interview_date=date_in(context, "interview_date"),
        recruiter_name=text_in(context, "recruiter_name", optional=True) or None,
        recruiter_gender=gender,
        attempt=attempt,
        kind=Kind(kind),
    )
