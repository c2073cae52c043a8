"""Staying in touch on LinkedIn: when is the next small touch right? Pure (N1–N3, S0; caps: practice).

One personal invitation, then a like or a comment now and then. It is no follow-up, is never counted
as one, and goes on after a rejection or a silence. What ends it:

- the invitation was skipped: she does not want this contact, so nothing more is suggested;
- `KEPT_FOR` has passed since the last interview with this person: the thread is cold;
- `ended`: she took a place, withdrew, or was asked not to write again (the caller knows).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from followups.policy.keys import Rules

CONNECT = "connect"
REACT = "react"
DONE = "done"
SKIPPED = "skipped"

# About six months after the last interview.
KEPT_FOR = timedelta(days=183)


class PastTouch(NamedTuple):
    """A touch that was done or skipped at an instant (aware), in whatever order."""

    kind: str
    state: str
    at: datetime


class Touch(NamedTuple):
    """The next touch: its kind, and the instant (UTC) before which it is too early."""

    kind: str
    not_before: datetime


def next_touch(
    history: Sequence[PastTouch],
    interview_at: datetime,
    last_follow_up_at: datetime | None,
    upcoming_window: tuple[datetime, datetime] | None,
    rules: Rules,
    now: datetime,
    *,
    zone: ZoneInfo,
    ended: bool = False,
) -> Touch | None:
    """The next touch between one student and one contact, or None if there is none.

    All instants are aware. `history` holds every touch of the two, over all her applications;
    `interview_at` is their last interview, `last_follow_up_at` her last follow-up to them and
    `upcoming_window` where the next one is expected. `zone` is the student's: a calendar month
    is hers. While facts stand still the answer stands still, save when a window comes near: no
    touch then until the follow-up has had its day.
    """
    last = interview_at + KEPT_FOR
    if ended or interview_at > now or now >= last:
        return None
    asked = [touch for touch in history if touch.kind == CONNECT]
    if not asked:
        kind, day = CONNECT, interview_at + timedelta(hours=rules.linkedin_after_hours)
    elif all(touch.state == SKIPPED for touch in asked) or not rules.reactions_per_month:
        return None
    else:
        kind, day = REACT, _after_the_last(history, rules, zone)
    # Moved past a follow-up it stays in its month or lies in a later one, still without reactions.
    not_before = _away_from_follow_ups(day, last_follow_up_at, upcoming_window, rules, now)
    return Touch(kind, not_before.astimezone(UTC)) if not_before < last else None


def _after_the_last(history: Sequence[PastTouch], rules: Rules, zone: ZoneInfo) -> datetime:
    """A week after the touch before: also after the invitation, which wants time to be accepted.

    A skipped suggestion reached nobody, yet by it the student said "not this week".
    """
    latest = max(touch.at for touch in history)
    return _within_the_month(history, latest + timedelta(days=rules.reaction_gap_days), rules, zone)


def _within_the_month(
    history: Sequence[PastTouch], moment: datetime, rules: Rules, zone: ZoneInfo
) -> datetime:
    """The moment, or the first of the next month when this one has had its reactions."""
    here = moment.astimezone(zone)
    made = sum(
        (there.year, there.month) == (here.year, here.month)
        for touch in history
        if touch.kind == REACT and touch.state == DONE
        for there in (touch.at.astimezone(zone),)
    )
    if made < rules.reactions_per_month:
        return moment
    first = date(here.year + here.month // 12, here.month % 12 + 1, 1)
    return datetime.combine(first, time(), tzinfo=zone)


def _away_from_follow_ups(
    moment: datetime,
    last_follow_up_at: datetime | None,
    window: tuple[datetime, datetime] | None,
    rules: Rules,
    now: datetime,
) -> datetime:
    """Not within some hours of a follow-up, neither after a sent one nor before an expected one.

    Whoever reads both on one day feels pushed. A window that nobody used rolls, and with it this.
    """
    gap = timedelta(hours=rules.reaction_followup_gap_hours)
    if last_follow_up_at:
        moment = max(moment, last_follow_up_at + gap)
    if window and window[0] - gap < max(moment, now) < window[1] + gap:
        moment = window[1] + gap
    return moment
