"""The pipeline: whose rows, in which order, how many queries, with and without htmx."""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from careers import services
from careers.answers import EventType, Label
from careers.models import Application, Interview
from followups.models import Plan
from kabar.pages import pipeline as page
from kabar.pages.decisions import DECISIONS
from tests import factories as f
from tests.people import Cast, make_cast, person, student

# Friday 10 July 2026, 10:00 in Jakarta: an answer was promised by Monday.
NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
URL = "/pipeline/"


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_cast()


@pytest.fixture
def inside(cast: Cast) -> Iterator[None]:
    with scope(centre=cast.centre.pk):
        yield


@pytest.fixture
def bima(client: Client, cast: Cast) -> Client:
    client.force_login(cast.bima)
    return client


def positions(response: Any) -> list[str]:
    return [row.application.position for row in response.context["rows"]]


def row_of(response: Any, position: str) -> Any:
    return next(r for r in response.context["rows"] if r.application.position == position)


@pytest.mark.usefixtures("inside")
def test_a_counsellor_begins_with_her_own_students_and_may_see_the_whole_centre(
    bima: Client, cast: Cast
) -> None:
    other = person(cast.centre, "counsellor", "Ratna Wulandari")
    f.case(cast.dinda, position="Mine")
    f.case(student(cast.centre, "Galih Wicaksono", "A-003", other), position="Hers")
    assert positions(bima.get(URL)) == ["Mine"]
    assert set(positions(bima.get(URL, {"caseload": "all"}))) == {"Mine", "Hers"}
    assert positions(bima.get(URL, {"caseload": str(other.pk)})) == ["Hers"]


@pytest.mark.usefixtures("inside")
def test_another_centres_applications_never_show(client: Client, cast: Cast) -> None:
    f.case(cast.dinda, position="Secret position")
    client.force_login(cast.tono)
    response = client.get(URL, {"caseload": "all"})
    assert response.status_code == 200
    assert "Secret position" not in response.content.decode()
    assert "PT Samudra Niaga" not in response.content.decode()


def test_a_student_finds_no_pipeline_and_nobody_is_sent_to_sign_in(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(cast.dinda.user)
    assert client.get(URL).status_code == 404


@pytest.mark.usefixtures("inside")
def test_the_nearest_window_is_on_top_and_what_is_over_comes_last(bima: Client, cast: Cast) -> None:
    stopped = f.case(cast.dinda, position="Over")
    services.record_reply(stopped, Label.REJECTION, received_at=NOW, by=None, now=NOW)
    services.create_application(cast.dinda, f.employer(cast.dinda), "No interview", now=NOW)
    unclear = f.case(cast.dinda, position="Unclear")
    services.record_reply(unclear, Label.UNCLASSIFIED, received_at=NOW, by=None, now=NOW)
    f.case(cast.dinda, days=20, position="Later")
    f.case(cast.dinda, days=7, position="Sooner")
    assert positions(bima.get(URL)) == ["Sooner", "Later", "Unclear", "No interview", "Over"]


@pytest.mark.usefixtures("inside")
def test_a_row_says_the_recruiters_hours_and_the_readers_own_if_they_differ(bima: Client, cast: Cast) -> None:
    makassar = f.employer(cast.dinda, "Bumi Karsa", city="Makassar", time_zone="Asia/Makassar")
    f.case(cast.dinda, at=makassar)
    text = bima.get(URL).content.decode()
    assert "12:00–13:00 WITA" in text
    assert "Makassar, 11:00–12:00 here" in text
    assert "1 of 2" in text


def second_followup(cast: Cast) -> Interview:
    """A case whose second follow-up is due on the day after `NOW` plus some days."""
    interview = f.case(cast.dinda, held_at=NOW - timedelta(days=40), position="Second")
    sent = NOW - timedelta(days=15)
    services.record_letter(interview, sent_at=sent, by=None, now=sent)
    plan = Plan.objects.get(application=interview.application_id)
    assert plan.requires_approval
    return interview


@pytest.mark.usefixtures("inside")
def test_a_second_follow_up_without_approval_needs_the_counsellor_once_she_is_asked(
    bima: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = second_followup(cast)
    plan = Plan.objects.get(application=interview.application_id)
    assert plan.heads_up_at
    for moment, action, code in (
        (plan.heads_up_at - timedelta(seconds=1), "wait", "wait"),
        (plan.heads_up_at, "needs_approval", "needs"),
    ):
        monkeypatch.setattr("careers.clock.now", lambda moment=moment: moment)
        assert row_of(bima.get(URL), "Second").action == action
        found = {c for c, _name in DECISIONS if positions(bima.get(URL, {"decision": c}))}
        assert found == {code}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("code", ["needs", "send", "wait", "stop", "none"])
def test_a_decision_filter_shows_exactly_the_rows_that_are_shown_with_that_word(
    bima: Client, cast: Cast, code: str
) -> None:
    words = {"needs": "needs_approval", "send": "send_now", "wait": "wait", "stop": "stop", "none": ""}
    phoned = f.case(cast.dinda, position="Phoned")
    services.record_event(phoned, EventType.STUDENT_PHONED_RECRUITER, at=NOW, by=None, now=NOW)
    offered = f.case(cast.dinda, position="Offered")
    services.record_reply(offered, Label.OFFER, received_at=NOW, by=None, now=NOW)
    services.create_application(cast.dinda, f.employer(cast.dinda), "Bare", now=NOW)
    f.case(cast.dinda, position="Waiting")
    second_followup(cast)
    noon = datetime(2026, 6, 15, 5, 30, tzinfo=UTC)
    f.case(cast.dinda, held_at=noon - timedelta(days=14), position="Open now", now=NOW)
    Plan.objects.filter(application__position="Open now").update(
        action="send_now", reason="in_window", window_start=NOW, window_end=NOW + timedelta(hours=1)
    )
    everything = bima.get(URL).context["rows"]
    expected = {r.application.position for r in everything if r.action == words[code]}
    assert expected
    assert set(positions(bima.get(URL, {"decision": code}))) == expected


@pytest.mark.usefixtures("inside")
def test_a_slot_that_is_over_is_not_shown_even_if_the_sweep_is_late(
    bima: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview = f.case(cast.dinda)
    plan = Plan.objects.get(application=interview.application_id)
    assert plan.window_start
    assert plan.window_end
    monkeypatch.setattr("careers.clock.now", lambda: plan.window_start)
    open_now = bima.get(URL).context["rows"][0]
    assert (open_now.action, open_now.slot.start) == ("send_now", plan.window_start)
    monkeypatch.setattr("careers.clock.now", lambda: plan.window_end)
    rolled = bima.get(URL).context["rows"][0]
    assert rolled.slot.start > plan.window_end
    stored = Plan.objects.get(pk=plan.pk)
    assert stored.window_start == plan.window_start, "a page that is read writes nothing"


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("words", ["dinda", "A-001", "supply", "samudra dinda", "SAMUDRA"])
def test_search_finds_student_position_and_employer(bima: Client, cast: Cast, words: str) -> None:
    f.case(cast.dinda)
    f.case(cast.rangga, at=f.employer(cast.rangga, "Kedai Kita"), position="Barista")
    assert positions(bima.get(URL, {"q": words})) == ["Supply Chain Analyst"]


@pytest.mark.usefixtures("inside")
def test_filters_by_stage_programme_cohort_and_employer_narrow_the_rows(bima: Client, cast: Cast) -> None:
    cast.rangga.programme, cast.rangga.cohort = "Law", 2019
    cast.rangga.save()
    f.case(cast.dinda, position="A")
    cafe = f.employer(cast.rangga, "Kedai Kita")
    services.create_application(cast.rangga, cafe, "B", now=NOW)
    for query in (
        {"stage": "applied"},
        {"programme": "Law"},
        {"cohort": "2019"},
        {"employer": str(cafe.pk)},
    ):
        assert positions(bima.get(URL, query)) == ["B"], query
    assert positions(bima.get(URL, {"stage": "closed"})) == []


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    "query",
    [
        {"caseload": "999999"},
        {"caseload": "x"},
        {"decision": "nonsense"},
        {"employer": "x"},
        {"q": "\0"},
        {"after": "nonsense"},
        {"after": "20261120T050000.0.x"},
        {"before": "1.2.3"},
        {"after": "20261120T050000.0.99999999999999999999999"},
    ],
)
def test_an_address_that_was_tampered_with_still_shows_a_page(
    bima: Client, cast: Cast, query: dict[str, str]
) -> None:
    f.case(cast.dinda)
    assert bima.get(URL, query).status_code == 200


@pytest.mark.usefixtures("inside")
def test_an_empty_table_teaches_the_next_step(bima: Client, cast: Cast) -> None:
    assert "Your students have no applications yet" in bima.get(URL).content.decode()
    f.case(cast.dinda)
    assert "Nobody is waiting for you" in bima.get(URL, {"decision": "needs"}).content.decode()
    assert "Nothing matches these filters" in bima.get(URL, {"q": "zzz"}).content.decode()


@pytest.mark.usefixtures("inside")
def test_htmx_gets_the_table_alone_and_everybody_else_the_page(bima: Client, cast: Cast) -> None:
    f.case(cast.dinda)
    whole = bima.get(URL)
    part = bima.get(URL, headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"<table" in part.content
    assert "HX-Request" in part["Vary"]
    restored = bima.get(URL, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in restored.content


def follow(client: Client, link: str) -> list[list[str]]:
    """All pages from the first one by their own links: next, or previous from the last."""
    pages, url = [], URL
    if link == "previous_url":
        while client.get(url).context["next_url"]:
            url = client.get(url).context["next_url"]
    while url:
        response = client.get(url)
        pages.append(positions(response))
        url = response.context[link]
    return pages


@pytest.mark.usefixtures("inside")
def test_paging_by_keys_shows_every_row_once_in_the_same_order_both_ways(
    bima: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.ORDER, "size", 3)
    # Two and two share a window, and the ids run against the windows.
    for position, days in (("D", 9), ("B", 8), ("C", 8), ("A", 7)):
        f.case(cast.dinda, days=days, position=position)
    for number in range(3):
        services.create_application(cast.dinda, f.employer(cast.dinda), f"Bare {number}", now=NOW)
    expected = ["A", "B", "C", "D", *(f"Bare {n}" for n in range(3))]
    forward, backward = follow(bima, "next_url"), follow(bima, "previous_url")
    assert [p for part in forward for p in part] == expected
    assert [len(part) for part in forward] == [3, 3, 1]
    assert [p for part in reversed(backward) for p in part] == expected


def copies(n: int) -> None:
    """`n` more of each application with its interview and plan, in bulk."""
    plans = list(Plan.objects.select_related("application", "interview"))
    for number in range(n):
        applications = [copy(plan.application) for plan in plans]
        for application in applications:
            application.pk, application.position = None, f"{application.position} {number}"
        Application.objects.bulk_create(applications)
        interviews = [copy(plan.interview) for plan in plans]
        for interview, application in zip(interviews, applications, strict=True):
            interview.pk, interview.application_id = None, application.pk
        Interview.objects.bulk_create(interviews)
        fresh = [copy(plan) for plan in plans]
        for plan, application, interview in zip(fresh, applications, interviews, strict=True):
            plan.pk, plan.application_id, plan.interview_id = None, application.pk, interview.pk
        Plan.objects.bulk_create(fresh)


@pytest.mark.usefixtures("inside")
def test_the_number_of_queries_does_not_grow_with_the_rows(
    bima: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.ORDER, "size", 400)
    for number in range(10):
        # Every third one is behind the sweep.
        held = NOW - timedelta(days=2 if number % 3 else 30, minutes=number)
        f.case(cast.dinda, held_at=held, position=f"Position {number}")
    counts = []
    for more in (0, 29):
        copies(more)
        bima.get(URL)
        with CaptureQueriesContext(connection) as queries:
            response = bima.get(URL)
        counts.append(len(queries))
    assert len(response.context["rows"]) == 300
    assert counts[0] == counts[1], [q["sql"][:120] for q in queries.captured_queries]
    assert counts[0] < 30
