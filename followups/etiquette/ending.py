"""Closing and signature (rule E3)."""

import re
from collections.abc import Iterator

from followups.etiquette import names
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import has_gap
from followups.etiquette.letter import Letter
from followups.texts.closings import FORMAL, INFORMAL
from followups.texts.plain import name_words

# The first letters of words that make any closing formal.
_FORMAL_STEMS = frozenset(
    [
        "resp",
        "rega",
        "sinc",
        "fait",
        "wish",
        "grat",
        "than",
        "horm",
        "sala",
        "teri",
        "takz",
        "cord",
        "appr",
        "wass",
        "best",
        "trul",
    ]
)


_FAMILIAR = re.compile(r"\b(?:sampai jumpa|sampai ketemu|dadah|ditunggu|makasih|bye|cheers|see you|ya)\b")


def closing_missing(letter: Letter) -> Iterator[Finding]:
    """No "Hormat saya" or "Yours sincerely" before the name."""
    if letter.closing is None:
        yield Finding(Rule.CLOSING_MISSING)


def closing_informal(letter: Letter) -> Iterator[Finding]:
    """ "Thanks," or "Cheers,": too familiar for a recruiter."""
    if letter.closing is None:
        return
    start, end = letter.closing
    said = re.sub(r"\s+", " ", letter.text[start:end].strip(" ,.!~:)-\n")).lower()
    said = re.sub(r"\s(?:bapak|ibu|bapak/ibu|pak|bu|kak|all)$", "", said)
    formal = said in FORMAL or any(word[:4] in _FORMAL_STEMS for word in said.split())
    familiar = said in INFORMAL or _FAMILIAR.search(said)
    if familiar or not formal:
        yield Finding(Rule.CLOSING_INFORMAL, Place("body", start, end))


def signature_missing(letter: Letter) -> Iterator[Finding]:
    """The student's name does not stand at the end; a first name is enough."""
    if letter.signature is not None:
        text = letter.text[slice(*letter.signature)]
        words = name_words(text)
        if has_gap(text) or any(_is_hers(word, letter) for word in words):
            return
    yield Finding(Rule.SIGNATURE_MISSING, params={"name": letter.record.student_name})


def _is_hers(word: str, letter: Letter) -> bool:
    """Her name, the beginning of it as friends say it, or its initial before another name."""
    return any(
        word == one or names.near(word, one) or (len(word) > 2 and one.startswith(word))
        for one in letter.student
    )
