"""Until when: the day an employer names for the answer, or for being back."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from followups.replies.lexicon import LISTS
from followups.replies.message import Words
from followups.texts.periods import Deadline, deadlines
from followups.texts.sentences import Span

_ANSWERS = LISTS.phrases("answer_comes")
_HERS = LISTS.phrases("her_answer")
_BACK = re.compile(
    r"\b(?:back|return\w*|reopen\w*|re-open\w*|resum\w*|available\s+again|kembali|bekerja\s+lagi|buka\s+lagi|membalas\s+(?:\w+\s+){0,3}mulai)\b"
)
_BEGINS = re.compile(r"\b(?:masuk|aktif|beroperasi|mulai|dimulai|available|from|start\w*)\b")
_UNTIL = re.compile(
    r"\b(?:until|till|til|through|thru|to|up to|hingga|sampai(?:\s+dengan)?|s/d|s\.d\.|-|–)\s*(?:the\s+)?(?:hari\s+|tanggal\s+|tgl\s+)?$"
)
_AWAY = re.compile(
    r"\b(?:out\s+of\s+(?:the\s+)?office|away|leave|vacation|holiday|holidays|closed|travel\w*|cuti|libur\w*|tidak\s+(?:berada\s+)?di\s+(?:kantor|tempat)|"
    r"dinas|berhalangan|absen|ooo|sakit|umrah|haji|melahirkan|tutup|unavailable|off)\b"
)
_PAST = re.compile(
    r"\b(?:sejak|since|dated|tertanggal|pada\s+surel|your\s+(?:e-?mail|message|letter)\s+of|email\s+anda\s+tanggal|interview\s+on|wawancara\s+(?:pada|tanggal))\s*$"
)
# Nobody waits longer for an answer; such a day was read wrongly.
_FARTHEST = timedelta(days=400)


class Until(NamedTuple):
    """A day with its place; `days` if a duration was named; `assumed` for the end of a vague period."""

    start: int
    end: int
    day: date
    days: int | None
    assumed: bool


def wait(words: Words, asked: list[Span]) -> Until | None:
    """The day until which patience is asked: the latest named where an answer is spoken of."""
    spoken = [words.sentence_at(span.start) for span in words.find(_ANSWERS)]
    hers = {words.sentence_at(span.start) for span in words.find(_HERS)}
    likely = [span for span in dict.fromkeys([*asked, *spoken]) if span not in hers]
    found = [
        one
        for one in _days(words)
        if any(span.start <= one.start < span.end for span in likely) and one.day >= words.message.received_on
    ]
    # "One more to see on Thursday; we let you know before the end of the week": the day behind the promise.
    promised = [one for one in found if any(
        words.sentence_at(one.start).start <= word.start < one.start for word in words.find(_ANSWERS)
    )]  # fmt: skip
    # A day that was named counts before the end of a vague period.
    return max(promised or found, key=lambda one: (not one.assumed, one.day, -one.start), default=None)


def return_day(words: Words) -> Until | None:
    """The day somebody is back: beside "back" or "kembali" first, else where an absence ends."""
    received = words.message.received_on
    days = [one for one in _days(words) if received <= one.day]
    for pattern in (_BACK, _BEGINS):
        for place, one in enumerate(days):
            start = days[place - 1].end if place else 0
            before = words.low[max(start, words.sentence_at(one.start).start) : one.start]
            if any(len(before) - match.end() < 45 for match in pattern.finditer(before)):
                return one
    for one in days:
        sentence = words.sentence_at(one.start)
        if _BACK.search(words.low, one.end, min(sentence.end, one.end + 30)):
            return one  # "Besok saya sudah kembali"
    for one in reversed(days):
        sentence = words.sentence_at(one.start)
        before = words.low[sentence.start : one.start]
        if _AWAY.search(words.low, *sentence) and _UNTIL.search(before):
            return one
    return None


def _days(words: Words) -> list[Until]:
    received = words.message.received_on
    found = []
    for one in deadlines(words.low, received):
        if _PAST.search(words.low[max(0, one.start - 40) : one.start]) or one.day > received + _FARTHEST:
            continue
        found.append(_until(one))
    return found


def _until(one: Deadline) -> Until:
    return Until(one.start, one.end, one.day, one.days, one.assumed)
