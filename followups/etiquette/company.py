"""The company beside the record (rule E18): a letter that speaks of joining another was meant for somebody else."""

import re
from collections.abc import Iterator

from followups.etiquette import names
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, bare, words_of
from followups.texts.sentences import Span

_PACKAGE = "followups.etiquette"
_PLACES = frozenset(lines_of(_PACKAGE, "places"))
_NO_FIRM = frozenset(lines_of(_PACKAGE, "not_firms"))
_OF_THIS = re.compile(
    r"interview|wawancara|vacancy|position|posisi|lowongan|seleksi|selection|bergabung|joining"
)
_ELSEWHERE = LISTS.phrases("elsewhere")
_FIRM = re.compile(
    r"\b(?:PT\.?|CV\.?|UD\.?|PD\.?|Yayasan|RSUD|RSU|RSIA|RS\.?|Rumah\s+Sakit|Klinik|Hotel|Koperasi|Perum|Bank)\s+"
    r"((?:[A-Z][\w'&-]*(?:\.\w+)*|\(Persero\)|&)(?: +(?:[A-Z0-9][\w'&-]*(?:\.\w+)*|&|dan|\(Persero\)|of)){0,6})"
)
_NEAR_FIRM = re.compile(
    r"\b(?:bergabung\s+(?:dengan|di|bersama|ke)|berkontribusi\s+(?:di|bagi|untuk|pada|kepada|dalam)|bekerja\s+(?:di|untuk|pada|bersama)|"
    r"berkarier\s+di|berkarya\s+di|bagian\s+dari|keluarga\s+besar|menulis\s+bagi|berkembang\s+(?:di|bersama)|"
    r"kesempatan\s+di|posisi\s+di|interview\s+di|wawancara\s+di|seleksi\s+di|tim\s+di|proses\s+di|diwawancarai\s+(?:di|oleh)|"
    r"[Jj]oin(?:ing)?|contribut\w+\s+to|work(?:ing)?\s+(?:for|at|with)|part\s+of|(?:interest|interested)\s+in|career\s+(?:at|with)|"
    r"(?:role|position|post|opportunity|job|opening|team|interview|interviewed|process|selection|vacancy|future)\s+(?:at|with|within)|"
    r"enthusiasm\s+for|excited\s+about|keen\s+on|add\s+value\s+to|support|help|member\s+of)\s+(?:the\s+)?(?:tim\s+|team\s+at\s+|perusahaan\s+|keluarga\s+besar\s+)?"
    r"((?:[A-Z][\w'&-]*|&)(?: +(?:[A-Z0-9][\w'&-]*|&|of)){0,5})"
)
# The first words of the two patterns, where they are tried.
_FORMS = frozenset(
    [
        "pt",
        "cv",
        "ud",
        "pd",
        "yayasan",
        "rsud",
        "rsu",
        "rsia",
        "rs",
        "rumah",
        "klinik",
        "hotel",
        "koperasi",
        "perum",
        "bank",
    ]
)
_BESIDE = frozenset(
    [
        "bergabung",
        "berkontribusi",
        "bekerja",
        "berkarier",
        "berkarya",
        "bagian",
        "keluarga",
        "menulis",
        "berkembang",
        "kesempatan",
        "posisi",
        "interview",
        "wawancara",
        "seleksi",
        "tim",
        "proses",
        "diwawancarai",
        "join",
        "joining",
        "contribute",
        "contributing",
        "contributed",
        "work",
        "working",
        "part",
        "interest",
        "interested",
        "career",
        "role",
        "position",
        "post",
        "opportunity",
        "job",
        "opening",
        "team",
        "interviewed",
        "process",
        "selection",
        "vacancy",
        "future",
        "enthusiasm",
        "excited",
        "keen",
        "add",
        "support",
        "help",
        "member",
    ]
)


def company_wrong(letter: Letter) -> Iterator[Finding]:
    """The letter speaks of joining another firm: it was written for somebody else."""
    places: list[Place] = []
    for pattern, words, by_form in ((_FIRM, _FORMS, True), (_NEAR_FIRM, _BESIDE, False)):
        for part, match in letter.matches(pattern, words, prose_only=False):
            text = match.string
            place = Place(part, match.start(0) if by_form else match.start(1), match.end(1))
            if any(place.part == p.part and place.start < p.end and p.start < place.end for p in places):
                continue
            if _is_other_firm(letter, part, text, match, by_form):
                places.append(_trimmed(place, text))
    if places:
        params = {"company": letter.record.company}
        yield Finding(Rule.COMPANY_WRONG, places[0], params, (letter.record.company,), tuple(places[1:]))


def _is_other_firm(letter: Letter, part: str, text: str, match: "re.Match[str]", by_form: bool) -> bool:
    if part == "body" and not _in_letter(letter, match.start(1)):
        return False
    named = _words_of_firm(match[1])
    if not named or (not by_form and _is_no_firm(letter, named)):
        return False
    if by_form and match[0].lower().startswith(letter.record.position.lower()[: len(match[0])]):
        return False  # "Hotel Receptionist" is the position
    ours = letter.firm
    if all(any(names.near(word, one) for one in ours) for word in named) or set(ours) <= set(named):
        return False
    if "".join(named) in (names.initials(ours), "".join(ours)) or "".join(ours) == "".join(named):
        return False
    if not by_form and not ours:
        return False
    return not (part == "body" and _is_elsewhere(letter, match.start(1)))


def _in_letter(letter: Letter, place: int) -> bool:
    return letter.prose.start <= place < letter.prose.end or any(
        one.start <= place < one.end for one in letter.salutations
    )


def _words_of_firm(named: str) -> tuple[str, ...]:
    """The bare words up to a word that is no part of a firm's name."""
    kept: list[str] = []
    for match in WORD.finditer(named):
        word = bare(match[0]).removesuffix("'s")
        if word in ("dan", "and", "yang", "pada", "di") and not kept:
            break
        if word in names.LEGAL_FORMS:
            continue
        kept.append(word)
    while kept and kept[-1] in ("dan", "and", "of"):
        kept.pop()
    return tuple(kept)


def _is_no_firm(letter: Letter, named: tuple[str, ...]) -> bool:
    """Places, days, teams, people and positions also follow "at" and "join"."""
    if named[0] in _NO_FIRM or named[-1] in _NO_FIRM or named[0] in _PLACES or " ".join(named) in _PLACES:
        return True
    held = set(letter.position) | set(letter.recruiter) | set(letter.student)
    keyed = {names.bare_key(word) for word in named}
    return bool(keyed & held) and not keyed & set(letter.firm)


def _is_elsewhere(letter: Letter, place: int) -> bool:
    """Whether the sentence speaks of what she did before: a former internship is no slip."""
    span = letter.sentence_at(place)
    said = _ELSEWHERE.all(letter.index, *_clause(letter, span, place))
    # "Customer Success Intern" is the position she asks for, and no former post.
    return any(
        not set(words_of(letter.low[slice(*one)])) <= letter.own_words
        # "a graduate interviewed for the vacancy at X" speaks of this firm after all
        and not _OF_THIS.search(letter.low, one[1], max(one[1], place))
        for one in said
    )


def _clause(letter: Letter, span: Span, place: int) -> tuple[int, int]:
    """From the comma before the name to a little behind it: "lulusan X, yang mengikuti wawancara di Y"."""
    comma = max(letter.low.rfind(mark, span.start, place) for mark in ",;")
    return max(span.start, comma + 1), min(span.end, place + 60)


def _trimmed(place: Place, text: str) -> Place:
    said = text[place.start : place.end].rstrip(" .,&-")
    return Place(place.part, place.start, place.start + len(said))
