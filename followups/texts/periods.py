"""Days and periods as somebody promises them: "minggu depan", "within two weeks", "by Friday". Pure.

A vague period means its end (docs/policy.md): next week is its Friday, early next month its tenth,
the middle of a month its twentieth, the first quarter 31 March.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from followups.texts.dates import MONTH, MONTHS, WEEKDAY, WEEKDAYS, day_of, days_named, either

_NUMBERS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "dua belas": 12, "empat belas": 14, "lima belas": 15,
    "dua puluh": 20, "tiga puluh": 30, "beberapa": 3,
    "a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "a couple of": 2, "couple of": 2, "three": 3,
    "a few": 3, "few": 3, "several": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip


class Deadline(NamedTuple):
    """A day or period in a text as a deadline: its place, the day, the number of days if it is a
    duration, and whether the day was assumed (the end of a vague period)."""

    start: int
    end: int
    day: date
    days: int | None = None
    assumed: bool = False


_Reading = Callable[["re.Match[str]", date], "tuple[date, int | None, bool] | None"]
_PARTS = {
    "awal": 10, "early": 10, "beginning of": 10, "the beginning of": 10, "start of": 10, "the start of": 10,
    "pertengahan": 20, "tengah": 20, "mid": 20, "middle of": 20, "the middle of": 20,
    "akhir": 31, "end of": 31, "the end of": 31, "late": 31,
}  # fmt: skip
_PART = either(_PARTS)
_NUMBER = rf"\d{{1,3}}|{either(_NUMBERS)}"
_UNITS = {
    "hari kerja": "work", "working days": "work", "working day": "work", "business days": "work",
    "business day": "work", "weekdays": "work", "hari": "day", "days": "day", "day": "day",
    "minggu": "week", "pekan": "week", "weeks": "week", "week": "week", "bulan": "month",
    "months": "month", "month": "month", "fortnights": "fortnight", "fortnight": "fortnight",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_ONE_UNIT = {"sehari": "day", "seminggu": "week", "sepekan": "week", "sebulan": "month"}


def _friday(day: date, weeks: int = 0) -> date:
    """The Friday of that day's week, or of a later one; weeks begin on Monday."""
    return day + timedelta(days=4 - day.weekday(), weeks=weeks)


def _month_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _in_month(year: int, month: int, part: int) -> date:
    return date(year, month, min(part, monthrange(year, month)[1]))


def _working_days_later(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[" ".join(said.lower().split())]


def _duration(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool] | None":
    whole = match["one"]
    unit = _ONE_UNIT[whole.lower()] if whole else _UNITS[" ".join(match["unit"].lower().split())]
    count = 1 if whole else _number(match["upper"] or match["count"])
    if unit == "work":
        return _working_days_later(said_on, count), None, False
    if unit == "month":
        day = _month_later(said_on, count)
        return day, (day - said_on).days, _is_rough(match)
    days = count * {"week": 7, "fortnight": 14}.get(unit, 1)
    return said_on + timedelta(days=days), days, _is_rough(match)


def _is_rough(match: "re.Match[str]") -> bool:
    """ "A few weeks" is no number."""
    return bool(re.search(r"beberapa|few|several|couple", match[0], re.IGNORECASE))


def _of_week(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool]":
    later = 1 if re.search(r"depan|next|coming", match[0], re.IGNORECASE) else 0
    day = _friday(said_on, later)
    if re.search(r"awal|early|beginning|start", match[0], re.IGNORECASE):
        day -= timedelta(days=2)  # its middle is as near as "early" gets
    return (day if day >= said_on else said_on), None, True


def _of_month(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool]":
    part = _PARTS[" ".join(match["part"].lower().replace("-", " ").split())] if match["part"] else 31
    later = 1 if re.search(r"depan|next|coming", match["which"], re.IGNORECASE) else 0
    first = _month_later(said_on.replace(day=1), later)
    return _in_month(first.year, first.month, part), None, True


def _of_named_month(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool] | None":
    month = MONTHS[match["month"].lower()]
    part = _PARTS[" ".join(match["part"].lower().replace("-", " ").split())] if match["part"] else 31
    year = int(match["year"]) if match["year"] else said_on.year
    day = _in_month(year, month, part)
    if not match["year"] and day < said_on:
        day = _in_month(year + 1, month, part)
    return day, None, True


def _of_quarter(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool]":
    words = {"first": 1, "pertama": 1, "second": 2, "kedua": 2, "third": 3, "ketiga": 3, "fourth": 4,
             "keempat": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}  # fmt: skip
    said = (match["q"] or match["word"] or match["kata"]).lower()
    quarter = int(said) if said.isdigit() else words[said]
    year = int(match["year"]) if match["year"] else said_on.year
    day = _in_month(year, 3 * quarter, 31)
    return (day if match["year"] or day >= said_on else _in_month(year + 1, 3 * quarter, 31)), None, True


def _of_year(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool]":
    said = match[0].lower()
    if re.search(r"akhir|end|ini|this", said):
        return date(said_on.year + bool(re.search(r"depan|next", said)), 12, 31), None, True
    return date(said_on.year + 1, 1, 31), None, True


def _near(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool]":
    said = " ".join(match[0].lower().split())
    days = {"besok": 1, "tomorrow": 1, "lusa": 2, "the day after tomorrow": 2}.get(said, 0)
    return said_on + timedelta(days=days), None, False


def _of_weekday(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool] | None":
    said = match["weekday"].lower()
    if said in ("minggu", "min") and not match.string[: match.start()].lower().endswith("hari "):
        return None  # a week, and not a Sunday
    weekday = WEEKDAYS[said]
    day = said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)
    if (match["next"] or match["depan"]) and day.isocalendar()[:2] == said_on.isocalendar()[:2]:
        day += timedelta(days=7)
    return day, None, False


def _week_of(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool] | None":
    month = MONTHS[match["month"].lower()] if match["month"] else None
    day = _next_day(int(match["day"]), month, said_on)
    return (_friday(day), None, True) if day else None


def _day_of_month(match: "re.Match[str]", said_on: date) -> "tuple[date, int | None, bool] | None":
    day = _next_day(int(match["day"]), None, said_on)
    return (day, None, False) if day else None


def _next_day(number: int, month: int | None, said_on: date) -> date | None:
    """The next day with that number (in that month) from `said_on` on."""
    for later in range(13):
        first = _month_later(said_on.replace(day=1), later)
        day = day_of(first.year, first.month, number)
        if day and day >= said_on and month in (None, first.month):
            return day
    return None


_WHICH = r"(?:this|the|next|the\s+coming|coming)\s+month|(?:bulan)\s+(?:ini|depan)"
_READINGS: tuple[tuple[str, _Reading], ...] = (
    (
        (
            rf"\b(?:minggu|pekan|week)\s+(?:of\s+(?:the\s+)?|tanggal\s+|tgl\.?\s+)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
            rf"(?:\s+(?:of\s+)?(?P<month>{MONTH})\b)?"
        ),
        _week_of,
    ),
    (
        (
            rf"\b(?:(?P<one>{'|'.join(_ONE_UNIT)})\b|(?P<count>{_NUMBER})"
            rf"(?:\s*(?:-|–|to|or|sampai|hingga|s/d|s\.d\.|atau)\s*(?P<upper>{_NUMBER}))?"
            rf"\s*(?:more\s+|full\s+|\([^)]*\)\s*)?(?P<unit>{_UNIT})\b)(?!\s+(?:yang\s+)?(?:lalu|ago|old|silam))"
            r"(?!\s+(?:depan|ini)\b)"
        ),
        _duration,
    ),
    (
        r"\b(?P<one>)(?P<count>beberapa)(?P<upper>)\s+(?P<unit>hari|minggu|pekan|bulan)\s+(?:ini|ke\s+depan|mendatang)\b",
        _duration,
    ),
    (
        r"\b[Hh]\s?\+\s?(?P<count>\d{1,2})(?P<one>)(?P<upper>)(?P<unit>)\b",
        lambda match, said_on: (said_on + timedelta(days=int(match["count"])), int(match["count"]), False),
    ),
    (
        (
            r"\b(?:(?:awal|akhir|pertengahan|tengah)\s+)?(?:minggu|pekan)\s+(?:ini|depan)\b|"
            r"\b(?:(?:early|late|later|(?:the\s+)?(?:end|beginning|start|middle)\s+of)\s+)?"
            r"(?:this|next|the\s+coming|the)\s+(?:coming\s+)?week\b|\bakhir\s+(?:pekan|minggu)\b"
        ),
        _of_week,
    ),
    (rf"\b(?:(?P<part>{_PART})[\s-]+)?(?P<which>{_WHICH})\b", _of_month),
    (
        rf"\b(?:(?P<part>{_PART})[\s-]+)(?:bulan\s+)?(?P<month>{MONTH})\b\.?(?:\s+(?P<year>\d{{4}}))?",
        _of_named_month,
    ),
    (
        rf"\b(?:bulan|in|during|sometime\s+in|pada)\s+(?P<part>)(?P<month>{MONTH})\b\.?(?:\s+(?P<year>\d{{4}}))?",
        _of_named_month,
    ),
    (
        (
            r"\b(?:Q(?P<q>[1-4])|(?P<word>first|second|third|fourth)\s+quarter|"
            r"(?:kuartal|triwulan)\s+(?P<kata>pertama|kedua|ketiga|keempat|IV|I{1,3}|[1-4]))"
            r"(?:\s+(?:of\s+)?(?:(?P<year>\d{4})|tahun\s+ini|this\s+year))?\b"
        ),
        _of_quarter,
    ),
    (
        (
            r"\b(?:(?:awal|akhir)\s+)?tahun\s+(?:ini|depan|baru)\b|\b(?:(?:early|end\s+of)\s+)?(?:in\s+)?(?:the\s+)?"
            r"(?:next\s+year|new\s+year|this\s+year|the\s+year)\b|\bend\s+of\s+(?:the\s+)?year\b|\bakhir\s+tahun\b"
        ),
        _of_year,
    ),
    (r"\b(?:besok|lusa|the\s+day\s+after\s+tomorrow|tomorrow|hari\s+ini|today)\b", _near),
    (rf"\b(?P<next>next\s+)?(?P<weekday>{WEEKDAY})\b(?P<depan>\s+depan)?", _of_weekday),
    (r"\b(?:tanggal|tgl\.?|the)\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[:.]\d)", _day_of_month),
)
_COMPILED = [(re.compile(form, re.IGNORECASE), reading) for form, reading in _READINGS]
# Words without which a reading cannot be there (None: it is always tried); most texts hold few of them.
_UNIT_WORDS = frozenset(word for unit in (*_UNITS, *_ONE_UNIT) for word in unit.split())
_NEEDED: dict[_Reading, frozenset[str]] = {
    _week_of: frozenset(["minggu", "pekan", "week"]),
    _duration: _UNIT_WORDS,
    _of_week: frozenset(["minggu", "pekan", "week"]),
    _of_month: frozenset(["month", "bulan"]),
    _of_named_month: frozenset(MONTHS),
    _of_year: frozenset(["tahun", "year"]),
    _near: frozenset(["besok", "lusa", "tomorrow", "hari", "today"]),
    _of_weekday: frozenset(WEEKDAYS),
    _day_of_month: frozenset(["tanggal", "tgl", "the"]),
}


def deadlines(text: str, said_on: date) -> list[Deadline]:
    """All days and periods of a text, in their order, as meant by somebody who writes on that day."""
    words = frozenset(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text.lower()))
    taken = bytearray(len(text))
    # "The week of 16 November" before its day alone.
    found = _read(text, *_COMPILED[0], said_on, taken) if words & _NEEDED[_week_of] else []
    for named in days_named(text):
        day = named.near(said_on)
        if day and not any(taken[named.start : named.end]):
            found.append(_take(taken, Deadline(named.start, named.end, day)))
    for form, reading in _COMPILED:
        if reading not in _NEEDED or words & _NEEDED[reading]:
            found += _read(text, form, reading, said_on, taken)
    return sorted(found)


def _read(
    text: str, form: "re.Pattern[str]", reading: _Reading, said_on: date, taken: bytearray
) -> list[Deadline]:
    """What one reading finds where nothing was found before."""
    found: list[Deadline] = []
    for match in form.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        read = reading(match, said_on)
        if read:
            found.append(_take(taken, Deadline(match.start(), match.end(), *read)))
    return found


def _take(taken: bytearray, one: Deadline) -> Deadline:
    """Nothing else is read where this one stands."""
    taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return one
