"""A template and the record of a case -> a draft. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from followups.drafting.addressing import addressed, you
from followups.drafting.days import in_words
from followups.drafting.facts import LetterFacts
from followups.drafting.placeholders import fill, used
from followups.drafting.shipped import Template
from followups.etiquette import Draft, Kind


@dataclass(frozen=True)
class NotKnown(ValueError):
    """The template names facts that the record does not hold: their placeholders, sorted."""

    names: tuple[str, ...]


def choose(case_key: int | str, kind: Kind, attempt: int, language: str, count: int) -> int:
    """Which of `count` variants a case gets, from 0: always the same one, and all about equally often.

    Raises ValueError if there is none.
    """
    if count < 1:
        raise ValueError("no variant to choose from")
    # Python's own hash differs from one process to the next.
    digest = hashlib.sha256(f"{case_key}/{kind}/{attempt}/{language}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def compose(template: Template, facts: LetterFacts) -> Draft:
    """The template filled from the record, as plain text.

    The letter is in the template's language, whatever the facts say. Raises NotKnown if the template
    names a fact that the record does not hold.
    """
    values = _values(facts._replace(language=template.language))
    open_names = used(template.subject) | used(template.body)
    missing = tuple(sorted(name for name in open_names if not values.get(name)))
    if missing:
        raise NotKnown(missing)
    return Draft(fill(template.subject, values), fill(template.body, values))


def fitting(templates: Iterable[Template], facts: LetterFacts) -> list[Template]:
    """Those templates that the record can fill."""
    values = _values(facts)
    return [
        one for one in templates if all(values.get(name) for name in used(one.subject) | used(one.body))
    ]  # fmt: skip


def _values(facts: LetterFacts) -> dict[str, str]:
    first = facts.first_sent_on
    values = {
        "student_name": facts.student_name,
        "recruiter": addressed(facts),
        "you": you(facts),
        "position": facts.position,
        "company": facts.company,
        "interview_date": in_words(facts.interview_date, facts.language),
        "first_sent_on": in_words(first, facts.language) if first else "",
        "study_programme": facts.study_programme,
    }
    # A value is one line, whatever was typed.
    return {name: " ".join(value.split()) for name, value in values.items()}
