"""Before a centre's calendar runs out its admins hear of it: once a month, in office hours, while it is so."""

from datetime import datetime

import pytest

from followups.selectors import horizons
from followups.services import confirm_year
from notifications import delivery, preferences, watch
from notifications.models import messages as m
from tests.notifications.clock import wib

pytestmark = pytest.mark.django_db
KIND = "calendar_horizon"


@pytest.fixture
def near(cast) -> datetime:
    """Ten in the morning of the first of December in the last confirmed year."""
    year = horizons(wib(14, 12))[0].until.year
    return wib(1, 10, month=12).replace(year=year)


def announced() -> list[tuple[int, str, str]]:
    rows = m.everywhere().filter(kind=KIND).order_by("pk")
    return [(row.recipient_id, row.key, row.state) for row in rows]


def test_each_admin_is_told_once_a_month(cast, near):
    for day in (1, 2, 20):
        watch.watch(near.replace(day=day))
    key = f"{cast.centre.pk}:{KIND}:{cast.centre.pk}:{cast.sari.pk}:{near.year}-12"
    assert announced() == [(cast.sari.pk, key, m.QUEUED)]
    watch.watch(near.replace(year=near.year + 1, month=1, day=4))
    assert len(announced()) == 2


def test_nobody_is_told_sixty_days_ahead_at_night_or_against_her_wish(cast, near):
    watch.announce_horizons(near.replace(month=11, day=1))
    watch.announce_horizons(near.replace(hour=18))
    preferences.mute(cast.sari, KIND, near)
    assert watch.announce_horizons(near) == 0
    assert announced() == []
    preferences.unmute(cast.sari, KIND, near)
    assert watch.announce_horizons(near.replace(month=11, day=2)) == 1


def test_the_mail_says_until_when_and_leads_to_the_delivery_page(cast, near, smtp_sink):
    watch.announce_horizons(near)
    assert delivery.drain(lambda: near) == 1
    [mail] = smtp_sink.messages()
    assert mail["To"] == "Sari Lestari <sari@arunika.example.com>"
    assert mail["Subject"] == f"The closed days of {near.year + 1} are not confirmed yet"
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert f"The calendar is certain until Friday, 31 December {near.year}" in text
    assert "https://kabar.example.com/delivery/" in text
    assert "https://kabar.example.com/delivery/" in mail.get_body(("html",)).get_content()


def test_once_the_calendar_is_over_the_mail_says_so(cast, near, smtp_sink):
    late = near.replace(year=near.year + 1, month=1, day=4)
    watch.announce_horizons(late)
    delivery.drain(lambda: late)
    [mail] = smtp_sink.messages()
    assert f"The calendar was certain until Friday, 31 December {near.year}" in " ".join(
        mail.get_body(("plain",)).get_content().split()
    )


def test_when_the_year_is_confirmed_meanwhile_the_mail_no_longer_stands(cast, near, smtp_sink):
    watch.announce_horizons(near)
    confirm_year(cast.centre, "ID", near.year + 1, by=cast.sari, now=near)
    assert delivery.drain(lambda: near) == 0
    assert [state for _to, _key, state in announced()] == [m.WITHDRAWN]
    assert smtp_sink.messages() == []


def test_whoever_is_no_admin_any_more_is_not_told(cast, near, smtp_sink):
    watch.announce_horizons(near)
    cast.sari.role = "counsellor"
    cast.sari.save()
    assert delivery.drain(lambda: near) == 0
    assert [state for _to, _key, state in announced()] == [m.WITHDRAWN]
