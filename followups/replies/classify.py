"""From the words of a reply to its label. Every rule that decides stands here, in the order it is asked."""

from datetime import timedelta

from careers.answers import Label
from followups.replies import machines, waiting
from followups.replies.evidence import CLEAR, LIKELY, Heard, Said, all_said, heard_in
from followups.replies.lexicon import LISTS
from followups.replies.message import LONGEST, Message, TooLarge, Words, is_forwarded
from followups.replies.reading import STOPS, Reading
from followups.texts.sentences import Span

_APPLYING = LISTS.phrases("applying")
_ON_HOLD = LISTS.phrases("on_hold")
# What the ear needs beside LIKELY and CLEAR: to speak against a list or a day, and against a receipt.
_PLAIN, _CERTAIN = 0.8, 0.9
# "Some months" are no deadline for somebody who was told that there is no news.
_LONG = timedelta(days=60)


def classify(message: Message) -> Reading:
    """Read a reply. Raises TooLarge beyond LONGEST characters.

    A label without any evidence is neutral_ack with little confidence: a person decides.
    """
    if len(message.body) + len(message.subject) > LONGEST:
        raise TooLarge
    reading = _read(Words(message))
    if is_forwarded(message) and reading.label in (Label.NEUTRAL_ACK, Label.UNRELATED):
        # The employer forwards something and says the news above it.
        above = _read(Words(message, note=True))
        return above if above.stop else reading
    return reading


def _read(words: Words) -> Reading:
    for ask in (_returned, _automatic, _about_something_else):
        found = ask(words)
        if found:
            return found
    return _by_what_is_said(words)


def _returned(words: Words) -> Reading | None:
    """The mail system speaks: it came back, or it is late."""
    from_daemon = machines.is_from_daemon(words)
    if machines.is_delay(words) and (from_daemon or machines.is_bounce(words)):
        return Reading(Label.UNRELATED, 0.95)
    if machines.is_bounce(words):
        place = _first_sentence(words)
        return Reading(Label.BOUNCE, 0.99 if from_daemon else 0.93, *place)
    return None


def _automatic(words: Words) -> Reading | None:
    """Nobody typed it. What it decides all the same (a no by the firm's system) is not lost."""
    by_header = machines.automatic_by_header(words)
    by_words = machines.automatic_by_words(words)
    if not by_header and not by_words:
        return None
    decided = [
        one
        for one in all_said(words)
        if one.label in (Label.REJECTION, Label.OFFER, Label.NEXT_STAGE_INVITATION)
    ]
    away = waiting.return_day(words)
    if decided and not away and not by_words:
        return Reading(decided[0].label, 0.75, *decided[0].sentence, conflicts=(Label.AUTO_REPLY,))
    if decided and not by_header and not away:
        return Reading(decided[0].label, 0.7, *decided[0].sentence, conflicts=(Label.AUTO_REPLY,))
    place = words.sentence_at(by_words[0][0]) if by_words else next(iter(words.sentences), None)
    start, end = (away.start, away.end) if away else (place or (None, None))
    if away:
        start, end = words.sentence_at(away.start)
    return Reading(
        Label.AUTO_REPLY,
        0.97 if by_header else 0.92,
        start,
        end,
        return_date=away.day if away else None,
        assumed=away.assumed if away else False,
        conflicts=tuple(one.label for one in decided),
    )


def _about_something_else(words: Words) -> Reading | None:
    """Newsletters and notices: nothing in them is about her application."""
    other = machines.speaks_of_other_things(words)
    about = words.find(_APPLYING)
    bulk = machines.is_bulk(words)
    if machines.is_reply(words) and not bulk:
        return None
    said = {one.label for one in all_said(words)}
    heard = heard_in(words)
    if not bulk and about and said & STOPS - {Label.NEXT_STAGE_INVITATION}:
        return None
    if not bulk and heard and heard.label in STOPS and heard.chance >= (CLEAR if about else _CERTAIN):
        return None
    # What sounds like a stop is not set aside unseen.
    others = (heard.label,) if heard and heard.label in STOPS else ()
    if bulk or other:
        sure = 0.95 if bulk or not about else 0.8
        place = words.sentence_at(other[0][0]) if other else _first_sentence(words)
        return Reading(Label.UNRELATED, sure, *place, conflicts=others)
    if not about and not said & {Label.OFFER, Label.REJECTION}:
        return Reading(Label.UNRELATED, 0.7 if said else 0.85, *_first_sentence(words), conflicts=others)
    return None


def _by_what_is_said(words: Words) -> Reading:
    """The lists first; the learned ear where they are silent, or heard less than it."""
    said = all_said(words)
    dated = waiting.wait(words, [one.sentence for one in said if one.label is Label.ASKED_TO_WAIT_UNTIL])
    if not dated or (dated.assumed and dated.day - words.message.received_on > _LONG):
        # "On hold; we update everyone by 15 January" is a dated wait; without the day it is a no for now.
        held = [words.sentence_at(span.start) for span in words.find(_ON_HOLD)]
        said += [Said(Label.DISCOURAGING_WAIT, sentence) for sentence in held]
        dated = dated if not held else None
    by_label: dict[Label, Said] = {}
    for one in said:
        by_label.setdefault(one.label, one)
    label = _weigh(by_label, bool(dated))
    # What the lists call a no, an offer or an invitation needs no second opinion.
    plain = label in by_label and label in STOPS - {Label.DISCOURAGING_WAIT}
    heard = None if plain else heard_in(words)
    if heard and _outweighs(heard, label if label in by_label else None, bool(dated)):
        return _by_ear(words, heard, label)
    if label is None:
        return Reading(Label.NEUTRAL_ACK, 0.4, *_first_sentence(words))
    others: tuple[Label, ...] = tuple(one for one in by_label if one not in (label, Label.NEUTRAL_ACK))
    confidence = 0.95 if not others else 0.75
    if heard and heard.label is not label and heard.label in STOPS:
        others, confidence = (*others, heard.label), min(confidence, 0.75)
    if label is Label.ASKED_TO_WAIT_UNTIL:
        if dated:
            return _wait(words, dated, confidence if label in by_label else 0.7, others)
        return Reading(label, 0.6, *by_label[label].sentence, conflicts=others)
    return Reading(label, confidence, *by_label[label].sentence, conflicts=others)


def _outweighs(heard: Heard, label: Label | None, dated: bool) -> bool:
    """Whether the ear counts more than the lists."""
    if dated and heard.label is Label.DISCOURAGING_WAIT:
        return False  # a day is named: it is a wait, however tired it sounds
    if label is None:
        return heard.chance >= (_PLAIN if dated else LIKELY)
    if label is Label.NEUTRAL_ACK or (label is Label.ASKED_TO_WAIT_UNTIL and not dated):
        machine = heard.label in (Label.AUTO_REPLY, Label.UNRELATED)
        return heard.label is not label and heard.chance >= (_CERTAIN if machine else CLEAR)
    if label is Label.DISCOURAGING_WAIT:
        # "Tidak usah menunggu lagi" may go on with good news.
        return heard.label in STOPS - {label} and heard.chance >= _PLAIN
    # "Gajinya ..., mohon ditandatangani paling lambat Jumat" is an offer, whatever its deadline.
    return label is Label.ASKED_TO_WAIT_UNTIL and heard.label in STOPS and heard.chance >= _PLAIN


def _by_ear(words: Words, heard: Heard, label: Label | None) -> Reading:
    """A reading that no list supports: less sure, however clear it sounds."""
    others = (label,) if label not in (None, Label.NEUTRAL_ACK, heard.label) else ()
    confidence = round(min(0.85, heard.chance * 0.9), 2)
    if heard.label is Label.ASKED_TO_WAIT_UNTIL:
        dated = waiting.wait(words, [heard.sentence])
        if dated:
            return _wait(words, dated, confidence, others)
    if heard.label is Label.AUTO_REPLY:
        away = waiting.return_day(words)
        day, assumed = (away.day, away.assumed) if away else (None, False)
        return Reading(
            heard.label, confidence, *heard.sentence, return_date=day, assumed=assumed, conflicts=others
        )
    return Reading(heard.label, confidence, *heard.sentence, conflicts=others)


def _first_sentence(words: Words) -> Span:
    return next(iter(words.sentences), Span(0, 0))


def _weigh(by_label: dict[Label, Said], dated: bool) -> Label | None:
    """Which of several labels counts."""
    if Label.REJECTION in by_label:
        # "Not for this post, but we would like to meet you for another" goes on.
        later = by_label.get(Label.NEXT_STAGE_INVITATION)
        return (
            Label.NEXT_STAGE_INVITATION
            if later and later.sentence.start > by_label[Label.REJECTION].sentence.start and not dated
            else Label.REJECTION
        )
    if Label.OFFER in by_label:
        return Label.OFFER
    if Label.NEXT_STAGE_INVITATION in by_label:
        return Label.NEXT_STAGE_INVITATION
    if Label.DISCOURAGING_WAIT in by_label:
        return Label.DISCOURAGING_WAIT
    if Label.ASKED_TO_WAIT_UNTIL in by_label:
        return Label.ASKED_TO_WAIT_UNTIL
    if dated:
        return Label.ASKED_TO_WAIT_UNTIL
    return Label.NEUTRAL_ACK if Label.NEUTRAL_ACK in by_label else None


def _wait(words: Words, dated: "waiting.Until", confidence: float, others: tuple[Label, ...]) -> Reading:
    return Reading(
        Label.ASKED_TO_WAIT_UNTIL,
        confidence,
        *words.sentence_at(dated.start),
        wait_until=dated.day,
        wait_days=dated.days,
        assumed=dated.assumed,
        conflicts=others,
    )
