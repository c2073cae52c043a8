"""A reply as it came, and the part of it that its writer wrote now."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from followups.texts.closings import CLOSINGS
from followups.texts.phrases import Index, Phrases
from followups.texts.plain import joined, lower, plain
from followups.texts.quoting import forwarded_from, history
from followups.texts.sentences import Span, sentences

# A mail of a person is far shorter; of a longer one only this much is looked at.
LONGEST = 100_000
_CLOSING = re.compile(rf"\s*(?:{CLOSINGS})\s*[,.!]?\s*$", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"\s*(?:--\s*$|__+\s*$|sent\s+from\s+(?:my|outlook|yahoo|mail)|sent\s+via\b|dikirim\s+(?:dari|melalui|lewat)\b|get\s+outlook\s+for|"
    r"terkirim\s+dari|from\s+my\s+(?:iphone|phone|samsung)|disclaimer\b|confidentiality\b|(?:this|the)\s+(?:e-?mail|message)\b.{0,60}(?:confidential|intended|privileged)|"
    r"(?:pesan|surel|email|e-mail)\s+ini\b.{0,60}(?:rahasia|ditujukan|confidential)|please\s+consider\s+the\s+environment)",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"\s*(?:dear|hi|hello|hey|halo|hai|kepada|yth|good\s+(?:morning|afternoon|evening|day)|selamat\s+(?:pagi|siang|sore|malam)|"
    r"assalam\S*|greetings|saudara|sdr|mas|mbak|kak)\b[^\n.!?]{0,80}[,:!]?\s*$",
    re.IGNORECASE,
)  # fmt: skip


class TooLarge(ValueError):
    """The body has more than LONGEST characters."""


class Message(NamedTuple):
    """A mail from the employer: `headers` by name, `received_on` the student's local day."""

    subject: str
    headers: Mapping[str, str]
    body: str
    received_on: date


class Words:
    """The writer's own words: history, forwarded notes and signature are left out. Places are the body's."""

    def __init__(self, message: Message):
        self.message = message
        self.text = _own(plain(message.body))
        self.low = lower(joined(self.text))
        self.index = Index(self.low)
        self.subject = lower(plain(message.subject).replace("\n", " "))
        self.subject_index = Index(self.subject)

    @cached_property
    def sentences(self) -> list[Span]:
        """Sentences, lines of a list among them."""
        return sentences(self.text, 0, len(self.text))

    def find(self, phrases: Phrases) -> list[Span]:
        """All places of these phrases."""
        return [Span(*found) for found in phrases.all(self.index)]

    def sentence_at(self, place: int) -> Span:
        """The sentence around a place."""
        whole = Span(0, len(self.text))
        return next((one for one in self.sentences if one.start <= place < one.end), whole)

    def in_subject(self, phrases: Phrases) -> bool:
        """Whether one of the phrases stands in the subject."""
        return phrases.stands(self.subject_index)


def _own(text: str) -> str:
    lines = text.split("\n")
    begin = forwarded_from(lines)
    old = history(lines[begin:])
    kept = [" " * len(line) for line in lines[:begin]]
    kept += [" " * len(line) if was else line for line, was in zip(lines[begin:], old, strict=True)]
    for number in _not_said(kept):
        kept[number] = " " * len(kept[number])
    return "\n".join(kept)


def _not_said(lines: list[str]) -> list[int]:
    """Numbers of the lines that are salutation or signature."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    blank: list[int] = []
    if len(filled) > 1 and _SALUTATION.fullmatch(lines[filled[0]]):
        blank.append(filled[0])
    for place, number in enumerate(filled):
        ends_here = _SIGNATURE.match(lines[number]) and place > 0
        if ends_here or (place > 0 and len(filled) - place <= 9 and _CLOSING.fullmatch(lines[number])):
            return blank + filled[place:]
    for number in filled[1:]:
        if " | " in lines[number] and len(lines[number]) < 120:
            blank.append(number)
    return blank
