"""A calendar that changes plans the cases resting on it at once, and back again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from careers.models import Centre
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


# --- by the operator's hand


@pytest.fixture
def opa(cast, monkeypatch):
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.opa)
    return client


def change(client, url, **fields):
    """Send the admin's form at `url` as it stands, but for these fields."""
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | fields
    return client.post(url, {name: value for name, value in data.items() if value not in (None, False)})


def refusals(answer):
    assert answer.status_code == 200
    return str(answer.context["adminform"].form.errors)


def test_a_day_keeps_its_date_whatever_is_sent_and_its_name_can_be_mended(cast, interview, opa):
    employer = interview.application.employer
    slip = {"closed": True, "name": "Pilkda", "now": NOW}
    rows = [
        ("followups/centreday", set_centre_day(cast.centre, "ID", SLOT_DAY, **slip)),
        ("careers/employerclosedday", set_closed_day(employer, SLOT_DAY, **slip)),
    ]
    for name, row in rows:
        url = f"/admin/{name}/{row.pk}/change/"
        assert change(opa, url, day="2026-07-20", country="SG", name="Pilkada").status_code == 302
        assert list(type(row).objects.values_list("day", "name")) == [(SLOT_DAY, "Pilkada")]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_day_that_was_wrong_is_deleted_and_its_cases_planned_again(cast, interview, opa, at_once):
    employer = interview.application.employer
    rows = [
        ("followups/centreday", set_centre_day(cast.centre, "ID", SLOT_DAY, closed=True, name="X", now=NOW)),
        ("careers/employerclosedday", set_closed_day(employer, SLOT_DAY, closed=True, name="X", now=NOW)),
    ]
    for name, row in rows:
        assert slot() == wib(15, 12)
        if at_once:
            data = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
            assert opa.post(f"/admin/{name}/", data).status_code == 302
        else:
            assert opa.post(f"/admin/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not type(row).objects.exists()
    assert slot() == wib(14, 12)


def test_a_centre_without_a_calendar_is_refused_beside_the_field(cast, opa):
    fields = {"name": "Universiti Contoh", "slug": "contoh", "time_zone": "Asia/Kuala_Lumpur"}
    for place, sentence in (
        ({"country": "XX"}, "No calendar is known for the country “XX”."),
        ({"country": "MY"}, "please give the state or region too"),
        ({"country": "MY", "subdivision": "99"}, "is not a known part of the country"),
    ):
        answer = opa.post("/admin/careers/centre/add/", {**fields, "language": "en", **place})
        assert sentence in refusals(answer)
    place = {"country": "my", "subdivision": "10"}
    answer = opa.post("/admin/careers/centre/add/", {**fields, "language": "en", **place})
    assert answer.status_code == 302
    assert Centre.objects.get(slug="contoh").country == "MY"


def test_an_employer_moves_only_to_where_a_calendar_is(cast, interview, opa):
    employer = interview.application.employer
    url = f"/admin/careers/employer/{employer.pk}/change/"
    for place, sentence in (
        ({"country": "XX"}, "No calendar is known"),
        ({"country": "MY"}, "please give the state or region too"),
    ):
        assert sentence in refusals(change(opa, url, **place))
    assert slot() == wib(14, 12)
    assert change(opa, url, time_zone="Asia/Jayapura").status_code == 302
    assert slot() == wib(14, 10)


def test_two_employers_of_one_name_in_one_city_are_refused_with_a_sentence(cast, interview, opa):
    other = factories.employer(cast.dinda, "Kedai Kita")
    name = interview.application.employer.name
    answer = change(opa, f"/admin/careers/employer/{other.pk}/change/", name=name)
    assert "already in the list, in the same city" in refusals(answer)


def test_days_and_years_of_a_country_without_a_calendar_are_refused(cast, opa):
    centre = {"centre": cast.centre.pk, "country": "XX"}
    day = opa.post("/admin/followups/centreday/add/", {**centre, "day": "2026-07-14", "name": "X"})
    year = opa.post("/admin/followups/confirmedyear/add/", {**centre, "year": "2028"})
    for answer in (day, year):
        assert "No calendar is known for the country “XX”." in refusals(answer)
