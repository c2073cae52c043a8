"""The tone (rules E1, E11-E14, C1): formal, patient, composed, by e-mail only."""

import re
from collections.abc import Iterator

from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.texts.sentences import Span

_SLANG = LISTS.phrases("slang")
_DEMANDS = LISTS.phrases("demanding")
_DESPERATE = LISTS.phrases("desperate")
_CHANNELS = LISTS.phrases("channels")
_BY_PHONE_HELD = re.compile(r"(?:wawancara|interview|diwawancarai|interviewed|seleksi|tes|berbicara|spoke|talked|conversation|pembicaraan)"
                            r"[^.!?]{0,40}$")  # fmt: skip
_MARKS = re.compile(r"[!?]{2,}|(?:!\s){2,}")
_EMOTICONS = re.compile(r"(?<!\S)(?:[:;]-?[)(DPpO*]|<3|\^_\^)(?!\S)")
_PICTURES = re.compile(
    "[\U0001f300-\U0001faff\u2600-\u27bf\U0001f1e6-\U0001f1ff]\ufe0f?(?:[\U0001f3fb-\U0001f3ff])?"
)


def informal_language(letter: Letter) -> Iterator[Finding]:
    """Slang, chat abbreviations, emoticons, "??": never TYPO, always too familiar."""
    own = letter.own_words
    spans = [
        span
        for span in letter.find(_SLANG)
        if letter.low[slice(*span)] not in own and not set(letter.low[slice(*span)].split()) <= own
    ]  # fmt: skip
    said = letter.text[slice(*letter.prose)]
    for pattern, signs in ((_MARKS, "!?"), (_EMOTICONS, ":;<^")):
        if any(sign in said for sign in signs):
            spans += [Span(*match.span()) for match in pattern.finditer(letter.text, *letter.prose)]
    if not said.isascii():
        spans += [Span(*match.span()) for match in _PICTURES.finditer(letter.text, *letter.prose)]
    yield from _one(Rule.INFORMAL_LANGUAGE, spans)


def demanding_tone(letter: Letter) -> Iterator[Finding]:
    """Pressing, setting deadlines, accusing (rule E11)."""
    yield from _one(Rule.DEMANDING_TONE, letter.find(_DEMANDS))


def desperate_tone(letter: Letter) -> Iterator[Finding]:
    """Begging, or putting one's troubles on the recruiter (rule E12)."""
    yield from _one(Rule.DESPERATE_TONE, letter.find(_DESPERATE))


def channel_request(letter: Letter) -> Iterator[Finding]:
    """Asks for the phone or a chat, or announces a call: follow-ups are e-mail only (rules C1-C2)."""
    spans = [span for span in letter.find(_CHANNELS) if not _tells_of_interview(letter, span)]
    yield from _one(Rule.CHANNEL_REQUEST, spans)


def _tells_of_interview(letter: Letter, span: Span) -> bool:
    """ "The interview by phone on 3 August" tells how it was held."""
    start = max(letter.sentence_at(span.start).start, span.start - 60)
    return bool(_BY_PHONE_HELD.search(letter.low, start, span.start))


def _one(rule: Rule, spans: list[Span]) -> Iterator[Finding]:
    places = [Place("body", *span) for span in sorted(spans)]
    if places:
        yield Finding(rule, places[0], more=tuple(places[1:]))
