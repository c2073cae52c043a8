"""A letter as it is read: its text with the findings marked in it, and the findings as notes beside it.

Places are characters of the very text that was checked, so both are always made together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from followups.etiquette import Draft, Finding, Place, Record, Severity, severity
from followups.wording.findings import finding_words

MUST, LOOK = "must", "look"


@dataclass(frozen=True)
class Note:
    """One finding beside the letter. `fix` names it in a form where one click mends it, else ""."""

    number: int
    css: str
    word: str
    message: str
    model: str
    source: str
    suggestions: tuple[str, ...]
    fix: str
    found: str  # the words it is about, "" for what is missing


@dataclass(frozen=True)
class Marked:
    """A letter with marks, and the notes that belong to them."""

    subject: SafeString
    body: SafeString
    notes: list[Note]

    @property
    def must(self) -> int:
        """How many findings forbid sending it."""
        return sum(note.css == MUST for note in self.notes)


def marked(text: Draft, findings: Sequence[Finding], record: Record, *, staff: bool = False) -> Marked:
    """The letter and its notes. The text is escaped; only our own marks are HTML."""
    notes = [_note(n, one, text, record, staff) for n, one in enumerate(findings, 1)]
    places = [
        (place, note)
        for one, note in zip(findings, notes, strict=True)
        for place in (one.place, *one.more)
        if place
    ]
    return Marked(
        _with_marks(text.subject, [p for p in places if p[0].part == "subject"]),
        _with_marks(text.body, [p for p in places if p[0].part == "body"]),
        notes,
    )


def fix_name(finding: Finding) -> str:
    """How a form names the finding that one click mends; "" if a click is not certain enough."""
    place = finding.place
    if place is None or len(finding.suggestions) != 1:
        return ""
    return f"{finding.rule.value}:{place.part}:{place.start}:{place.end}"


def mended(text: Draft, findings: Iterable[Finding], name: str) -> Draft | None:
    """The text with the named finding mended everywhere it stands; None if it is there no more."""
    finding = next((one for one in findings if name and fix_name(one) == name), None)
    if finding is None or finding.place is None:
        return None
    parts = {"subject": text.subject, "body": text.body}
    places = sorted({finding.place, *finding.more}, key=lambda place: place.start, reverse=True)
    for place in places:
        before = parts[place.part]
        better = _as_begun(before[place.start : place.end], finding.suggestions[0])
        parts[place.part] = before[: place.start] + better + before[place.end :]
    return Draft(**parts)


def _as_begun(words: str, better: str) -> str:
    """A slip at the head of a sentence keeps its capital, also where it stands again elsewhere."""
    return better[:1].upper() + better[1:] if words[:1].isupper() else better


def _note(number: int, finding: Finding, text: Draft, record: Record, staff: bool) -> Note:
    words = finding_words(finding, record)
    weight = severity(finding.rule)
    css = MUST if weight is Severity.BLOCKS else LOOK
    return Note(
        number,
        css,
        _weight_word(weight, staff),
        words.message,
        words.model,
        words.source,
        finding.suggestions,
        fix_name(finding),
        finding.evidence(text) or "",
    )


def _weight_word(weight: Severity, staff: bool) -> str:
    if weight is Severity.BLOCKS:
        return _("Must be changed")
    if weight is Severity.SERIOUS:
        return _("Needs your eye") if staff else _("Your counsellor looks at this")
    return _("Worth a look")


def _with_marks(text: str, places: list[tuple[Place, Note]]) -> SafeString:
    pieces: list[SafeString] = []
    done = 0
    for place, note in sorted(places, key=lambda one: (one[0].start, -one[0].end)):
        if place.start > done:
            pieces.append(format_html("{}", text[done : place.start]))
        # Where two findings overlap, the words are marked once and both numbers stand behind them.
        words = text[max(place.start, done) : place.end]
        if words:
            pieces.append(format_html('<mark class="kb-mark {}">{}</mark>', note.css, words))
        label = _("finding %(n)d: %(word)s") % {"n": note.number, "word": note.word}
        link = '<a class="kb-n {}" href="#finding-{}" aria-label="{}">{}</a>'
        pieces.append(format_html(link, note.css, note.number, label, note.number))
        done = max(done, place.end)
    pieces.append(format_html("{}", text[done:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
