"""Slips of form (rules E13, E17-E18): placeholders, capitals, length, coherence."""

import re
from collections.abc import Iterator

from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.etiquette.record import Kind
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, words_of
from followups.texts.sentences import Span

MOST_WORDS = 200
# So many clauses in one sentence that nobody finds its thought.
_TANGLED = 4
_SUBJECTS = (
    r"nama|name|posisi|position|jabatan|job|role|title|tanggal|date|tgl|hari|day|perusahaan|company|"
    r"instansi|rekruter|recruiter|interviewer|pewawancara|insert|isi|masukkan|your|anda|kandidat|"
    r"candidate|student|mahasiswa|alamat|address|nomor|number|no|email|surel|universitas|university|jurusan|xx+|"
    r"tulis|write|lengkapi|pt|manager|salutation|sapaan|waktu|time|bulan|month|kota|city"
)
_MARKED = re.compile(
    r"(?=[\[{<($%#_….])(?:"
    rf"\{{\{{[^{{}}\n]{{0,80}}\}}\}}|\{{%[^%\n]{{0,80}}%\}}|\{{[A-Za-z_][\w .-]{{0,60}}\}}|<<[^<>\n]{{1,80}}>>|"
    rf"<\s*(?:{_SUBJECTS})\b[^<>@\n]{{0,60}}>|\[\s*[^\]\n@]{{0,60}}\b(?:{_SUBJECTS})\b[^\]\n]{{0,60}}\]|\[\s*(?:\.{{2,}}|_+|x+)?\s*\]|"
    rf"\(\s*(?:(?:isi|masukkan|tulis|insert|nama|your|sebutkan|fill)\b[^)\n]{{1,60}}|(?:{_SUBJECTS})\s*(?:{_SUBJECTS})?)\s*\)|"
    r"\$\{?[A-Za-z_]{3,40}\}?|%[A-Z_]{3,40}%|%\([a-z_]{2,40}\)s|_{3,}|\.{6,}|…{2,}|#[A-Z_]{4,}#)",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"\bx{3,}\b|\blorem ipsum\b|\btodo\b|\btbd\b|\bdd[/-]mm[/-]yyyy\b|\b(?:nama|posisi|perusahaan|company|name|position)_[a-z_]+\b",
    re.IGNORECASE,
)
_MAY_BE_SPELT = ("xxx", "lorem", "todo", "tbd", "dd/mm", "dd-mm", "_")
_CUT_OFF = frozenset(lines_of("followups.etiquette", "never_last"))
_CONTRADICTS = LISTS.phrases("contradictions")
_CONNECTORS = LISTS.phrases("connectors")
_HOUSE_MARKS = re.compile(
    r"^\[\s*(?:follow[\s-]?up|tindak lanjut|re|fwd|interview|wawancara|urgent|penting)", re.IGNORECASE
)


def gaps(text: str) -> list[tuple[int, int]]:
    """Where gaps of a template stand in a text, in their order."""
    found = [match.span() for match in _MARKED.finditer(text) if not _HOUSE_MARKS.match(match[0])]
    low = text.lower()
    if any(sign in low for sign in _MAY_BE_SPELT):
        found += [match.span() for match in _SPELT.finditer(text)]
    return sorted(found)


def has_gap(text: str) -> bool:
    """Whether a gap of a template stands in a text."""
    return bool(gaps(text))


def placeholder(letter: Letter) -> Iterator[Finding]:
    """A gap of a template was left open."""
    record = letter.record
    names = " ".join((record.company, record.position, record.student_name, record.recruiter_name or ""))
    places = [
        Place(part, start, end)
        for part, text in (("subject", letter.subject), ("body", letter.draft.body))
        for start, end in gaps(text)
        if text[start:end] not in names and (part == "subject" or letter.text[start:end].strip())
    ]
    if places:
        yield Finding(Rule.PLACEHOLDER, places[0], more=tuple(places[1:]))


def all_caps(letter: Letter) -> Iterator[Finding]:
    """A whole subject, sentence or paragraph in capitals reads as shouting."""
    places = [Place("body", *span) for span in letter.sentences if _shouts(letter.text[slice(*span)], 4)]
    if _shouts(letter.subject, 3):
        places.append(Place("subject", 0, len(letter.draft.subject)))
    if places:
        yield Finding(Rule.ALL_CAPS, places[0], more=tuple(places[1:]))


def too_long(letter: Letter) -> Iterator[Finding]:
    """More than 200 words: a recruiter reads the first lines only."""
    if len(letter.text.split()) <= MOST_WORDS:
        return
    for count, match in enumerate(re.finditer(r"\S+", letter.text)):
        if count == MOST_WORDS:
            words = len(letter.text.split())
            place = Place("body", *letter.sentence_at(match.start()))
            yield Finding(Rule.TOO_LONG, place, {"words": words, "most": MOST_WORDS})
            return


def incoherent(letter: Letter) -> Iterator[Finding]:
    """A passage that stands twice, breaks off, ties nothing together, or contradicts the letter."""
    seen: set[str] = set()
    for span in letter.sentences:
        said = " ".join(letter.low[slice(*span)].split())
        if said in seen and len(words_of(said)) >= 6:
            yield Finding(Rule.INCOHERENT, Place("body", *span), {"why": "twice"})
            return
        seen.add(said)
    for span in letter.find(_CONTRADICTS) if letter.record.kind is Kind.FOLLOW_UP else ():
        yield Finding(
            Rule.INCOHERENT, Place("body", *letter.sentence_at(span.start)), {"why": "contradiction"}
        )
        return
    knots = letter.find(_CONNECTORS)
    for span in letter.sentences:
        if sum(span.start <= knot.start < span.end for knot in knots) >= _TANGLED:
            yield Finding(Rule.INCOHERENT, Place("body", *span), {"why": "tangled"})
            return
        if _breaks_off(letter, span):
            yield Finding(Rule.INCOHERENT, Place("body", *span), {"why": "broken_off"})
            return


def _breaks_off(letter: Letter, span: Span) -> bool:
    """ "Kalimat ini karena." and a paragraph that ends in "untuk" are cut off."""
    words = letter.low[slice(*span)].rstrip(".…!").split()
    return len(words) > 3 and words[-1] in _CUT_OFF


def _shouts(text: str, least: int) -> bool:
    if text.upper() != text:
        return False
    words = [word for word in WORD.findall(text) if len(word) > 1 and not word.isdigit()]
    return len(words) >= least and sum(map(len, words)) >= 12
