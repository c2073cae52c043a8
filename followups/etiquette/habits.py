"""Spellings that are wrong by a list, whatever a dictionary says: "resiko", "terimakasih", "di berikan". Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from followups.etiquette.affixes import clitic
from followups.etiquette.dictionaries import dictionaries
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD

_DI_APART = re.compile(r"(?<![\w-])di[ \n]+([a-z]{4,}(?:kan|kannya))(?![\w-])")


class Certain(NamedTuple):
    """A wrong spelling and the one right one."""

    start: int
    end: int
    right: str


def certain(low: str, start: int, end: int) -> Iterator[Certain]:
    """Wrong spellings in a plain lower-case text, in their order within each kind."""
    _, apart = _lists()
    for match in WORD.finditer(low, start, end):
        right = right_form(match[0])
        if right:
            yield Certain(*match.span(), right)
    for pattern, right in apart:
        for match in pattern.finditer(low, start, end):
            yield Certain(*match.span(), right)
    for match in _DI_APART.finditer(low, start, end):
        together = f"di{match[1]}"
        # "di perikanan" is a place; only a passive that is an ordinary word is meant.
        if (
            together in dictionaries().ranks["id"]
            or together.removesuffix("nya") in dictionaries().ranks["id"]
        ):
            yield Certain(*match.span(), together)


def right_form(word: str) -> str | None:
    """The right spelling of a lower-case word of the lists, with its clitic; None for all others."""
    single = _lists()[0]
    if word in single:
        return single[word]
    body, end = clitic(word)
    return single[body] + end if end and body in single else None


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, str], tuple[tuple["re.Pattern[str]", str], ...]]:
    """Single words by their wrong form, and patterns of those of several words."""
    single, apart = {}, []
    for name in ("nonstandard", "split_or_joined"):
        for line in lines_of("followups.etiquette", name):
            wrong, right = (side.strip() for side in line.split("->"))
            if WORD.fullmatch(wrong):
                single[wrong] = right
            else:
                spaced = r"[ \n]+".join(map(re.escape, wrong.split()))
                apart.append((re.compile(rf"(?<![\w-]){spaced}(?![\w-])"), right))
    return single, tuple(apart)
