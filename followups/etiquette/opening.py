"""How a letter opens: greeting, address, salutation, and where its prose begins. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from followups.texts.plain import name_words
from followups.texts.sentences import Span

# What a salutation begins with; names and offices follow.
_TO = re.compile(
    r"\s*(?:kepada|yth\b|kpd\b|yang\s+terhormat|yang\s+saya\s+hormati|ysh\b|dear\b|to\s+whom|to\s+the|attn\b|attention\b)",
    re.IGNORECASE,
)
_HI = re.compile(
    r"\s*(?:hi+|hey+|hai+|ha+lo+|hallo+|hello+|hola|yo|hiya|heya|howdy|sup|permisi|punten)\b", re.IGNORECASE
)
_BY_TITLE = re.compile(
    r"\s*(?:bapak|ibu|pak|bu|bpk|mr|mrs|ms|miss|mx|dr|prof|kak|kakak|mas|mbak|mba|bro|sis|min|gan|bang|sir|madam)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:assalam\S*|om\s+swastiastu|shalom|syalom|namo\s+buddhaya|rahayu|salam(?!\s+hormat\s+saya)\b|"
    r"selamat\s+(?:pagi|siang|sore|malam)|good\s+(?:morning|afternoon|evening|day)|greetings|dengan\s+hormat|"
    r"bismillah\S*|wr\b|warahmatull?ahi|horas|sampurasun)",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s*(?:di\s+tempat|di\s*-?\s*tempat|di\s+\w+\s*$|up\b|u\.p\b)", re.IGNORECASE)
_DEGREES = re.compile(r"\s*(?:[A-Z][A-Za-z]{0,3}\.){1,4}")


class Salutation(NamedTuple):
    """One salutation: its place and the words after "Dear" or "Kepada", up to the comma."""

    start: int
    end: int
    starts_with: str  # "to", "hi", "title", "greeting" or "name"


class Opening:
    """The head of a letter. `lines` are its filled lines: prose that begins in a line of the salutation
    stands in a line of its own; `end` is where the prose begins."""

    def __init__(self, text: str, lines: list[Span], recruiter: Iterable[str]):
        self.text, self.lines, self.recruiter = text, list(lines), frozenset(recruiter)
        self.salutations, self.end = self._read()

    def _read(self) -> tuple[list[Salutation], int]:
        """All salutations at the head, and where the prose begins."""
        found: list[Salutation] = []
        begin, number = 0, 0
        while number < len(self.lines):
            kind = self._kind_of(number, bool(found))
            if kind is None:
                break
            span, number = self._salutation_at(number, kind)
            begin = span.end
            if kind in ("greeting", "where"):
                if kind == "greeting" and self._greets_by_name(span):
                    found.append(Salutation(*span, "greeting"))
                continue
            if found and found[-1].starts_with == "greeting":
                found.pop()
            found.append(Salutation(*span, kind))
        named = [one for one in found if one.starts_with != "greeting"]
        return named or found[:1], begin

    def _kind_of(self, number: int, after_one: bool) -> str | None:
        """What kind of opening a line is, or None where the prose has begun."""
        start, end = self.lines[number]
        line = self.text[start:end]
        words = len(line.split())
        for pattern, kind in ((_TO, "to"), (_HI, "hi")):
            if pattern.match(line):
                return kind
        if _GREETING.match(line) and (words <= 6 or _opens_by_comma(line)):
            return "greeting"
        if after_one:
            return "where" if words <= 4 and _WHERE.match(line) else None
        if _BY_TITLE.match(line) and (line.rstrip().endswith((",", ":")) or words <= 5 or _addresses(line)):
            return "title"
        if number or words > 4 or not line.rstrip().endswith((",", "!", ":")):
            return None
        return "name" if set(name_words(line)) & self.recruiter else None

    def _salutation_at(self, number: int, kind: str) -> tuple[Span, int]:
        """The place of an opening and the line after it. An address may go on for some lines."""
        start, end = self.lines[number]
        line = self.text[start:end]
        if len(line.split()) > 9 or (kind == "greeting" and _opens_by_comma(line)):
            # Prose goes on behind the comma.
            cut = _comma(line)
            if cut:
                rest = number if line[cut:].strip() else number + 1
                if rest == number:
                    self.lines[number] = Span(start + cut, end)
                return Span(start, start + cut), rest
        number += 1
        if kind != "to":
            return Span(start, end), number
        while number < len(self.lines) and not self.text[start:end].rstrip().endswith((",", ":", "!")):
            following = self.lines[number]
            line = self.text[following.start : following.end]
            if "\n\n" in self.text[end : following.start] or len(line.split()) > 6 or _HI.match(line):
                break
            if re.match(r"\s*dear\b", line, re.IGNORECASE) or _GREETING.match(line):
                break
            end, number = following.end, number + 1
        return Span(start, end), number

    def _greets_by_name(self, span: Span) -> bool:
        words = name_words(self.text[span.start : span.end])
        return any(word in ("bapak", "ibu", "pak", "bu", "mr", "ms", "mrs", "dr") for word in words) or bool(
            set(words) & self.recruiter
        )


def _opens_by_comma(line: str) -> bool:
    """Whether a short form of address stands before the first comma: "Selamat siang, Ibu. Saya ..." """
    cut = _comma(line)
    return bool(cut) and len(line[:cut].split()) <= 7


def _addresses(line: str) -> bool:
    """ "Ibu Ratna, saya ..." addresses somebody; "Bapak. Saya ..." is what is left of a greeting."""
    cut = _comma(line)
    return _opens_by_comma(line) and line[cut - 1] in ",:!"


def _comma(line: str) -> int:
    """Where the address ends and prose begins in one line; 0 if no comma ends it."""
    places = [
        match.end() for match in re.finditer(r"[,!:]|(?<![Yy]th)(?<!\b[A-Za-z])(?<!\b\w\w)\.(?=\s)", line)
    ]
    return next((place for place in places if not _DEGREES.match(line, place)), 0)
