"""How well and how fast misspelt words are found: recall on injected slips, false alarms, first suggestion, cost.

The figures of other engines and how they were taken are in docs/etiquette.md; only the project's own runs here.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from followups.etiquette import Draft
from followups.etiquette.letter import Letter
from followups.etiquette.spelling import DictionarySpeller
from followups.texts.plain import WORD
from tests.etiquette.clean_letters import CLEAN_LETTERS, Clean

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
KINDS = ("dropped", "doubled", "swapped", "changed", "inserted")


class Slip(NamedTuple):
    """A letter with one slip: what was written, what was meant."""

    letter: Letter
    wrong: str
    right: str


class Score(NamedTuple):
    """Of one language."""

    slips: int
    found: int
    first: int  # found, with the right word as first suggestion
    among: int  # found, with the right word among the suggestions
    real_words: int  # made another word by accident, and are not counted as slips


def misspelt(word: str, kind: str, place: int, letter: str) -> str:
    """A word with one slip of this kind at a place (0 ≤ place < len(word) - 1)."""
    head, tail = word[:place], word[place:]
    return {
        "dropped": head + tail[1:],
        "doubled": head + tail[0] + tail,
        "swapped": head + tail[1] + tail[0] + tail[2:],
        "changed": head + letter + tail[1:],
        "inserted": head + letter + tail,
    }[kind]


def ordinary_words(clean: Clean) -> list[tuple[int, int]]:
    """Places of words in the prose of four letters or more, in lower case, that are no names."""
    letter = clean.letter
    return [
        match.span()
        for match in WORD.finditer(letter.text, *letter.prose)
        if len(match[0]) >= 4 and match[0].isalpha() and match[0].islower()
        and match[0] not in letter.own_words and not letter.text[max(0, match.start() - 1)].strip(" \n(")
    ]  # fmt: skip


def slips(clean: Clean, dice: random.Random, number: int) -> Iterator[Slip]:
    """Copies of a letter with one slip each, evenly of all kinds."""
    places = ordinary_words(clean)
    for count in range(number):
        start, end = dice.choice(places)
        right = clean.letter.text[start:end]
        wrong = misspelt(
            right, KINDS[count % len(KINDS)], dice.randrange(len(right) - 1), dice.choice(_LETTERS)
        )
        if wrong != right:
            body = f"{clean.body[:start]}{wrong}{clean.body[end:]}"
            yield Slip(Letter(Draft(clean.subject, body), clean.record), wrong, right)


def score(speller: DictionarySpeller, language: str, number: int) -> Score:
    """Inject slips into the clean letters of a language. Real words made by accident are out of reach."""
    dice = random.Random(7)
    made = found = first = among = real = 0
    for clean in CLEAN_LETTERS:
        if clean.language != language:
            continue
        for slip in slips(clean, dice, number):
            if slip.wrong in speller.words.ranks[language]:
                real += 1
                continue
            made += 1
            typo = next((one for one in speller.typos(slip.letter) if one.params["word"] == slip.wrong), None)
            if typo:
                found += 1
                first += typo.suggestions[0] == slip.right
                among += slip.right in typo.suggestions
    return Score(made, found, first, among, real)


def _three_slips(dice: random.Random) -> Letter:
    """A clean letter with three slips in different words."""
    clean = dice.choice(CLEAN_LETTERS)
    body = clean.body
    for start, end in sorted(dice.sample(ordinary_words(clean), 3), reverse=True):
        word = body[start:end]
        body = (
            body[:start]
            + misspelt(word, dice.choice(KINDS), dice.randrange(len(word) - 1), dice.choice(_LETTERS))
            + body[end:]
        )
    return Letter(Draft(clean.subject, body), clean.record)


def run(*, short: bool) -> dict[str, object]:
    """Print what was found; returns the scores by language."""
    before, started = _memory(), time.perf_counter()
    speller = DictionarySpeller()
    loaded = time.perf_counter() - started
    print(f"\nSpelling: first start {loaded:.2f} s, {_memory() - before:.0f} MB more at the peak")
    alarms = sum(len(speller.typos(clean.letter)) for clean in CLEAN_LETTERS)
    words = sum(len(WORD.findall(clean.body)) for clean in CLEAN_LETTERS)
    print(f"  false alarms in {len(CLEAN_LETTERS)} clean letters ({words} words): {alarms}")
    found: dict[str, object] = {"alarms": alarms}
    for language in ("id", "en"):
        one = score(speller, language, 40 if short else 400)
        found[language] = one
        print(
            f"  {language}: recall {one.found / one.slips:.1%} of {one.slips} slips ({one.real_words} more made real "
            f"words), right first {one.first / one.found:.1%}, among three {one.among / one.found:.1%}"
        )
    dice = random.Random(11)
    letters = [_three_slips(dice) for _ in range(60 if short else 600)]
    for title in ("three slips each, words not met before", "three slips each, the same again"):
        started = time.process_time()
        for letter in letters:
            speller.typos(letter)
        print(
            f"  {title}: {len(letters) / (time.process_time() - started):,.0f} drafts per second of processor time"
        )
    return found


def _memory() -> float:
    """The most this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
