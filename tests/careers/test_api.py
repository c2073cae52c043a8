"""Applications for programs: what they say, to whom, and at what price."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled
from rest_framework.authtoken.models import Token

from careers import services
from careers.answers import Label, PromiseKind
from tests.factories import INTERVIEW_AT, case, employer
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
APPLICATIONS = "/api/v1/applications/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def inside(cast: Cast) -> Iterator[Cast]:
    with scope(centre=cast.centre.pk):
        yield cast


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_token(user: Any) -> dict[str, str]:
    return {"Authorization": f"Token {Token.objects.get_or_create(user=user)[0].key}"}


def test_an_application_tells_all_that_a_decision_is_made_from(inside: Cast) -> None:
    interview = case(inside.dinda)
    services.record_reply(
        interview,
        Label.ASKED_TO_WAIT_UNTIL,
        received_at=INTERVIEW_AT + timedelta(days=8),
        wait_until=date(2026, 7, 24),
        text="Mohon menunggu.",
        by=inside.bima,
        now=INTERVIEW_AT + timedelta(days=9),
    )
    found = client_of(inside.dinda.user).get(f"{APPLICATIONS}{interview.application_id}/").json()
    assert found["student"]["name"] == "Dinda Maharani"
    assert found["student"]["counsellor"] == {"id": inside.bima.pk, "name": "Bima Prakoso"}
    assert found["employer"]["time_zone"] == "Asia/Jakarta"
    assert found["recruiter"]["honorific"] == "ibu"
    assert (found["position"], found["stage"]) == ("Supply Chain Analyst", "interviewing")
    (told,) = found["interviews"]
    assert told["held_at"] == "2026-07-06T09:00:00+07:00"
    assert [person["name"] for person in told["interviewers"]] == ["Lestari Handayani"]
    extension, promise = told["ledger"]
    assert (extension["kind"], extension["due"], extension["in_force"]) == (
        "asked_to_wait_until",
        "2026-07-24",
        True,
    )
    assert (promise["kind"], promise["due"], promise["in_force"]) == ("days", "2026-07-13", False)


def test_a_later_word_without_a_date_leaves_the_promise_in_force(inside: Cast) -> None:
    interview = case(inside.dinda)
    services.record_promise(
        interview,
        PromiseKind.VAGUE,
        said_on=date(2026, 7, 9),
        by=None,
        now=INTERVIEW_AT + timedelta(days=5),
    )
    found = client_of(inside.bima).get(f"{APPLICATIONS}{interview.application_id}/").json()
    later, promise = found["interviews"][0]["ledger"]
    assert (later["kind"], later["due"], later["in_force"]) == ("vague", None, False)
    assert promise["in_force"] is True


def test_each_person_is_given_her_own_part_of_the_list(cast: Cast) -> None:
    with scope(centre=cast.centre.pk):
        dindas, ranggas = case(cast.dinda), case(cast.rangga)
    with scope(centre=cast.other_centre.pk):
        watis = case(cast.wati)
    ours = {dindas.application_id, ranggas.application_id}
    expected = [
        (cast.dinda.user, {dindas.application_id}),
        (cast.rangga.user, {ranggas.application_id}),
        (cast.bima, ours),
        (cast.sari, ours),
        (cast.tono, {watis.application_id}),
        (cast.opa, ours | {watis.application_id}),
    ]
    for user, seen in expected:
        by_session = client_of(user).get(APPLICATIONS).json()["results"]
        by_token = Client().get(APPLICATIONS, headers=with_token(user)).json()["results"]
        assert {row["id"] for row in by_session} == seen, user
        assert by_token == by_session


def test_a_token_opens_the_scope_for_its_own_request_only(cast: Cast) -> None:
    from django_scopes import get_scope

    with scope(centre=cast.centre.pk):
        case(cast.dinda)
    before = dict(get_scope())
    assert Client().get(APPLICATIONS, headers=with_token(cast.bima)).status_code == 200
    assert Client().get(f"{APPLICATIONS}999/", headers=with_token(cast.bima)).status_code == 404
    assert dict(get_scope()) == before


def test_nobody_gets_in_without_a_name_or_with_a_wrong_one(cast: Cast) -> None:
    anonymous = Client().get(APPLICATIONS)
    assert anonymous.status_code == 401
    assert anonymous.json()["detail"]
    wrong = Client().get(APPLICATIONS, headers={"Authorization": "Token nonsense"})
    assert wrong.status_code == 401
    headers = with_token(cast.bima)
    cast.bima.is_active = False
    cast.bima.save()
    assert Client().get(APPLICATIONS, headers=headers).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_applications_are_read_only(inside: Cast, method: str) -> None:
    interview = case(inside.dinda)
    url = APPLICATIONS if method == "post" else f"{APPLICATIONS}{interview.application_id}/"
    answer = getattr(client_of(inside.sari), method)(url, {}, content_type="application/json")
    assert answer.status_code == 405


@pytest.mark.parametrize("url", [APPLICATIONS, "/api/v1/decisions/"])
def test_a_page_of_thirty_costs_as_many_queries_as_a_page_of_three(inside: Cast, url: str) -> None:
    client = client_of(inside.bima)

    def add(number: int) -> None:
        for _ in range(number):
            added.append(case(inside.dinda, position=f"Analyst {len(added)}",
                              at=employer(inside.dinda, f"PT Contoh {len(added)}")))  # fmt: skip

    added: list[Any] = []
    add(3)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(client.get(url).json()["results"]) == 3
    add(27)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).json()["results"]) == 30
    assert len(many) == len(few)


def test_pages_follow_each_other_without_gaps_or_repeats(inside: Cast) -> None:
    for number in range(7):
        case(inside.dinda, position=f"Analyst {number}")
    client, url, seen = client_of(inside.bima), f"{APPLICATIONS}?page_size=3", []
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == 7
    assert seen == sorted(set(seen), reverse=True)


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "cD1hYmM=", "cD0xZTk5", "cj0xJnA9YQ=="],  # p=abc, p=1e99, r=1&p=a
)
def test_a_cursor_that_is_not_ours_is_refused_in_a_sentence(cast: Cast, cursor: str) -> None:
    answer = client_of(cast.bima).get(f"{APPLICATIONS}?cursor={cursor}")
    assert answer.status_code == 400
    assert "cursor" in answer.json()["detail"]


def test_a_filter_narrows_the_list_and_an_unknown_stage_is_refused(inside: Cast) -> None:
    interview = case(inside.dinda)
    client = client_of(inside.bima)
    assert len(client.get(f"{APPLICATIONS}?stage=interviewing").json()["results"]) == 1
    assert client.get(f"{APPLICATIONS}?stage=offered").json()["results"] == []
    assert client.get(f"{APPLICATIONS}?stage=dreaming").status_code == 400
    assert interview.application.stage == "interviewing"


@pytest.mark.parametrize("name", ["abc", "0", "-1", "99999999999999999999999", "%00"])
def test_an_address_that_names_no_application_is_404(cast: Cast, name: str) -> None:
    assert client_of(cast.opa).get(f"{APPLICATIONS}{name}/").status_code == 404


def test_the_schema_is_valid_and_speaks_of_every_route(cast: Cast) -> None:
    out = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    for path in ("applications/", "applications/{id}/", "decisions/", "decisions/{application}/", "decide/"):
        assert f"  /api/v1/{path}:" in out.getvalue()
    with scopes_disabled():
        assert client_of(cast.dinda.user).get("/api/schema/").status_code == 200
