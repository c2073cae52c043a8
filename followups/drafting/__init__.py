"""Drafting: a template and the record of a case in, a draft out. Pure: no Django, no database, no clock.

    template = shipped(Kind.FOLLOW_UP, 1, "id")[choose(interview_id, Kind.FOLLOW_UP, 1, "id", 5)]
    draft = compose(template, facts)
    findings = check(draft, facts.record(Kind.FOLLOW_UP, 1))

Every letter that comes with the product passes the etiquette without a finding (tests/drafting).
"""

from followups.drafting.composing import NotKnown, choose, compose, fitting
from followups.drafting.facts import LetterFacts
from followups.drafting.placeholders import NAMES, Misuse, allowed, misuses
from followups.drafting.samples import sample_cases
from followups.drafting.shipped import LANGUAGES, OCCASIONS, Occasion, Template, shipped

__all__ = [
    "LANGUAGES",
    "NAMES",
    "OCCASIONS",
    "LetterFacts",
    "Misuse",
    "NotKnown",
    "Occasion",
    "Template",
    "allowed",
    "choose",
    "compose",
    "fitting",
    "misuses",
    "sample_cases",
    "shipped",
]
