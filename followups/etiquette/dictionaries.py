"""The words of both languages: which are known, and which one was meant. Pure; loaded once per process.

A word is known by its frequency list, by our own list of allowed words, by its stem (frequent, or one of
Sastrawi's 30,000 Indonesian roots), or by hunspell's American English. The word meant is searched among all words one slip away, the most
ordinary first; hunspell's own suggestions take a tenth of a second a word and know nothing of frequency.
"""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from hunspell import Hunspell

from followups.etiquette.affixes import clitic, stems
from followups.etiquette.names import distance
from followups.texts.phrases import lines_of

_FOLDER = Path(__file__).parent / "dictionaries"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiou")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Ranks in a frequency list (0 is the most frequent word).
_USUAL_RANK = 200  # of a word that such letters are made of (usual.txt)
_ALLOWED_RANK = 1_500
_FOREIGN = 20_000  # so frequent is an English word in an Indonesian letter, and the other way round
_STEM = 12_000  # so frequent is an English stem under Indonesian affixes
_LONG = 8  # no slip makes a word of the other language so long
_SECOND_LOOK = 25_000  # so frequent is a word meant by two slips
_SHORTEST_FOR_TWO = 7
_OTHER = {"id": "en", "en": "id"}


class Meant(NamedTuple):
    """A word that may have been meant. `rank`: its place among the frequent words of its language."""

    word: str
    rank: int


class Dictionaries:
    """All lists in memory (about 25 MB)."""

    def __init__(self) -> None:
        self._english = Hunspell("en_US")
        # Only the list is used: Sastrawi's stemmer takes off whatever looks like an affix, and so knows every slip.
        self._roots = frozenset(
            files("Sastrawi").joinpath("Stemmer/data/kata-dasar.txt").read_text("utf-8").split()
        )
        self.ranks = {code: _ranks(_lines(f"frequent_{code}")) for code in ("id", "en")}
        self._seen = {code: frozenset(_lines(f"seen_{code}")) for code in ("id", "en")}
        self._given_names = frozenset(_words_of("given_names"))
        self.allowed = frozenset(_words_of("allowed"))
        self._rank_words_of_letters()
        self._by_head = {code: _by_head(ranks) for code, ranks in self.ranks.items()}
        self.knows = lru_cache(maxsize=50_000)(self._knows)
        self.meant = lru_cache(maxsize=5_000)(self._meant)

    def _rank_words_of_letters(self) -> None:
        for code, ranks in self.ranks.items():
            for word in self.allowed:
                if word.isalpha() and (word in ranks or word not in self.ranks[_OTHER[code]]):
                    ranks[word] = min(ranks.get(word, _ALLOWED_RANK), _ALLOWED_RANK)
            for word in _words_of("usual"):
                if word in ranks:
                    ranks[word] = min(ranks[word], _USUAL_RANK)

    def _knows(self, word: str, language: str) -> bool:
        """Whether a lower-case word is right in a letter of this language ("id" or "en")."""
        other = _OTHER[language]
        if word in self.allowed or word in self.ranks[language]:
            return True
        if self.ranks[other].get(word, _FOREIGN) < _FOREIGN or self._spells(word, language):
            return True
        if word in self._seen[language] or any(map(self._is_english, _english_stems(word))):
            return True
        if len(word) >= _LONG and self._spells(word, other):
            return True
        return language == "id" and any(map(self._is_stem, stems(word)))

    def names(self, word: str) -> bool:
        """Whether a lower-case word is, with a capital, the name of a person or place."""
        return (
            word in self._given_names
            or self._spells(word.capitalize(), "en")
            or any(word in s for s in self._seen.values())
        )

    def is_rare(self, word: str, language: str) -> bool:
        """Whether only the large dictionary or a stem knows a word: it may be a slip for an ordinary one."""
        return (
            word not in self.allowed
            and word not in self._seen[language]
            and all(word not in ranks for ranks in self.ranks.values())
        )

    def _spells(self, word: str, language: str) -> bool:
        """Whether the large dictionary has it; there is one of English only."""
        if language != "en":
            return False
        try:
            return bool(self._english.spell(word))
        except UnicodeEncodeError:
            # Letters that the dictionary has not are of a third language.
            return True

    def _is_english(self, word: str) -> bool:
        return word in self.allowed or word in self._seen["en"] or word in self.ranks["en"]

    def _is_stem(self, stem: str) -> bool:
        if (
            stem in self.ranks["id"]
            or (len(stem) > 3 and stem in self._roots)
            or self.ranks["en"].get(stem, _STEM) < _STEM
        ):
            return True
        return len(stem) > 4 and stem in self._seen["id"]

    def _meant(self, word: str, language: str) -> tuple[Meant, ...]:
        """What an unknown lower-case word may stand for, the best first, at most three; () if nothing is near."""
        near = one_slip(word)
        found = self._ranked(word, near, language)
        if not found:
            found = self._with_clitic(word, language) or self._derived(word, near, language)
        if not found and len(word) >= _SHORTEST_FOR_TWO:
            found = self._ranked(word, self._two_slips(word), language)
        return tuple(found[:3])

    def _ranked(self, word: str, candidates: Iterable[str], language: str) -> list[Meant]:
        own, other = self.ranks[language], self.ranks[_OTHER[language]]
        scored = []
        for one in candidates:
            if one in own:
                scored.append((_cost(word, one) + math.log(own[one] + 30), Meant(one, own[one])))
            elif other.get(one, _FOREIGN) < _FOREIGN:
                scored.append((_cost(word, one) + math.log(other[one] + 30) + 2.5, Meant(one, other[one])))
        return [meant for _, meant in sorted(scored)]

    def _with_clitic(self, word: str, language: str) -> list[Meant]:
        """A slip in the body of a word with -nya, -lah …"""
        body, end = clitic(word) if language == "id" else (word, "")
        if not end or len(body) < _SHORTEST_FOR_TWO - 2:
            return []
        return [Meant(one.word + end, one.rank) for one in self._ranked(body, one_slip(body), language)]

    def _derived(self, word: str, near: Iterable[str], language: str) -> list[Meant]:
        """Words that only the large dictionary or a stem knows, those of frequent stems first."""
        scored = []
        for one in near:
            if not self._knows(one, language):
                continue
            own = self.ranks[language]
            rank = min((own[stem] for stem in stems(one) if stem in own), default=len(own))
            scored.append((_cost(word, one) + math.log(rank + 30), Meant(one, len(own))))
        return [meant for _, meant in sorted(scored)]

    def _two_slips(self, word: str) -> Iterator[str]:
        for by_head in self._by_head.values():
            for length in range(len(word) - 2, len(word) + 3):
                for one in by_head.get((word[0], length), ()):
                    if distance(word, one, 2) <= 2:
                        yield one


@lru_cache(maxsize=1)
def dictionaries() -> Dictionaries:
    """The lists of this process. Only read after loading, and calls into hunspell hold the interpreter's lock."""
    return Dictionaries()


def one_slip(word: str) -> set[str]:
    """All strings that one dropped, inserted, changed or swapped letter makes of a word."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    near = {head + tail[1:] for head, tail in cuts if tail}
    near.update(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1)
    near.update(head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS)
    near.update(head + letter + tail for head, tail in cuts for letter in _LETTERS)
    near.discard(word)
    return near


def _cost(wrong: str, right: str) -> float:
    """How unlikely a slip is, on the scale of a logarithm of frequency."""
    first = 0.0 if wrong[0] == right[0] else 0.8 if wrong == right[1:] else 1.5
    if len(wrong) == len(right):
        differ = [place for place in range(len(wrong)) if wrong[place] != right[place]]
        if len(differ) == 2 and sorted(wrong[p] for p in differ) == sorted(right[p] for p in differ):
            return first
        return first + sum(_changed(wrong[place], right[place]) for place in differ)
    longer, shorter = (wrong, right) if len(wrong) > len(right) else (right, wrong)
    if right == wrong[:-1] + "ed" and wrong[-1] == "d" and wrong[-2] not in _VOWELS:
        # "interviewd" lost an "e"; "interview" did not gain a "d".
        return -2.0
    place = next((p for p, letter in enumerate(shorter) if letter != longer[p]), len(shorter))
    doubled = place > 0 and longer[place] == longer[place - 1]
    return first + (0.0 if doubled else 0.5) * (len(longer) - len(shorter))


def _changed(one: str, other: str) -> float:
    if {one, other} <= _VOWELS:
        return 0.6
    beside = any(abs(row.index(one) - row.index(other)) == 1 for row in _ROWS if one in row and other in row)
    return 0.6 if beside else 1.2


def _english_stems(word: str) -> Iterator[str]:
    """Without the ending of a plural or a verb, and with the American z: "wireframes", "containerising"."""
    if len(word) > 6:
        if word.endswith("s") and word[-2] != "s":
            yield word[:-1]
        if word.endswith("ed") and word[-3] != "e":
            yield from (word[:-1], word[:-2])
        if word.endswith("ing") and word[-4] != "e":
            yield from (word[:-3], word[:-3] + "e")
    if "is" in word[4:]:
        american = word[:4] + word[4:].replace("is", "iz")
        yield from (american, american.removesuffix("d"), american.removesuffix("ing") + "e")


def _words_of(name: str) -> list[str]:
    """The words of one of our own lists, several on a line."""
    return " ".join(lines_of("followups.etiquette", name)).lower().split()


def _lines(name: str) -> list[str]:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and line[0] != "#"]


def _ranks(words: list[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words)}


def _by_head(ranks: dict[str, int]) -> dict[tuple[str, int], list[str]]:
    heads: dict[tuple[str, int], list[str]] = {}
    for word, rank in ranks.items():
        if rank < _SECOND_LOOK:
            heads.setdefault((word[0], len(word)), []).append(word)
    return heads
