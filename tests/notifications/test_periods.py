"""Quiet hours, pauses and daily mails by wall clocks: a table, and what must hold in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.periods import (
    COVERED_BY,
    PAUSE_ENDS_AT,
    Wishes,
    after_quiet,
    allows,
    digest_key,
    digest_of,
    earliest,
    is_paused,
    is_quiet,
    next_digest,
    wants,
)

JAKARTA, BERLIN = "Asia/Jakarta", "Europe/Berlin"
NIGHT = Wishes(quiet_from=time(22), quiet_until=time(6), zone=JAKARTA)


def local(text: str, zone: str = JAKARTA, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


# wish x hour x kind: what reaches a person of Jakarta on Tuesday 14 July 2026.
DEFAULT = Wishes(zone=JAKARTA)
STATES = [
    (DEFAULT, "12:00", "window_open", True),
    (DEFAULT, "03:00", "stopped_kindly", True),
    (NIGHT, "12:00", "window_open", True),
    (NIGHT, "06:00", "window_open", True),
    (NIGHT, "21:59", "window_open", True),
    (NIGHT, "22:00", "window_open", False),
    (NIGHT, "23:30", "approval_needed", False),
    (NIGHT, "05:59", "digest", False),
    (NIGHT._replace(quiet_from=time(12), quiet_until=time(14)), "13:00", "window_open", False),
    (NIGHT._replace(quiet_from=time(12), quiet_until=time(14)), "14:00", "window_open", True),
    (NIGHT._replace(quiet_from=time(6)), "03:00", "window_open", True),
    (NIGHT._replace(zone="Asia/Jayapura"), "20:30", "window_open", False),
    (DEFAULT._replace(off=True), "12:00", "window_open", False),
    (DEFAULT._replace(off=True), "12:00", "desk_digest", False),
    (DEFAULT._replace(muted=frozenset({"heads_up"})), "09:00", "heads_up", False),
    (DEFAULT._replace(muted=frozenset({"heads_up"})), "12:00", "window_open", True),
    (DEFAULT._replace(digest=True), "12:00", "window_open", False),
    (DEFAULT._replace(digest=True), "07:00", "digest", True),
    (DEFAULT._replace(digest=True), "12:00", "approval_needed", False),
    (DEFAULT._replace(digest=True), "12:00", "calendar_horizon", True),
    (DEFAULT._replace(paused_until=date(2026, 7, 15)), "12:00", "window_open", False),
    (DEFAULT._replace(paused_until=date(2026, 7, 14)), "06:59", "window_open", False),
    (DEFAULT._replace(paused_until=date(2026, 7, 14)), "07:00", "window_open", True),
]


@pytest.mark.parametrize(("wishes", "clock", "kind", "reaches"), STATES)
def test_what_reaches_a_person_by_her_wishes_the_hour_and_the_kind(
    wishes: Wishes, clock: str, kind: str, reaches: bool
) -> None:
    assert allows(wishes, kind, local(f"2026-07-14T{clock}")) is reaches


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-07-14T22:00", "2026-07-15T06:00"),
        ("2026-07-15T05:59:59", "2026-07-15T06:00"),
        ("2026-07-15T06:00", "2026-07-15T06:00"),
        ("2026-12-31T23:30", "2027-01-01T06:00"),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(moment: str, expected: str) -> None:
    assert after_quiet(NIGHT, local(moment)) == local(expected)


def test_quiet_hours_that_end_in_the_hour_left_out_end_after_it() -> None:
    wishes = Wishes(quiet_from=time(23), quiet_until=time(2, 30), zone=BERLIN)
    # On 29 March 2026 Berlin goes from 02:00 to 03:00.
    assert after_quiet(wishes, local("2026-03-29T00:30", BERLIN)) == local("2026-03-29T03:30", BERLIN)


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_each_time() -> None:
    wishes = Wishes(quiet_from=time(23), quiet_until=time(2, 30), zone=BERLIN)
    # On 25 October 2026 Berlin lives from 02:00 to 03:00 twice.
    first, second = (local("2026-10-25T02:30", BERLIN, fold) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert after_quiet(wishes, local("2026-10-25T02:10", BERLIN)) == first
    assert after_quiet(wishes, local("2026-10-25T02:10", BERLIN, fold=1)) == second


def test_a_pause_ends_in_the_morning_and_not_inside_quiet_hours() -> None:
    wishes = NIGHT._replace(paused_until=date(2026, 8, 3), quiet_until=time(8))
    now = local("2026-07-14T12:00")
    assert is_paused(wishes, now)
    assert earliest(wishes, now) == local("2026-08-03T08:00")
    assert earliest(wishes._replace(quiet_from=None), now) == local(f"2026-08-03T{PAUSE_ENDS_AT}")


def test_every_single_reminder_is_spoken_of_by_a_daily_mail() -> None:
    assert not any(wants(Wishes(digest=True), kind) for kind in COVERED_BY)
    assert all(wants(Wishes(digest=True), kind) for kind in set(COVERED_BY.values()))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-07-14T06:59", "2026-07-14T07:00"),
        ("2026-07-14T07:00", "2026-07-15T07:00"),
        ("2026-07-14T23:59", "2026-07-15T07:00"),
    ],
)
def test_the_next_daily_mail_is_at_seven_by_her_clock(now: str, expected: str) -> None:
    assert next_digest(ZoneInfo(JAKARTA), time(7), local(now)) == local(expected)


def test_a_daily_mail_in_an_hour_left_out_comes_after_it_and_once() -> None:
    zone, at = ZoneInfo(BERLIN), time(2, 30)
    first = next_digest(zone, at, local("2026-03-28T12:00", BERLIN))
    assert first == local("2026-03-29T03:30", BERLIN)
    assert next_digest(zone, at, first) == local("2026-03-30T02:30", BERLIN)


def test_a_daily_mail_belongs_to_the_readers_day_and_ends_with_it() -> None:
    now = local("2026-07-14T06:30", "Asia/Jayapura")  # still the 13th, 21:30, in UTC
    day, begins, ends = digest_of(ZoneInfo("Asia/Jayapura"), time(7), now)
    assert day == date(2026, 7, 14)
    assert begins == local("2026-07-14T07:00", "Asia/Jayapura")
    assert ends == local("2026-07-15T00:00", "Asia/Jayapura")
    assert digest_key(3, 8, day) == "3:digest:8:2026-07-14"


# Clocks that change by an hour, by half an hour, at midnight, the other way round, a day left out.
ZONES = st.sampled_from(
    [JAKARTA, BERLIN, "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut",
     "Europe/Dublin", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Chatham"]
)  # fmt: skip
CLOCKS = st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2011, 12, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
WISHES = st.builds(
    Wishes,
    quiet_from=CLOCKS,
    quiet_until=CLOCKS,
    zone=ZONES,
    paused_until=st.none() | st.dates(date(2011, 12, 1), date(2030, 1, 1)),
)


@given(WISHES, MOMENTS)
def test_a_reminder_never_comes_in_quiet_hours_never_earlier_and_asking_twice_is_once(
    wishes: Wishes, moment: datetime
) -> None:
    later = after_quiet(wishes, moment)
    assert not is_quiet(wishes, later)
    assert later >= moment
    assert after_quiet(wishes, later) == later
    # No longer than the quiet hours last, a clock change (or a day left out) included.
    assert later - moment <= timedelta(days=2, hours=2)
    if not is_quiet(wishes, moment):
        assert later == moment


@given(WISHES, MOMENTS)
def test_the_earliest_hour_lies_in_no_pause_and_no_quiet_hours(wishes: Wishes, moment: datetime) -> None:
    first = earliest(wishes, moment)
    assert first >= moment
    assert earliest(wishes, first) == first
    assert not is_quiet(wishes, first)
    assert not is_paused(wishes, first)


@given(ZONES, CLOCKS, MOMENTS)
def test_daily_mails_come_one_each_local_day_and_in_order(zone: str, at: time, now: datetime) -> None:
    place = ZoneInfo(zone)
    first = next_digest(place, at, now)
    second = next_digest(place, at, first)
    assert now < first < second
    assert second - now <= timedelta(days=3)
    # A gap may push an hour over midnight or leave a day out, never give a day two mails.
    days = (first.astimezone(place).date(), second.astimezone(place).date())
    assert days[0] < days[1] or at >= time(22)
