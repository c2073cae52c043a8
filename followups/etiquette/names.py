"""Names of people, firms and positions: their words without titles, and whether two of them agree."""

from collections.abc import Iterable
from functools import lru_cache

from followups.texts.phrases import lines_of
from followups.texts.plain import bare, name_words, words_of

_PACKAGE = "followups.etiquette"
TITLES = frozenset(lines_of(_PACKAGE, "titles"))
LEGAL_FORMS = frozenset(lines_of(_PACKAGE, "legal_forms"))
_FILLERS = frozenset(["and", "dan", "of", "the", "for", "untuk", "di", "bagian", "van", "de", "bin", "binti"])
_SAME = {word: line.split()[0] for line in lines_of(_PACKAGE, "same_in_positions") for word in line.split()}


@lru_cache(maxsize=4096)
def person(name: str) -> tuple[str, ...]:
    """The words of a person's name, bare, without titles and degrees: "dr. Maya A." is (maya, a)."""
    words = name_words(name.split(",", 1)[0])
    return tuple(word for word in words if word not in TITLES) or tuple(words)


@lru_cache(maxsize=4096)
def firm(name: str) -> tuple[str, ...]:
    """The words of a firm's name without its legal form: "PT Samudra Niaga" is (samudra, niaga)."""
    words = [word for word in words_of(name) if word not in _FILLERS]
    return tuple(word for word in words if word not in LEGAL_FORMS) or tuple(words)


@lru_cache(maxsize=4096)
def position(name: str) -> tuple[str, ...]:
    """The words of a position; staff and staf, analyst and analis are one word."""
    return tuple(_SAME.get(word, word) for word in words_of(name.replace("-", " ")) if word not in _FILLERS)


@lru_cache(maxsize=4096)
def initials(words: tuple[str, ...]) -> str:
    """ "management trainee" is "mt"; empty for a single word, which nobody shortens so."""
    return "".join(word[0] for word in words) if len(words) > 1 else ""


@lru_cache(maxsize=1 << 15)
def near(one: str, other: str) -> bool:
    """Whether two bare words differ by one or two letters only: a slip, or another spelling."""
    if one == other:
        return True
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2:
        return False
    return distance(one, other, 2) <= (1 if max(len(one), len(other)) < 6 else 2)


def distance(one: str, other: str, most: int) -> int:
    """Letters inserted, dropped, changed or swapped with their neighbour; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, match in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != match))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == match:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


def known(word: str, words: Iterable[str]) -> bool:
    """Whether a bare word is one of these, or the initial of one."""
    return any(word == one or (len(word) == 1 and one.startswith(word)) for one in words)


@lru_cache(maxsize=1 << 14)
def bare_key(word: str) -> str:
    """A position's word as `position` has it."""
    return _SAME.get(bare(word), bare(word))
