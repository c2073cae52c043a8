"""Facts of the letter beside the record (rules E6, E18): position, interview date, company."""

import re
from collections.abc import Iterator
from datetime import date

from followups.etiquette import names
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import PLACEHOLDER_LIKE
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.etiquette.record import Kind
from followups.texts.dates import DayNamed, days_named
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, bare, words_of
from followups.texts.sentences import Span

_PACKAGE = "followups.etiquette"
_PLACES = frozenset(lines_of(_PACKAGE, "places"))
_NO_FIRM = frozenset(lines_of(_PACKAGE, "not_firms"))
_ELSEWHERE = LISTS.phrases("elsewhere")
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
# The words after these are a position; capitals show how far it goes.
_POSITION_AFTER = re.compile(
    r"\b(?:[Pp]osisi|[Jj]abatan|[Ll]owongan|[Pp]osition\s+(?:of|as)|[Rr]ole\s+(?:of|as)|[Kk]andidat(?:\s+untuk)?|[Pp]elamar|[Cc]andidate\s+for(?:\s+the)?|"
    r"[Aa]pplication\s+for(?:\s+the)?|[Ii]nterview(?:ed|ing)?\s+for(?:\s+the)?|[Pp]rogram|(?:sebagai|as)\s+(?:an?\s+)?)\s+"
    r"((?:[A-Z][\w'&/-]*|of|and|dan|&|-)(?: +(?:[A-Z][\w'/-]*|\d+|of|and|dan|&)){0,5})"
)
_POSITION_BEFORE = re.compile(
    r"\b(?:[Tt]he|[Yy]our|[Aa]|[Tt]his)\s+((?:[A-Z][\w'&/-]*)(?: +(?:[A-Z][\w'/-]*|of|and|&)){0,5})\s+"
    r"(?:position|role|post|vacancy|job|opening|internship|opportunity)\b"
)
_STOPS_POSITION = frozenset(
    [
        "pt",
        "cv",
        "ud",
        "rs",
        "yth",
        "bapak",
        "ibu",
        "pada",
        "di",
        "senin",
        "selasa",
        "rabu",
        "kamis",
        "jumat",
        "sabtu",
        "minggu",
        "januari",
        "februari",
        "maret",
        "april",
        "mei",
        "juni",
        "juli",
        "agustus",
        "september",
        "oktober",
        "november",
        "desember",
        "january",
        "february",
        "march",
        "may",
        "june",
        "july",
        "august",
        "october",
        "december",
        "interview",
        "wawancara",
        "saya",
        "staffing",
        "selection",
        "tersebut",
        "ini",
    ]
)
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


def position_missing_or_wrong(letter: Letter) -> Iterator[Finding]:
    """The letter names another position than the record, or none."""
    params = {"position": letter.record.position}
    wrong = _strange_position(letter)
    if wrong:
        yield Finding(Rule.POSITION_WRONG, wrong[0], params, (letter.record.position,), tuple(wrong[1:]))
        return
    if not any(names_position(text, letter.position) for text in (letter.low, letter.subject_low)):
        yield Finding(Rule.POSITION_MISSING, params=params)


def names_position(low: str, position: tuple[str, ...]) -> bool:
    """Whether the text names this position: whole, by most of its words, in the other language, or shortened."""
    words = [names.bare_key(word) for word in WORD.findall(low.replace("-", " "))]
    held = set(words)
    there = [
        word
        for word in position
        if word in held or any(names.near(word, one) for one in held if one[:1] == word[:1])
    ]
    if len(there) == len(position) or (len(position) > 2 and len(there) * 3 >= len(position) * 2):
        return True
    short = names.initials(position)
    return len(short) > 1 and short in held


def _strange_position(letter: Letter) -> list[Place]:
    """Where a position is named that is not the record's."""
    found = []
    for part, text in (("subject", letter.subject), ("body", letter.flow)):
        for pattern in (_POSITION_AFTER, _POSITION_BEFORE):
            for match in pattern.finditer(text):
                if part == "body" and not letter.prose.start <= match.start() < letter.prose.end:
                    continue
                if re.match(r"(?i)sebagai|as\b|program", match[0]) and not names_position(
                    match[1].lower(), letter.position
                ):
                    continue  # "sebagai Mahasiswa Teknik": her own trade, not the one she asks for
                end = _end_of_position(letter, text, match)
                if end > match.start(1) and _is_strange(letter, text[match.start(1) : end]):
                    found.append(Place(part, match.start(1), end))
    return found


def _end_of_position(letter: Letter, text: str, match: "re.Match[str]") -> int:
    end = match.start(1)
    for word in WORD.finditer(text, match.start(1), match.end(1)):
        low = bare(word[0])
        if low in _STOPS_POSITION or (
            low in letter.own_words and low not in words_of(letter.record.position)
        ):
            break
        if re.search(r"[.,;:!?]", text[end : word.start()]) and end > match.start(1):
            break
        end = word.end()
    return end


def _is_strange(letter: Letter, named: str) -> bool:
    words = names.position(named)
    if not words or all(word in names.firm(letter.record.company) for word in words):
        return False
    if names.initials(letter.position) == "".join(words):
        return False
    strange = [w for w in words if not any(names.near(w, one) for one in letter.position)]
    return bool(strange) and not set(letter.position) <= set(words)


def date_missing_or_wrong(letter: Letter) -> Iterator[Finding]:
    """The letter names another day of the interview than the record, or none."""
    meant = letter.record.interview_date
    params = {"date": meant}
    wrong: list[Place] = []
    right = False
    for part, text in (("subject", letter.subject), ("body", letter.flow)):
        for named in days_named(text):
            if PLACEHOLDER_LIKE.search(text, max(0, named.start - 2), named.end + 2):
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


def company_wrong(letter: Letter) -> Iterator[Finding]:
    """The letter speaks of joining another firm: it was written for somebody else."""
    places: list[Place] = []
    for pattern, by_form in ((_FIRM, True), (_NEAR_FIRM, False)):
        for part, text in (("subject", letter.subject), ("body", letter.flow)):
            for match in pattern.finditer(text):
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
    return any(not set(words_of(letter.low[slice(*one)])) <= letter.own_words for one in said)


def _clause(letter: Letter, span: Span, place: int) -> tuple[int, int]:
    """From the comma before the name to a little behind it: "lulusan X, yang mengikuti wawancara di Y"."""
    comma = max(letter.low.rfind(mark, span.start, place) for mark in ",;")
    return max(span.start, comma + 1), min(span.end, place + 60)


def _trimmed(place: Place, text: str) -> Place:
    said = text[place.start : place.end].rstrip(" .,&-")
    return Place(place.part, place.start, place.start + len(said))
