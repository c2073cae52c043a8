"""The day of the interview beside the record (rules E6, E18), in every usual spelling."""

import re
from collections.abc import Iterator
from datetime import date

from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import has_gap
from followups.etiquette.letter import Letter
from followups.etiquette.record import Kind
from followups.texts.dates import DayNamed, days_named

_OPENS = ("[", "{", "<", "(")
_OF_INTERVIEW = re.compile(
    r"\b(?:di)?(?:wawancara\w*|interview\w*|intervi\w*|seleksi|selection|tes\b|test\b|psikotes|spoke\b|speak|talked|met\b|meet|"
    r"chatted|bertemu|berbincang|berdiskusi|sesi|session|conversation|discussion|panel|walk-in|mengikuti|"
    r"attended|assessment)"
)
_OF_OTHER = re.compile(
    r"\b(?:surel|email|e-mail|mail|surat|pesan|note|message|menulis|mengirim\w*|dikirim\w*|kirim\w*|wrote|write|written|sent|send|"
    r"follow[\s-]up|menghubungi|janji\w*|dijanjikan|promise\w*|menyampaikan|disampaikan|diumumkan|pengumuman|"
    r"announce\w*|jadwal|deadline|batas|paling\s+lambat|sebelum|before|until|by|hingga|sampai|start\w*|mulai|"
    r"graduat\w*|lulus|wisuda|available|tersedia|born|lahir|expected?|said|told|indicated|mentioned|balas\w*|reply|"
    r"replied|answer\w*|hear|hubungi|kabar\w*|informasi\w*|lamaran|application|applied|melamar|aplikasi)\b"
)


def date_missing_or_wrong(letter: Letter) -> Iterator[Finding]:
    """The letter names another day of the interview than the record, or none."""
    meant = letter.record.interview_date
    params = {"date": meant}
    wrong: list[Place] = []
    right = False
    for part, text in (("subject", letter.subject), ("body", letter.flow)):
        for named in days_named(text):
            if text[max(0, named.start - 1) : named.start] in _OPENS and has_gap(
                text[max(0, named.start - 2) : named.end + 2]
            ):
                continue
            if _is(named, meant):
                right = True
                if named.weekday is not None and named.weekday != meant.weekday():
                    wrong.append(Place(part, named.start, named.end))
            elif _is_of_interview(letter, part, text, named):
                wrong.append(Place(part, named.start, named.end))
    if wrong:
        yield Finding(Rule.DATE_WRONG, wrong[0], params, more=tuple(wrong[1:]))
        return
    if not right and not _names_day_otherwise(letter, meant) and not _recent_enough(letter):
        yield Finding(Rule.DATE_MISSING, params=params)


def _is(named: DayNamed, meant: date) -> bool:
    """Whether a day in the text is this one; "8/19/2026" is read as Americans write it if it must be."""
    if named.year is not None and named.year != meant.year:
        return False
    if (named.day, named.month) == (meant.day, meant.month):
        return True
    return named.numeric and (named.month, named.day) == (meant.day, meant.month)


def _is_of_interview(letter: Letter, part: str, text: str, named: DayNamed) -> bool:
    """Whether the words around a day say that it is the interview's: the nearest word decides."""
    if part == "body":
        if not letter.prose.start <= named.start < letter.prose.end:
            return False
        start, end = letter.sentence_at(named.start)
        low = letter.low
    else:
        start, end, low = 0, len(text), letter.subject_low
    before, after = low[start : named.start], low[named.end : end]
    ours = _distance(_OF_INTERVIEW, before, after)
    other = _distance(_OF_OTHER, before, after)
    if other < ours:
        return False
    return ours < 400


def _distance(pattern: "re.Pattern[str]", before: str, after: str) -> int:
    """Characters from a day to the nearest of these words; those before it count more than those after."""
    last = None
    for match in pattern.finditer(before):
        last = match
    back = len(before) - last.end() if last else 10_000
    ahead = pattern.search(after)
    return min(back, 20 + 2 * ahead.start() if ahead else 10_000)


def _names_day_otherwise(letter: Letter, meant: date) -> bool:
    """ "tanggal 12 lalu" or "the 12th": the day alone."""
    pattern = rf"\b(?:tanggal|tgl\.?|the)\s+{meant.day}(?:st|nd|rd|th)?\b(?!\s*[:.]\d)"
    return re.search(pattern, letter.low) is not None


def _recent_enough(letter: Letter) -> bool:
    """A thank-you note goes out within a day: "today" says which interview is meant."""
    if letter.record.kind is Kind.CLOSING:
        return True
    return letter.record.kind is Kind.THANK_YOU and bool(
        re.search(r"\b(?:hari ini|kemarin|tadi|today|yesterday|this morning|this afternoon)\b", letter.low)
    )
