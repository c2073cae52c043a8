"""A GET changes no domain state anywhere: every route x every person, every table before and after.

Not only sign-in's own pages or the links of mails: mail scanners, browsers that fetch ahead and
restored tabs may ask for any address at any time. Sessions and the time of a sign-in are no domain
state; what the operator opens is logged, not stored.
"""

import hashlib

import pytest
from django.apps import apps
from django.db import connection, models
from django.template import engines
from django.test import Client

from tests.doors.table import DOORS, PEOPLE
from tests.doors.test_admin_doors import DOORS as ADMIN_DOORS
from tests.doors.test_admin_doors import address
from tests.doors.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
NOT_OURS = {"django_session"}
NOT_FACTS = {"last_login"}
VISITS = [door for door in DOORS if door.method == "get"]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_world()


def _tables() -> dict[str, list[str]]:
    """Every table with its columns, those between two models included."""
    every: list[type[models.Model]] = list(apps.get_models(include_auto_created=True))
    return {
        model._meta.db_table: [
            field.column for field in model._meta.concrete_fields if field.column not in NOT_FACTS
        ]
        for model in every
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in NOT_OURS
    }


def digests() -> dict[str, str]:
    """A hash of each table's rows."""
    quote, found = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}")
            rows = sorted(map(repr, cursor.fetchall()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str]) -> list[str]:
    after = digests()
    return sorted(table for table in before if after[table] != before[table])


@pytest.mark.parametrize("name", PEOPLE)
def test_no_address_changes_anything_by_being_looked_at(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some of the sign-on package's own templates ask for variables that do not exist.
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client = Client()
    if world.person(name) is not None:
        client.force_login(world.person(name))
    before, guilty = digests(), {}
    for door in VISITS:
        url = door.url.format(**world.ids)
        for look in (client.get, client.head):
            look(url)
        if tables := changed(before):
            guilty[url] = tables
            before = digests()
    assert guilty == {}


def test_no_page_of_the_operators_admin_changes_anything_by_being_looked_at(world: World) -> None:
    client = Client()
    client.force_login(world.person("Opa"))
    before = digests()
    for route in ADMIN_DOORS:
        client.get(address(route, world.ids["application"]))
    assert changed(before) == []


def test_the_digest_sees_a_change_in_any_row(world: World) -> None:
    before = digests()
    assert {"careers_application", "followups_plan", "notifications_message"} <= set(before)
    Client().post(f"/unsubscribe/{world.ids['unsubscribe']}/")
    assert "notifications_preference" in changed(before)
    before = digests()
    Client().post(f"/do/{world.ids['sent']}/")
    assert {"careers_letter", "followups_plan", "notifications_usedlink"} <= set(changed(before))
