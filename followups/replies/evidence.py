"""What speaks for a label: the phrases that are said and meant, and what a sentence sounds like."""

from typing import NamedTuple

from careers.answers import Label
from followups.replies.lexicon import LISTS
from followups.replies.message import Words
from followups.replies.reading import STOPS
from followups.texts.ear import Ear
from followups.texts.phrases import Phrases
from followups.texts.sentences import Span

_EAR = Ear("followups.replies")
# What it calls a sentence that decides nothing.
_NONE = "none"
_CONDITION = LISTS.phrases("conditions")
_NEGATION = LISTS.phrases("negations")
_RECEIVED = LISTS.phrases("things_received")
# The order is that of precedence where one mail says several things.
_LISTS: dict[Label, Phrases] = {
    label: LISTS.phrases(label.value)
    for label in (
        Label.REJECTION,
        Label.OFFER,
        Label.NEXT_STAGE_INVITATION,
        Label.DISCOURAGING_WAIT,
        Label.ASKED_TO_WAIT_UNTIL,
        Label.NEUTRAL_ACK,
    )
}
# Chances from which the learned ear is listened to; clear is what outweighs a vague list.
LIKELY, CLEAR = 0.5, 0.65
# A recruiter decides in the first sentences; a mail of hundreds is not read to its end.
_SENTENCES = 60


class Said(NamedTuple):
    """A label with the sentence it was read from."""

    label: Label
    sentence: Span


class Heard(NamedTuple):
    """A label with the sentence that sounds like it, and the chance that it is so."""

    label: Label
    sentence: Span
    chance: float


def all_said(words: Words) -> list[Said]:
    """All labels the words speak for, in the order of the lists."""
    found: list[Said] = []
    for label, phrases in _LISTS.items():
        for span in words.find(phrases):
            sentence = words.sentence_at(span.start)
            if _holds(words, label, span, sentence):
                found.append(Said(label, sentence))
    return found


def _holds(words: Words, label: Label, span: Span, sentence: Span) -> bool:
    """Whether the phrase is meant: not under a condition, not denied just before."""
    if label in (Label.NEUTRAL_ACK, Label.ASKED_TO_WAIT_UNTIL, Label.DISCOURAGING_WAIT):
        return True
    condition = _CONDITION.first(words.index, sentence.start, sentence.end)
    if condition and condition.start < span.start and "," not in words.low[span.end : sentence.end]:
        before = words.low[condition.end : span.start]
        if len(before) < 60:
            return False
    if label is Label.OFFER and "diterima" in words.low[span.start : span.end]:
        start = max(sentence.start, span.start - 20)
        if _RECEIVED.stands(words.index, start, span.end):
            return False  # "Lamaran Anda telah diterima" is a receipt
    if label in (Label.OFFER, Label.NEXT_STAGE_INVITATION):
        start = max(sentence.start, span.start - 40)
        return not _NEGATION.stands(words.index, start, span.start)
    return True


def heard_in(words: Words) -> Heard | None:
    """What the mail sounds like: its clearest sentence that decides anything, a stop before the rest."""
    found: list[Heard] = []
    for sentence in words.sentences[:_SENTENCES]:
        condition = _CONDITION.first(words.index, *sentence)
        if condition and condition.start - sentence.start < 3:
            continue  # "Those who are not selected ..." speaks of nobody yet
        chances = _EAR.sounds_like(words.low[slice(*sentence)])
        name = max(chances, key=lambda one: chances[one])
        if name != _NONE and chances[name] >= LIKELY:
            found.append(Heard(Label(name), sentence, chances[name]))
    clear = [one for one in found if one.label in STOPS and one.chance >= CLEAR]
    return max(clear or found, key=lambda one: (one.label is not Label.NEUTRAL_ACK, one.chance), default=None)
