"""Days and periods as recruiters and students write them; the tables are the specification."""

import itertools
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followups.texts.dates import days_named
from followups.texts.periods import deadlines

THURSDAY = date(2026, 9, 10)

DAYS = [
    ("Rabu, 12 Agustus 2026", (12, 8, 2026, 2)),
    ("tanggal 12 Agustus pukul 10.00", (12, 8, None, None)),
    ("12-Agu-2026", (12, 8, 2026, None)),
    ("Wed 12 Aug '26", (12, 8, 2026, 2)),
    ("the 12th of August", (12, 8, None, None)),
    ("August 12th, 2026", (12, 8, 2026, None)),
    ("12/08/2026", (12, 8, 2026, None)),
    ("12.08.2026", (12, 8, 2026, None)),
    ("12-8-26", (12, 8, 2026, None)),
    ("12/8", (12, 8, None, None)),
    ("2026-08-12", (12, 8, 2026, None)),
]


@pytest.mark.parametrize(("text", "meant"), DAYS)
def test_a_calendar_day_is_found_however_it_is_written(text, meant):
    [named] = days_named(f"Wawancara pada {text}, terima kasih.")
    assert (named.day, named.month, named.year, named.weekday) == meant


@pytest.mark.parametrize(
    "text", ["pukul 10.00 WIB", "0812-0000-1111", "Mei Lestari", "99/99", "maybe 3 times"]
)
def test_what_only_looks_like_a_day_is_none(text):
    assert days_named(text) == []


def test_a_day_without_a_year_is_the_nearest_one():
    [named] = days_named("15 January")
    assert named.near(date(2026, 12, 10)) == date(2027, 1, 15)
    assert named.near(date(2026, 2, 1)) == date(2026, 1, 15)


PERIODS = [
    ("besok", "2026-09-11"), ("paling lambat Jumat, 18 September 2026", "2026-09-18"),
    ("by Friday", "2026-09-11"), ("on Monday", "2026-09-14"), ("Senin depan", "2026-09-14"),
    ("Jumat depan", "2026-09-18"), ("hari Minggu", "2026-09-13"), ("tanggal 25", "2026-09-25"),
    ("the 25th", "2026-09-25"), ("dua minggu lagi", "2026-09-24"), ("within two weeks", "2026-09-24"),
    ("satu atau dua minggu", "2026-09-24"), ("a couple of weeks", "2026-09-24"), ("7-10 hari", "2026-09-20"),
    ("another ten days", "2026-09-20"), ("seminggu lagi", "2026-09-17"), ("sebulan", "2026-10-10"),
    ("in a month", "2026-10-10"), ("10 hari kerja", "2026-09-24"), ("H+7", "2026-09-17"),
    ("14 (empat belas) hari kerja", "2026-09-30"), ("2 minggu ke depan", "2026-09-24"),
    ("minggu ini", "2026-09-11"), ("minggu depan", "2026-09-18"), ("end of next week", "2026-09-18"),
    ("the week of the 14th", "2026-09-18"), ("minggu tanggal 21", "2026-09-25"),
    ("akhir bulan ini", "2026-09-30"), ("awal bulan depan", "2026-10-10"), ("early next month", "2026-10-10"),
    ("pertengahan Oktober", "2026-10-20"), ("mid-October", "2026-10-20"), ("in November", "2026-11-30"),
    ("Q1", "2027-03-31"), ("kuartal pertama 2027", "2027-03-31"), ("akhir tahun", "2026-12-31"),
    ("early in the new year", "2027-01-31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), PERIODS, ids=[text for text, _day in PERIODS])
def test_a_period_means_its_end_as_said_on_that_day(text, day):
    assert [str(found.day) for found in deadlines(text, THURSDAY)] == [day]


def test_what_is_over_is_no_deadline():
    assert deadlines("two weeks ago", THURSDAY) == []
    assert deadlines("dua minggu yang lalu", THURSDAY) == []


@given(text=st.text(max_size=200), day=st.dates(date(2000, 1, 1), date(2090, 1, 1)))
@example(text="31 Februari, 32/13/2026, H+99, 999 bulan", day=THURSDAY)
def test_any_text_is_read_without_stumbling_and_places_do_not_overlap(text, day):
    found = deadlines(text, day)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
