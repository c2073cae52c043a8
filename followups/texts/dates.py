"""Calendar days as people write them, in Indonesian and English: where they stand in a text. Pure.

"12 Agustus", "Aug 12th, 2026", "Rabu 12/8/26"; the day comes first, as in Indonesia and Britain.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from followups.texts.plain import lower

_MONTHS = {
    1: "januari january jan", 2: "februari february pebruari feb", 3: "maret march mar",
    4: "april apr", 5: "mei may", 6: "juni june jun", 7: "juli july jul",
    8: "agustus august agust agu agt ags aug", 9: "september sept sep", 10: "oktober october okt oct",
    11: "november nopember nov nop", 12: "desember december des dec",
}  # fmt: skip
MONTHS = {name: number for number, names in _MONTHS.items() for name in names.split()}
_DAYS = {
    0: "senin monday mon sen", 1: "selasa tuesday tues tue sel", 2: "rabu wednesday wed rab",
    3: "kamis thursday thurs thur thu kam", 4: "jumat jum'at jum’at jumaat friday fri jum",
    5: "sabtu saturday sat sab", 6: "minggu ahad sunday sun",
}  # fmt: skip
WEEKDAYS = {name: number for number, names in _DAYS.items() for name in names.split()}


def either(names: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


MONTH, WEEKDAY = either(MONTHS), either(WEEKDAYS)
_YEAR = r"(?:(?P<year>\d{4})|['’](?P<short>\d{2}))"
_FORMS = (
    # 12 Agustus 2026, Wed 12 Aug '26, the 12th of August, 12-Agu-2026
    (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?"
        rf"(?P<month>{MONTH})\b\.?(?:,?[\s-]+{_YEAR}\b)?"
    ),
    # August 12th, 2026
    (
        rf"\b(?P<month>{MONTH})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:.]\d)"
        rf"(?:,?\s+{_YEAR}\b)?"
    ),
    # 2026-08-12
    r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b",
    # 12/08/2026, 12-8-26, 12.08.2026: the day first, as in Indonesia and Britain
    r"\b(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?:(?P<year>\d{4})|(?P<short>\d{2}))\b",
    # 12/8
    r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})\b(?![/\d])",
)
_NAMED = [re.compile(form) for form in _FORMS]
# By their numbers in `_FORMS`; "12-Agu-2026" is a wordy one though a mark follows its first number.
_WORDY = [(0, _NAMED[0])]
_NUMERIC = [(number, form) for number, form in enumerate(_NAMED) if number != 1]
_FROM_MONTH = _NAMED[1]
_DIGITS = re.compile(r"(?<!\w)\d{1,4}")
_LINKS = ("the", "tanggal", "tgl", "tgl.", "hari")
# No day is written wider: "Wednesday, the 12th of September, 2026".
_REACH = 40


class DayNamed(NamedTuple):
    """A calendar day in a text: its place, and what is said of it (year and weekday may be left out).
    `numeric`: the month was a number, so that Americans may have put it first."""

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None
    numeric: bool = False

    def near(self, moment: date) -> date | None:
        """The day meant by somebody who writes at that time; None if there is no such day."""
        years = (self.year,) if self.year else (moment.year - 1, moment.year, moment.year + 1)
        found = [day for year in years if (day := day_of(year, self.month, self.day))]
        return min(found, key=lambda day: abs(day - moment), default=None)


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_named(text: str) -> list[DayNamed]:
    """All calendar days of a text, in their order; the longest reading of each place counts."""
    text = lower(text)
    found: list[DayNamed] = []
    taken = bytearray(len(text))
    # In the order of the forms ("12 Agustus" before "Agustus 20"), those of one form as they stand.
    for _form, _start, match in sorted(_readings(text), key=lambda one: one[:2]):
        named = _named(text, match)
        if named and not any(taken[named.start : named.end]):
            taken[named.start : named.end] = b"\1" * (named.end - named.start)
            found.append(named)
    return sorted(found)


def _readings(text: str) -> Iterator[tuple[int, int, "re.Match[str]"]]:
    """All ways to read a day around the numbers of a text: the form, the place, the match."""
    for digits in _DIGITS.finditer(text):
        place = digits.start()
        numeric = text[digits.end() : digits.end() + 1] in ("/", ".", "-")
        for number, form in _NUMERIC if numeric else _WORDY:
            match = form.match(text, place)
            if match:
                yield number, place, match
        word, start = _word_before(text, place)
        if word.rstrip(".") in MONTHS:
            match = _FROM_MONTH.match(text, start)
            if match:
                yield 1, start, match


def _word_before(text: str, place: int) -> tuple[str, int]:
    """The word before a place, and where it stands; "the" and "tanggal" are passed over. ("", place) if none."""
    words = text[max(0, place - _REACH) : place].split()
    if not words or not text[place - 1].isspace():
        return "", place
    if words[-1] in _LINKS:
        words.pop()
    if not words:
        return "", place
    return words[-1], text.rfind(words[-1], 0, place)


def _named(text: str, match: "re.Match[str]") -> DayNamed | None:
    said = match.groupdict()
    numeric = said["month"].isdigit()
    month = int(said["month"]) if numeric else MONTHS[said["month"]]
    day = int(said["day"])
    if numeric and month > 12 >= day:
        day, month = month, day  # 8/19/2026 can only be read as Americans write it
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    year = int(said["year"]) if said.get("year") else None
    if said.get("short"):
        year = 2000 + int(said["short"])
    word, start = _word_before(text, match.start())
    weekday = WEEKDAYS.get(word.strip(".,"))
    if weekday is None:
        start = match.start()
    return DayNamed(start, match.end(), day, month, year, weekday, numeric)
