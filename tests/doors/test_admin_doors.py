"""The operator's admin: hundreds of doors, one rule."""

import re

import pytest
from django.test import Client

from tests.doors.routes import routes
from tests.doors.table import ADMIN, PEOPLE
from tests.doors.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
# These speak to people who have not signed in yet, or are leaving.
OWN_RULE = {"admin/login/", "admin/logout/"}
DOORS = [route for route in routes() if route.startswith(ADMIN) and route not in OWN_RULE]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_world()


def address(route: str, pk: int) -> str:
    """An address behind a route: ids and names filled in."""
    route = re.sub(r"<path:\w+>", str(pk), route)
    route = re.sub(r"\(\?P<app_label>([a-z]+)[^)]*\)", r"\1", route)
    route = re.sub(r"\(\?P<url>[^)]*\)", "nonsense", route)
    return "/" + route.replace("^", "").replace("$", "")


def client_of(world: World, name: str) -> Client:
    client = Client()
    if world.person(name):
        client.force_login(world.person(name))
    return client


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "Opa"])
def test_every_door_of_the_admin_leads_anybody_but_the_operator_to_sign_in(world: World, name: str) -> None:
    client = client_of(world, name)
    assert len(DOORS) > 50
    for route in DOORS:
        url = address(route, world.ids["application"])
        answers = [client.get(url), client.post(url, {"name": "x"})]
        for answer in answers:
            assert answer.status_code == 302, url
            assert answer["Location"].startswith(("/admin/login/", "/accounts/login/")), url


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in ("Opa", "Nobody")])
def test_people_of_a_centre_are_refused_at_the_admins_own_sign_in(world: World, name: str) -> None:
    assert client_of(world, name).get("/admin/login/").status_code == 403
    assert client_of(world, name).post("/admin/login/", {"username": "x"}).status_code == 403


def test_nobody_signs_in_to_the_admin_where_everybody_signs_in(world: World) -> None:
    answer = client_of(world, "Nobody").get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_no_door_of_the_admin_breaks_for_the_operator(world: World) -> None:
    client = client_of(world, "Opa")
    assert client.get("/admin/").status_code == 200
    for route in DOORS:
        url = address(route, world.ids["application"])
        assert client.get(url).status_code < 500, url
