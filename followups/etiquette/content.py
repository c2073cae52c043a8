"""What the letter says (rules E4-E10): who writes, the gentle question, interest, thanks."""

import re
from collections.abc import Iterator

from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import gaps
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.etiquette.record import Kind
from followups.texts.ear import Ear
from followups.texts.phrases import lines_of
from followups.texts.plain import name_words, words_of
from followups.texts.sentences import Span

_PACKAGE = "followups.etiquette"
_EAR = Ear("followups.etiquette")
# So likely counts as said; and no letter has more sentences worth hearing.
_LIKELY, _SENTENCES = 0.5, 40
_INTRO = LISTS.phrases("intro")
_BLUNT = LISTS.phrases("blunt")
_NEWS = LISTS.phrases("news")
_NEWS_WEAK = LISTS.phrases("news_weak")
_ASKS = LISTS.phrases("asking")
_ASKS_WEAK = LISTS.phrases("asking_weak")
# "I would be glad to contribute", "saya sungguh ingin mengajar": what follows is what she wishes to do.
_WISH = re.compile(
    r"\b(?:would|'d|will)\s(?:\w+\s){0,2}?(?:love|like|be(?:\s\w+)?\s(?:glad|happy|proud|delighted|honou?red|pleased|thrilled))\sto\s(\w+)|"
    r"\b(?:hope|wish|hoping|want)\s(?:\w+\s)?(?:to|that\si\s(?:can|may|will))\s(\w+)|"
    r"\b(?:peng[ei]n|ingin|mau|hendak)\s(?:sekali\s|banget\s|dapat\s|bisa\s)?(\w+)"
)
_ASKS_VERBS = frozenset(lines_of(_PACKAGE, "asks_verbs"))
_INTEREST = LISTS.phrases("interest")
_THANKS = LISTS.phrases("thanks")


# A gap for her own name is a PLACEHOLDER alone.
_OWN_GAPS = frozenset(["nama", "name", "anda", "your", "student", "mahasiswa"])


def intro_missing(letter: Letter) -> Iterator[Finding]:
    """The letter does not say who writes, before it comes to its purpose."""
    if any(letter.prose.start <= place < letter.prose.end
           for word in letter.student for place in letter.index.places.get(word, ())):  # fmt: skip
        return
    said = letter.text[slice(*letter.prose)]
    if set(name_words(said)) & set(letter.student) or letter.has(_INTRO):
        return
    if any(set(words_of(said[start:end])) & _OWN_GAPS for start, end in gaps(said)):
        return
    yield Finding(Rule.INTRO_MISSING, params={"name": letter.record.student_name})


def blunt_question(letter: Letter) -> Iterator[Finding]:
    """ "Was I accepted?" asks for a yes or no that the recruiter may not give yet (rule E7)."""
    places = [Place("body", *span) for span in letter.find(_BLUNT)]
    if places:
        yield Finding(Rule.BLUNT_QUESTION, places[0], more=tuple(places[1:]))


def status_question_missing(letter: Letter) -> Iterator[Finding]:
    """The gentle question for progress is the purpose of a follow-up (rule E8); other letters ask nothing."""
    if letter.record.kind is not Kind.FOLLOW_UP or asks_for_news(letter):
        return
    if not letter.nearly(_NEWS) and not _sounds(letter, "status"):
        yield Finding(Rule.STATUS_QUESTION_MISSING, params={"position": letter.record.position})


def asks_for_news(letter: Letter) -> bool:
    """Whether a sentence asks, however gently, how the selection stands."""
    for place, _end in letter.find(_NEWS):
        span = letter.sentence_at(place)
        if _is_question(letter, span) or letter.has(_ASKS, span) or letter.has(_ASKS_WEAK, span):
            return True
    # "Tahap berikutnya" and "your decision" are also named by somebody who asks for nothing.
    weak = (letter.sentence_at(place) for place, _end in letter.find(_NEWS_WEAK))
    return any(_is_question(letter, span) or letter.has(_ASKS, span) for span in weak)


def _is_question(letter: Letter, span: Span) -> bool:
    return letter.text[span.start : span.end].rstrip(" \"')").endswith("?")


def interest_missing(letter: Letter) -> Iterator[Finding]:
    """The letter does not say that she still wants to join (rule E9)."""
    if letter.record.kind is not Kind.FOLLOW_UP or letter.has(_INTEREST) or _wishes_to_work(letter):
        return
    if not letter.nearly(_INTEREST) and not _sounds(letter, "interest"):
        yield Finding(Rule.INTEREST_MISSING, params={"company": letter.record.company})


def _wishes_to_work(letter: Letter) -> bool:
    wished = (match[match.lastindex or 0] for match in _WISH.finditer(letter.low, *letter.prose))
    return any(verb not in _ASKS_VERBS for verb in wished)


def thanks_missing(letter: Letter) -> Iterator[Finding]:
    """No thanks for time and opportunity (rule E10)."""
    if letter.has(_THANKS) or letter.nearly(_THANKS):
        return
    if letter.closing and {"terima", "terimakasih", "thank", "thanks"} & set(
        words_of(letter.text[slice(*letter.closing)])
    ):
        return
    if not _sounds(letter, "thanks"):
        yield Finding(Rule.THANKS_MISSING)


def _sounds(letter: Letter, label: str) -> bool:
    """Whether a sentence sounds so though no list knows its words: a false alarm costs more trust than a miss."""
    return any(
        _EAR.sounds_like(letter.low[slice(*span)])[label] >= _LIKELY for span in letter.sentences[:_SENTENCES]
    )
