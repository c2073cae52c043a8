"""Every route of the site x every person: who is let in, and who is told that there is nothing."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.template import engines
from django.test import Client
from rest_framework.authtoken.models import Token

from tests.doors.routes import routes
from tests.doors.table import ADMIN, DOORS, PEOPLE, Door
from tests.doors.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
NOWHERE = "987654321"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_world()


def knock(client: Client, door: Door, world: World, **extra: Any) -> Any:
    """The answer, with whatever it did undone again."""
    url = door.url.format(**world.ids)
    with transaction.atomic():
        answer = getattr(client, door.method)(url, door.data or None, **extra)
        transaction.set_rollback(True)
    return answer


def content(answer: Any, world: World) -> str:
    """What is on the page, apart from its own address and the token of its forms."""
    text = re.sub(r'"\w{64}"', "", answer.content.decode())
    numbers = "|".join([NOWHERE, *map(str, world.ids.values())])
    return re.sub(rf"\b({numbers})\b", "…", text)


def said(answer: Any) -> str:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
    return "in" if to_sign_in else str(answer.status_code)


def test_every_route_has_an_entry_in_the_table_and_every_entry_a_route() -> None:
    """A new page is one line in tests/doors/table.py; it says who may see it."""
    known = {door.route for door in DOORS}
    found = {route for route in routes() if not route.startswith(ADMIN)}
    assert sorted(found - known) == [], "routes without an entry"
    assert sorted(known - found) == [], "entries without a route"


@pytest.mark.parametrize("name", PEOPLE)
def test_each_door_opens_for_those_it_is_for_and_for_nobody_else(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    strict, otherwise = engine.string_if_invalid, {}
    for door in DOORS:
        # Some of the sign-on package's own templates ask for variables that do not exist.
        lax = door.route.startswith("accounts/")
        monkeypatch.setattr(engine, "string_if_invalid", "" if lax else strict)
        client = Client(raise_request_exception=False)
        if world.person(name) is not None:
            client.force_login(world.person(name))
        answer = said(knock(client, door, world))
        if answer != door.answers[name]:
            otherwise[f"{door.method} {door.url}"] = f"{answer}, not {door.answers[name]}"
    assert otherwise == {}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_token_opens_the_same_doors_as_a_session(world: World, name: str) -> None:
    person, headers = world.person(name), {}
    if person is not None:
        headers["Authorization"] = f"Token {Token.objects.create(user=person).key}"
    for door in DOORS:
        if door.route.startswith("api/"):
            answer = said(knock(Client(), door, world, headers=headers))
            assert answer == door.answers[name], f"{door.method} {door.url}"


def test_an_object_of_another_is_as_absent_as_one_that_never_was(world: World) -> None:
    client = Client()
    client.force_login(world.person("Wati"))
    for door in DOORS:
        if door.method == "get" and "{" in door.url and door.answers["Wati"] == "404":
            hers = knock(client, door, world)
            nothing = knock(client, door, World(world.cast, dict.fromkeys(world.ids, NOWHERE)))
            assert nothing.status_code == hers.status_code, door.url
            assert content(nothing, world) == content(hers, world), door.url
