"""Lists of phrases kept as data files, found fast in a plain text. Pure.

One phrase a line; `#` begins a comment. Words are separated by blanks and written in lower case:

    minta|mohon kepastian      either word, then the other
    (sangat) tertarik          a word that may be missing
    kabar*                     any word that begins so (and the word itself)
    kok .. belum               at most five words in between, in the same sentence
    apakah _ diterima          exactly one word in between

A phrase is tried only where the text holds one of its words, so that a long list costs little.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.resources import files
from typing import NamedTuple

from followups.texts.plain import WORD

_APART = r"[^\w.!?;:\n]{1,4}"
_ONE = r"[\w'-]+"
_FEW = rf"(?:{_APART}{_ONE}){{0,5}}?"
# As many letters of a word as the index of phrases knows.
_KEY = 4


class Found(NamedTuple):
    """Where a phrase stands."""

    start: int
    end: int


class Phrase:
    """One line of a list."""

    def __init__(self, line: str):
        self.line = line
        self._words = line.split()

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """As a regular expression over plain lower-case text."""
        parts, glue = [], ""
        for word in self._words:
            if word == "..":
                parts.append(_FEW)
                continue
            if word.startswith("("):
                one = f"(?:{_either(word[1:-1])})"
                parts.append(f"(?:{glue}{one})?" if glue else f"(?:{one}{_APART})?")
                continue
            parts.append(glue + (_ONE if word == "_" else f"(?:{_either(word)})"))
            glue = _APART
        return re.compile(rf"(?<![\w-])(?<!\b\w\.){''.join(parts)}(?![\w])")

    def beginnings(self) -> set[str]:
        """Beginnings of words, one of which any text with this phrase holds; empty if there is none."""
        best: set[str] = set()
        for word in self._words:
            if word in ("..", "_") or word.startswith("("):
                continue
            keys = {choice.rstrip("*")[:_KEY] for choice in word.split("|")}
            open_ended = any(c.endswith("*") and len(c) <= _KEY for c in word.split("|"))
            if not open_ended and (not best or len(keys) < len(best)):
                best = keys
        return best


class Phrases:
    """A list of phrases."""

    def __init__(self, lines: Iterable[str]):
        self._phrases = phrases = [Phrase(line) for line in lines]
        self._always = [phrase for phrase in phrases if not phrase.beginnings()]
        self._by_key: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for key in phrase.beginnings():
                self._by_key.setdefault(key, []).append(phrase)

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases)

    def single_words(self) -> list[str]:
        """The phrases of one plain word."""
        return [phrase.line for phrase in self if WORD.fullmatch(phrase.line)]

    def of(self, keys: set[str]) -> list[Phrase]:
        """The phrases that can stand in a text with these beginnings of words."""
        likely = {id(p): p for key in self._by_key.keys() & keys for p in self._by_key[key]}
        return [*self._always, *likely.values()]

    def all(self, text: str, keys: set[str], start: int = 0, end: int | None = None) -> list[Found]:
        """All places in `text[start:end]`, in their order; of those that overlap the first and longest."""
        found = sorted(
            (Found(*match.span()) for p in self.of(keys) for match in p.pattern.finditer(text, start, _end(text, end))),
            key=lambda one: (one.start, -one.end),
        )  # fmt: skip
        kept: list[Found] = []
        for one in found:
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def first(self, text: str, keys: set[str], start: int = 0, end: int | None = None) -> Found | None:
        """The first place in `text[start:end]`, or None."""
        return min(self.all(text, keys, start, end), default=None)


def keys_of(text: str) -> set[str]:
    """Beginnings of the words of a plain lower-case text, by which lists choose what to try."""
    return {word[:_KEY] for word in WORD.findall(text)} | {
        part[:_KEY] for word in WORD.findall(text) if "-" in word for part in word.split("-")
    }


def lines_of(package: str, name: str) -> list[str]:
    """The lines of a data file `words/<name>.txt` of a package, without comments and blanks."""
    text = files(package).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _either(word: str) -> str:
    return "|".join(
        re.escape(choice.rstrip("*")) + (r"[\w'-]*" if choice.endswith("*") else "")
        for choice in word.split("|")
    )


def _end(text: str, end: int | None) -> int:
    return len(text) if end is None else end
