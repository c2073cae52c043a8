"""What a rule of etiquette says about a draft: a code, its parameters and its place."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Rule(StrEnum):
    """All findings there are (docs/etiquette.md)."""

    SUBJECT_MISSING = "SUBJECT_MISSING"
    SUBJECT_VAGUE = "SUBJECT_VAGUE"
    SALUTATION_MISSING = "SALUTATION_MISSING"
    SALUTATION_INFORMAL = "SALUTATION_INFORMAL"
    SALUTATION_WRONG_NAME = "SALUTATION_WRONG_NAME"
    SALUTATION_WRONG_GENDER = "SALUTATION_WRONG_GENDER"
    SALUTATION_DUPLICATE = "SALUTATION_DUPLICATE"
    CLOSING_MISSING = "CLOSING_MISSING"
    CLOSING_INFORMAL = "CLOSING_INFORMAL"
    SIGNATURE_MISSING = "SIGNATURE_MISSING"
    INTRO_MISSING = "INTRO_MISSING"
    POSITION_MISSING = "POSITION_MISSING"
    POSITION_WRONG = "POSITION_WRONG"
    DATE_MISSING = "DATE_MISSING"
    DATE_WRONG = "DATE_WRONG"
    COMPANY_WRONG = "COMPANY_WRONG"
    BLUNT_QUESTION = "BLUNT_QUESTION"
    STATUS_QUESTION_MISSING = "STATUS_QUESTION_MISSING"
    INTEREST_MISSING = "INTEREST_MISSING"
    THANKS_MISSING = "THANKS_MISSING"
    INFORMAL_LANGUAGE = "INFORMAL_LANGUAGE"
    DEMANDING_TONE = "DEMANDING_TONE"
    DESPERATE_TONE = "DESPERATE_TONE"
    CHANNEL_REQUEST = "CHANNEL_REQUEST"
    PLACEHOLDER = "PLACEHOLDER"
    ALL_CAPS = "ALL_CAPS"
    MIXED_LANGUAGE = "MIXED_LANGUAGE"
    TOO_LONG = "TOO_LONG"
    INCOHERENT = "INCOHERENT"
    TYPO = "TYPO"


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKS = "blocks"  # the draft cannot be frozen for sending
    SERIOUS = "serious"  # a counsellor looks first
    HINT = "hint"  # the student decides


_BLOCKS = {
    Rule.PLACEHOLDER, Rule.BLUNT_QUESTION, Rule.COMPANY_WRONG, Rule.POSITION_WRONG, Rule.DATE_WRONG,
    Rule.SALUTATION_WRONG_NAME, Rule.SALUTATION_WRONG_GENDER,
}  # fmt: skip
_SERIOUS = {Rule.DEMANDING_TONE, Rule.DESPERATE_TONE, Rule.CHANNEL_REQUEST, Rule.INCOHERENT}


def severity(rule: Rule) -> Severity:
    """Placeholders, wrong facts and the blunt question block; tone needs a counsellor; the rest warns."""
    if rule in _BLOCKS:
        return Severity.BLOCKS
    return Severity.SERIOUS if rule in _SERIOUS else Severity.HINT


class Place(NamedTuple):
    """Characters `start` to `end` (exclusive) of the subject or the body, as they were given."""

    part: str  # "subject" or "body"
    start: int
    end: int


class Finding(NamedTuple):
    """One thing a recruiter would stumble over.

    `place` is None for what is missing; `more` are further places of the same kind. `suggestions` can
    stand in for the words at `place`, the best first; a single one is certain enough for one click.
    """

    rule: Rule
    place: Place | None = None
    params: Mapping[str, Any] = {}
    suggestions: tuple[str, ...] = ()
    more: tuple[Place, ...] = ()

    def evidence(self, draft: Any) -> str | None:
        """The words found, as the student wrote them; None for what is missing."""
        if self.place is None:
            return None
        text: str = draft.subject if self.place.part == "subject" else draft.body
        return text[self.place.start : self.place.end]
