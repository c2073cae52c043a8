"""Outside data -> facts: the contract of the batch command and the API. Pure.

The vocabulary is closed (policy.md): whatever is not in it is an error with a code for a sentence,
never a guess.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from careers.answers import EventType, Label, PromiseKind
from followups.policy.facts import Event, Facts, FollowUp, Promise, Reply

_Record = TypeVar("_Record")

MAX_DAYS = 3660
FIRST_YEAR, LAST_YEAR = 1950, 2150

_FIELDS = {
    "interview_at", "now", "country", "subdivision", "recruiter_tz", "student_tz",
    "promise", "followups", "replies", "events", "final_round",
}  # fmt: skip
_PROMISE_FIELDS = {
    PromiseKind.DAYS: {"n"},
    PromiseKind.WORKING_DAYS: {"n"},
    PromiseKind.DATE: {"date"},
    PromiseKind.RANGE_DAYS: {"min", "max"},
    PromiseKind.VAGUE: set(),
}
_REPLY_FIELDS = {Label.ASKED_TO_WAIT_UNTIL: {"date", "days"}, Label.AUTO_REPLY: {"return_date"}}


class FactsError(ValueError):
    """Facts that cannot be read: a `code` for the sentence, the `field`, and parameters."""

    def __init__(self, code: str, field: str, **params: Any) -> None:
        super().__init__(f"{field}: {code}")
        self.code, self.field, self.params = code, field, params


def _check_fields(data: Any, field: str, allowed: Iterable[str], needed: Iterable[str]) -> None:
    if not isinstance(data, Mapping):
        raise FactsError("not_an_object", field)
    for name in needed:
        if data.get(name) is None:
            raise FactsError("missing", f"{field}.{name}" if field else name)
    unknown = sorted(set(map(str, data)) - set(allowed))
    if unknown:
        raise FactsError("unknown_field", f"{field}.{unknown[0]}" if field else unknown[0])


def read_instant(value: Any, field: str) -> datetime:
    """An ISO 8601 instant with its offset; a naive one is refused."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise FactsError("not_an_instant", field, value=value) from None
    if moment.utcoffset() is None:
        raise FactsError("no_offset", field, value=value)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise FactsError("year_out_of_range", field, value=value)
    return moment


def read_day(value: Any, field: str) -> date:
    """An ISO date such as 2026-07-31."""
    if not isinstance(value, str) or len(value) != len("2026-07-31"):
        raise FactsError("not_a_date", field, value=value)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise FactsError("not_a_date", field, value=value) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise FactsError("year_out_of_range", field, value=value)
    return day


def _read_count(value: Any, field: str, low: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= MAX_DAYS:
        raise FactsError("not_a_count", field, value=value, low=low, high=MAX_DAYS)
    return value


def _read_flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise FactsError("not_yes_or_no", field, value=value)
    return value


def read_zone(value: Any, field: str) -> ZoneInfo:
    """An IANA time zone such as Asia/Makassar."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise FactsError("unknown_time_zone", field, value=value) from None


def _read_choice(value: Any, field: str, choices: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in set(choices):
        raise FactsError("unknown_word", field, value=value, allowed=", ".join(choices))
    return str(value)


def _read_all(
    data: Mapping[str, Any], field: str, read: Callable[[Any, str, datetime], _Record], now: datetime
) -> list[_Record]:
    value = data.get(field, [])
    if not isinstance(value, list | tuple):
        raise FactsError("not_a_list", field)
    return [read(item, f"{field}[{i}]", now) for i, item in enumerate(value)]


def read_promise(data: Any, interview_day: date) -> Promise | None:
    """A promise as {type, ...}; None stays None."""
    if data is None:
        return None
    _check_fields(data, "promise", {"type", "n", "date", "min", "max", "text"}, {"type"})
    kind = PromiseKind(_read_choice(data["type"], "promise.type", _PROMISE_FIELDS))
    fields = _PROMISE_FIELDS[kind]
    _check_fields(data, "promise", {"type", "text", *fields}, fields)
    if kind is PromiseKind.DATE:
        day = read_day(data["date"], "promise.date")
        if day < interview_day:
            raise FactsError("before_the_interview", "promise.date", value=data["date"])
        return Promise(kind, day=day)
    if kind is PromiseKind.RANGE_DAYS:
        low = _read_count(data["min"], "promise.min")
        high = _read_count(data["max"], "promise.max")
        if high < low:
            raise FactsError("range_upside_down", "promise.max", low=low, high=high)
        return Promise(kind, n=high, low=low)
    if kind is PromiseKind.VAGUE:
        return Promise(kind)
    return Promise(kind, n=_read_count(data["n"], "promise.n"))


def _read_followup(data: Any, field: str, now: datetime) -> FollowUp:
    _check_fields(data, field, {"attempt", "sent_at", "bounced"}, {"attempt", "sent_at"})
    return FollowUp(
        _read_count(data["attempt"], f"{field}.attempt", low=1),
        _not_later(read_instant(data["sent_at"], f"{field}.sent_at"), f"{field}.sent_at", now),
        _read_flag(data.get("bounced", False), f"{field}.bounced"),
    )


def _read_reply(data: Any, field: str, now: datetime) -> Reply:
    _check_fields(data, field, {"at", "label", "date", "days", "return_date"}, {"at", "label"})
    label = Label(_read_choice(data["label"], f"{field}.label", Label))
    _check_fields(data, field, {"at", "label", *_REPLY_FIELDS.get(label, set())}, ())
    at = _not_later(read_instant(data["at"], f"{field}.at"), f"{field}.at", now)
    if data.get("date") is not None and data.get("days") is not None:
        raise FactsError("date_and_days", field)
    day = days = None
    for name in ("date", "return_date"):
        if data.get(name) is not None:
            day = read_day(data[name], f"{field}.{name}")
    if data.get("days") is not None:
        days = _read_count(data["days"], f"{field}.days")
    return Reply(at, label, day, days)


def _read_event(data: Any, field: str, now: datetime) -> Event:
    _check_fields(data, field, {"at", "type"}, {"at", "type"})
    kind = EventType(_read_choice(data["type"], f"{field}.type", EventType))
    return Event(_not_later(read_instant(data["at"], f"{field}.at"), f"{field}.at", now), kind)


def _not_later(moment: datetime, field: str, now: datetime) -> datetime:
    if moment > now:
        raise FactsError("later_than_now", field, value=moment.isoformat())
    return moment


def parse_case(data: Any) -> tuple[Facts, datetime]:
    """Facts and `now` from plain data in the shape of policy.md, "Facts".

    Raises FactsError for anything outside the closed vocabulary, and for a record later than
    `now`. Whether the country is known is for the calendar to say.
    """
    _check_fields(data, "", _FIELDS, ("interview_at", "now", "country", "recruiter_tz"))
    now = read_instant(data["now"], "now")
    interview_at = read_instant(data["interview_at"], "interview_at")
    zone = read_zone(data["recruiter_tz"], "recruiter_tz")
    for name in ("country", "subdivision"):
        if not isinstance(data.get(name, ""), str | None):
            raise FactsError("not_a_code", name, value=data[name])
    student_tz = data.get("student_tz")
    facts = Facts(
        interview_at,
        zone,
        data["country"],
        data.get("subdivision") or None,
        read_promise(data.get("promise"), interview_at.astimezone(zone).date()),
        tuple(sorted(_read_all(data, "followups", _read_followup, now), key=lambda f: f.sent_at)),
        tuple(sorted(_read_all(data, "replies", _read_reply, now), key=lambda r: r.at)),
        tuple(sorted(_read_all(data, "events", _read_event, now), key=lambda e: e.at)),
        _read_flag(data.get("final_round", False), "final_round"),
        None if student_tz is None else read_zone(student_tz, "student_tz"),
    )
    return facts, now
