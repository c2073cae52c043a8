"""Dates as mails carry them: the Date header, and the words of a forwarded mail's header. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january januari",
            "feb february februari pebruari",
            "mar march maret",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agt ags agustus",
            "sep sept september",
            "oct october okt oktober",
            "nov november nopember",
            "dec december des desember",
        ],
        1,
    )
    for name in names.split()
}
_ZONES = {"wib": 7, "wita": 8, "wit": 9, "gmt": 0, "utc": 0, "sgt": 8, "myt": 8}
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_CLOCK = re.compile(r"(?<![\d.:])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?![.:]?\d) ?([ap]\.?m\b)?")
_OFFSET = re.compile(r"(?:gmt|utc)? ?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_ZONE_NAME = re.compile(r"\b(wib|wita|wit|gmt|utc|sgt|myt)\b")
LONGEST = 120


def header_date(value: str) -> datetime | None:
    """A Date header (RFC 5322) in UTC, None if it cannot be read."""
    try:
        moment = parsedate_to_datetime(value[:LONGEST])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def spoken_date(text: str, zone: tzinfo) -> datetime | None:
    """A date with an hour as mail programmes write it for people, in UTC.

    English and Indonesian, in the order day-month, month-day or ISO; `zone` is the reader's, which
    counts where none is named. Months in digits are not guessed.
    """
    line = " ".join(text[:LONGEST].lower().split())
    day = _day(line)
    clock = _CLOCK.search(line, day[1]) if day else None
    if day is None or clock is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock[4].startswith("p") else 0)
    try:
        local = datetime(*day[0], hour, minute, second, tzinfo=_zone(line[clock.end() :]) or zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(line: str) -> tuple[tuple[int, int, int], int] | None:
    """Year, month and day, and where the words of the day end."""
    if found := _YEAR_FIRST.search(line):
        return (int(found[1]), int(found[2]), int(found[3])), found.end()
    if (found := _DAY_FIRST.search(line)) and found[2] in _MONTHS:
        return (int(found[3]), _MONTHS[found[2]], int(found[1])), found.end()
    if (found := _MONTH_FIRST.search(line)) and found[1] in _MONTHS:
        return (int(found[3]), _MONTHS[found[1]], int(found[2])), found.end()
    return None


def _zone(rest: str) -> tzinfo | None:
    if found := _OFFSET.search(rest):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(ahead if found[1] == "+" else -ahead) if ahead < timedelta(hours=24) else None
    if found := _ZONE_NAME.search(rest):
        return timezone(timedelta(hours=_ZONES[found[1]]))
    return None
