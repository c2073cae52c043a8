"""How a day, an hour and a slot are said in Indonesian and in English.

A slot is any object or mapping with ``start`` and ``end`` (aware), and if known ``zone`` (the recruiter's
IANA zone; without it the zone that ``start`` carries), ``city`` (the recruiter's) and ``reader_zone``
(the reader's IANA zone). Nothing here reads a clock: where "today" matters, ``now`` is passed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language, gettext

from followups.wording.dates import ZONE_NAMES


@dataclass(frozen=True)
class SlotWords:
    """A slot in words: its recruiter-local day and hours, and what a reader elsewhere needs to know."""

    day: str
    hours: str
    place: str
    starts: str  # ISO 8601, for <time datetime>
    is_open: bool
    until: str


def part(slot: object, name: str) -> Any:
    """A slot's attribute or key, None when it has none."""
    if isinstance(slot, Mapping):
        return slot.get(name)
    return getattr(slot, name, None)


def in_zone(moment: dt.datetime, zone: str | dt.tzinfo | None) -> dt.datetime:
    """The same instant on the wall clock of ``zone``; unchanged when no zone is given."""
    if not zone:
        return moment
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def zone_name(moment: dt.datetime) -> str:
    """WIB, WITA, WIT, the customary letters elsewhere, or GMT+5:30 where there are none."""
    known = ZONE_NAMES.get(getattr(moment.tzinfo, "key", ""))
    if known:
        return known
    letters = moment.tzname() or ""
    if re.fullmatch(r"[A-Z]{2,5}", letters):
        return letters
    offset = moment.utcoffset() or dt.timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign, minutes = ("+" if minutes >= 0 else "−"), abs(minutes)
    return f"GMT{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")


def clock_words(moment: dt.datetime | dt.time) -> str:
    """14.05 in Indonesian, 14:05 elsewhere."""
    return f"{moment:%H.%M}" if (get_language() or "").startswith("id") else f"{moment:%H:%M}"


def day_words(day: dt.date) -> str:
    """Sel 24 Nov, Tue 24 Nov."""
    return dateformat.format(day, "D j M")


def long_day_words(day: dt.date) -> str:
    """Selasa, 24 November 2026."""
    return dateformat.format(day, "l, j F Y")


def bounds(slot: object) -> tuple[dt.datetime, dt.datetime]:
    """The slot's two ends on the recruiter's wall clock."""
    zone = part(slot, "zone")
    return in_zone(part(slot, "start"), zone), in_zone(part(slot, "end"), zone)


def hours_words(slot: object) -> str:
    """12.00–13.00 WIB."""
    start, end = bounds(slot)
    return f"{clock_words(start)}–{clock_words(end)} {zone_name(start)}"


def here_words(slot: object) -> str:
    """The reader's own hours, "" when her clock agrees with the recruiter's; with the day if it differs."""
    start, end = bounds(slot)
    zone = part(slot, "reader_zone")
    here, here_end = in_zone(start, zone), in_zone(end, zone)
    if not zone or (here.utcoffset(), here_end.utcoffset()) == (start.utcoffset(), end.utcoffset()):
        return ""
    hours = f"{clock_words(here)}–{clock_words(here_end)}"
    return hours if here.date() == start.date() else f"{day_words(here)} {hours}"


def place_words(slot: object) -> str:
    """Makassar, di sini 11.00–12.00; the city alone when both clocks agree."""
    city, here = part(slot, "city") or "", here_words(slot)
    if not here:
        return str(city)
    if not city:
        return gettext("%(hours)s here") % {"hours": here}
    return gettext("%(city)s, %(hours)s here") % {"city": city, "hours": here}


def zone_sentence(slot: object) -> str:
    """The place and the two clocks as a sentence, for mails."""
    said = {"city": part(slot, "city"), "hours": here_words(slot)}
    if said["hours"] and said["city"]:
        return gettext("The recruiter is in %(city)s; where you are it is %(hours)s.") % said
    if said["hours"]:
        return gettext("Where you are it is %(hours)s.") % said
    if said["city"]:
        return gettext("The recruiter is in %(city)s, in the same time zone as you.") % said
    return gettext("The recruiter is in the same time zone as you.")


def same_day_here(slot: object) -> bool:
    """Whether "today" means the same date to the recruiter and to the reader."""
    start, _ = bounds(slot)
    return in_zone(start, part(slot, "reader_zone")).date() == start.date()


def slot_words(slot: object, now: dt.datetime | None = None) -> SlotWords:
    """The slot in words; with ``now`` its day may read "Today" and an open slot is told as open."""
    start, end = bounds(slot)
    is_open = now is not None and start <= now < end
    is_today = now is not None and same_day_here(slot) and in_zone(now, start.tzinfo).date() == start.date()
    return SlotWords(
        day=gettext("Today") if is_today else day_words(start),
        hours=hours_words(slot),
        place=place_words(slot),
        starts=start.isoformat(timespec="minutes"),
        is_open=is_open,
        until=f"{clock_words(end)} {zone_name(end)}",
    )
