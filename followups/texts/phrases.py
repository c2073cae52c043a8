"""Lists of phrases kept as data files, found fast in a plain text. Pure.

One phrase a line; `#` begins a comment. Words are separated by blanks and written in lower case:

    minta|mohon kepastian      either word, then the other
    saya (sangat) tertarik     a word in between that may be missing
    kabar*                     any word that begins so (and the word itself); four letters at least
    kok .. belum               at most five words in between, in the same sentence
    apakah _ diterima          exactly one word in between

A phrase is tried only where its first word stands, so that a long list costs little.
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
# The letters of a word by which open-ended words are found.
_KEY = 4
# Before the second half of a compound, or of an abbreviation such as S.Pd.
_SECOND_HALF = re.compile(r"[-_]$|(?<![^\W_])[^\W\d_]\.$")
_FIRST_PART = re.compile(r"[^\W_]+")


class Found(NamedTuple):
    """Where a phrase stands."""

    start: int
    end: int


class Index:
    """The words of a plain lower-case text, by which phrases find their places."""

    def __init__(self, text: str):
        self.text = text
        self.places: dict[str, list[int]] = {}
        for match in WORD.finditer(text):
            word, start = match[0], match.start()
            if _SECOND_HALF.search(text, max(0, start - 3), start):
                continue
            self._put(word, start)
            if not word.isalnum():
                self._put(_FIRST_PART.match(word)[0], start)  # type: ignore[index]

    @cached_property
    def by_beginning(self) -> dict[str, list[str]]:
        """The words with the same first letters."""
        found: dict[str, list[str]] = {}
        for word in self.places:
            if len(word) >= _KEY:
                found.setdefault(word[:_KEY], []).append(word)
        return found

    def _put(self, word: str, start: int) -> None:
        self.places.setdefault(word, []).append(start)


class Phrase:
    """One line of a list. Raises ValueError if the line cannot be found by its first word."""

    def __init__(self, line: str):
        self.line = line
        self._words = line.split()
        first = self._words[0]
        if first in ("..", "_") or first.startswith("(") or self._words[-1].startswith(("(", "..")):
            raise ValueError(f"a phrase begins and ends with a word that must be there: {line}")
        self.first = first.split("|")
        if any(word.endswith("*") and len(word) <= _KEY for word in self.first):
            raise ValueError(f"an open-ended first word needs {_KEY} letters: {line}")

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """As a regular expression, to be tried where its first word stands."""
        parts, glue = [], ""
        for word in self._words:
            if word == "..":
                parts.append(_FEW)
                continue
            if word.startswith("("):
                parts.append(f"(?:{glue}(?:{_either(word[1:-1])}))?")
                continue
            parts.append(glue + (_ONE if word == "_" else f"(?:{_either(word)})"))
            glue = _APART
        return re.compile(rf"{''.join(parts)}(?![\w])")


class Phrases:
    """A list of phrases."""

    def __init__(self, lines: Iterable[str]):
        self._phrases = [Phrase(line) for line in lines]
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_beginning: dict[str, list[Phrase]] = {}
        for phrase in self._phrases:
            for word in phrase.first:
                if word.endswith("*"):
                    self._by_beginning.setdefault(word[:_KEY], []).append(phrase)
                else:
                    self._by_word.setdefault(word, []).append(phrase)

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases)

    def single_words(self) -> list[str]:
        """The phrases of one word, open-ended ones as far as they are written."""
        return [word for phrase in self if WORD.fullmatch(word := phrase.line.removesuffix("*"))]

    def all(self, index: Index, start: int = 0, end: int | None = None) -> list[Found]:
        """All places in `text[start:end]`, in their order; of those that overlap the first and longest."""
        end = len(index.text) if end is None else end
        kept: list[Found] = []
        for one in sorted(self._places(index, start, end), key=lambda one: (one.start, -one.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def first(self, index: Index, start: int = 0, end: int | None = None) -> Found | None:
        """The first place in `text[start:end]`, or None."""
        return min(self._places(index, start, len(index.text) if end is None else end), default=None)

    def stands(self, index: Index, start: int = 0, end: int | None = None) -> bool:
        """Whether one of the phrases stands in `text[start:end]`."""
        return any(True for _ in self._places(index, start, len(index.text) if end is None else end))

    def _places(self, index: Index, start: int, end: int) -> Iterator[Found]:
        places, text = index.places, index.text
        for word in self._by_word.keys() & places.keys():
            for phrase in self._by_word[word]:
                yield from _tried(phrase, text, places[word], start, end)
        if self._by_beginning:
            for key in self._by_beginning.keys() & index.by_beginning.keys():
                for word in index.by_beginning[key]:
                    for phrase in self._by_beginning[key]:
                        yield from _tried(phrase, text, places[word], start, end)


def _tried(phrase: Phrase, text: str, places: list[int], start: int, end: int) -> Iterator[Found]:
    match = phrase.pattern.match
    for place in places:
        if start <= place < end:
            found = match(text, place, end)
            if found:
                yield Found(place, found.end())


def lines_of(package: str, name: str) -> list[str]:
    """The lines of a data file `words/<name>.txt` of a package, without comments and blanks."""
    text = files(package).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _either(word: str) -> str:
    return "|".join(
        re.escape(choice.rstrip("*")) + (r"[\w'-]*" if choice.endswith("*") else "")
        for choice in sorted(word.split("|"), key=len, reverse=True)
    )
