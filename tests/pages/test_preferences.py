"""Language, appearance and time zone: the page, and the two switches of every page's frame."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django_scopes import scope

from careers.models import User
from followups.models import Plan
from tests import factories as f
from tests.people import Cast, make_cast

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
URL = "/me/preferences/"


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_cast()


@pytest.fixture
def dinda(client: Client, cast: Cast) -> Client:
    client.force_login(cast.dinda.user)
    return client


def fresh(cast: Cast) -> User:
    return User.objects.get(pk=cast.dinda.user.pk)


def test_choices_are_kept_and_the_page_answers_in_the_new_language(dinda: Client, cast: Cast) -> None:
    wanted = {"language": "id", "time_zone": "Asia/Makassar", "theme": "dark"}
    response = dinda.post(URL, wanted, follow=True)
    user = fresh(cast)
    assert (user.language, user.time_zone, user.theme) == ("id", "Asia/Makassar", "dark")
    assert 'lang="id"' in response.content.decode()
    assert 'data-bs-theme="dark"' in response.content.decode()


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"time_zone": "Mars/Base"}, {"theme": "pink"}])
def test_what_is_no_choice_is_refused(dinda: Client, cast: Cast, wrong: dict[str, str]) -> None:
    fields = {"language": "en", "time_zone": "Asia/Jakarta", "theme": "auto"} | wrong
    assert "Select a valid choice" in dinda.post(URL, fields).content.decode()
    assert (fresh(cast).language, fresh(cast).theme) == ("en", "auto")


def test_a_student_who_moves_hears_of_her_slot_by_her_new_clock(dinda: Client, cast: Cast) -> None:
    with scope(centre=cast.centre.pk):
        f.case(cast.dinda)
        before = Plan.objects.get().heads_up_at
        dinda.post(URL, {"language": "en", "time_zone": "Asia/Jayapura", "theme": "auto"})
        after = Plan.objects.get().heads_up_at
    assert before
    assert after
    assert (before - after).total_seconds() == 2 * 3600


def test_the_language_switch_is_kept_with_the_person(dinda: Client, cast: Cast) -> None:
    response = dinda.post("/language/setlang/", {"language": "id", "next": URL})
    assert response["Location"] == URL
    assert fresh(cast).language == "id"
    dinda.post("/language/setlang/", {"language": "xx"})
    assert fresh(cast).language == "id"


def test_the_appearance_switch_works_before_and_after_sign_in(dinda: Client, cast: Cast) -> None:
    dinda.post("/theme/", {"theme": "dark", "next": URL})
    assert fresh(cast).theme == "dark"
    nobody = Client()
    response = nobody.post("/theme/", {"theme": "light", "next": "/accounts/login/"})
    assert (response["Location"], response.cookies["kabar_theme"].value) == ("/accounts/login/", "light")
    assert 'data-bs-theme="light"' in nobody.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "next_page", ["https://evil.example.com/", "//evil.example.com", "javascript:alert(1)"]
)
def test_a_switch_never_leads_to_another_site(dinda: Client, next_page: str) -> None:
    assert dinda.post("/theme/", {"theme": "dark", "next": next_page})["Location"] == "/"


def test_the_front_door_leads_everybody_to_her_own_first_page(cast: Cast) -> None:
    for user, page in ((cast.dinda.user, "/me/"), (cast.bima, "/pipeline/"), (cast.opa, "/pipeline/")):
        client = Client()
        client.force_login(user)
        assert client.get("/")["Location"] == page
    assert Client().get("/")["Location"] == "/accounts/login/?next=/"
