"""The letters that come with the product: data files, five variants of each. Pure.

One file for each kind, attempt and language, `letters/<kind>-<attempt>.<language>.txt`. Variants are
parted by a line of =====; the first line of each is its subject.
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from followups.etiquette import Kind

LANGUAGES = ("id", "en")


class Occasion(NamedTuple):
    """What a letter is written for. `attempt` is 2 for the second follow-up, 1 for all others."""

    kind: Kind
    attempt: int


OCCASIONS = (
    Occasion(Kind.FOLLOW_UP, 1),
    Occasion(Kind.FOLLOW_UP, 2),
    Occasion(Kind.THANK_YOU, 1),
    Occasion(Kind.CLOSING, 1),
)


class Template(NamedTuple):
    """A letter with open names; `number` tells variants of one occasion and language apart."""

    kind: Kind
    attempt: int
    language: str
    number: int
    subject: str
    body: str


@cache
def shipped(kind: Kind, attempt: int, language: str) -> tuple[Template, ...]:
    """The variants that come with the product. Raises ValueError for an occasion that has none."""
    if Occasion(kind, attempt) not in OCCASIONS or language not in LANGUAGES:
        raise ValueError(f"no letters: {kind} {attempt} {language}")
    path = files("followups.drafting").joinpath("letters", f"{kind}-{attempt}.{language}.txt")
    pieces = re.split(r"(?m)^=+\n", path.read_text(encoding="utf-8"))
    found = []
    for number, piece in enumerate(pieces, 1):
        subject, body = piece.strip().split("\n", 1)
        found.append(Template(kind, attempt, language, number, subject.strip(), body.strip()))
    return tuple(found)
