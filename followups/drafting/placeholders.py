"""The names a template may leave open, `{{position}}`, and where it leaves others open. Pure.

Nothing but these names is understood: no expressions, no filters. A value is put in as the text it
is, in one pass, so that braces in a name or a firm are never read as a placeholder.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from followups.etiquette import Kind

# What each stands for is told in docs/templates.md and on the page where templates are written.
NAMES = (
    "student_name",
    "recruiter",
    "you",
    "position",
    "company",
    "interview_date",
    "first_sent_on",
    "study_programme",
)
# The day of the first letter is known when the second is written.
ONLY_IN_THE_SECOND = frozenset(["first_sent_on"])
OPEN = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_WITH_STOP = re.compile(rf"{OPEN.pattern}(\.?)")
_BRACES = re.compile(r"\{+[^{}\n]*\}*|\}+")


class Misuse(NamedTuple):
    """A placeholder that cannot be filled.

    `code`: "unknown" (no such name), "malformed" (braces without a name) or "too_early" (the name
    belongs to the second follow-up only). `text` is what stands there, `part` "subject" or "body",
    `line` counted from 1 inside the part, `start` and `end` characters of the part.
    """

    code: str
    text: str
    part: str
    line: int
    start: int
    end: int


def allowed(kind: Kind, attempt: int) -> tuple[str, ...]:
    """The names that a template of this kind may use."""
    second = kind is Kind.FOLLOW_UP and attempt == 2
    return tuple(name for name in NAMES if second or name not in ONLY_IN_THE_SECOND)


def misuses(subject: str, body: str, kind: Kind, attempt: int) -> list[Misuse]:
    """Every placeholder that cannot be filled, in the order of the letter; empty if all can."""
    names = allowed(kind, attempt)
    return [one for part, text in (("subject", subject), ("body", body)) for one in _of(part, text, names)]


def used(text: str) -> set[str]:
    """The names that a text leaves open."""
    return {match[1] for match in OPEN.finditer(text)} & set(NAMES)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its open names filled; raises KeyError for a name without a value."""
    return _WITH_STOP.sub(lambda match: _ended(values[match[1]], match[2]), text)


def _ended(value: str, stop: str) -> str:
    """ "Northwind Inc." at the end of a sentence takes no second full stop."""
    return value if stop and value.endswith(".") else value + stop


def _of(part: str, text: str, names: tuple[str, ...]) -> Iterator[Misuse]:
    place = 0
    for match in OPEN.finditer(text):
        yield from _stray_braces(part, text, place, match.start())
        place = match.end()
        if match[1] not in names:
            code = "too_early" if match[1] in NAMES else "unknown" if match[1] else "malformed"
            yield _misuse(code, part, text, *match.span())
    yield from _stray_braces(part, text, place, len(text))


def _stray_braces(part: str, text: str, start: int, end: int) -> Iterator[Misuse]:
    for match in _BRACES.finditer(text, start, end):
        yield _misuse("malformed", part, text, *match.span())


def _misuse(code: str, part: str, text: str, start: int, end: int) -> Misuse:
    return Misuse(code, text[start:end].strip(), part, text.count("\n", 0, start) + 1, start, end)
