"""The subject line (rules E6, E18)."""

import re
from collections.abc import Iterator

from followups.etiquette import position
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import has_gap
from followups.etiquette.letter import Letter
from followups.texts.phrases import Lexicon

# A lexicon of its own: the other lists are not looked for in a subject.
_NAMES_THE_MATTER = Lexicon("followups.etiquette").phrases("subject_words")
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
    if _NAMES_THE_MATTER.stands(letter.subject_index) or has_gap(letter.subject):
        return
    if not position.names_position(low, letter.position):
        yield Finding(Rule.SUBJECT_VAGUE, Place("subject", 0, len(letter.draft.subject)))


def _said(letter: Letter) -> str:
    return _REPLY_MARKS.sub("", letter.subject).strip()
