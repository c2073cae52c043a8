"""An answer that a person handed on, by pasting or forwarding it: read as the employer's own words."""

import re
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from careers.answers import Label
from followups.replies.classify import classify
from followups.replies.message import Message
from followups.replies.reading import Reading

# Somebody says that it is an answer, so its subject need not show it.
HANDED_ON = "Re:"
_LONGEST_QUOTE = 300
_ANSWERS = re.compile(r"\s*(?:\[[^\]]{1,20}\]\s*)?(?:re|bls|balas)\s*:", re.IGNORECASE)
_FORWARDS = re.compile(
    r"\s*(?:\[[^\]]{1,20}\]\s*)?(?:fwd?|fw|trs|tr|terusan|diteruskan|penerusan)\s*:", re.IGNORECASE
)
_FIELD = re.compile(
    r"[\s>*]{0,8}(from|dari|sent|dikirim|terkirim|date|tanggal|to|kepada|cc|subject|perihal|subjek|judul)"
    r"\s?\*?\s?:(.*)",
    re.IGNORECASE,
)
_SUBJECTS = ("subject", "perihal", "subjek", "judul")
# What may stand above the header of a mail that was forwarded and nothing else.
_MARK = re.compile(r"[\s>*_=-]{0,100}(?:.{0,30}(?:forwarded|pesan|surel).{0,40})?$", re.IGNORECASE)
_DECIDES_NOTHING = frozenset({Label.NEUTRAL_ACK, Label.UNRELATED})
# A header block stands near the top of what was forwarded.
_REACH = 60


class Answer(NamedTuple):
    """How an answer was read, and the words that decided it ("" where the headers did)."""

    reading: Reading
    quote: str


def read_answer(text: str, received_on: date, *, subject: str = HANDED_ON, forwarded: bool = False) -> Answer:
    """Read an employer's words; of a forwarded mail the one inside. `received_on` is the student's local day.

    `forwarded`: it is known to be a forward, also where only a block of header lines shows it.
    Raises TooLarge beyond LONGEST characters.
    """
    reading, body = classify(Message(subject, {}, text, received_on)), text
    if reading.label in _DECIDES_NOTHING:
        inner = _inside(text, anywhere=forwarded)
        if inner and inner.body:
            reading, body = classify(Message(inner.subject, {}, inner.body, received_on)), inner.body
    words = " ".join((reading.evidence(body) or "").split())
    return Answer(reading, words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE].rstrip() + "…")


def read_kept(text: str, received_on: date, *, mailed: bool = False) -> Answer:
    """Read an answer that was kept as one text; `mailed`: its subject stands above its words."""
    first, blank, rest = text.partition("\n\n")
    # A mail without a subject begins with a sentence or a salutation.
    if not mailed or not blank or "\n" in first or first.rstrip().endswith((".", ",", "!", "?")):
        return read_answer(text, received_on)
    answers = _ANSWERS.match(first)
    subject = first if answers else f"{HANDED_ON} {first}"
    return read_answer(rest, received_on, subject=subject, forwarded=bool(_FORWARDS.match(first)))


class _Inside(NamedTuple):
    """A mail inside a forwarded one."""

    subject: str
    body: str


def _inside(text: str, *, anywhere: bool) -> _Inside | None:
    """The mail under the first block of header lines; None if there is none, or it is history.

    Below somebody's own words such a block introduces history, unless the mail is known as a forward.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines[:_REACH]):
        found = _FIELD.match(line)
        if found and found[1].lower() in ("from", "dari"):
            fields = list(takewhile(bool, map(_FIELD.match, lines[number:])))
            if len(fields) < 2:
                continue
            subject = next((one[2] for one in fields if one and one[1].lower() in _SUBJECTS), "")
            body = "\n".join(re.sub(r"^\s*>\s?", "", one) for one in lines[number + len(fields) :])
            return _Inside(f"{HANDED_ON} {subject.strip()}", body.strip())
        if not anywhere and not _MARK.match(line):
            return None
    return None
