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
_DIGITS = re.compile(r"\d+")
# No day is written wider: "Wednesday, the 12th of September, 2026".
_REACH = 40
_NAMED = [re.compile(form) for form in _FORMS]
_BEFORE = re.compile(rf"\b(?:(?P<weekday>{WEEKDAY})\b\.?,?\s+)?(?:the\s+|tanggal\s+|tgl\.?\s+)?$")


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
    spans = list(_around_digits(text))
    for form in _NAMED:
        for match in (match for start, end in spans for match in form.finditer(text, start, end)):
            named = _named(text, match)
            if named and not any(one.start < named.end and named.start < one.end for one in found):
                found.append(named)
    return sorted(found)


def _around_digits(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that can hold a day: a digit, and as much around it as a day takes."""
    begin = last = -1
    for match in _DIGITS.finditer(text):
        if begin >= 0 and match.start() - last <= 2 * _REACH:
            last = match.end()
            continue
        if begin >= 0:
            yield begin, min(len(text), last + _REACH)
        begin, last = max(0, match.start() - _REACH), match.end()
    if begin >= 0:
        yield begin, min(len(text), last + _REACH)


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
    before = _BEFORE.search(text, max(0, match.start() - _REACH), match.start())
    weekday = before["weekday"] if before else None
    start = before.start() if before else match.start()
    return DayNamed(start, match.end(), day, month, year, WEEKDAYS[weekday] if weekday else None, numeric)
