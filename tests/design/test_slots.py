"""How days, hours and zones are said, in both languages."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from followups.wording import slots
from kabar.daystrip import day_strip, strip_days
from kabar.templatetags import kabar_ui

NOON, ONE = dt.time(12), dt.time(13)


def slot(zone: str = "Asia/Jakarta", day: dt.date = dt.date(2026, 11, 24), **more: Any) -> dict[str, Any]:
    where = ZoneInfo(zone)
    return {
        "start": dt.datetime.combine(day, NOON, where),
        "end": dt.datetime.combine(day, ONE, where),
        **more,
    }


@pytest.mark.parametrize(
    ("language", "day", "hours"),
    [("id", "Sel 24 Nov", "12.00–13.00 WIB"), ("en", "Tue 24 Nov", "12:00–13:00 WIB")],
)
def test_a_slot_is_said_in_the_manner_of_each_language(language: str, day: str, hours: str) -> None:
    with translation.override(language):
        words = slots.slot_words(slot())
    assert (words.day, words.hours) == (day, hours)


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Pontianak", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Asia/Singapore", "SGT"),
        ("Asia/Kuala_Lumpur", "MYT"),
        ("Europe/Berlin", "CET"),
        ("Asia/Kathmandu", "GMT+5:45"),
        ("America/Sao_Paulo", "GMT−3"),
    ],
)
def test_every_zone_has_the_name_people_there_use(zone: str, name: str) -> None:
    assert slots.zone_name(slot(zone)["start"]) == name


def test_a_database_time_is_shown_on_the_recruiters_clock_when_her_zone_is_given() -> None:
    stored = {
        "start": dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC),
        "end": dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC),
        "zone": "Asia/Makassar",
    }
    with translation.override("en"):
        assert slots.hours_words(stored) == "12:00–13:00 WITA"


def test_two_zones_are_not_shown_when_they_agree() -> None:
    same_clock = slot("Asia/Jakarta", city="Jakarta", reader_zone="Asia/Pontianak")
    assert slots.here_words(same_clock) == ""
    assert slots.place_words(same_clock) == "Jakarta"


def test_a_reader_elsewhere_sees_her_own_hours_beside_the_city() -> None:
    with translation.override("en"):
        words = slots.place_words(slot("Asia/Makassar", city="Makassar", reader_zone="Asia/Jakarta"))
    assert words == "Makassar, 11:00–12:00 here"


def test_a_reader_for_whom_it_is_another_day_sees_that_day() -> None:
    far = slot("America/New_York", reader_zone="Asia/Jakarta")
    with translation.override("en"):
        assert slots.here_words(far) == "Wed 25 Nov 00:00–01:00"
    assert not slots.same_day_here(far)


def test_an_open_slot_says_until_when_and_a_later_one_of_the_day_says_today() -> None:
    with translation.override("en"):
        running = slots.slot_words(slot(), slot()["start"])
        over = slots.slot_words(slot(), slot()["end"])
        morning = slots.slot_words(slot(), slot()["start"] - dt.timedelta(hours=3))
    assert (running.is_open, running.until) == (True, "13:00 WIB")
    assert not over.is_open
    assert morning.day == "Today"


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "just now"), (5, "5 minutes"), (61, "1 hour"), (3000, "2 days")]
)
def test_an_age_is_told_in_its_largest_unit(minutes: int, words: str) -> None:
    now = slot()["start"]
    with translation.override("en"):
        assert kabar_ui.age(now - dt.timedelta(minutes=minutes), now) == words


def weekend(day: dt.date) -> str | None:
    return "" if day.weekday() > 4 else None


def test_the_strip_shows_whole_weeks_with_one_meaning_for_each_day() -> None:
    with translation.override("en"):
        strip = day_strip(
            today=dt.date(2026, 11, 19),
            closed_name=weekend,
            interview=dt.date(2026, 11, 3),
            promise=dt.date(2026, 11, 23),
            replaced_promises=[dt.date(2026, 11, 17)],
            slot=dt.date(2026, 11, 24),
        )
        words = strip.cells[21].words
    classes = {cell.day.day: cell.classes for cell in strip.cells}
    assert len(strip.cells) == 28
    assert strip.cells[0].day == dt.date(2026, 11, 2)
    assert [classes[day] for day in (2, 3, 4, 7, 17, 19, 23, 24, 25, 28)] == [
        "", "ev", "wait", "we wait", "wait old", "wait now", "wait due", "go", "", "we",
    ]  # fmt: skip
    assert words == "November, Monday, promise in force"
    assert [key.text for key in strip.legend][:2] == ["3 Nov interview", "17 Nov earlier promise"]


def test_a_closed_day_is_named_in_its_cell_and_in_the_legend() -> None:
    holiday = dt.date(2026, 12, 25)
    with translation.override("en"):
        strip = day_strip(
            today=dt.date(2026, 12, 21),
            closed_name=lambda day: "Christmas Day" if day == holiday else weekend(day),
            slot=dt.date(2026, 12, 28),
        )
        words = strip.cells[4].words
    assert words == "December, Friday, Christmas Day"
    assert "25 Dec Christmas Day" in [key.text for key in strip.legend]


@pytest.mark.parametrize("weeks_away", [0, 3, 4, 11, 12, 40])
def test_today_and_the_slot_are_in_the_strip_however_long_ago_the_interview_was(weeks_away: int) -> None:
    interview = dt.date(2026, 1, 7)
    today = interview + dt.timedelta(weeks=weeks_away)
    coming = today + dt.timedelta(days=9)
    days = strip_days(today, [interview, coming])
    assert {today, coming} <= set(days)
    assert len(days) % 7 == 0
    assert 28 <= len(days) <= 84
    assert days[0].weekday() == 0
