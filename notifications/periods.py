"""When a reminder may reach a person: quiet hours, pauses, daily mails. Pure.

All hours and days here are the reader's own: wall clocks of an IANA zone. Instants come and go
aware, in UTC. Where a clock is set forward, an hour that does not exist is read as the real time
after it; where it is set back, an hour that comes twice is read as its first coming.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
CAP_COUNTS = timedelta(days=7)
# A pause ends in the morning of its day, not at midnight.
PAUSE_ENDS_AT = time(7)

STUDENT_DIGEST, DESK_DIGEST = "digest", "desk_digest"
# The single reminders that a daily mail speaks of, so that whoever wants it alone misses nothing.
COVERED_BY: Mapping[str, str] = {
    "heads_up": STUDENT_DIGEST,
    "window_open": STUDENT_DIGEST,
    "window_missed": STUDENT_DIGEST,
    "thank_you_due": STUDENT_DIGEST,
    "stopped_kindly": STUDENT_DIGEST,
    "approval_needed": DESK_DIGEST,
    "missed_alert": DESK_DIGEST,
    "help_asked": DESK_DIGEST,
}


class Wishes(NamedTuple):
    """What one person wants; the defaults are those of a person who never said anything.

    `digest`: the daily mail instead of the single ones it covers. `quiet_from` and `quiet_until`
    are wall times of `zone` (the end is not quiet any more), and may span midnight; equal ends
    are no quiet hours. `paused_until` is the local day on which reminders come again.
    """

    off: bool = False
    muted: frozenset[str] = frozenset()
    digest: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    zone: str = "UTC"
    paused_until: date | None = None
    weekly_cap: int | None = None


AS_IT_COMES = Wishes()


def wants(wishes: Wishes, kind: str) -> bool:
    """Whether she wants this kind at all, at whatever hour; a covered one comes in her daily mail."""
    if wishes.off or kind in wishes.muted:
        return False
    return not (wishes.digest and kind in COVERED_BY)


def allows(wishes: Wishes, kind: str, now: datetime) -> bool:
    """Whether a reminder of this kind may reach her at this very instant."""
    return wants(wishes, kind) and earliest(wishes, now) == now


def earliest(wishes: Wishes, moment: datetime) -> datetime:
    """The first instant from `moment` on that lies in no pause and in no quiet hours."""
    return after_quiet(wishes, after_pause(wishes, moment))


def is_paused(wishes: Wishes, now: datetime) -> bool:
    """Whether she has put all reminders off for now."""
    return after_pause(wishes, now) != now


def after_pause(wishes: Wishes, moment: datetime) -> datetime:
    """`moment`, or the morning of the day on which the pause ends."""
    if wishes.paused_until is None:
        return moment
    return max(moment, instant(wishes.paused_until, PAUSE_ENDS_AT, ZoneInfo(wishes.zone)))


def is_quiet(wishes: Wishes, moment: datetime) -> bool:
    """Whether her wall clock stands inside her quiet hours at that instant."""
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins is None or ends is None or begins == ends:
        return False
    clock = moment.astimezone(ZoneInfo(wishes.zone)).time()
    if begins < ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def after_quiet(wishes: Wishes, moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours it lies in."""
    if not is_quiet(wishes, moment):
        return moment
    assert wishes.quiet_until is not None
    zone = ZoneInfo(wishes.zone)
    today = moment.astimezone(zone).date()
    # Two readings of each end: it may come twice, or lie in the hour that is left out.
    ends = sorted(
        instant(today + n * ONE_DAY, wishes.quiet_until, zone, fold) for n in range(4) for fold in (0, 1)
    )
    return next(end for end in ends if end > moment and not is_quiet(wishes, end))


def next_digest(zone: ZoneInfo, at: time, now: datetime) -> datetime:
    """The first instant after `now` at which a daily mail is due: `at` on the wall clock of `zone`."""
    day = now.astimezone(zone).date() - ONE_DAY
    while (moment := instant(day, at, zone)) <= now:
        day += ONE_DAY
    return moment


def digest_of(zone: ZoneInfo, at: time, now: datetime) -> tuple[date, datetime, datetime]:
    """The reader's present day, when its daily mail is due, and when the day ends.

    Yesterday's mail is no news today, so it is the day's last instant by which a mail expires.
    """
    day = now.astimezone(zone).date()
    return day, instant(day, at, zone), instant(day + ONE_DAY, time(), zone)


def digest_key(centre_id: int, user_id: int, day: date) -> str:
    """The unique key of one person's daily mail of one local day."""
    return f"{centre_id}:digest:{user_id}:{day}"


def instant(day: date, clock: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    """A wall time as an instant, in UTC."""
    return datetime.combine(day, clock.replace(fold=fold), tzinfo=zone).astimezone(UTC)


class Later(NamedTuple):
    """A queued reminder that still stands, but may not reach its reader before `until`."""

    until: datetime
