"""All rules of etiquette in one table, and the check that asks them. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from followups.etiquette import (
    company,
    content,
    ending,
    form,
    interview_date,
    languages,
    position,
    salutation,
    subject,
    tone,
)
from followups.etiquette.findings import Finding, Rule
from followups.etiquette.letter import Letter
from followups.etiquette.record import Draft, Record
from followups.etiquette.spelling import Speller

# Far above any letter (TOO_LONG begins at 200 words); what is larger was pasted by mistake.
LONGEST = 20_000

Ask = Callable[[Letter], Iterable[Finding]]
# One rule, one function, one name. The order is that of a letter read from the top.
RULES: tuple[Ask, ...] = (
    subject.subject_missing,
    subject.subject_vague,
    salutation.salutation_missing,
    salutation.salutation_informal,
    salutation.salutation_wrong_name,
    salutation.salutation_wrong_gender,
    salutation.salutation_duplicate,
    content.intro_missing,
    position.position_missing_or_wrong,
    interview_date.date_missing_or_wrong,
    company.company_wrong,
    content.blunt_question,
    content.status_question_missing,
    content.interest_missing,
    content.thanks_missing,
    tone.informal_language,
    tone.demanding_tone,
    tone.desperate_tone,
    tone.channel_request,
    form.placeholder,
    form.all_caps,
    languages.mixed_language,
    form.too_long,
    form.incoherent,
    ending.closing_missing,
    ending.closing_informal,
    ending.signature_missing,
)


@dataclass(frozen=True)
class TooLarge(ValueError):
    """The draft is no letter: it has more than LONGEST characters."""

    characters: int


def check(draft: Draft, record: Record, speller: Speller | None = None) -> list[Finding]:
    """What a recruiter would stumble over, in the order of the letter; empty for a clean draft.

    At most one finding for each rule, with all its places, and one TYPO for each misspelt word.
    Without a speller no spelling is checked. Raises TooLarge beyond LONGEST characters.
    """
    characters = len(draft.subject) + len(draft.body)
    if characters > LONGEST:
        raise TooLarge(characters)
    letter = Letter(draft, record)
    found = [finding for ask in RULES for finding in ask(letter)]
    said = {finding.rule for finding in found}
    if said & {Rule.BLUNT_QUESTION, Rule.DEMANDING_TONE}:
        # They ask for the status too, only badly.
        found = [one for one in found if one.rule is not Rule.STATUS_QUESTION_MISSING]
    if speller:
        taken = [
            place for one in found if one.rule is Rule.INFORMAL_LANGUAGE for place in (one.place, *one.more)
        ]
        found += [
            typo
            for typo in speller.typos(letter)
            if not any(p and typo.place and p.part == typo.place.part and p.start < typo.place.end
                       and typo.place.start < p.end for p in taken)
        ]  # fmt: skip
    return found
