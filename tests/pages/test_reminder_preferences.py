"""The page and the API of one's own reminders, and what the staff see of a student's."""

import json
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from careers.models import User
from notifications import preferences
from notifications.models import Preference
from tests import factories as f
from tests.notifications.clock import wib
from tests.people import Cast, make_cast

NOW = wib(10, 10)
URL, API = "/me/preferences/", "/api/v1/preferences/"
STUDENT_KINDS = ["heads_up", "window_open", "window_missed", "thank_you_due", "stopped_kindly"]


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_cast()


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def post(user: User, **changes: Any) -> Any:
    """The whole form as a browser sends it, with these fields changed."""
    fields: dict[str, Any] = {
        "do": "reminders",
        "how": "single",
        "kinds": STUDENT_KINDS if user.role == "student" else ["desk_digest", "approval_needed"],
        "quiet_from": "",
        "quiet_until": "",
        "weekly_cap": "",
        "paused_until": "",
    }
    return as_person(user).post(URL, fields | changes)


def test_a_student_chooses_in_one_form_and_finds_it_kept(cast: Cast) -> None:
    dinda = cast.dinda.user
    answer = post(
        dinda,
        how="daily",
        kinds=["window_open"],
        quiet_from="21:00",
        quiet_until="06:30",
        weekly_cap="5",
        paused_until="2026-08-03",
    )
    assert (answer.status_code, answer["Location"]) == (302, URL)
    mine = Preference.objects.get()
    assert (mine.reminders_off, mine.digest, mine.weekly_cap) == (False, True, 5)
    assert set(mine.muted) == {*STUDENT_KINDS} - {"window_open"}
    assert (mine.quiet_from, mine.quiet_until, mine.paused_until) == (time(21), time(6, 30), date(2026, 8, 3))
    page = text_of(as_person(dinda).get(URL))
    assert "Reminders are paused and come again on Monday, 3 August 2026." in page
    for shown in ('value="21:00"', 'value="06:30"', 'value="5"', 'value="2026-08-03"', "at 07:00"):
        assert shown in page


def test_switching_all_off_says_what_that_means_and_keeps_the_rest_for_later(cast: Cast) -> None:
    dinda = cast.dinda.user
    post(dinda, how="daily")
    assert "Sign-in mails still come." in text_of(as_person(dinda).get(URL))
    post(dinda, how="off")
    mine = Preference.objects.get()
    assert (mine.reminders_off, mine.digest) == (True, True)
    assert "Reminders are off." in text_of(as_person(dinda).get(URL))
    post(dinda, how="single")
    assert not Preference.objects.get().reminders_off
    assert "Reminders are off." not in text_of(as_person(dinda).get(URL))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quiet_from": "22:00"}, "Quiet hours need a beginning and an end."),
        ({"quiet_from": "06:00", "quiet_until": "06:00"}, "These quiet hours would never end."),
        ({"weekly_cap": "0"}, "Choose a number from 1 to 50, or leave it empty."),
        ({"paused_until": "2026-07-10"}, "Choose a day after today, or leave it empty."),
        ({"how": "by_pigeon"}, "Select a valid choice."),
        ({"kinds": ["desk_digest"]}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field_and_nothing_is_kept(
    cast: Cast, wrong: dict[str, Any], sentence: str
) -> None:
    answer = post(cast.dinda.user, **wrong)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'class="invalid-feedback"' in text_of(answer)
    assert not Preference.objects.exists()


def test_a_pause_that_is_over_is_no_reason_to_refuse_the_form(cast: Cast) -> None:
    dinda = cast.dinda.user
    preferences.save(dinda, wib(1, 9), paused_until=date(2026, 7, 9))
    page = text_of(as_person(dinda).get(URL))
    assert "2026-07-09" not in page
    assert "Reminders are paused" not in page
    assert post(dinda, weekly_cap="3").status_code == 302


def test_staff_choose_among_their_own_reminders(cast: Cast) -> None:
    page = text_of(as_person(cast.bima).get(URL))
    assert "Only the daily mail of my desk, at 07:00" in page
    assert "holidays are about to run out" not in page
    assert "holidays are about to run out" in text_of(as_person(cast.sari).get(URL))
    assert post(cast.bima, how="daily").status_code == 302
    refused = post(cast.bima, how="daily", kinds=["approval_needed"])
    assert refused.status_code == 422
    assert "You chose only the daily mail, so it cannot be left out." in text_of(refused)


def test_the_operator_sees_no_reminders(cast: Cast) -> None:
    assert "Save reminders" not in text_of(as_person(cast.opa).get(URL))


def test_moving_moves_the_daily_mail(cast: Cast) -> None:
    dinda = cast.dinda.user
    post(dinda, how="daily")
    fields = {"language": "en", "time_zone": "Asia/Jayapura", "theme": "auto"}
    assert as_person(dinda).post(URL, fields).status_code == 302
    assert Preference.objects.get().next_digest_at == wib(11, 5)


# --- the API -------------------------------------------------------------------------------------


def patch(user: User, **changes: Any) -> Any:
    return as_person(user).patch(API, json.dumps(changes), content_type="application/json")


def test_programs_read_and_change_only_what_is_given(cast: Cast) -> None:
    dinda = cast.dinda.user
    before = as_person(dinda).get(API).json()
    assert (before["reminders_off"], before["kinds"], before["next_digest_at"]) == (
        False,
        STUDENT_KINDS,
        None,
    )
    assert not Preference.objects.exists(), "reading writes nothing"
    after = patch(dinda, digest=True, quiet_from="22:00", quiet_until="06:00").json()
    assert (after["digest"], after["quiet_from"], after["weekly_cap"]) == (True, "22:00:00", None)
    assert patch(dinda, weekly_cap=3).json()["digest"] is True


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"quiet_from": "22:00"}, "beginning and an end"), ({"muted": ["account"]}, "no such reminder")],
)
def test_programs_are_refused_in_the_same_sentences(
    cast: Cast, changes: dict[str, Any], sentence: str
) -> None:
    answer = patch(cast.dinda.user, **changes)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_nobody_changes_another_persons_wishes(cast: Cast) -> None:
    patch(cast.rangga.user, reminders_off=True)
    assert as_person(cast.dinda.user).get(API).json()["reminders_off"] is False


# --- what staff see ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"reminders_off": True}, "Dinda has switched reminder e-mails off"),
        ({"paused_until": date(2026, 8, 3)}, "Dinda has paused reminders until Monday, 3 August 2026."),
        ({"digest": True}, None),
    ],
)
def test_staff_see_that_a_student_is_not_reminded_and_she_does_not(
    cast: Cast, choice: dict[str, Any], sentence: str | None
) -> None:
    with scope(centre=cast.centre.pk):
        address = f"/applications/{f.case(cast.dinda).application_id}/"
        preferences.save(cast.dinda.user, NOW, **choice)
    for user in (cast.bima, cast.sari):
        page = text_of(as_person(user).get(address))
        if sentence:
            assert sentence in page
        else:
            assert "Dinda has" not in page
    assert "Dinda has" not in text_of(as_person(cast.dinda.user).get(address))
