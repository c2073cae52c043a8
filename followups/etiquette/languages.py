"""One letter, one language."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.letter import Letter
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD
from followups.texts.sentences import Span

_PACKAGE = "followups.etiquette"
_WORDS = {code: frozenset(lines_of(_PACKAGE, f"function_{code}")) for code in ("id", "en")}
# So many small words of the other language in one sentence are no loan words.
_ENOUGH = 3


def mixed_language(letter: Letter) -> Iterator[Finding]:
    """A sentence, or half of one, in the other language."""
    language = language_of(letter)
    other = _WORDS["en" if language == "id" else "id"] & letter.index.places.keys()
    hits = _places(letter, other - letter.own_words) if other else []
    if len(hits) < 2:
        return
    places = [Place("body", *span) for one in letter.sentences if (span := _foreign(letter, one, hits))]
    if places:
        yield Finding(Rule.MIXED_LANGUAGE, places[0], {"language": language}, more=tuple(places[1:]))


def language_of(letter: Letter) -> str:
    """The language most of the letter is written in: "id" or "en"."""
    places = letter.index.places
    counts = {
        code: sum(len(places[word]) for word in known & places.keys()) for code, known in _WORDS.items()
    }
    return "en" if counts["en"] > counts["id"] else "id"


def _places(letter: Letter, words: AbstractSet[str]) -> list[Span]:
    """Where these words stand in the prose."""
    start, end = letter.prose
    places = letter.index.places
    found = (Span(place, place + len(word)) for word in words for place in places[word])
    return sorted(span for span in found if start <= span.start and span.end <= end)


def _foreign(letter: Letter, sentence: Span, hits: list[Span]) -> Span | None:
    """From the first to the last small word of the other language in a sentence, if there are enough."""
    inside = [hit for hit in hits if sentence.start <= hit.start < sentence.end]
    near = len(inside) == 2 and inside[1].start - inside[0].end <= 12
    # Two small words are enough in a sentence of few words.
    if len(inside) < _ENOUGH and not (near and len(WORD.findall(letter.low, *sentence)) <= 6):
        return None
    return Span(inside[0].start, inside[-1].end)
