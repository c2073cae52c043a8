"""The salutation (rules E1-E2): there, formal, once, and to the right person."""

import re
from collections.abc import Iterator

from followups.etiquette import names
from followups.etiquette.findings import Finding, Place, Rule
from followups.etiquette.form import has_gap
from followups.etiquette.letter import Letter
from followups.etiquette.lexicon import LISTS
from followups.etiquette.opening import Salutation
from followups.texts.phrases import lines_of
from followups.texts.plain import WORD, bare

_FAMILIAR = frozenset(lines_of("followups.etiquette", "familiar"))
_ASIDE = names.TITLES | _FAMILIAR
_ADDRESSING = frozenset(lines_of("followups.etiquette", "addressing"))
_OFFICES = frozenset(lines_of("followups.etiquette", "offices"))
_MALE = re.compile(
    r"\b(?:bapak|bpk|pak|mr|sir|tuan)\b(?!\s*[./]?\s*(?:/|atau|or|dan)\s*(?:ibu|bu|mrs|ms|madam))",
    re.IGNORECASE,
)
_FEMALE = re.compile(
    r"(?<!/)(?<!/ )(?<!\batau )\b(?:ibu|bu|mrs|ms|miss|madam|nyonya|nona)\b(?!\s*/)", re.IGNORECASE
)
_MALE_IN_PROSE = LISTS.phrases("bapak_in_prose")
_FEMALE_IN_PROSE = LISTS.phrases("ibu_in_prose")
_CUTS = re.compile(r"[,;:!()\n]|\s-\s|\bselaku\b|\bsebagai\b|\bdari\b|\bdi\b|\bfrom\b|\bat\b", re.IGNORECASE)
# A salutation in the middle of a letter: a line of its own that ends in a comma.
_AGAIN = re.compile(r"(?:dear|kepada|yth\.?|yang terhormat)\b[^,.!?]{0,60}[,:]", re.IGNORECASE)
_DOTTED, _AFTER_DOT = re.compile(r"\.\w"), re.compile(r"\b\w\.\s?$")
_ORPHAN = re.compile(r"\s*(?:kepada|kpd|yth|kepada\s+yth|yang\s+terhormat|dear)[.,:]?\s*$", re.IGNORECASE)


def salutation_missing(letter: Letter) -> Iterator[Finding]:
    """The letter begins without addressing anybody."""
    if not letter.salutations:
        yield Finding(Rule.SALUTATION_MISSING, params={"name": letter.record.recruiter_name})


def salutation_informal(letter: Letter) -> Iterator[Finding]:
    """ "Hai Kak" or "Hey Josh": too familiar for a recruiter."""
    for one in letter.salutations:
        said = _words(letter, one)
        # "Andi Wijaya, MBA" holds a degree and nobody's elder sister.
        degrees = {bare(word) for word in WORD.findall(letter.text[one.start : one.end]) if word.isupper()}
        casual_hi = one.starts_with == "hi" and not (said[:1] == ["hello"] and _has_title(letter, one))
        if casual_hi or set(said) & _FAMILIAR - set(letter.recruiter) - degrees:
            yield Finding(
                Rule.SALUTATION_INFORMAL, _place(letter, one), {"name": letter.record.recruiter_name}
            )
            return


def salutation_wrong_name(letter: Letter) -> Iterator[Finding]:
    """The salutation names somebody else, or misspells the name."""
    if not letter.recruiter:
        return
    for one in letter.salutations:
        named = _names_in(letter, one)
        strange = [word for word in named if not names.known(word, letter.recruiter)]
        if strange and not set(letter.recruiter) <= set(named):
            name = letter.record.recruiter_name
            yield Finding(Rule.SALUTATION_WRONG_NAME, _place(letter, one), {"name": name})
            return


def salutation_wrong_gender(letter: Letter) -> Iterator[Finding]:
    """ "Ibu" for a man or "Mr" for a woman; nothing is said where the record does not know."""
    gender = letter.record.recruiter_gender
    if gender not in ("female", "male"):
        return
    wrong, in_prose = (_MALE, _MALE_IN_PROSE) if gender == "female" else (_FEMALE, _FEMALE_IN_PROSE)
    right = _FEMALE if gender == "female" else _MALE
    params = {"gender": gender, "name": letter.record.recruiter_name}
    for one in letter.salutations:
        text = letter.text[one.start : one.end]
        if wrong.search(text) and not right.search(text):
            yield Finding(Rule.SALUTATION_WRONG_GENDER, _place(letter, one), params)
            return
    for span in letter.find(in_prose):
        after = letter.text[span.end : span.end + 30]
        if re.match(r"\s*(?:/|dan |atau |[A-Z]\w)", after):
            continue  # both, or somebody else by name
        yield Finding(Rule.SALUTATION_WRONG_GENDER, Place("body", *span), params)
        return


def salutation_duplicate(letter: Letter) -> Iterator[Finding]:
    """Two salutations: one of them was left over from another mail."""
    if len(letter.salutations) > 1:
        yield Finding(Rule.SALUTATION_DUPLICATE, _place(letter, letter.salutations[1]))
        return
    for start, end in letter.lines:
        line = letter.text[start:end].strip()
        if start >= letter.prose.start and end <= letter.prose.end and _AGAIN.fullmatch(line):
            yield Finding(Rule.SALUTATION_DUPLICATE, Place("body", *_trimmed(letter.text, start, end)))
            return


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    return start, start + len(said.strip())


def _place(letter: Letter, one: Salutation) -> Place:
    text = letter.text[one.start : one.end]
    stripped = text.strip()
    start = one.start + len(text) - len(text.lstrip())
    return Place("body", start, start + len(stripped))


def _words(letter: Letter, one: Salutation) -> list[str]:
    return [bare(word) for word in WORD.findall(letter.text[one.start : one.end])]


def _has_title(letter: Letter, one: Salutation) -> bool:
    return any(
        word in names.TITLES and word not in _FAMILIAR for word in _words(letter, one) if len(word) > 1
    )


def _names_in(letter: Letter, one: Salutation) -> list[str]:
    """The bare words of a salutation that must be a person's name."""
    text = letter.text[one.start : one.end]
    if has_gap(text):
        return []
    other = set(letter.firm) | set(letter.position) | names.LEGAL_FORMS
    for piece in _pieces(text):
        words = _given(piece)
        named = [bare(word) for word in words]
        kept = [
            word
            for given, word in zip(words, named, strict=True)
            if word not in _ASIDE
            and len(word) > 1
            and word not in _ADDRESSING
            and (given[:1].isupper() or word in letter.recruiter)
        ]
        kept = [part for word in kept for part in word.removesuffix("-san").split("-")]
        if not kept:
            continue
        if any(word in other and word not in letter.recruiter for word in kept) or set(named) & _OFFICES:
            continue
        return kept
    return []


def _pieces(text: str) -> list[str]:
    """The salutation cut at commas, line ends and words that lead away from the name."""
    return [piece for piece in _CUTS.split(text) if piece.strip() and not _ORPHAN.fullmatch(piece)]


def _given(piece: str) -> list[str]:
    """The words of a piece without degrees: "S.Psi." and "M.M." are no names."""
    return [
        match[0]
        for match in WORD.finditer(piece)
        if not (_DOTTED.match(piece, match.end()) or _AFTER_DOT.search(piece, 0, match.start()))
    ]
