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
_HALVES = re.compile(r"['-]")


class Found(NamedTuple):
    """Where a phrase stands."""

    start: int
    end: int


class Index:
    """The words of a plain lower-case text, by which phrases find their places."""

    def __init__(self, text: str):
        self.text = text
        # Where each word stands; compounds stand under their first half as well.
        self.places: dict[str, list[int]] = {}
        # The word behind each place; "" where it is a compound, of which a phrase may name the first half.
        self.following: dict[int, str] = {}
        self.found: dict[Lexicon, dict[Phrases, list[Found]]] = {}
        places, following, last = self.places, self.following, -1
        for match in WORD.finditer(text):
            word, start = match[0], match.start()
            plain = word.isalnum()
            if last >= 0:
                following[last] = word if plain else ""
            last = start
            if start and text[start - 1] in "-_." and _SECOND_HALF.search(text, max(0, start - 3), start):
                continue
            for one in (word,) if plain else (word, _HALVES.split(word, maxsplit=1)[0]):
                if one in places:
                    places[one].append(start)
                else:
                    places[one] = [start]


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
    def second(self) -> frozenset[str] | None:
        """The words that can follow the first; None if any can, or none needs to."""
        choices: set[str] = set()
        for word in self._words[1:]:
            if word in ("..", "_") or "*" in word or not word.strip("()").replace("|", "").isalnum():
                return None
            choices.update(word.strip("()").split("|"))
            if not word.startswith("("):
                return frozenset(choices)
        return None

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
    """One list of a lexicon."""

    def __init__(self, lexicon: "Lexicon", lines: Iterable[str]):
        self._lexicon = lexicon
        self._phrases = [Phrase(line) for line in lines]
        for phrase in self._phrases:
            lexicon.add(self, phrase)

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases)

    @cached_property
    def single_words(self) -> list[str]:
        """The words that are phrases of their own, open-ended ones as far as they are written."""
        alone = (phrase.line for phrase in self if " " not in phrase.line)
        return [word.removesuffix("*") for line in alone for word in line.split("|")]

    def all(self, index: Index, start: int = 0, end: int | None = None) -> list[Found]:
        """All places in `text[start:end]`, in their order; of those that overlap the first and longest."""
        end = len(index.text) if end is None else end
        found = self._lexicon.found(index).get(self, ())
        return [one for one in found if start <= one.start and one.end <= end]

    def first(self, index: Index, start: int = 0, end: int | None = None) -> Found | None:
        """The first place in `text[start:end]`, or None."""
        return next(iter(self.all(index, start, end)), None)

    def stands(self, index: Index, start: int = 0, end: int | None = None) -> bool:
        """Whether one of the phrases stands in `text[start:end]`."""
        return bool(self.all(index, start, end))


class Lexicon:
    """The lists of a package (`words/<name>.txt`), all found in one pass over a text."""

    def __init__(self, package: str):
        self.package = package
        self._by_word: dict[str, list[tuple[Phrases, Phrase]]] = {}
        self._by_beginning: dict[str, list[tuple[Phrases, Phrase]]] = {}

    def phrases(self, name: str) -> Phrases:
        """The list of that name."""
        return Phrases(self, lines_of(self.package, name))

    def add(self, phrases: Phrases, phrase: Phrase) -> None:
        """Find this phrase too, for that list."""
        for word in phrase.first:
            if word.endswith("*"):
                self._by_beginning.setdefault(word[:_KEY], []).append((phrases, phrase))
            else:
                self._by_word.setdefault(word, []).append((phrases, phrase))

    def found(self, index: Index) -> dict[Phrases, list[Found]]:
        """What each list finds in a text, kept with the text."""
        if self not in index.found:
            index.found[self] = self._search(index)
        return index.found[self]

    def _search(self, index: Index) -> dict[Phrases, list[Found]]:
        hits: dict[Phrases, list[Found]] = {}
        text, following = index.text, index.following
        by_word, by_beginning = self._by_word, self._by_beginning
        for word, places in index.places.items():
            likely = by_word.get(word)
            open_ended = by_beginning.get(word[:_KEY])
            if open_ended:
                likely = [*likely, *open_ended] if likely else open_ended
            for phrases, phrase in likely or ():
                second, match = phrase.second, phrase.pattern.match
                for place in places:
                    if second is not None and (behind := following.get(place)) != "" and behind not in second:
                        continue
                    one = match(text, place)
                    if one:
                        hits.setdefault(phrases, []).append(Found(place, one.end()))
        return {phrases: _apart(found) for phrases, found in hits.items()}


def _apart(found: list[Found]) -> list[Found]:
    """In their order; of those that overlap the first and longest."""
    if len(found) == 1:
        return found
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


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
