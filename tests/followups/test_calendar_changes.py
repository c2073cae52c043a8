"""A calendar that changes plans the cases resting on it at once, and back again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from careers.services.employers import change_employer, forget_closed_day, set_closed_day
from followups.models import Plan
from followups.services import confirm_year, forget_centre_day, set_centre_day
from tests import factories
from tests.notifications.clock import wib

NOW, SLOT_DAY = wib(7, 9), date(2026, 7, 14)


@pytest.fixture
def interview(cast):
    return factories.case(cast.dinda)


def slot():
    return Plan.objects.get().window_start


def test_a_decree_inside_the_year_moves_the_slot_and_its_reversal_moves_it_back(cast, interview):
    row = set_centre_day(cast.centre, "ID", SLOT_DAY, closed=True, name="Pilkada", now=NOW)
    assert slot() == wib(15, 12)
    assert "Pilkada" in str(Plan.objects.get().reasons)
    forget_centre_day(row, NOW)
    assert slot() == wib(14, 12)


def test_another_countrys_day_moves_nothing(cast, interview):
    set_centre_day(cast.centre, "SG", SLOT_DAY, closed=True, name="Elsewhere", now=NOW)
    assert slot() == wib(14, 12)
    with pytest.raises(ValidationError):
        set_centre_day(cast.centre, "XX", SLOT_DAY, closed=True, name="Nowhere", now=NOW)


def test_an_employers_own_day_wins_over_the_centres(cast, interview):
    employer = interview.application.employer
    set_centre_day(cast.centre, "ID", SLOT_DAY, closed=True, name="Pilkada", now=NOW)
    row = set_closed_day(employer, SLOT_DAY, closed=False, name="We work", now=NOW)
    assert slot() == wib(14, 12)
    forget_closed_day(row, NOW)
    assert slot() == wib(15, 12)


def test_an_employer_that_moves_is_written_to_by_its_new_clock(interview):
    change_employer(interview.application.employer, time_zone="Asia/Jayapura", now=NOW)
    assert slot() == wib(14, 10)


def test_a_year_the_admin_has_checked_may_be_trusted(cast):
    late = wib(7, 9).replace(year=2028)
    factories.case(cast.dinda, held_at=late, now=late.replace(hour=5))
    assert Plan.objects.get().reason == "calendar_unconfirmed"
    confirm_year(cast.centre, "ID", 2028, by=cast.sari, now=late.replace(hour=6))
    assert Plan.objects.get().action == "wait"
    confirm_year(cast.centre, "ID", 2028, by=cast.sari, now=late.replace(hour=6))
