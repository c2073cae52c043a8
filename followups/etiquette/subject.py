"""The subject line (rules E6, E18)."""

import re
from collections.abc import Iterator

from followups.etiquette import facts
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import PLACEHOLDER_LIKE
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.texts.phrases import Index

_NAMES_THE_MATTER = LISTS.phrases("subject_words")
_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|fw|fwd|bls|tr|balas|terusan)\s*:)+", re.IGNORECASE)


def subject_missing(letter: Letter) -> Iterator[Finding]:
    """A mail without a subject is taken for a mistake, or for spam."""
    if not _said(letter):
        yield Finding(Rule.SUBJECT_MISSING)


def subject_vague(letter: Letter) -> Iterator[Finding]:
    """The subject names neither the position nor the interview or selection."""
    if not _said(letter):
        return
    low = letter.subject_low
    if _NAMES_THE_MATTER.stands(Index(low)) or PLACEHOLDER_LIKE.search(letter.subject):
        return
    if not facts.names_position(low, letter.position):
        yield Finding(Rule.SUBJECT_VAGUE, Place("subject", 0, len(letter.draft.subject)))


def _said(letter: Letter) -> str:
    return _REPLY_MARKS.sub("", letter.subject).strip()
