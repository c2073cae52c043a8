"""The parts of a letter: salutation, what is said, closing, signature. Pure."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from followups.etiquette import names
from followups.etiquette.opening import Opening
from followups.etiquette.record import Draft, Record
from followups.texts.closings import CLOSINGS
from followups.texts.phrases import Index, Phrases
from followups.texts.plain import WORD, bare, joined, lower, name_words, plain, words_of
from followups.texts.quoting import history
from followups.texts.sentences import Span, sentences

_CLOSING = re.compile(
    rf"\s*({CLOSINGS})\s*(?:(?:bapak|ibu|bapak/ibu|pak|bu|kak|all)\b)?\s*(?:[,.!~:)-]+|$)", re.IGNORECASE
)
_INLINE_CLOSING = re.compile(rf"(?:^|[.!?]\s+)({CLOSINGS})\s*,?\s+(?=[^\W\d_])", re.IGNORECASE)


class Letter:
    """A draft taken apart once, for all rules; places are those of the draft's own text."""

    def __init__(self, draft: Draft, record: Record):
        self.draft, self.record = draft, record
        self.subject = plain(draft.subject).replace("\n", " ")
        self.subject_low = lower(self.subject)
        self.text = _without_history(plain(draft.body))
        self.lines = _filled_lines(self.text)
        self.student = tuple(word for word in names.person(record.student_name) if len(word) > 1)
        self.recruiter = names.person(record.recruiter_name) if record.recruiter_name else ()
        self.firm = names.firm(record.company)
        self.position = names.position(record.position)
        self.position_words = frozenset(words_of(record.position))
        opening = Opening(self.text, self.lines, self.recruiter)
        self.salutations, self.lines, first = opening.salutations, opening.lines, opening.end
        self.closing, self.signature, last = self._ending(first)
        # From the end of the salutation to the closing.
        self.prose = Span(first, max(last, first))
        self.flow = joined(self.text)
        self.low = lower(self.flow)

    @cached_property
    def index(self) -> Index:
        """The words of the body, for lists of phrases."""
        return Index(self.low)

    @cached_property
    def subject_index(self) -> Index:
        """The words of the subject."""
        return Index(self.subject_low)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """Bare words that are names in this case, and no words of a language."""
        return _own_words(self.record)

    @cached_property
    def sentences(self) -> list[Span]:
        """Sentences of the prose."""
        return sentences(self.text, *self.prose)

    def find(self, phrases: Phrases) -> list[Span]:
        """All places of these phrases in the prose."""
        return [Span(*found) for found in phrases.all(self.index, *self.prose)]

    def has(self, phrases: Phrases, span: Span | None = None) -> bool:
        """Whether one of the phrases stands in the prose, or in this part of it."""
        start, end = span or self.prose
        return phrases.stands(self.index, start, end)

    def matches(
        self, pattern: "re.Pattern[str]", words: frozenset[str], *, prose_only: bool = True
    ) -> Iterator[tuple[str, "re.Match[str]"]]:
        """Where a pattern stands in subject and body, with the part; tried only where its first words stand."""
        for part, index, text in (
            ("subject", self.subject_index, self.subject),
            ("body", self.index, self.flow),
        ):
            places = index.places
            for place in sorted(place for word in words & places.keys() for place in places[word]):
                match = pattern.match(text, place)
                if match and (
                    part == "subject" or not prose_only or self.prose.start <= place < self.prose.end
                ):
                    yield part, match

    def nearly(self, phrases: Phrases) -> bool:
        """Whether a word of the prose is a slip of the pen for one of these: "intrested"."""
        meant = [word for word in phrases.single_words if len(word) > 6]
        words = {word for word in WORD.findall(self.low, *self.prose) if len(word) > 6}
        return any(
            word[:2] == one[:2] and names.distance(word, one, 1) <= 1 for word in words for one in meant
        )

    def sentence_at(self, place: int) -> Span:
        """The sentence around a place of the prose."""
        return next((one for one in self.sentences if one.start <= place < one.end), self.prose)

    def _ending(self, first: int) -> tuple[Span | None, Span | None, int]:
        """Closing, signature, and where the prose ends."""
        lines = [line for line in self.lines if line.start >= first]
        for number in range(len(lines) - 1, max(-1, len(lines) - 9), -1):
            start, end = lines[number]
            match = _CLOSING.match(self.text, start, end)
            if (
                match
                and len(self.text[match.end() : end].split()) <= 6
                and not _goes_on(self.text[match.start(1) : end])
            ):
                rest = match.end() if self.text[match.end() : end].strip() else end
                return Span(match.start(1), match.end()), self._span_after(rest), start
        if not lines:
            return None, None, len(self.text)
        start, end = lines[-1]
        for match in reversed(list(_INLINE_CLOSING.finditer(self.text, max(start, end - 120), end))):
            if len(self.text[match.end() : end].split()) <= 5:
                return Span(*match.span(1)), Span(match.end(), end), match.start(1)
        signature, begin = self._bare_signature(lines)
        own = self._own_closing(lines, signature)
        return own, signature, own.start if own else begin

    def _bare_signature(self, lines: list[Span]) -> tuple[Span | None, int]:
        """A name at the end without a closing above it."""
        for number in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
            start, end = lines[number]
            words = name_words(self.text[start:end])
            if len(words) > 10:
                break  # prose; above it stands no signature
            if (
                len(words) <= 8
                and set(words) & set(self.student)
                and (not self.text[start:end].rstrip().endswith(".") or _ends_in_degree(self.text[start:end]))
            ):
                return Span(start, lines[-1].end), start
        return None, len(self.text)

    def _own_closing(self, lines: list[Span], signature: Span | None) -> Span | None:
        """A closing nobody has in a list: "With respectful regards," or "Dah, segitu dulu ya Bu,"."""
        before = [line for line in lines if not signature or line.end <= signature.start]
        if not before:
            return None
        start, end = before[-1]
        said = self.text[start:end].rstrip()
        is_one = said.endswith((",", "~")) and len(said.split()) <= 7
        return Span(start, start + len(said)) if is_one else None

    def _span_after(self, place: int) -> Span | None:
        return Span(place, len(self.text)) if self.text[place:].strip() else None


@lru_cache(maxsize=1024)
def _own_words(record: Record) -> frozenset[str]:
    named = (record.student_name, record.company, record.position, record.recruiter_name or "")
    return frozenset(word for name in named for word in name_words(name))


def _filled_lines(text: str) -> list[Span]:
    """The lines with something in them."""
    found, start = [], 0
    for line in text.split("\n"):
        if line and not line.isspace():
            found.append(Span(start, start + len(line)))
        start += len(line) + 1
    return found


def _ends_in_degree(line: str) -> bool:
    """ "Siti Rahmawati, A.Md.Kes." ends in a full stop and is a name."""
    name, comma, degree = line.partition(",")
    return bool(comma and name) and len(degree.split()) <= 3


def _goes_on(line: str) -> bool:
    """ "Terima kasih atas waktu Ibu" is a sentence and no closing."""
    words = [bare(word) for word in WORD.findall(line)]
    return any(
        word in ("atas", "for", "untuk", "karena", "telah", "sudah", "banyak-banyak") for word in words
    )


def _without_history(text: str) -> str:
    """Quoted mail blanked out: it is not judged."""
    lines = text.split("\n")
    quoted = history(lines)
    if not any(quoted):
        return text
    return "\n".join(" " * len(line) if old else line for line, old in zip(lines, quoted, strict=True))
