"""The daily mail of a desk: on working days, to whom it lies with, and nothing on an empty desk."""

from typing import Any

import pytest
from django.core import mail as letters
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from careers import services
from careers.access import ADMIN, COUNSELLOR
from careers.answers import EventType, Label
from careers.models import User
from careers.services.help import ask_for_help
from followups.models import CentreDay, Plan
from followups.services import reviews
from notifications import delivery, digests, planner, preferences
from notifications.addresses import address_hash
from notifications.models import Message, Preference, Suppression
from notifications.topics.desks import desks_of
from tests import factories
from tests.followups.letters import asked, second_in_review
from tests.notifications.clock import wib
from tests.people import Cast, person, student


@pytest.fixture
def interview(cast: Cast) -> Any:
    """Dinda's case; everybody of the staff is enlisted, as the periodic task sees to."""
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    digests.enlist(wib(6, 12))
    return made


def desk(now: Any, reader: str = "bima@") -> str:
    """What the reader's mail of that morning says on one line; "" if none came."""
    letters.outbox.clear()
    planner.sweep(now)
    digests.queue(now)
    delivery.drain(lambda: now)
    mine = [m for m in letters.outbox if reader in m.to[0] and "desk today" in m.subject]
    return " ".join(str(mine[0].body).split()) if mine else ""


def first_line(section: str) -> str:
    return f"{section} (1) 1. Dinda Maharani, Supply Chain Analyst at PT Samudra Niaga"


def test_an_empty_desk_is_no_mail(interview: Any) -> None:
    assert desk(wib(7, 7)) == ""
    assert not Message.objects.filter(kind="desk_digest").exists()


def test_a_second_follow_up_to_approve_is_told_with_its_deadline(interview: Any) -> None:
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    planner.sweep(wib(28, 9))
    told = desk(wib(29, 7))
    assert f"{first_line('Second follow-ups to approve')} (by Wed 29 Jul, 12:00 WIB)" in told
    assert f"/applications/{interview.application_id}/" in told


def test_a_letter_to_look_at_is_told_with_its_deadline_and_leads_to_its_page(interview: Any) -> None:
    review = second_in_review(interview)
    planner.sweep(wib(28, 10))
    told = desk(wib(29, 7))
    assert f"{first_line('Letters to look at')} (by Wed 29 Jul, 13:00 WIB)" in told
    assert f"/reviews/{review.pk}/" in told
    assert "Second follow-ups to approve" not in told, "the same question is not asked twice"


def test_a_letter_nobody_need_look_at_any_more_has_left_the_desk(interview: Any, cast: Cast) -> None:
    reviews.approve(asked(interview, now=wib(7, 9)), by=cast.bima, now=wib(7, 10))
    assert desk(wib(8, 7)) == ""


def test_a_letter_lies_on_the_desk_of_the_colleague_who_took_it_over(interview: Any, cast: Cast) -> None:
    ratna = person(cast.centre, COUNSELLOR, "Ratna Wulandari")
    digests.enlist(wib(6, 13))
    reviews.take_over(second_in_review(interview), by=ratna)
    planner.sweep(wib(28, 10))
    assert "Letters to look at" in desk(wib(29, 7), "ratna@")
    assert desk(wib(29, 8)) == "", "Bima is not asked as well"


def test_a_letter_whose_reader_has_left_lies_where_the_student_does(interview: Any, cast: Cast) -> None:
    second_in_review(interview)
    cast.bima.is_active = False
    cast.bima.save()
    assert first_line("Letters to look at") in desk(wib(29, 7), "sari@")


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ("unclear", "Answers to read and confirm"),
        ("phoned", "Applications that need a person"),
        ("help", "Students ask for help"),
        ("bounced", "Students our mail does not reach (1) 1. Dinda Maharani (since Wed 8 Jul)"),
    ],
)
def test_what_waits_for_a_person_lies_on_her_desk(
    interview: Any, cast: Cast, happened: str, expected: str
) -> None:
    at: dict[str, Any] = {"by": None, "now": wib(8, 9)}
    if happened == "unclear":
        services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), **at)
    elif happened == "phoned":
        services.record_event(interview, EventType.STUDENT_PHONED_RECRUITER, at=wib(8, 9), **at)
    elif happened == "help":
        ask_for_help(interview.application, "What now?", now=wib(8, 9))
    else:
        Suppression.objects.create(
            centre=cast.centre,
            address_hash=address_hash(cast.dinda.user.email),
            reason="hard_bounce",
            since=wib(8, 9),
        )
    told = desk(wib(9, 7))
    assert expected in told
    assert "Your desk today: 1 matter" in letters.outbox[-1].subject
    if happened == "phoned":
        assert "Phoned or chatted: talk first" in told


def test_windows_missed_again_and_again_lie_on_the_desk(interview: Any) -> None:
    for day in (14, 15):
        for hour, minute in ((12, 0), (13, 0), (15, 30), (17, 0)):
            planner.sweep(wib(day, hour, minute))
    assert first_line("Students who let several windows pass") in desk(wib(16, 7))


def test_a_promise_that_runs_out_today_lies_on_the_desk_that_day_alone(interview: Any) -> None:
    section = first_line("Promised answers due today")
    told = [day for day in (10, 13, 14) if section in desk(wib(day, 7))]
    assert told == [13]


def test_what_is_done_has_left_the_desk_by_the_time_of_sending(interview: Any) -> None:
    services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), by=None, now=wib(8, 9))
    planner.sweep(wib(9, 7))
    digests.queue(wib(9, 7))
    services.record_event(interview, EventType.RESOLVED, at=wib(9, 7), by=None, now=wib(9, 7, 1))
    delivery.drain(lambda: wib(9, 7, 2))
    assert Message.objects.get(kind="desk_digest").state == "withdrawn"


def test_desks_rest_on_days_on_which_the_centre_does(interview: Any, cast: Cast) -> None:
    services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), by=None, now=wib(8, 9))
    CentreDay.objects.create(centre=cast.centre, day=wib(10, 12).date(), name="Anniversary")
    told = [day for day in range(9, 14) if desk(wib(day, 7))]
    assert told == [9, 13], "the 10th is the centre's own day, the 11th and 12th are a weekend"


def test_nobody_elses_students_are_on_a_desk(interview: Any, cast: Cast) -> None:
    services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), by=None, now=wib(8, 9))
    ratna = person(cast.centre, COUNSELLOR, "Ratna Wulandari")
    digests.enlist(wib(8, 12))
    assert Preference.objects.get(user=ratna).next_digest_at == wib(9, 7)
    told = desk(wib(9, 7))
    assert told
    assert {letter.to[0].split("<")[-1] for letter in letters.outbox} == {"bima@arunika.example.com>"}


def test_the_first_admin_stands_in_where_a_student_has_no_counsellor(interview: Any, cast: Cast) -> None:
    person(cast.centre, ADMIN, "Zul Second")
    digests.enlist(wib(6, 13))
    services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), by=None, now=wib(8, 9))
    cast.bima.is_active = False
    cast.bima.save()
    assert first_line("Answers to read and confirm") in desk(wib(9, 7), "sari@")
    desks = Message.objects.filter(kind="desk_digest")
    assert [message.recipient for message in desks] == [cast.sari]


def test_whoever_wants_only_the_daily_mail_gets_no_single_ones(interview: Any, cast: Cast) -> None:
    preferences.save(cast.bima, wib(7, 9), digest=True)
    services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), by=None, now=wib(8, 9))
    assert desk(wib(9, 7))
    assert list(Message.objects.values_list("kind", flat=True)) == ["desk_digest"]


def test_the_daily_mail_may_be_left_out(interview: Any, cast: Cast) -> None:
    preferences.mute(cast.bima, "desk_digest", wib(7, 9))
    services.record_reply(interview, Label.UNCLASSIFIED, received_at=wib(8, 9), by=None, now=wib(8, 9))
    assert desk(wib(9, 7)) == ""
    assert list(Message.objects.values_list("kind", flat=True)) == ["approval_needed"]
    assert digests.enlist(wib(9, 8)) == 0, "the periodic task does not bring it back"


def test_enlisting_makes_a_row_for_each_active_person_of_the_staff_and_no_other(cast: Cast) -> None:
    assert digests.enlist(wib(6, 12)) == 3
    assert digests.enlist(wib(6, 12)) == 0
    due = dict(Preference.objects.values_list("user__email", "next_digest_at"))
    assert due == {
        cast.bima.email: wib(7, 7),
        cast.sari.email: wib(7, 7),
        cast.tono.email: wib(7, 6),  # Makassar, an hour ahead
    }


def test_a_person_who_left_gets_none_and_comes_back_to_hers(interview: Any, cast: Cast) -> None:
    cast.bima.is_active = False
    cast.bima.save()
    digests.queue(wib(7, 7))
    assert Preference.objects.get(user=cast.bima).next_digest_at is None
    cast.bima.is_active = True
    cast.bima.save()
    assert digests.enlist(wib(8, 12)) == 1
    assert Preference.objects.get(user=cast.bima).next_digest_at == wib(9, 7)


def test_a_long_desk_tells_the_nearest_and_counts_the_rest(cast: Cast) -> None:
    for number in range(5):
        someone = student(cast.centre, f"S{number} Contoh", f"B-{number}", cast.bima)
        made = factories.case(someone, at=factories.employer(someone, f"PT Nomor {number}"))
        at = wib(8, 9, 10 - number)
        services.record_reply(made, Label.UNCLASSIFIED, received_at=wib(8, 8), by=None, now=at)
    digests.enlist(wib(8, 12))
    told = desk(wib(9, 7))
    assert "Answers to read and confirm (5) 1. S4 Contoh" in told
    assert "2. S3 Contoh" in told
    assert "and 2 more https://kabar.example.com/pipeline/?decision=needs" in told
    assert "S0 Contoh" not in told


@pytest.mark.postgres  # SQLite takes fewer variables in a statement, and so more statements
def test_desks_cost_the_same_queries_for_ten_people_and_for_two_hundred(cast: Cast) -> None:
    costs = []
    for first, last in ((0, 10), (10, 200)):
        for number in range(first, last):
            somebody = person(cast.centre, COUNSELLOR, f"C{number} Contoh")
            someone = student(cast.centre, f"S{number} Contoh", f"B-{number}", somebody)
            factories.case(someone, at=factories.employer(someone, f"PT Nomor {number % 9}"))
        Plan.objects.update(
            action="needs_approval", reason="reply_unclear", window_start=None, window_end=None
        )
        digests.enlist(wib(6, 12))
        Preference.objects.update(next_digest_at=wib(7, 7))
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert digests.queue(wib(7, 7)) == last
        costs.append(len(queries))
    # Rules are read once in a process, so the first round may cost one more.
    assert costs[1] <= costs[0] <= 28


def test_letters_on_a_desk_cost_the_same_queries_for_one_and_for_four(cast: Cast) -> None:
    costs, names = [], ["Maya Contoh", "Putri Contoh", "Wulan Contoh", "Intan Contoh"]
    for first, last in ((0, 1), (1, 4)):
        for number in range(first, last):
            someone = student(cast.centre, names[number], f"B-{number}", cast.bima)
            asked(factories.case(someone, at=factories.employer(someone, f"PT Nomor {number}")))
        with CaptureQueriesContext(connection) as queries:
            [desk_of_bima] = desks_of([cast.bima], cast.centre.pk, wib(14, 13)).values()
        assert len(desk_of_bima.sections["letters"]) == last
        costs.append(len(queries))
    assert costs[1] <= costs[0]


def test_one_centres_broken_row_does_not_silence_another(interview: Any, cast: Cast) -> None:
    at: dict[str, Any] = {"received_at": wib(8, 9), "by": None, "now": wib(8, 9)}
    services.record_reply(interview, Label.UNCLASSIFIED, **at)
    with scope(centre=cast.other_centre.pk):
        services.record_reply(factories.case(cast.wati), Label.UNCLASSIFIED, **at)
    User.objects.filter(pk=cast.sari.pk).update(time_zone="Mars/Base")
    assert digests.queue(wib(9, 7)) == 1
    assert Message.objects.with_scopes_disabled().get(kind="desk_digest").recipient == cast.tono
    assert Preference.objects.get(user=cast.bima).next_digest_at == wib(7, 7), "theirs are still due"
