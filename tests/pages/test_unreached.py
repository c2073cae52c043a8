"""A counsellor learns from the pages that mail to a student comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from careers.models import Interview, Student
from notifications import suppression
from notifications.addresses import address_hash
from tests import factories as f
from tests.people import Cast, make_cast, student

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    people = make_cast()
    with scope(centre=people.centre.pk):
        yield people


@pytest.fixture
def interview(cast: Cast) -> Interview:
    return f.case(cast.dinda)


def comes_back(who: Student, reason: str = "hard_bounce", until: datetime | None = None) -> None:
    suppression.suppress(who.centre_id, address_hash(who.user.email), reason, NOW, until)


def page(client: Client, user: object, url: str) -> str:
    client.force_login(user)
    return " ".join(client.get(url, headers={"accept-language": "en"}).content.decode().split())


@pytest.mark.parametrize(
    ("reason", "full", "short"),
    [
        ("hard_bounce", "Mail to Dinda&#x27;s address comes back", "mail comes back"),
        ("complaint", "Our mail to Dinda was reported as unwanted", "no mail to her"),
        ("by_hand", "An admin has stopped our mail to Dinda&#x27;s address", "no mail to her"),
    ],
)
def test_the_counsellor_is_told_and_can_ask_for_another_address(client, cast, interview, reason, full, short):
    url = f"/applications/{interview.application_id}/"
    assert full not in page(client, cast.bima, url)
    comes_back(cast.dinda, reason)
    assert full in page(client, cast.bima, url)
    assert short in page(client, cast.bima, "/pipeline/")


def test_the_student_herself_and_other_centres_read_nothing_of_it(client, cast, interview):
    comes_back(cast.dinda)
    assert "comes back" not in page(client, cast.dinda.user, f"/applications/{interview.application_id}/")
    suppression.suppress(cast.other_centre.pk, address_hash(cast.rangga.user.email), "hard_bounce", NOW)
    f.case(cast.rangga)
    assert page(client, cast.bima, "/pipeline/").count("mail comes back") == 1


def test_what_was_out_of_reach_for_a_while_is_told_only_while_it_is(client, cast, interview, monkeypatch):
    comes_back(cast.dinda, "soft_bounces", until=NOW + timedelta(days=1))
    assert "mail comes back" in page(client, cast.bima, "/pipeline/")
    monkeypatch.setattr("careers.clock.now", lambda: NOW + timedelta(days=1))
    assert "mail comes back" not in page(client, cast.bima, "/pipeline/")


def test_the_operator_reads_it_for_every_centre(client, cast, interview):
    comes_back(cast.dinda)
    assert "mail comes back" in page(client, cast.opa, "/pipeline/")


def test_however_many_students_it_is_one_query(client, cast, interview):
    client.force_login(cast.bima)
    client.get("/pipeline/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/pipeline/").status_code == 200
        return len(captured)

    before = queries()
    for n in range(6):
        someone = student(cast.centre, f"Orang{n} Contoh", f"A-1{n}", cast.bima)
        f.case(someone)
        comes_back(someone)
    assert queries() == before
