"""Short phrases that pages and mails share."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from followups.wording import slots


def recruiter_name(value: str | None) -> str:
    """The recruiter as the student would say it, or "the recruitment team" when nobody is named."""
    return value or gettext("the recruitment team")


def attempt_words(attempt: int, maximum: int) -> str:
    """Which follow-up this is, of how many: so that nobody wonders whether more are coming."""
    if maximum < 2:
        return gettext("This is the only follow-up.")
    if attempt < 2:
        return gettext("This is the first of at most two follow-ups.")
    return gettext("This is the second follow-up, and the last.")


def slots_in_words(later: Iterable[object]) -> str:
    """Sel 24 Nov 15.30–17.00 WIB dan Rab 25 Nov 12.00–13.00 WIB."""
    said = [f"{slots.day_words(slots.bounds(slot)[0])} {slots.hours_words(slot)}" for slot in later]
    if len(said) < 2:
        return "".join(said)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def stamp(value: datetime | None, zone: str = "") -> str:
    """Sen 16 Nov, 14.05 WIB."""
    if not value:
        return ""
    moment = slots.in_zone(value, zone)
    return f"{slots.day_words(moment)}, {slots.clock_words(moment)} {slots.zone_name(moment)}"


def next_steps() -> list[str]:
    """Endings are kind: always the next three things to do."""
    return [
        gettext("Look at the other openings your career centre has collected."),
        gettext("Stay in touch with your interviewer on LinkedIn, now and then."),
        gettext("Talk the interview over with your counsellor while it is fresh."),
    ]
