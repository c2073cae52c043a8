"""One letter, one language."""

from collections.abc import Iterator, Sequence

from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.letter import Letter
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, lower
from followups.texts.sentences import Span

_PACKAGE = "followups.etiquette"
_WORDS = {code: frozenset(lines_of(_PACKAGE, f"function_{code}")) for code in ("id", "en")}
# So many small words of the other language in one sentence are no loan words.
_ENOUGH = 3


def mixed_language(letter: Letter) -> Iterator[Finding]:
    """A sentence, or half of one, in the other language."""
    language = language_of(letter)
    other = _WORDS["en" if language == "id" else "id"]
    places = [Place("body", *span) for one in letter.sentences if (span := _foreign(letter, one, other))]
    if places:
        yield Finding(Rule.MIXED_LANGUAGE, places[0], {"language": language}, more=tuple(places[1:]))


def language_of(letter: Letter) -> str:
    """The language most of the letter is written in: "id" or "en"."""
    words = WORD.findall(lower(letter.text[slice(*letter.prose)]))
    counts = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    return "en" if counts["en"] > counts["id"] else "id"


def _foreign(letter: Letter, span: Span, other: frozenset[str]) -> Span | None:
    """From the first to the last small word of the other language in a sentence, if there are enough."""
    own = letter.own_words
    hits = [
        match
        for match in WORD.finditer(letter.low, *span)
        if match[0] in other and match[0] not in own
    ]  # fmt: skip
    if len(hits) < _ENOUGH and not (
        len(hits) == 2 and hits[1].start() - hits[0].end() <= 12 and _is_most(letter, span, hits)
    ):
        return None
    return Span(hits[0].start(), hits[-1].end())


def _is_most(letter: Letter, span: Span, hits: Sequence[object]) -> bool:
    """Two small words are enough in a sentence of few words."""
    return 3 * len(hits) >= len(WORD.findall(letter.low[slice(*span)]))
