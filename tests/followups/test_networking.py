"""Networking tasks as they come, rest, close and end; the rules stand in tests/policy."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from careers import services
from careers.answers import EventType, Label
from careers.models import Interview
from careers.stages import Stage
from followups.invitations import LONGEST, Occasion, invitation_note, linkedin_link
from followups.models import NetworkingTask, Plan
from followups.selectors import networking_for, networking_of
from followups.services.networking import finish, refresh, snooze
from tests.factories import INTERVIEW_AT, case, employer, recruiter
from tests.people import Cast

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INVITE_AT = INTERVIEW_AT + DAY


def opening_and_closing() -> tuple[datetime, datetime]:
    plan = Plan.objects.get()
    assert plan.window_start
    assert plan.window_end
    return plan.window_start, plan.window_end


def only_task() -> NetworkingTask:
    task: NetworkingTask = NetworkingTask.objects.get(state="open")
    return task


def test_an_interview_brings_one_invitation_and_asking_again_brings_no_second(cast: Cast) -> None:
    case(cast.dinda)
    now = INTERVIEW_AT + 2 * HOUR
    assert refresh(cast.centre, now) == 1
    assert refresh(cast.centre, now) == 0
    task = only_task()
    assert (task.kind, task.not_before, task.contact.name) == (
        "connect",
        INVITE_AT,
        "Lestari Handayani",
    )


def test_nobody_is_suggested_before_the_interview_was_held(cast: Cast) -> None:
    case(cast.dinda, now=INTERVIEW_AT - 3 * DAY)
    assert refresh(cast.centre, INTERVIEW_AT - HOUR) == 0
    assert refresh(cast.centre, INTERVIEW_AT) == 1


def test_every_interviewer_and_the_recruiter_are_met_each_once(cast: Cast) -> None:
    interview = case(cast.dinda)
    tech = recruiter(interview.application.employer, "Yusuf Hakim", honorific="bapak", email="y@example.com")
    interview.interviewers.add(tech)
    refresh(cast.centre, INTERVIEW_AT + HOUR)
    names = NetworkingTask.objects.values_list("contact__name", flat=True).order_by("contact__name")
    assert list(names) == ["Lestari Handayani", "Yusuf Hakim"]


def test_two_applications_with_one_recruiter_bring_one_invitation_in_all(cast: Cast) -> None:
    case(cast.dinda)
    later = INTERVIEW_AT + 3 * DAY
    second = case(cast.dinda, held_at=later, position="Demand Planner")
    refresh(cast.centre, later + HOUR)
    task = only_task()
    assert (task.application_id, task.not_before) == (second.application_id, later + DAY)
    finish(task, "done", by=cast.dinda.user, now=later + 2 * DAY)
    assert [t.kind for t in NetworkingTask.objects.order_by("pk")] == ["connect", "react"]


def test_two_students_each_have_their_own_task_with_the_same_recruiter(cast: Cast) -> None:
    case(cast.dinda)
    case(cast.rangga)
    assert refresh(cast.centre, INTERVIEW_AT + HOUR) == 2


def test_a_done_invitation_is_followed_by_a_reaction_a_week_later(cast: Cast) -> None:
    case(cast.dinda, days=30)
    refresh(cast.centre, INVITE_AT)
    finish(only_task(), "done", by=cast.dinda.user, now=INVITE_AT + HOUR)
    task = only_task()
    assert (task.kind, task.not_before) == ("react", INVITE_AT + HOUR + 7 * DAY)


def test_a_skipped_invitation_ends_it_for_good(cast: Cast) -> None:
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    finish(only_task(), "skipped", by=cast.dinda.user, now=INVITE_AT)
    assert refresh(cast.centre, INVITE_AT + 60 * DAY) == 0
    assert not NetworkingTask.objects.filter(state="open").exists()


def test_marking_twice_is_once_and_marking_otherwise_is_refused(cast: Cast) -> None:
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    task = only_task()
    stale = NetworkingTask.objects.get(pk=task.pk)
    finish(task, "done", by=cast.dinda.user, now=INVITE_AT)
    finish(stale, "done", by=cast.dinda.user, now=INVITE_AT + HOUR)
    assert NetworkingTask.objects.get(pk=task.pk).closed_at == INVITE_AT
    with pytest.raises(ValidationError, match="already been marked"):
        finish(stale, "skipped", by=cast.dinda.user, now=INVITE_AT + HOUR)
    with pytest.raises(ValidationError, match="already been marked"):
        snooze(stale, days=3, by=cast.dinda.user, now=INVITE_AT + HOUR)


def test_only_the_student_herself_marks_or_snoozes(cast: Cast) -> None:
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    for other in (cast.bima, cast.sari, cast.rangga.user):
        with pytest.raises(ValidationError, match="Only the student"):
            finish(only_task(), "done", by=other, now=INVITE_AT)
        with pytest.raises(ValidationError, match="Only the student"):
            snooze(only_task(), days=3, by=other, now=INVITE_AT)


def test_a_snooze_outlives_the_nightly_refresh(cast: Cast) -> None:
    case(cast.dinda, days=30)
    refresh(cast.centre, INVITE_AT)
    snooze(only_task(), days=7, by=cast.dinda.user, now=INVITE_AT)
    assert refresh(cast.centre, INVITE_AT + HOUR) == 0
    assert only_task().not_before == INVITE_AT + 7 * DAY


def test_a_snooze_never_brings_a_task_forward(cast: Cast) -> None:
    case(cast.dinda)
    refresh(cast.centre, INTERVIEW_AT + HOUR)
    snooze(only_task(), until=INTERVIEW_AT + 2 * HOUR, by=cast.dinda.user, now=INTERVIEW_AT + HOUR)
    assert only_task().not_before == INVITE_AT


def test_a_snooze_outlives_a_second_application_with_the_same_recruiter(cast: Cast) -> None:
    case(cast.dinda, days=30)
    refresh(cast.centre, INVITE_AT)
    snooze(only_task(), days=30, by=cast.dinda.user, now=INVITE_AT)
    second = case(cast.dinda, held_at=INVITE_AT, position="Demand Planner", days=30)
    assert refresh(cast.centre, INVITE_AT + HOUR) == 1
    task = only_task()
    assert (task.application, task.not_before) == (second.application, INVITE_AT + 30 * DAY)


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_a_snooze_into_the_past_or_for_ever_is_refused(cast: Cast, days: int) -> None:
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    with pytest.raises(ValidationError, match="within the next 60 days"):
        snooze(only_task(), days=days, by=cast.dinda.user, now=INVITE_AT)


def test_it_goes_on_after_a_rejection_and_after_silence(cast: Cast) -> None:
    interview = case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    services.record_reply(interview, Label.REJECTION, received_at=INVITE_AT, by=None, now=INVITE_AT)
    assert refresh(cast.centre, INVITE_AT + DAY) == 0
    finish(only_task(), "done", by=cast.dinda.user, now=INVITE_AT + DAY)
    assert only_task().kind == "react"


def test_it_is_no_follow_up_and_changes_no_plan(cast: Cast) -> None:
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    before = Plan.objects.values().get()
    finish(only_task(), "done", by=cast.dinda.user, now=INVITE_AT)
    assert Plan.objects.values().get() == before


def withdraw(interview: Interview, now: datetime) -> None:
    services.record_event(interview, EventType.STUDENT_WITHDREW, at=now, by=None, now=now)


def accept_another(interview: Interview, now: datetime) -> None:
    services.record_event(interview, EventType.ACCEPTED_OTHER_OFFER, at=now, by=None, now=now)


def be_told_off(interview: Interview, now: datetime) -> None:
    services.record_event(interview, EventType.NO_CONTACT_INSTRUCTION, at=now, by=None, now=now)


def cancel(interview: Interview, now: datetime) -> None:
    services.record_event(interview, EventType.INTERVIEW_CANCELLED, at=now, by=None, now=now)


def take_the_place(interview: Interview, now: datetime) -> None:
    services.move_stage(interview.application, Stage.OFFERED, by=None, now=now)
    services.move_stage(interview.application, Stage.ACCEPTED, by=None, now=now)


@pytest.mark.parametrize("end", [withdraw, accept_another, be_told_off, cancel, take_the_place])
def test_what_ends_it_takes_the_open_task_back_and_keeps_the_history(cast: Cast, end) -> None:
    interview = case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    finish(only_task(), "done", by=cast.dinda.user, now=INVITE_AT)
    end(interview, INVITE_AT + DAY)
    refresh(cast.centre, INVITE_AT + DAY)
    assert [(t.kind, t.state) for t in NetworkingTask.objects.all()] == [("connect", "done")]


def test_a_place_taken_elsewhere_ends_it_everywhere_but_an_old_one_does_not(cast: Cast) -> None:
    old = case(cast.dinda, held_at=INTERVIEW_AT - 100 * DAY, at=employer(cast.dinda, "CV Lama"))
    take_the_place(old, INTERVIEW_AT - 50 * DAY)
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    assert only_task().application.employer.name == "PT Samudra Niaga"
    new = case(cast.dinda, held_at=INVITE_AT, at=employer(cast.dinda, "PT Baru"))
    take_the_place(new, INVITE_AT + 3 * DAY)
    refresh(cast.centre, INVITE_AT + 3 * DAY)
    assert not NetworkingTask.objects.exists()


def test_a_cancelled_interview_that_a_person_cleared_was_held_after_all(cast: Cast) -> None:
    interview = case(cast.dinda)
    cancel(interview, INVITE_AT)
    assert refresh(cast.centre, INVITE_AT) == 0
    services.record_event(interview, EventType.RESOLVED, at=INVITE_AT + HOUR, by=None, now=INVITE_AT + HOUR)
    assert refresh(cast.centre, INVITE_AT + HOUR) == 1


def test_after_half_a_year_the_open_task_is_taken_back(cast: Cast) -> None:
    case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    assert refresh(cast.centre, INTERVIEW_AT + 184 * DAY) == 1
    assert not NetworkingTask.objects.exists()


def test_a_follow_up_pushes_the_touch_a_day_away_on_both_sides(cast: Cast) -> None:
    interview = case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    finish(only_task(), "done", by=cast.dinda.user, now=INVITE_AT)
    opens, closes = opening_and_closing()
    # The reaction is due on the 14th at 09:00, three hours before the window of the 14th at 12:00.
    assert opens == datetime(2026, 7, 14, 5, 0, tzinfo=UTC)
    assert only_task().not_before == closes + DAY
    sent = opens + HOUR / 2
    services.record_letter(interview, sent_at=sent, by=cast.dinda.user, now=sent)
    shown = networking_of(cast.dinda, sent)[0]
    assert shown.not_before == closes + DAY
    assert not shown.ready


def test_a_follow_up_that_bounced_reached_nobody_and_holds_nothing_up(cast: Cast) -> None:
    interview = case(cast.dinda)
    opens, _closes = opening_and_closing()
    letter = services.record_letter(interview, sent_at=opens, by=None, now=opens)
    refresh(cast.centre, opens)
    assert only_task().not_before == opens + DAY
    NetworkingTask.objects.all().delete()
    services.mark_bounced(letter, now=opens + HOUR)
    refresh(cast.centre, opens + HOUR)
    assert only_task().not_before == INVITE_AT


def test_a_window_that_came_near_since_the_refresh_is_respected_by_the_page(cast: Cast) -> None:
    case(cast.dinda, days=20)
    refresh(cast.centre, INVITE_AT)
    opens, closes = opening_and_closing()
    quiet, near = opens - 25 * HOUR, opens - 23 * HOUR
    assert networking_of(cast.dinda, quiet)[0].ready
    beside = networking_of(cast.dinda, near)[0]
    assert (beside.ready, beside.not_before) == (False, closes + DAY)
    assert only_task().not_before == INVITE_AT


def test_the_counsellor_sees_the_tasks_of_one_application_and_what_was_done(cast: Cast) -> None:
    first = case(cast.dinda)
    other = case(cast.dinda, position="Buyer", at=employer(cast.dinda, "CV Lain"))
    refresh(cast.centre, INVITE_AT)
    task = NetworkingTask.objects.get(application=first.application)
    finish(task, "done", by=cast.dinda.user, now=INVITE_AT)
    shown = networking_for(first.application, INVITE_AT + DAY)
    assert [(k.task.kind, k.task.state) for k in shown] == [("react", "open"), ("connect", "done")]
    assert [k.task.kind for k in networking_for(other.application, INVITE_AT + DAY)] == ["connect"]


def test_the_counsellor_reads_the_partial_and_finds_nothing_to_mark(cast: Cast) -> None:
    interview = case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    touches = networking_for(interview.application, INVITE_AT)
    context = {"touches": touches, "zone": "Asia/Jakarta", "may_mark": False}
    page = render_to_string("components/networking.html", context)
    assert "Invite" in page or "Undang" in page
    assert "linkedin.com/in/lestari-handayani-example" in page
    assert "<form" not in page


def test_the_cost_does_not_grow_with_the_applications(cast: Cast) -> None:
    def queries(now: datetime) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as writing:
            refresh(cast.centre, now)
        with CaptureQueriesContext(connection) as reading:
            networking_of(cast.dinda, now)
        return len(writing), len(reading)

    case(cast.dinda)
    few = queries(INVITE_AT)
    for number in range(5):
        at = employer(cast.dinda, f"PT Nomor {number}")
        case(cast.dinda, at=at)
        case(cast.rangga, at=at)
    many = queries(INVITE_AT)
    assert NetworkingTask.objects.count() == 11
    assert many == few


def test_the_refresh_of_some_applications_leaves_other_students_alone(cast: Cast) -> None:
    mine = case(cast.dinda)
    case(cast.rangga)
    assert refresh([mine.application_id], INVITE_AT) == 1
    assert only_task().application.student == cast.dinda


def test_the_database_allows_one_invitation_and_one_open_task(cast: Cast) -> None:
    interview = case(cast.dinda)
    refresh(cast.centre, INVITE_AT)
    task = only_task()
    for kind in ("connect", "react"):
        with pytest.raises(IntegrityError), transaction.atomic():
            NetworkingTask.objects.create(
                centre=cast.centre,
                application=interview.application,
                contact=task.contact,
                kind=kind,
                not_before=INVITE_AT,
                created_at=INVITE_AT,
            )


LONG = "Kepala Bagian Pengendalian Persediaan dan Perencanaan Rantai Pasok Wilayah Indonesia Timur"


def occasion(**changes: Any) -> Occasion:
    usual = Occasion(
        "ibu", "Lestari Handayani", "Analis Rantai Pasok", "PT Samudra Niaga",
        INTERVIEW_AT.date(), "Dinda Maharani", "id",
    )  # fmt: skip
    return usual._replace(**changes)


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({}, "Yth. Ibu Lestari Handayani, terima kasih atas wawancara Analis Rantai Pasok di PT"),
        ({"honorific": "bapak"}, "Yth. Bapak Lestari"),
        ({"honorific": ""}, "Yth. Bapak/Ibu Lestari"),
        ({"language": "en"}, "Dear Ms Lestari Handayani, thank you for the interview for Analis"),
        ({"language": "en", "honorific": ""}, "Dear Lestari Handayani, thank you"),
    ],
)
def test_the_note_greets_rightly_and_names_what_the_record_knows(changes: dict[str, str], start: str) -> None:
    note = invitation_note(occasion(**changes))
    assert note.startswith(start)
    month = "July" if changes.get("language") == "en" else "Juli"
    assert f"6 {month} 2026" in note
    assert note.endswith("Dinda Maharani")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("position", ["QA", LONG])
@pytest.mark.parametrize("contact", ["Al", "Raden Ajeng " * 12])
@pytest.mark.parametrize("student", ["Dinda", "Siti Nurhaliza " * 10])
def test_the_note_fits_a_free_account_and_never_asks_for_the_result(
    language: str, position: str, contact: str, student: str
) -> None:
    note = invitation_note(occasion(language=language, position=position, contact=contact, student=student))
    assert len(note) <= LONGEST == 200
    assert "?" not in note
    assert "\n" not in note
    assert "2026" in note


@pytest.mark.parametrize(
    ("url", "posts", "link"),
    [
        ("https://www.linkedin.com/in/lestari", False, "https://www.linkedin.com/in/lestari"),
        (
            "https://id.linkedin.com/in/lestari/?x=1",
            True,
            "https://id.linkedin.com/in/lestari/recent-activity/all/",
        ),
        ("https://www.linkedin.com/company/x", True, "https://www.linkedin.com/company/x"),
        ("", False, None),
        ("https://linkedin.com.example.com/in/lestari", False, None),
        ("javascript://linkedin.com/%0aalert(1)", False, None),
        ("https://[broken", False, None),
    ],
)
def test_the_link_leads_to_linkedin_or_to_a_search_there(url: str, posts: bool, link: str | None) -> None:
    search = "https://www.linkedin.com/search/results/people/?keywords=Lestari+Handayani+PT+Samudra+%26+Niaga"
    found = linkedin_link(url, "Lestari Handayani", "PT Samudra & Niaga", posts=posts)
    assert found == (link or search)
