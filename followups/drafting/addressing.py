"""How a recruiter is addressed: by name and title, and as "you". Pure.

The gender is the record's, or that of a title typed with the name ("Ibu Ratna"); never a guess.
"""

import re
from typing import NamedTuple

from followups.drafting.facts import LetterFacts
from followups.texts.plain import words_of

FEMALE, MALE = "female", "male"
_REMARK = re.compile(r"\([^()]*\)")
_TITLES = {
    "bapak": MALE, "bpk": MALE, "pak": MALE, "mr": MALE, "tuan": MALE, "sir": MALE,
    "ibu": FEMALE, "bu": FEMALE, "mrs": FEMALE, "ms": FEMALE, "miss": FEMALE, "nyonya": FEMALE, "nona": FEMALE,
    "bapak/ibu": None, "kak": None, "sdr": None, "sdri": None, "saudara": None, "saudari": None,
    "yth": None, "kepada": None, "dear": None,
}  # fmt: skip
# Said in English too, where they stand for Ms and Mr.
_LEARNED = {"prof": "Professor", "professor": "Professor", "profesor": "Professor",
            "dr": "Dr", "drg": "Dr", "drh": "Dr", "doctor": "Dr"}  # fmt: skip
_OTHER_TITLES = frozenset(["drs", "dra", "ir", "h", "hj", "haji", "hajah", "kh", "rm", "ra"])
_HOW = {"id": {FEMALE: "Ibu", MALE: "Bapak", None: "Bapak/Ibu"}, "en": {FEMALE: "Ms", MALE: "Mr", None: ""}}


class Person(NamedTuple):
    """A name taken apart: "Ibu Dr. Ratna Wulandari, S.Psi." is said Dr. Ratna Wulandari, S.Psi.;
    `plain` leaves out titles and degrees, `learned` is the English form of an academic title."""

    said: str
    plain: str
    learned: str
    gender: str | None


def addressed(facts: LetterFacts) -> str:
    """The words after "Yth." or "Dear": "Ibu Ratna Wulandari", "Bapak/Ibu Tim Rekrutmen PT X", "Ms Wulandari"."""
    person = _person(facts)
    if facts.language == "id":
        name = person.said if person else f"Tim Rekrutmen {facts.company}"
        return f"{_HOW['id'][person.gender if person else None]} {name}"
    if person is None:
        return "Hiring Team"
    title = person.learned or _HOW["en"][person.gender]
    return f"{title} {person.plain.split()[-1]}" if title else person.plain


def you(facts: LetterFacts) -> str:
    """How the letter speaks to her: Bapak, Ibu or Bapak/Ibu; "you" in English."""
    if facts.language != "id":
        return "you"
    person = _person(facts)
    return _HOW["id"][person.gender if person else None]


def _person(facts: LetterFacts) -> Person | None:
    # "Ratna (HRD)": a remark in brackets is no part of a name.
    words = _REMARK.sub(" ", facts.recruiter_name or "").split()
    gender = facts.recruiter_gender
    while len(words) > 1 and _key(words[0]) in _TITLES:
        title = _key(words.pop(0))
        gender = gender or _TITLES[title]
    if not words:
        return None
    said = " ".join(words)
    learned = ""
    plain = said.split(",", 1)[0].split() or words
    while len(plain) > 1 and _is_title(plain[0]):
        title = _key(plain.pop(0))
        learned = learned or _LEARNED.get(title, "")
    return Person(said, " ".join(_without_degrees(plain)), learned, gender)


def _is_title(word: str) -> bool:
    return _key(word) in _LEARNED or (_key(word) in _OTHER_TITLES and (word.endswith(".") or len(word) > 2))


def _key(word: str) -> str:
    """ "Prof.Dr." goes by its first title; "Bapak/Ibu" is one word."""
    if word.lower() == "bapak/ibu":
        return word.lower()
    return next(iter(words_of(word)), "")


def _without_degrees(words: list[str]) -> list[str]:
    """Degrees behind a name without a comma: "Ratna Wulandari S.Psi. M.M." """
    kept = list(words)
    while (
        len(kept) > 1
        and re.fullmatch(r"(?:[A-Z][A-Za-z]{0,3}\.){1,4}[A-Za-z]{0,4}", kept[-1])
        and len(kept[-1]) > 2
    ):
        kept.pop()
    return kept
