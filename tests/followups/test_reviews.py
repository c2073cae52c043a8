"""A counsellor looks at a letter: why, by when, what she decides, and that it is decided once."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import override
from django_scopes import scope

from careers import services as facts
from careers.answers import Label
from careers.models import Centre, Employer, Interview
from careers.services.employers import change_contact
from followups.models import Approval, LetterDraft, Review
from followups.services import drafts, reviews
from followups.services.reviews import approve, approve_with_edit, return_with_advice, take_over
from tests.factories import case
from tests.followups.letters import CLEAN, NOW, SUBJECT, again, checked, draft_of, second_in_review
from tests.followups.planning import at, plan_of
from tests.people import Cast, make_cast

LATER = at("28 10:00")


@pytest.fixture
def interview(cast: Cast) -> Interview:
    return case(cast.dinda)


def ask(row: LetterDraft, when: str = "14 12:12") -> Review:
    return reviews.ask_for_review(row, now=at(when))


def test_a_clean_first_letter_needs_nobody(interview: Interview) -> None:
    with pytest.raises(ValidationError, match="Nobody needs to look"):
        ask(checked(interview))


def test_an_unchecked_letter_cannot_be_asked_about(interview: Interview) -> None:
    with pytest.raises(ValidationError, match="check the letter first"):
        ask(draft_of(interview))


def test_a_second_letter_waits_for_her_counsellor_until_its_window_ends(
    cast: Cast, interview: Interview
) -> None:
    review = second_in_review(interview)
    plan = plan_of(interview)
    assert plan.attempt == 2 and plan.window_end is not None
    assert (review.reasons, review.counsellor, review.due_at) == (
        ["second_follow_up"], cast.bima, plan.window_end,
    )  # fmt: skip
    assert again(review.draft).state == "in_review"
    assert drafts.sendable(again(review.draft)) is None
    assert ask(review.draft, "28 09:30") == review  # asking twice is once
    assert list(Review.objects.waiting()) == [review]


def test_a_sensitive_employer_a_cautious_centre_and_a_hard_tone_need_a_look(
    cast: Cast, interview: Interview
) -> None:
    row = checked(interview)
    Employer.objects.update(sensitive=True)
    assert drafts.sendable(again(row)) is None
    assert ask(row).reasons == ["sensitive_employer"]
    Employer.objects.update(sensitive=False)
    Centre.objects.filter(pk=cast.centre.pk).update(reviews_first_letter=True)
    pushing = CLEAN.replace("Thank you for", "I demand an answer by tomorrow at the latest. Thank you for")
    row = drafts.save(row, subject=SUBJECT, body=pushing, now=NOW)
    drafts.freeze(row, by=cast.dinda.user, now=NOW)
    assert ask(again(row)).reasons == ["serious_findings", "first_letter"]


def test_approving_grants_the_second_follow_up_and_frees_the_version(
    cast: Cast, interview: Interview
) -> None:
    review = second_in_review(interview)
    assert plan_of(interview).requires_approval and not plan_of(interview).approved
    approve(review, by=cast.bima, now=LATER)
    review = again(review)
    assert (review.decision, review.decided_by, review.approved_version) == (
        "approved", cast.bima, review.version,
    )  # fmt: skip
    assert drafts.sendable(again(review.draft)) == review.version
    assert plan_of(interview).approved
    assert Approval.objects.get().approved_by == cast.bima
    assert not Review.objects.waiting().exists()


def test_the_first_decision_stands(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    approve(review, by=cast.bima, now=LATER)
    for late in (
        lambda: approve(review, by=cast.sari, now=LATER),
        lambda: return_with_advice(review, advice="Softer, please.", by=cast.sari, now=LATER),
        lambda: take_over(review, by=cast.sari),
    ):
        with pytest.raises(ValidationError, match="decided already"), transaction.atomic():
            late()
    assert again(review).decided_by == cast.bima


def test_approving_with_a_change_keeps_both_texts(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    softer = CLEAN.replace("very interested", "still very interested")
    approve_with_edit(review, subject=SUBJECT, body=softer, by=cast.bima, now=LATER)
    review, row = again(review), again(review.draft)
    version = review.approved_version
    assert (review.decision, version.by_counsellor, version.author) == (
        "approved_with_edit", True, cast.bima,
    )  # fmt: skip
    assert (row.body, row.state, drafts.sendable(row)) == (softer, "approved", version)
    assert review.version.body == CLEAN


def test_a_change_that_changes_nothing_is_a_plain_approval(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    approve_with_edit(review, subject=SUBJECT, body=CLEAN.replace("\n", "\r\n"), by=cast.bima, now=LATER)
    assert again(review).decision == "approved"
    assert again(review.draft).versions.count() == 1


def test_the_counsellors_own_slip_is_refused_too(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    with pytest.raises(ValidationError), transaction.atomic():
        approve_with_edit(
            review, subject=SUBJECT, body=CLEAN.replace("6 July", "9 July"), by=cast.bima, now=LATER
        )
    assert again(review).decided_at is None
    assert again(review.draft).state == "in_review"


def test_sending_it_back_takes_one_line_of_advice(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    for advice in ("  \n ", "x" * 201):
        with pytest.raises(ValidationError, match="one line"), transaction.atomic():
            return_with_advice(review, advice=advice, by=cast.bima, now=LATER)
    return_with_advice(review, advice="Name the day\nyou wrote first.", by=cast.bima, now=LATER)
    assert again(review).advice == "Name the day you wrote first."
    row = again(review.draft)
    assert (row.state, row.checked, row.body) == ("returned", None, CLEAN)
    assert not plan_of(interview).approved
    drafts.freeze(row, by=cast.dinda.user, now=LATER)
    assert ask(again(row), "28 10:30").version.number == 2


def test_a_colleague_takes_over(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    take_over(review, by=cast.sari)
    assert again(review).counsellor == cast.sari


def test_a_letter_changed_while_it_waits_is_taken_back_and_cannot_be_approved(
    cast: Cast, interview: Interview
) -> None:
    review = second_in_review(interview)
    drafts.save(review.draft, subject=SUBJECT, body=CLEAN + "\nA-001", now=LATER)
    assert again(review).decision == "withdrawn"
    with pytest.raises(ValidationError, match="changed the letter"), transaction.atomic():
        approve(review, by=cast.bima, now=LATER)
    assert not plan_of(interview).approved


def test_a_letter_whose_facts_changed_is_sent_back_not_approved(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    change_contact(interview.application.contact, LATER, honorific="bapak")
    with pytest.raises(ValidationError, match="facts of the case have changed"), transaction.atomic():
        approve(review, by=cast.bima, now=LATER)
    return_with_advice(review, advice="It is Pak Lestari.", by=cast.bima, now=LATER)
    assert again(review.draft).state == "returned"


def test_what_went_out_another_way_or_ended_no_longer_waits(cast: Cast, interview: Interview) -> None:
    review = second_in_review(interview)
    letter = facts.record_letter(interview, sent_at=LATER, by=cast.dinda.user, now=LATER)
    assert not Review.objects.waiting().exists()
    facts.retract_letter(letter, by=cast.dinda.user, now=LATER)
    assert list(Review.objects.waiting()) == [review]
    facts.record_reply(interview, Label.DISCOURAGING_WAIT, received_at=LATER, by=None, now=LATER)
    assert not Review.objects.waiting().exists()


def test_a_new_round_leaves_the_old_letter_behind(cast: Cast, interview: Interview) -> None:
    second_in_review(interview)
    facts.add_interview(interview.application, at("30 10:00"), now=at("29 10:00"))
    assert not Review.objects.waiting().exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_counsellors_who_decide_at_once_decide_once() -> None:
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        interview = case(cast.dinda)
        review = second_in_review(interview)
    begin, told = threading.Barrier(2), []

    def decide(by, act) -> None:  # type: ignore[no-untyped-def]
        # A thread begins in the site's language, not in that of the test.
        with scope(centre=cast.centre.pk), override("en"):
            row = Review.objects.select_related("draft").get(pk=review.pk)
            begin.wait(10)
            try:
                act(row, by)
                told.append("done")
            except ValidationError as error:
                told.append(error.messages[0])
        connection.close()

    acts = [
        (cast.bima, lambda row, by: approve(row, by=by, now=LATER)),
        (cast.sari, lambda row, by: return_with_advice(row, advice="Softer.", by=by, now=LATER)),
    ]
    threads = [threading.Thread(target=decide, args=one) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told)[1] == "done" and "decided already" in sorted(told)[0]
    with scope(centre=cast.centre.pk):
        row = Review.objects.get()
        assert Approval.objects.exists() == (row.decision == "approved")
        assert again(row.draft).state == row.decision
