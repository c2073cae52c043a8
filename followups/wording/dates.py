"""Days and hours in words, from dates as the trace holds them or as plans store them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language

# The tz database writes these zones as numbers ("+08"); these are the names people there use.
ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
    "Asia/Singapore": "SGT",
    "Asia/Kuala_Lumpur": "MYT",
    "Asia/Kuching": "MYT",
    "Asia/Brunei": "BNT",
    "Asia/Dili": "TLT",
    "Asia/Bangkok": "ICT",
    "Asia/Ho_Chi_Minh": "ICT",
    "Asia/Manila": "PHT",
    "Asia/Dubai": "GST",
}


def as_date(value: Any) -> date | None:
    """A date or an instant, also from its ISO string; None for anything else."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) < len("2026-07-31"):
        return None
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None


def years_of(values: Iterable[Any]) -> set[int]:
    """The years of those values that are dates."""
    return {day.year for value in values if (day := as_date(value))}


def day_words(day: date, *, with_year: bool = False) -> str:
    """Monday 23 November, Senin 23 November; with the year where several are spoken of."""
    return dateformat.format(day, "l j F Y" if with_year else "l j F")


def clock_words(moment: datetime) -> str:
    """12.00 in Indonesian, 12:00 elsewhere."""
    return f"{moment:%H.%M}" if (get_language() or "").startswith("id") else f"{moment:%H:%M}"


def zone_words(moment: datetime) -> str:
    """WIB, the customary letters elsewhere, or GMT+5:30 where only the offset is known."""
    known = ZONE_NAMES.get(getattr(moment.tzinfo, "key", ""))
    if known:
        return known
    letters = moment.tzname() or ""
    if letters.isalpha() and letters.isupper():
        return letters
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("+" if minutes >= 0 else "−"), abs(minutes)
    return f"GMT{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")


def hours_words(start: datetime, end: datetime, zone: ZoneInfo | None) -> str:
    """12:00–13:00 WIB, on the recruiter's wall clock."""
    if zone:
        start, end = start.astimezone(zone), end.astimezone(zone)
    return f"{clock_words(start)}–{clock_words(end)} {zone_words(start)}"
