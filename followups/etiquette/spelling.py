"""Spelling without a network. Pure; see docs/etiquette.md for what was measured.

A false alarm costs more trust than a miss: what looks like a name, an address, an abbreviation or a word of a
trade is left alone, and an unknown word is a typo only where a known one is near.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from followups.etiquette import names
from followups.etiquette.dictionaries import Dictionaries, Meant, dictionaries
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.habits import certain, right_form
from followups.etiquette.languages import language_of
from followups.etiquette.letter import Letter
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, bare, lower

_NOT_WORDS = re.compile(
    r"\S+@\S+|@\w+|#\w+|\b(?:https?://|www\.)\S+|\{\{.*?\}\}|\[[^\]\n]{1,60}\]|"
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|id|io|co|edu|gov|dev|ai|me|app|tech|pdf|docx?|xlsx?|pptx?|zip|jpe?g|png)\b\S*|"
    r"\b(?:[A-Za-z]{1,4}\.)+[A-Za-z]{1,5}\b\.?|\S*[\d_\\]\S*",
    re.IGNORECASE,
)
_SLANG = frozenset(
    word for line in lines_of("followups.etiquette", "slang") for word in re.findall(r"[\w']+", line)
)
_SLANG_BEGINS = tuple(line[:-1] for line in lines_of("followups.etiquette", "slang") if line.endswith("*"))
_TWICE = re.compile(r"(.)\1")
_STRETCHED = re.compile(r"(.)\1\1+")
# Words that open a letter; the names beside them are no words of a language.
_OPENING = (
    "kepada", "bapak", "yang", "terhormat", "dengan", "hormat", "selamat", "pagi", "siang", "sore", "malam", "tim",
    "rekrutmen", "dear", "hiring", "manager", "team", "good", "morning", "afternoon", "assalamualaikum", "tempat",
)  # fmt: skip
# Shorter words are mostly abbreviations; a slip for one of the most ordinary words is still seen ("yag").
_SHORTEST = 4
_VOWELS = frozenset("aeiouy")
# A capital may begin a name: then only a slip for a word so frequent (its rank) is a typo.
_ORDINARY = 3_000
_MOST_ORDINARY = 150
# A word that only the large dictionary knows is a slip if a word so frequent is one letter away.
_USUAL = 1_000


class Speller(Protocol):
    """Something that finds misspelt words."""

    def typos(self, letter: Any) -> list[Finding]:
        """One TYPO for each misspelt word of the prose, with suggestions, in the order of the letter."""


class _Typo(NamedTuple):
    place: Place
    wrong: str
    suggestions: tuple[str, ...]


class DictionarySpeller:
    """Finds typos by the dictionaries and lists of this package. Safe in threads: it only reads."""

    def __init__(self, words: Dictionaries | None = None):
        self.words = words or dictionaries()

    def typos(self, letter: Letter) -> list[Finding]:
        """One TYPO for each misspelt word, all its places with it, in the order of the letter."""
        language = language_of(letter)
        found = [
            *self._of_part("subject", letter.subject, 0, len(letter.subject), letter, language),
            *self._of_part("body", letter.text, 0, letter.prose.end, letter, language),
        ]
        by_word: dict[str, list[_Typo]] = {}
        for typo in found:
            by_word.setdefault(lower(typo.wrong), []).append(typo)
        return [
            Finding(Rule.TYPO, first.place, {"word": first.wrong}, first.suggestions, tuple(one.place for one in more))
            for first, *more in by_word.values()
        ]  # fmt: skip

    def _of_part(
        self, part: str, text: str, start: int, end: int, letter: Letter, language: str
    ) -> list[_Typo]:
        text = _NOT_WORDS.sub(lambda match: " " * len(match[0]), text)
        low = lower(text)
        typos: list[_Typo] = []
        for one in certain(low, start, end):
            words = set(low[one.start : one.end].split())
            if words <= letter.own_words or text[one.start : one.end].isupper():
                continue
            if part == "body" and _is_within_name(text, one.start, one.end):
                continue
            typos.append(_typo(part, text, one.start, one.end, (one.right,)))
        taken = [typo.place for typo in typos]
        for match in _pieces(text, start, end):
            if any(place.start < match.end and match.start < place.end for place in taken):
                continue
            meant = self._slip(match, part, text, letter, language)
            if meant:
                typos.append(_typo(part, text, match.start, match.end, tuple(one.word for one in meant)))
        return sorted(typos)

    def _slip(
        self, piece: "_Piece", part: str, text: str, letter: Letter, language: str
    ) -> tuple[Meant, ...]:
        """What was meant by a piece of text, or () where nothing is wrong."""
        word, low = piece.word, lower(piece.word)
        if _is_no_word(word, low) or bare(low) in letter.own_words:
            return ()
        known = self.words.knows(low, language)
        if known and not self.words.is_rare(low, language):
            return ()
        if not low.isascii():
            return ()
        if word[0].isupper():
            return () if known else self._slip_with_capital(piece, part, text, letter, language)
        if bare(piece.before) in names.TITLES and not known and self.words.names(low):
            # "pak budi"
            return ()
        meant = tuple(one for one in self.words.meant(low, language) if right_form(one.word) is None)
        if known:
            return meant if meant and self._is_slip_for(low, meant[0], language) else ()
        if len(low) < _SHORTEST:
            return meant if meant and meant[0].rank < _MOST_ORDINARY and set(low) & _VOWELS else ()
        return meant

    def _is_slip_for(self, low: str, meant: Meant, language: str) -> bool:
        """ "wether" is a word, and nobody writes to a recruiter about one; "tandai" is from "tanda"."""
        usual = _USUAL if len(low) > _SHORTEST else _MOST_ORDINARY
        return meant.rank < usual and meant.word in self.words.ranks[language] and meant.word not in low

    def _slip_with_capital(
        self, piece: "_Piece", part: str, text: str, letter: Letter, language: str
    ) -> tuple[Meant, ...]:
        """Names begin with a capital, and so do sentences: only a very ordinary word can have been meant."""
        low = lower(piece.word)
        if self.words.names(low) or any(names.near(bare(low), own) for own in letter.own_words):
            return ()
        in_opening = part == "body" and piece.start < letter.prose.start
        if not (in_opening or part == "subject" or _begins_sentence(text, piece.start)):
            return ()
        meant = self.words.meant(low, language)
        if in_opening:
            meant = tuple(one for one in meant if one.word in _OPENING)
        elif part == "body" and _capital_follows(text, piece.end):
            # "Rina Wulandari" at the head of a sentence is a name, "Saay Dinda" is not.
            meant = tuple(one for one in meant if one.rank < _MOST_ORDINARY)
        return meant if meant and meant[0].rank < _ORDINARY else ()


class _Piece(NamedTuple):
    """A word, or a part of a word with hyphens, and the word before it."""

    start: int
    end: int
    word: str
    before: str


def _pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    before = ""
    for match in WORD.finditer(text, start, end):
        place = match.start()
        parts = match[0].split("-")
        for part in parts:
            word = part[:-2] if part.lower().endswith("'s") else part
            if len(parts) == 1 or len(word) >= _SHORTEST:
                yield _Piece(place, place + len(word), word, before)
            place += len(part) + 1
        before = match[0]


def _is_no_word(word: str, low: str) -> bool:
    """Too short, an acronym, or slang: that is INFORMAL_LANGUAGE's."""
    if len(low) < _SHORTEST - 1 or not low.replace("'", "").isalpha() or not word[1:].islower():
        return True
    if low in _SLANG or low.startswith(_SLANG_BEGINS) or _is_stretched(low):
        return True
    return _is_chat_verb(low)


def _is_chat_verb(low: str) -> bool:
    """ "kabarin", "ditungguin": the ending of chats on a word of the language; "kemariin" is a slip."""
    ranks = dictionaries().ranks["id"]
    return (
        low.endswith("in")
        and ranks.get(_without_chat(low), 9_999) < 6_000
        and _TWICE.sub(r"\1", low) not in ranks
    )


def _is_stretched(low: str) -> bool:
    """ "sooo" and "banggget" are chat; "acccess" and "kedaaan" are slips."""
    match = _STRETCHED.search(low)
    if not match or _is_ranked(_STRETCHED.sub(r"\1\1", low)):
        return False
    once = _STRETCHED.sub(r"\1", low)
    return match.end() == len(low) or once in _SLANG or _is_ranked(once)


def _is_ranked(low: str) -> bool:
    return any(low in ranks for ranks in dictionaries().ranks.values())


def _without_chat(low: str) -> str:
    body = low.removesuffix("in")
    return body.removeprefix("di").removeprefix("nge").removeprefix("ng") if len(body) > 5 else body


def _begins_sentence(text: str, start: int) -> bool:
    """A wrapped line begins no sentence, an empty line above does."""
    ahead = text[max(0, start - 6) : start]
    stripped = ahead.rstrip(" \"'(-*•")
    if not stripped.strip():
        return True
    if stripped.endswith("\n"):
        return "\n\n" in stripped.replace(" ", "") or start < 6
    return stripped[-1] in ".!?:" or (stripped[-1] == "," and "\n" in ahead)


def _capital_follows(text: str, end: int) -> bool:
    following = WORD.search(text, end, end + 40)
    return bool(
        following
        and text[end : following.start()].strip() == ""
        and following[0][0].isupper()
        and bare(following[0]) not in names.TITLES
    )


def _is_within_name(text: str, start: int, end: int) -> bool:
    """ "Institut Teknologi Sepuluh Nopember" is spelt as its founders did."""
    if not text[start].isupper() or _begins_sentence(text, start):
        return False
    ahead = WORD.findall(text, max(0, start - 30), start)
    return _capital_follows(text, end) or bool(ahead and ahead[-1][0].isupper())


def _typo(part: str, text: str, start: int, end: int, suggestions: tuple[str, ...]) -> _Typo:
    wrong = text[start:end]
    if wrong[0].isupper():
        suggestions = tuple(one[0].upper() + one[1:] for one in suggestions)
    return _Typo(Place(part, start, end), wrong, suggestions)


@lru_cache(maxsize=1)
def speller() -> DictionarySpeller:
    """The speller of this process; the first call loads its dictionaries."""
    return DictionarySpeller()
