"""Decisions for programs: the standing ones, and `decide` for whatever people send."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from followups.api.questions import LARGEST_BODY, MOST_ITEMS
from tests.factories import INTERVIEW_AT, case
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parent.parent / "data"
DECISIONS, DECIDE = "/api/v1/decisions/", "/api/v1/decide/"
CASES = [json.loads(line) for line in (DATA / "timing_cases_dev.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def dinda(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("careers.clock.now", lambda: INTERVIEW_AT + timedelta(hours=2))
    client = Client()
    client.force_login(cast.dinda.user)
    return client


@pytest.fixture
def inside(cast: Cast) -> Iterator[Cast]:
    with scope(centre=cast.centre.pk):
        yield cast


def ask(client: Client, body: Any, **extra: Any) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(DECIDE, text, content_type="application/json", **extra)


def test_a_standing_decision_is_told_in_words(inside: Cast, dinda: Client) -> None:
    interview = case(inside.dinda)
    found = dinda.get(f"{DECISIONS}{interview.application_id}/").json()
    assert (found["action"], found["reason"]) == ("wait", "promise_not_passed")
    assert found["application"] == interview.application_id
    assert found["window_start"] == "2026-07-14T12:00:00+07:00"
    assert found["window_end"] == "2026-07-14T13:00:00+07:00"
    assert "Monday 13 July" in found["sentence"]
    assert found["policy"] == 1
    decider = next(step for step in found["reasons"] if step["decides"])
    assert (decider["code"], decider["rule"], decider["source"]) == (
        "promise_not_passed",
        "T1–T2",
        "S0 S1",
    )
    assert decider["text"]
    assert decider["deadline"] == "2026-07-13"
    assert dinda.get(DECISIONS).json()["results"] == [found]
    assert dinda.get(f"{DECISIONS}?action=stop").json()["results"] == []


def test_a_window_that_opened_a_moment_ago_is_told_before_any_sweep(
    inside: Cast, dinda: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = case(inside.dinda)
    opened = datetime(2026, 7, 14, 5, 0, 1, tzinfo=UTC)
    monkeypatch.setattr("careers.clock.now", lambda: opened)
    assert dinda.get(f"{DECISIONS}{interview.application_id}/").json()["action"] == "send_now"
    (listed,) = dinda.get(DECISIONS).json()["results"]
    assert listed["action"] == "send_now"


def test_an_application_without_an_interview_has_no_decision(inside: Cast, dinda: Client) -> None:
    from careers import services
    from tests.factories import employer

    application = services.create_application(
        inside.dinda, employer(inside.dinda), "Analyst", now=INTERVIEW_AT
    )
    assert dinda.get(f"{DECISIONS}{application.pk}/").status_code == 404


def test_every_development_case_is_decided_over_http(dinda: Client) -> None:
    answers = ask(dinda, CASES)
    assert answers.status_code == 200
    for asked, answer in zip(CASES, answers.json(), strict=True):
        assert answer["id"] == asked["id"]
        assert {name: answer[name] for name in asked["expected"]} == asked["expected"]


def test_one_object_is_answered_with_one_object(dinda: Client) -> None:
    answer = ask(dinda, CASES[0])
    assert answer.status_code == 200
    assert answer.json()["action"] == "wait"


def test_one_bad_item_spoils_itself_only(dinda: Client) -> None:
    answer = ask(dinda, [CASES[0], {"id": "bad", "facts": {}}, 7, CASES[1]])
    assert answer.status_code == 200
    first, bad, worse, last = answer.json()
    assert (first["action"], last["action"]) == ("wait", "send_now")
    assert (bad["id"], bad["line"]) == ("bad", 2)
    assert bad["error"]
    assert (worse["id"], worse["line"]) == (None, 3)


def test_if_nothing_could_be_decided_the_request_was_bad(dinda: Client) -> None:
    answer = ask(dinda, [{"id": 1}, {"id": 2}])
    assert answer.status_code == 400
    assert [one["id"] for one in answer.json()] == [1, 2]
    assert ask(dinda, []).status_code == 200


def test_exactly_a_thousand_cases_may_be_asked_at_once(dinda: Client) -> None:
    assert ask(dinda, [CASES[0]["facts"]] * MOST_ITEMS).status_code == 400  # no "facts" in them
    answer = ask(dinda, [{"facts": CASES[0]["facts"]}] * MOST_ITEMS)
    assert (answer.status_code, len(answer.json())) == (200, MOST_ITEMS)
    too_many = ask(dinda, [{}] * (MOST_ITEMS + 1))
    assert too_many.status_code == 400
    assert "1000" in too_many.json()["detail"]


def nested(depth: int) -> str:
    return '{"facts":' * depth + "1" + "}" * depth


BAD_BODIES = {
    "nothing": b"",
    "cut off": b'{"id": 1, "facts": {',
    "a string": b'"decide"',
    "a number": b"7",
    "null": b"null",
    "deep lists": b"[" * 100_000,
    "deep objects": nested(100_000).encode(),
    "deep and closed": nested(3_000).encode(),
    "NaN": b'{"facts": {"now": NaN}}',
    "Infinity": b"[Infinity]",
    "a number without end": b'{"id": ' + b"9" * 10_000 + b"}",
    "not UTF-8": b'{"id": "\xff"}',
    "UTF-16": '{"id": "x"}'.encode("utf-16"),
    "twice the same field": b'{"facts": {}, "facts": {}}',
    "giant": b'{"id": "' + b"x" * LARGEST_BODY + b'"}',
    "half a letter": b'{"id": "\\ud800", "facts": {}}',
    "half a letter in a field": b'{"id": "x", "facts": {"\\udfff": 1}}',
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_cannot_be_read_is_a_400_with_a_sentence(dinda: Client, name: str) -> None:
    answer = ask(dinda, BAD_BODIES[name])
    assert answer.status_code == 400
    told = answer.json()
    sentence = told.get("detail") or told["error"]
    assert sentence.endswith((".", "…"))
    assert len(sentence) < 300


JUNK: list[Any] = [
    None, True, -1, 10**30, 1.5, "", "x", "\x00", "../../etc/passwd", "9999-12-31T23:59:59+14:00",
    "0001-01-01", [], {}, [[]], {"a": 1}, "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("field", CASES[0]["facts"])
def test_no_value_of_any_field_is_an_error_of_ours(dinda: Client, field: str) -> None:
    items = [{"id": n, "facts": {**CASES[0]["facts"], field: junk}} for n, junk in enumerate(JUNK)]
    answer = ask(dinda, items)
    assert answer.status_code in (200, 400)
    for one in answer.json():
        assert ("error" in one) != ("action" in one)
        assert len(one.get("error", "")) < 400


def test_sentences_come_in_the_language_of_the_person(cast: Cast, dinda: Client) -> None:
    assert "Monday 13 July" in ask(dinda, CASES[0]).json()["reasons"][0]["text"]
    cast.dinda.user.language = "id"
    cast.dinda.user.save()
    assert "Senin 13 Juli" in ask(dinda, CASES[0]).json()["reasons"][0]["text"]


def test_other_formats_and_methods_are_refused(dinda: Client) -> None:
    assert dinda.post(DECIDE, {"facts": "x"}).status_code == 415
    assert dinda.get(DECIDE).status_code == 405


def test_deciding_needs_a_name_and_a_browser_needs_its_token(cast: Cast) -> None:
    assert ask(Client(), CASES[0]).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.dinda.user)
    assert ask(strict, CASES[0]).status_code == 403
