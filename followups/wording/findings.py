"""Findings of the etiquette in sentences: what is wrong, how it could read, and which rule says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import dateformat
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext_lazy as _

from followups.drafting import LetterFacts
from followups.drafting.addressing import addressed
from followups.etiquette import Finding, Record, Rule


class FindingWords(NamedTuple):
    """A finding for its reader: what a recruiter would stumble over, a sentence to take as a model (in the
    language of the letter; may be empty), and the source ("E7 · S0 S1")."""

    message: str
    model: str
    source: str


_SOURCES: dict[Rule, str] = {
    Rule.SUBJECT_MISSING: "E18 · S1",
    Rule.SUBJECT_VAGUE: "E6 · S0 S1",
    Rule.SALUTATION_MISSING: "E2 · S0 S1",
    Rule.SALUTATION_INFORMAL: "E1 E2 · S0 S1",
    Rule.SALUTATION_WRONG_NAME: "E18 · S1",
    Rule.SALUTATION_WRONG_GENDER: "E18 · S1",
    Rule.SALUTATION_DUPLICATE: "E17 · S1",
    Rule.CLOSING_MISSING: "E3 · S0 S1",
    Rule.CLOSING_INFORMAL: "E3 · S0 S1",
    Rule.SIGNATURE_MISSING: "E3 · S0 S1",
    Rule.INTRO_MISSING: "E4 · S0 S1",
    Rule.POSITION_MISSING: "E6 · S0 S1",
    Rule.POSITION_WRONG: "E18 · S1",
    Rule.DATE_MISSING: "E6 · S0 S1",
    Rule.DATE_WRONG: "E18 · S1",
    Rule.COMPANY_WRONG: "E18 · S1",
    Rule.BLUNT_QUESTION: "E7 · S0 S1",
    Rule.STATUS_QUESTION_MISSING: "E8 · S0 S1",
    Rule.INTEREST_MISSING: "E9 · S0",
    Rule.THANKS_MISSING: "E10 · S0",
    Rule.INFORMAL_LANGUAGE: "E1 · S0 S1",
    Rule.DEMANDING_TONE: "E11 · S0 S1",
    Rule.DESPERATE_TONE: "E12 · S0 S1",
    Rule.CHANNEL_REQUEST: "C1 C2 · S1",
    Rule.PLACEHOLDER: "E17 · S1",
    Rule.ALL_CAPS: "E1 · S0 S1",
    Rule.MIXED_LANGUAGE: "E13 · S1",
    Rule.TOO_LONG: "E13 · S1",
    Rule.INCOHERENT: "E13 · S1",
    Rule.TYPO: "E16 · S0 S1",
}
_MESSAGES: dict[Rule, Any] = {
    Rule.SUBJECT_MISSING: _("The subject is empty. A mail without one is easily taken for a mistake."),
    Rule.SUBJECT_VAGUE: _(
        "The subject names neither the position nor the interview, so it is easily passed over."
    ),
    Rule.SALUTATION_MISSING: _("The letter greets nobody. Begin with the recruiter's name."),
    Rule.SALUTATION_INFORMAL: _("This greeting is too familiar for a recruiter."),
    Rule.SALUTATION_WRONG_NAME: _("The greeting does not fit the recruiter on record: %(name)s."),
    Rule.SALUTATION_WRONG_GENDER: {
        "female": _("The recruiter on record is a woman: %(name)s."),
        "male": _("The recruiter on record is a man: %(name)s."),
    },
    Rule.SALUTATION_DUPLICATE: _("There are two greetings. One of them was left over."),
    Rule.CLOSING_MISSING: _("A formal closing before your name is missing."),
    Rule.CLOSING_INFORMAL: _("This closing is too familiar for a recruiter."),
    Rule.SIGNATURE_MISSING: _("Your name is missing at the end: %(name)s."),
    Rule.INTRO_MISSING: _("Say briefly who you are before you come to your question."),
    Rule.POSITION_MISSING: _("The position is not named: %(position)s."),
    Rule.POSITION_WRONG: _("The position on record is another: %(position)s."),
    Rule.DATE_MISSING: _("The day of the interview is not named: %(date)s."),
    Rule.DATE_WRONG: _("The interview on record was on another day: %(date)s."),
    Rule.COMPANY_WRONG: _("The employer on record is another: %(company)s."),
    Rule.BLUNT_QUESTION: _(
        "“Was I accepted?” asks for a yes or no that a recruiter may not give yet. "
        "Ask gently whether there is any progress."
    ),
    Rule.STATUS_QUESTION_MISSING: _(
        "The gentle question is missing: is there any progress in the selection?"
    ),
    Rule.INTEREST_MISSING: _("Say in one sentence that you are still interested."),
    Rule.THANKS_MISSING: _("Thank them for their time and the opportunity."),
    Rule.INFORMAL_LANGUAGE: _("This is how one writes to friends. A recruiter expects formal words."),
    Rule.DEMANDING_TONE: _("This sounds pushing, even if your impatience is understandable."),
    Rule.DESPERATE_TONE: _(
        "This puts your worries on the recruiter. Your interest alone speaks better for you."
    ),
    Rule.CHANNEL_REQUEST: _("A follow-up stays with e-mail: no phone call, no chat, no visit."),
    Rule.PLACEHOLDER: _("A gap of the template was left open."),
    Rule.ALL_CAPS: _("Capital letters throughout read as shouting."),
    Rule.MIXED_LANGUAGE: _("This sentence slips into another language. Keep to one."),
    Rule.INCOHERENT: {
        "twice": _("This passage stands here twice."),
        "broken_off": _("This sentence breaks off."),
        "tangled": _("This sentence is hard to follow. Say one thought at a time."),
        "contradiction": _("This contradicts a letter that asks for news."),
    },
    Rule.TYPO: _("“%(word)s” looks misspelt."),
}
# Sentences to take as a model, in the language of the letter.
_MODELS: dict[Rule, Any] = {
    Rule.SUBJECT_MISSING: _("Follow-up on the %(position)s interview, %(date)s"),
    Rule.SUBJECT_VAGUE: _("Follow-up on the %(position)s interview, %(date)s"),
    Rule.SALUTATION_MISSING: _("Dear %(recruiter)s,"),
    Rule.SALUTATION_INFORMAL: _("Dear %(recruiter)s,"),
    Rule.SALUTATION_WRONG_NAME: _("Dear %(recruiter)s,"),
    Rule.SALUTATION_WRONG_GENDER: _("Dear %(recruiter)s,"),
    Rule.CLOSING_MISSING: _("Yours sincerely,"),
    Rule.CLOSING_INFORMAL: _("Yours sincerely,"),
    Rule.INTRO_MISSING: _("I am %(student)s, who interviewed for the %(position)s position on %(date)s."),
    Rule.POSITION_MISSING: _("I am %(student)s, who interviewed for the %(position)s position on %(date)s."),
    Rule.DATE_MISSING: _("I am %(student)s, who interviewed for the %(position)s position on %(date)s."),
    Rule.BLUNT_QUESTION: _(
        "May I ask whether there is any progress in the selection for the %(position)s position?"
    ),
    Rule.STATUS_QUESTION_MISSING: _(
        "May I ask whether there is any progress in the selection for the %(position)s position?"
    ),
    Rule.DEMANDING_TONE: _(
        "May I ask whether there is any progress in the selection for the %(position)s position?"
    ),
    Rule.INTEREST_MISSING: _("I remain very interested in joining %(company)s."),
    Rule.DESPERATE_TONE: _("I remain very interested in joining %(company)s."),
    Rule.THANKS_MISSING: _("Thank you for your time and for the opportunity."),
    Rule.CHANNEL_REQUEST: _("I would be grateful for any news by reply to this e-mail."),
}


def finding_words(finding: Finding, record: Record, language: str = "") -> FindingWords:
    """The finding in the active language; its model in the letter's `language` ("id" or "en")."""
    message = _message(finding, _values(finding.params, record, get_language() or ""))
    model = _MODELS.get(finding.rule)
    if model is None:
        return FindingWords(message, "", _SOURCES[finding.rule])
    with override(language or get_language()):
        return FindingWords(
            message,
            str(model % _values({}, record, language or get_language() or "")),
            _SOURCES[finding.rule],
        )


def _message(finding: Finding, values: Mapping[str, Any]) -> str:
    if finding.rule is Rule.TOO_LONG:
        told = ngettext(
            "The letter has %(words)s word; a recruiter reads %(most)s at most.",
            "The letter has %(words)s words; a recruiter reads %(most)s at most.",
            values["words"],
        )
        return told % values
    said = _MESSAGES[finding.rule]
    if isinstance(said, dict):
        said = said[finding.params["gender" if finding.rule is Rule.SALUTATION_WRONG_GENDER else "why"]]
    return str(said % values)


def _values(params: Mapping[str, Any], record: Record, language: str) -> dict[str, Any]:
    values = {
        "student": record.student_name,
        "recruiter": _addressed(record, language),
        "position": record.position,
        "company": record.company,
        "name": record.recruiter_name or "",
        "date": record.interview_date,
        **params,
    }
    return {key: _day(value) if isinstance(value, date) else value for key, value in values.items()}


def _day(day: date) -> str:
    return dateformat.format(day, "j F Y")


def _addressed(record: Record, language: str) -> str:
    """The recruiter as a letter in this language addresses her."""
    return addressed(
        LetterFacts(
            student_name=record.student_name,
            position=record.position,
            company=record.company,
            interview_date=record.interview_date,
            language="id" if language.startswith("id") else "en",
            recruiter_name=record.recruiter_name,
            recruiter_gender=record.recruiter_gender,
        )
    )
