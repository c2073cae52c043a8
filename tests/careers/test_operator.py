"""The operator: how she comes to be, and the people and recruiters she keeps."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django_scopes import scopes_disabled

from careers.models import Contact, User
from careers.signals import facts_changed
from notifications.models import Message
from tests import factories
from tests.people import Cast

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
SECRET = "sabar-sekali-operator"


@pytest.fixture
def opa(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.opa)
    return client


@pytest.fixture
def announced() -> Iterator[list[int]]:
    """The ids of applications that were announced."""
    ids: list[int] = []

    def hear(application_ids: list[int], **_kwargs: Any) -> None:
        ids.extend(application_ids)

    facts_changed.connect(hear, weak=False)
    yield ids
    facts_changed.disconnect(hear)


def change(client: Client, url: str, **fields: Any) -> Any:
    """Send the admin's form at `url` as it stands, but for these fields."""
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | fields
    return client.post(url, {name: value for name, value in data.items() if value not in (None, False)})


def refusals(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.context["adminform"].form.errors)


def test_the_operator_is_made_by_djangos_command_and_signs_in_at_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", SECRET)
    options = {"interactive": False, "email": "Opa@Kabar.Example.com", "name": "Opa", "stdout": StringIO()}
    call_command("createsuperuser", **options)
    opa = User.objects.get()
    assert opa.is_operator
    assert opa.date_joined
    client = Client()
    answer = client.post("/accounts/login/", {"login": "opa@kabar.example.com", "password": SECRET})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", **options)


def test_after_the_command_people_are_made_without_a_verified_address_again(
    db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", SECRET)
    call_command("createsuperuser", interactive=False, email="o@example.com", name="O", stdout=StringIO())
    made = User.objects.create_user(
        "new@example.com", centre=cast.centre, role="student", name="N", date_joined=NOW
    )
    assert not EmailAddress.objects.filter(user=made).exists()


def person_fields(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Nita Baru",
        "centre": cast.centre.pk,
        "role": "counsellor",
        "language": "en",
        "time_zone": "Asia/Jakarta",
        "theme": "auto",
        "is_active": "on",
        **fields,
    }


def test_a_person_added_by_the_operator_sets_her_own_password_and_signs_in(cast: Cast, opa: Client) -> None:
    fields = person_fields(cast, email="Nita@Arunika.Example.com")
    assert opa.post("/admin/careers/user/add/", fields).status_code == 302
    nita = User.objects.get(email="nita@arunika.example.com")
    assert nita.date_joined == NOW
    assert not nita.has_usable_password()
    assert EmailAddress.objects.get(user=nita).verified
    assert Client().post("/accounts/password/reset/", {"email": nita.email}).status_code == 302
    with scopes_disabled():
        mail = Message.objects.get(recipient=nita)
    link = next(word for word in mail.text.split() if "/password/reset/key/" in word)
    client = Client()
    path = client.get("/" + link.split("/", 3)[3], follow=True).redirect_chain[-1][0]
    client.post(path, {"password1": SECRET, "password2": SECRET})
    answer = Client().post("/accounts/login/", {"login": nita.email, "password": SECRET})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "BIMA@arunika.example.com"}, "Somebody else signs in with this address."),
        ({"email": "n@example.com", "centre": ""}, "Everybody but the operator has a role in one centre."),
        ({"email": "n@example.com", "role": ""}, "Everybody but the operator has a role in one centre."),
    ],
)
def test_a_person_who_could_not_be_is_refused_with_a_sentence(
    cast: Cast, opa: Client, fields: dict[str, str], sentence: str
) -> None:
    before = User.objects.count()
    answer = opa.post("/admin/careers/user/add/", person_fields(cast, **fields))
    assert sentence in refusals(answer)
    assert User.objects.count() == before


def test_a_corrected_address_is_the_one_to_sign_in_with(cast: Cast, opa: Client) -> None:
    url = f"/admin/careers/user/{cast.bima.pk}/change/"
    assert change(opa, url, email="Bima.Prakoso@example.com").status_code == 302
    address = EmailAddress.objects.get(user=cast.bima)
    assert (address.email, address.verified, address.primary) == ("bima.prakoso@example.com", True, True)


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("dinda", {"time_zone": "Asia/Jayapura"}),
        ("dinda", {"is_active": ""}),
        ("bima", {"is_active": ""}),
    ],
)
def test_a_person_who_changes_has_her_cases_planned_again(
    cast: Cast, opa: Client, announced: list[int], who: str, fields: dict[str, str]
) -> None:
    case = factories.case(cast.dinda)
    announced.clear()
    person = getattr(cast, who)
    user = getattr(person, "user", person)
    assert change(opa, f"/admin/careers/user/{user.pk}/change/", **fields).status_code == 302
    assert announced == [case.application_id]


def test_a_person_who_keeps_her_place_moves_no_case(cast: Cast, opa: Client, announced: list[int]) -> None:
    factories.case(cast.dinda)
    announced.clear()
    url = f"/admin/careers/user/{cast.dinda.user_id}/change/"
    assert change(opa, url, name="Dinda M.").status_code == 302
    assert announced == []


def test_another_counsellor_is_told_of_the_students_cases(
    cast: Cast, opa: Client, announced: list[int]
) -> None:
    case = factories.case(cast.dinda)
    factories.case(cast.rangga)
    announced.clear()
    url = f"/admin/careers/student/{cast.dinda.pk}/change/"
    assert change(opa, url, counsellor=cast.sari.pk).status_code == 302
    assert announced == [case.application_id]


def test_the_operator_mends_a_recruiters_address_and_no_two_have_the_same(
    cast: Cast, opa: Client, announced: list[int]
) -> None:
    case = factories.case(cast.dinda)
    contact = case.application.contact
    assert contact
    factories.recruiter(contact.employer, "Ratna Dewi", email="ratna@samudraniaga.example.com")
    announced.clear()
    url = f"/admin/careers/contact/{contact.pk}/change/"
    assert change(opa, url, email="Lestari.H@samudraniaga.example.com").status_code == 302
    assert Contact.objects.get(pk=contact.pk).email == "lestari.h@samudraniaga.example.com"
    assert announced == [case.application_id]
    refused = change(opa, url, email="Ratna@samudraniaga.example.com")
    assert "Another recruiter of this employer has this address already." in refusals(refused)
