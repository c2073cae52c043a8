"""Policy keys: what an admin may tune, with defaults, limits and sources. Pure.

Rules are data. A new key is one line in `KEYS` and one field in `Rules`; the form, the stored
JSON and the validation follow from the table. Times are recruiter-local wall times unless a key
says otherwise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any, NamedTuple

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[time, time]

# Working hours in the widest sense; a window outside them would be a letter at night (T7–T9).
EARLIEST, LATEST = time(7), time(19)


class Problem(NamedTuple):
    """Why a value is refused: the key, a code for the sentence, and its parameters."""

    key: str
    code: str
    params: Mapping[str, Any] = {}


class RulesError(ValueError):
    """Rules that cannot stand; `problems` lists every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{p.key}: {p.code}" for p in problems))
        self.problems = problems


class _Refused(ValueError):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Season:
    """Windows that replace the usual ones between two dates (both included), e.g. Ramadan."""

    first: date
    last: date
    windows: tuple[Span, ...]


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _Refused("not_a_whole_number")
        if not low <= value <= high:
            raise _Refused("out_of_range", low=low, high=high)
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Refused("not_yes_or_no")
    return value


def _allow_or_skip(value: Any) -> str:
    if value not in ("allow", "skip"):
        raise _Refused("not_a_choice", choices="allow, skip")
    return str(value)


def read_time(value: Any) -> time:
    """'12:00' as a wall time."""
    try:
        hours, minutes = str(value).split(":")
        return time(int(hours), int(minutes))
    except (ValueError, OverflowError):
        raise _Refused("not_a_time", value=str(value)) from None


def _read_date(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _Refused("not_a_date", value=str(value)) from None


def _spans(value: Any) -> tuple[Span, ...]:
    if not isinstance(value, list | tuple):
        raise _Refused("not_a_list_of_windows")
    spans = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise _Refused("not_a_list_of_windows")
        start, end = read_time(pair[0]), read_time(pair[1])
        shown = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        if end <= start:
            raise _Refused("window_ends_before_it_starts", **shown)
        if start < EARLIEST or end > LATEST:
            raise _Refused("window_at_night", **shown)
        spans.append((start, end))
    spans.sort()
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise _Refused("windows_overlap", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return tuple(spans)


def _spans_of(value: Any, day: str) -> tuple[Span, ...]:
    try:
        return _spans(value)
    except _Refused as refused:
        raise _Refused(refused.code, **refused.params, day=day) from None


def _week(value: Any) -> tuple[tuple[Span, ...], ...]:
    if not isinstance(value, Mapping) or set(value) != set(WEEKDAYS):
        raise _Refused("not_a_week")
    week = tuple(_spans_of(value[day], day) for day in WEEKDAYS)
    # Every calendar we know works on some of these days: without them a case could never end.
    if not any(week[:4]):
        raise _Refused("no_window_monday_to_thursday")
    return week


def _seasons(value: Any) -> tuple[Season, ...]:
    if not isinstance(value, list | tuple):
        raise _Refused("not_a_list_of_seasons")
    seasons = []
    for item in value:
        if not isinstance(item, Mapping) or set(item) != {"from", "until", "windows"}:
            raise _Refused("not_a_list_of_seasons")
        season = Season(_read_date(item["from"]), _read_date(item["until"]), _spans(item["windows"]))
        if season.last < season.first:
            raise _Refused("season_ends_before_it_starts")
        # A chain of empty seasons would leave a case without an end.
        if not season.windows:
            raise _Refused("season_without_windows")
        if (season.last - season.first).days > 60:
            raise _Refused("season_too_long", days=60)
        seasons.append(season)
    return tuple(seasons)


class Key(NamedTuple):
    """One tunable value: its default, how it is read and checked, and the rule behind it."""

    name: str
    default: Any
    read: Callable[[Any], Any]
    rule: str


_USUAL = [["12:00", "13:00"], ["15:30", "17:00"]]

KEYS: tuple[Key, ...] = (
    Key("first_offset_days", 1, _whole(1, 14), "T1–T2"),
    Key("assumed_promise_days", 7, _whole(1, 60), "practice"),
    Key("second_gap_days", 14, _whole(14, 90), "T10–T11"),
    Key("max_followups", 2, _whole(1, 2), "T13–T15"),
    Key("second_requires_approval", True, _flag, "T12"),
    Key("windows", dict.fromkeys(WEEKDAYS, _USUAL), _week, "T7–T9"),
    Key("friday_lunch", "allow", _allow_or_skip, "T7–T9"),
    Key("ramadan_windows", [], _seasons, "T7–T9"),
    Key("skip_public_holidays", True, _flag, "T5–T6"),
    Key("skip_joint_leave", True, _flag, "T5–T6"),
    Key("roll_deadline_on_closed_day", False, _flag, "practice"),
    Key("final_round_extra_days", 0, _whole(0, 30), "practice"),
    Key("silence_closes_after_days", 14, _whole(1, 120), "T13–T15"),
    Key("missed_windows_before_alert", 3, _whole(1, 20), "T16"),
    Key("contact_daily_cap", 1, _whole(1, 10), "practice"),
    Key("employer_weekly_cap", 3, _whole(1, 50), "practice"),
    Key("thank_you_within_hours", 24, _whole(0, 72), "practice"),
    Key("heads_up_at", "09:00", read_time, "practice"),
    Key("digest_at", "07:00", read_time, "practice"),
    Key("linkedin_after_hours", 24, _whole(24, 336), "N1–N3"),
    Key("reaction_gap_days", 7, _whole(7, 60), "N1–N3"),
    Key("reactions_per_month", 4, _whole(0, 4), "N1–N3"),
    Key("reaction_followup_gap_hours", 24, _whole(24, 168), "N1–N3"),
)


@dataclass(frozen=True, eq=False)
class Rules:
    """One validated set of policy keys; made by `parse_rules`, one object per content.

    Identity stands for content (`eq=False`), so rules are cheap keys of caches.
    """

    first_offset_days: int
    assumed_promise_days: int
    second_gap_days: int
    max_followups: int
    second_requires_approval: bool
    windows: tuple[tuple[Span, ...], ...]
    friday_lunch: str
    ramadan_windows: tuple[Season, ...]
    skip_public_holidays: bool
    skip_joint_leave: bool
    roll_deadline_on_closed_day: bool
    final_round_extra_days: int
    silence_closes_after_days: int
    missed_windows_before_alert: int
    contact_daily_cap: int
    employer_weekly_cap: int
    thank_you_within_hours: int
    heads_up_at: time
    digest_at: time
    linkedin_after_hours: int
    reaction_gap_days: int
    reactions_per_month: int
    reaction_followup_gap_hours: int


_known: dict[tuple[Any, ...], Rules] = {}


def parse_rules(data: Mapping[str, Any]) -> Rules:
    """Rules from stored or posted data; missing keys take their defaults.

    Raises RulesError naming every value that cannot stand, unknown keys included.
    """
    names = {key.name for key in KEYS}
    problems = [Problem(name, "unknown_key") for name in sorted(set(data) - names)]
    values: dict[str, Any] = {}
    for key in KEYS:
        try:
            values[key.name] = key.read(data.get(key.name, key.default))
        except _Refused as refused:
            problems.append(Problem(key.name, refused.code, refused.params))
    if problems:
        raise RulesError(problems)
    return _known.setdefault(tuple(values.values()), Rules(**values))


def default_data() -> dict[str, Any]:
    """The defaults of policy.md as plain data, ready to be stored."""
    return {key.name: key.default for key in KEYS}


DEFAULTS = parse_rules({})
