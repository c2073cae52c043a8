"""The position beside the record (rules E6, E18)."""

import re
from collections.abc import Iterator

from followups.etiquette import names
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.letter import Letter
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, bare

# The words after these are a position; capitals show how far it goes.
_POSITION_AFTER = re.compile(
    r"\b(?:[Pp]osisi|[Jj]abatan|[Ll]owongan|[Pp]osition\s+(?:of|as)|[Rr]ole\s+(?:of|as)|[Kk]andidat(?:\s+untuk)?|[Pp]elamar|[Cc]andidate\s+for(?:\s+the)?|"
    r"[Aa]pplication\s+for(?:\s+the)?|[Ii]nterview(?:ed|ing)?\s+for(?:\s+the)?|[Pp]rogram|(?:sebagai|as)\s+(?:an?\s+)?)\s+"
    r"((?:[A-Z][\w'&/-]*|of|and|dan|&|-)(?: +(?:[A-Z][\w'/-]*|\d+|of|and|dan|&)){0,5})"
)
_POSITION_BEFORE = re.compile(
    r"\b(?:[Tt]he|[Yy]our|[Aa]|[Tt]his)\s+((?:[A-Z][\w'&/-]*)(?: +(?:[A-Z][\w'/-]*|of|and|&)){0,5})\s+"
    r"(?:position|role|post|vacancy|job|opening|internship|opportunity)\b"
)
# The first words of the two patterns, where they are tried.
_BEFORE_IT = frozenset(
    [
        "posisi",
        "jabatan",
        "lowongan",
        "position",
        "role",
        "kandidat",
        "pelamar",
        "candidate",
        "application",
        "interview",
        "interviewed",
        "interviewing",
        "program",
        "sebagai",
        "as",
    ]
)
_ARTICLES = frozenset(["the", "your", "a", "this"])
_PAUSE = re.compile(r"[.,;:!?]")
_STOPS_POSITION = frozenset(lines_of("followups.etiquette", "after_position"))


def position_missing_or_wrong(letter: Letter) -> Iterator[Finding]:
    """The letter names another position than the record, or none."""
    params = {"position": letter.record.position}
    wrong = _strange_position(letter)
    if wrong:
        yield Finding(Rule.POSITION_WRONG, wrong[0], params, (letter.record.position,), tuple(wrong[1:]))
        return
    plainly = letter.record.position.lower()
    if plainly in letter.low or plainly in letter.subject_low:
        return
    if not any(names_position(text, letter.position) for text in (letter.low, letter.subject_low)):
        yield Finding(Rule.POSITION_MISSING, params=params)


def names_position(low: str, position: tuple[str, ...]) -> bool:
    """Whether the text names this position: whole, by most of its words, in the other language, or shortened."""
    held = {names.bare_key(word) for word in WORD.findall(low.replace("-", " "))}
    there = [
        word
        for word in position
        if word in held or any(names.near(word, one) for one in held if one[:1] == word[:1])
    ]
    if len(there) == len(position) or (len(position) > 2 and len(there) * 3 >= len(position) * 2):
        return True
    short = names.initials(position)
    return len(short) > 1 and short in held


def _strange_position(letter: Letter) -> list[Place]:
    """Where a position is named that is not the record's."""
    found = []
    for pattern, words in ((_POSITION_AFTER, _BEFORE_IT), (_POSITION_BEFORE, _ARTICLES)):
        for part, match in letter.matches(pattern, words):
            text = match.string
            if re.match(r"(?i)sebagai|as\b|program", match[0]) and not names_position(
                match[1].lower(), letter.position
            ):
                continue  # "sebagai Mahasiswa Teknik": her own trade, not the one she asks for
            end = _end_of_position(letter, text, match)
            if end > match.start(1) and _is_strange(letter, text[match.start(1) : end]):
                found.append(Place(part, match.start(1), end))
    return found


def _end_of_position(letter: Letter, text: str, match: "re.Match[str]") -> int:
    end = match.start(1)
    for word in WORD.finditer(text, match.start(1), match.end(1)):
        low = bare(word[0])
        if low in _STOPS_POSITION or (low in letter.own_words and low not in letter.position_words):
            break
        if end > match.start(1) and _PAUSE.search(text, end, word.start()):
            break
        end = word.end()
    return end


def _is_strange(letter: Letter, named: str) -> bool:
    words = names.position(named)
    if not words or all(word in names.firm(letter.record.company) for word in words):
        return False
    if names.initials(letter.position) == "".join(words):
        return False
    strange = [w for w in words if not any(names.near(w, one) for one in letter.position)]
    return bool(strange) and not set(letter.position) <= set(words)
