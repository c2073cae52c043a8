"""The review queue and a review's page: the nearest first, decided once, by the centre's own staff."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers import clock
from careers.models import Interview, User
from careers.services.employers import change_contact
from followups.models import DraftVersion, LetterDraft, Review
from followups.services import drafts, reviews
from tests.factories import INTERVIEW_AT, case, employer
from tests.followups.letters import CLEAN, SUBJECT, again, asked, clean, second_in_review
from tests.followups.planning import at, plan_of
from tests.people import Cast, person

NOW = at("28 11:00")


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def review(cast: Cast) -> Review:
    return second_in_review(case(cast.dinda))


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def queue(user: User, query: str = "") -> str:
    response = as_person(user).get(f"/reviews/{query}")
    assert response.status_code == 200
    return words(response)


def post(user: User, review: Review, **data: Any) -> Any:
    return as_person(user).post(f"/reviews/{review.pk}/", data, follow=True)


def test_an_empty_queue_says_what_comes_here(cast: Cast) -> None:
    assert "No letter waits" in queue(cast.bima)


def test_a_row_says_who_what_why_and_until_when(cast: Cast, review: Review) -> None:
    said = queue(cast.bima)
    for part in (
        "Dinda Maharani",
        "Second follow-up, no findings",
        "Supply Chain Analyst · PT Samudra Niaga",
        "Because it is the second follow-up.",
        "Wed 29 Jul 12:00–13:00 WIB",
        "waits for Bima Prakoso",
    ):
        assert part in said, part


def test_the_nearest_deadline_is_on_top_and_what_has_none_at_the_end(cast: Cast, review: Review) -> None:
    thanks = asked(case(cast.rangga, held_at=at("28 08:00"), position="Buyer"), now=NOW)
    closing = asked(
        case(cast.rangga, position="Planner", at=employer(cast.rangga, "PT Fajar Contoh")),
        kind="closing",
        now=NOW,
    )
    said = queue(cast.bima)
    order = [said.index(name) for name in ("Buyer", "Supply Chain Analyst", "Planner")]
    assert thanks.due_at == at("29 08:00") and closing.due_at is None
    assert order == sorted(order)


def test_a_deadline_is_shown_anew_from_the_plan(cast: Cast, review: Review) -> None:
    Review.objects.update(due_at=NOW - timedelta(days=3))
    assert "Wed 29 Jul" in queue(cast.bima)


def test_mine_and_the_whole_centre(cast: Cast, review: Review) -> None:
    with_nobody = second_in_review(case(cast.rangga, position="Buyer"))
    Review.objects.filter(pk=with_nobody.pk).update(counsellor=None)
    other = person(cast.centre, "counsellor", "Ratih Ayu")
    assert "Dinda" not in queue(other) and "Rangga" in queue(other)
    assert "Dinda" in queue(other, "?whose=all")
    assert "Dinda" in queue(cast.sari)


def test_the_queue_costs_the_same_however_long_it_is(cast: Cast, review: Review) -> None:
    client = as_person(cast.bima)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/reviews/").status_code == 200
        return len(queries)

    before = cost()
    for n in range(4):
        second_in_review(case(cast.rangga, position=f"Buyer {n}"))
    assert cost() == before


def test_the_queue_goes_on_by_pages(cast: Cast, review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    from kabar.pages import reviews as page

    monkeypatch.setattr(page.ORDER, "size", 1)
    second_in_review(case(cast.rangga, position="Buyer"))
    first = as_person(cast.bima).get("/reviews/")
    second = as_person(cast.bima).get("/reviews/" + first.context["next_url"])
    assert ("Dinda" in words(first), "Rangga" in words(first)) == (True, False)
    assert ("Dinda" in words(second), "Rangga" in words(second)) == (False, True)


def test_the_page_shows_the_text_its_marks_and_what_changed(cast: Cast, review: Review) -> None:
    reviews.return_with_advice(review, advice="Softer, please.", by=cast.bima, now=NOW)
    shouted = CLEAN.replace("Thank you for", "I EXPECT AN ANSWER THIS WEEK. Thank you for")
    row = drafts.save(review.draft, subject=SUBJECT, body=shouted, now=NOW)
    drafts.freeze(row, by=cast.dinda.user, now=NOW)
    anew = reviews.ask_for_review(row, now=NOW)
    page = as_person(cast.bima).get(f"/reviews/{anew.pk}/")
    html = page.content.decode()
    assert '<mark class="kb-mark look">' in html and "Needs your eye" in words(page)
    assert "<ins>I EXPECT AN ANSWER THIS WEEK.</ins>" in html
    assert "Softer, please." in words(page)


def test_approving_frees_the_letter_and_goes_back_to_the_queue(cast: Cast, review: Review) -> None:
    page = post(cast.bima, review, do="approve")
    assert page.redirect_chain[-1][0] == "/reviews/"
    assert again(review).decision == "approved"
    assert plan_of(review.draft.interview).approved
    assert "Approved" in words(as_person(cast.bima).get(f"/reviews/{review.pk}/"))


def test_a_colleague_who_comes_too_late_is_told_so(cast: Cast, review: Review) -> None:
    post(cast.bima, review, do="approve")
    assert "decided already" in words(post(cast.sari, review, do="return", advice="Softer."))
    late = post(cast.sari, review, do="edit", subject=SUBJECT, body=CLEAN + " ...")
    assert "decided already" in words(late)
    assert "decided already" in words(post(cast.sari, review, do="approve"))
    assert again(review).decided_by == cast.bima


def test_a_change_is_checked_and_refused_with_the_reason(cast: Cast, review: Review) -> None:
    page = post(cast.bima, review, do="edit", subject=SUBJECT, body=CLEAN.replace("6 July", "7 July"))
    assert page.status_code == 422 and "Before this letter can go out" in words(page)
    softer = CLEAN.replace("very interested", "still very interested").replace("\n", "\r\n")
    post(cast.bima, review, do="edit", subject=SUBJECT, body=softer)
    version = DraftVersion.objects.get(by_counsellor=True)
    assert again(review).approved_version == version
    assert "\r" not in version.body


def test_sending_back_without_a_word_is_refused(cast: Cast, review: Review) -> None:
    assert post(cast.bima, review, do="return", advice=" ").status_code == 422
    post(cast.bima, review, do="return", advice="Name the day you wrote first.")
    assert again(review.draft).state == "returned"


def test_taking_over_moves_it_to_her_own_queue(cast: Cast, review: Review) -> None:
    other = person(cast.centre, "counsellor", "Ratih Ayu")
    assert "waits for you" in words(post(other, review, do="take"))
    assert "Dinda" in queue(other) and "Dinda" not in queue(cast.bima)


def test_a_letter_whose_facts_changed_can_only_be_sent_back(cast: Cast, review: Review) -> None:
    change_contact(review.draft.interview.application.contact, NOW, honorific="bapak")
    page = as_person(cast.bima).get(f"/reviews/{review.pk}/")
    assert "cannot be approved" in words(page)
    assert 'value="approve"' not in page.content.decode()
    assert "facts of the case have changed" in words(post(cast.bima, review, do="approve"))


def test_an_act_that_does_not_exist_is_not_found(cast: Cast, review: Review) -> None:
    assert post(cast.bima, review, do="send").status_code == 404


def test_staff_find_the_waiting_letter_on_the_application(cast: Cast, review: Review) -> None:
    interview: Interview = review.draft.interview
    page = as_person(cast.bima).get(f"/applications/{interview.application_id}/")
    assert f'href="/reviews/{review.pk}/"' in page.content.decode()
    assert "Look at it" in words(page)


def test_what_a_student_still_writes_is_hers_alone(cast: Cast) -> None:
    interview = case(cast.dinda)
    subject, body = clean(interview)
    row = drafts.begin(
        interview, kind="follow_up", attempt=1, language="en", now=INTERVIEW_AT + timedelta(hours=2)
    )
    drafts.save(row, subject=subject, body=body + "\nNobody reads this yet", now=NOW)
    page = as_person(cast.bima).get(f"/applications/{interview.application_id}/")
    assert "Nobody reads this yet" not in words(page)
    assert LetterDraft.objects.get().state == "writing"
