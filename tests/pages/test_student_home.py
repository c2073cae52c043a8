"""The student's own page: her next step in each state, what she tells, and who may not come here."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careers import clock, services
from careers.answers import EventType, Label
from careers.models import Application, Employer, Interview, Letter, PromiseEntry, Student, User
from careers.stages import Stage
from followups.calendars import check_place
from followups.models import NetworkingTask, Plan
from followups.services import approve
from followups.services.networking import refresh
from kabar.pages.employer_places import PLACES
from kabar.pages.next_step import FLOORS, steps_of
from tests.factories import INTERVIEW_AT, case, employer, recruiter
from tests.people import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The promise of 7 days runs out on Monday the 13th; the window is Tuesday the 14th, 12:00-13:00.
WAITING = INTERVIEW_AT + 4 * DAY
OPEN = datetime(2026, 7, 14, 5, 6, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the present instant of the pages."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_to


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: Any) -> str:
    """What the page says, in one line, without its tags."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def home(student: Student) -> str:
    response = browser(student.user).get("/me/")
    assert response.status_code == 200
    return words(response)


# --- one card, in every state -------------------------------------------------------------------


def test_a_student_without_applications_is_taught_the_first_step(cast: Cast, at) -> None:
    at(WAITING)
    said = home(cast.dinda)
    assert "Begin with one application" in said
    assert "Other applications" not in said


def test_an_application_without_an_interview_asks_for_it(cast: Cast, at) -> None:
    at(WAITING)
    services.create_application(cast.dinda, employer(cast.dinda), "Buyer", now=INTERVIEW_AT)
    assert "When is your interview?" in home(cast.dinda)


def test_a_planned_interview_is_named_and_no_slot_is_promised_yet(cast: Cast, at) -> None:
    case(cast.dinda, days=None, now=INTERVIEW_AT - 3 * DAY)
    at(INTERVIEW_AT - DAY)
    said = home(cast.dinda)
    assert "Your interview: Mon 6 Jul, 09:00 WIB" in said
    assert "12:00–13:00" not in said


def test_within_a_day_after_the_interview_the_thank_you_note_comes_first(cast: Cast, at) -> None:
    case(cast.dinda)
    at(INTERVIEW_AT + 2 * HOUR)
    said = home(cast.dinda)
    assert "Say thank you to Bu Lestari" in said
    assert "By Tue 7 Jul, 09:00 WIB" in said
    at(INTERVIEW_AT + 24 * HOUR)
    assert "Say thank you" not in home(cast.dinda)


def test_while_waiting_the_day_and_the_reason_are_named_and_nothing_is_one_tap_away(cast: Cast, at) -> None:
    interview = case(cast.dinda)
    at(WAITING)
    said = home(cast.dinda)
    assert "Wait until Tue 14 Jul" in said
    assert "Tue 14 Jul 12:00–13:00 WIB" in said
    assert "They promised an answer by Monday 13 July" in said
    page = browser(cast.dinda.user).get("/me/").content.decode()
    assert f'<form method="post" action="/me/sent/{interview.application_id}/"' not in page


def test_a_student_elsewhere_reads_her_own_hours_beside_the_recruiters(cast: Cast, at) -> None:
    User.objects.filter(pk=cast.dinda.user_id).update(time_zone="Asia/Jayapura")
    case(cast.dinda)
    at(WAITING)
    assert "Jakarta, 14:00–15:00 here" in home(cast.dinda)


def test_in_the_window_it_says_write_now_how_long_and_what_made_it_not_earlier(cast: Cast, at) -> None:
    case(cast.dinda)
    at(OPEN)
    said = home(cast.dinda)
    assert "Write to Bu Lestari" in said
    assert "Now , until 13:00 WIB" in said
    assert "54 minutes left" in said
    assert "There is also Tue 14 Jul 15:30–17:00 WIB and Wed 15 Jul 12:00–13:00 WIB." in said
    assert "They promised an answer by Monday 13 July; one day after" in said


def test_a_late_sweep_never_shows_a_window_that_is_over(cast: Cast, at) -> None:
    case(cast.dinda)
    at(datetime(2026, 7, 14, 6, 0, tzinfo=UTC))
    said = home(cast.dinda)
    assert "Write to" not in said
    assert "15:30–17:00 WIB" in said


def second_follow_up(cast: Cast) -> Interview:
    interview = case(cast.dinda)
    services.record_letter(interview, sent_at=OPEN, by=cast.dinda.user, now=OPEN)
    return interview


def test_a_second_follow_up_waits_with_the_counsellor_until_it_is_approved(cast: Cast, at) -> None:
    interview = second_follow_up(cast)
    in_window = datetime(2026, 7, 29, 5, 30, tzinfo=UTC)
    at(in_window)
    said = home(cast.dinda)
    assert "Your counsellor looks at it first" in said
    assert "Bima Prakoso, looks at it before the second e-mail" in said
    assert "Write to" not in said
    plan = Plan.objects.get(application=interview.application)
    approve(plan, by=cast.bima, now=in_window)
    assert "Write to Bu Lestari" in home(cast.dinda)


def test_what_needs_a_person_is_told_with_its_reason(cast: Cast, at) -> None:
    interview = case(cast.dinda)
    letter = services.record_letter(interview, sent_at=OPEN, by=cast.dinda.user, now=OPEN)
    services.mark_bounced(letter, now=OPEN + HOUR)
    at(OPEN + 2 * HOUR)
    said = home(cast.dinda)
    assert "A person looks at this first" in said
    assert "Your e-mail of Tuesday 14 July came back." in said


@pytest.mark.parametrize(
    ("label", "headline", "step"),
    [
        (Label.REJECTION, "No more e-mails are needed here", "Look at the other openings"),
        (Label.DISCOURAGING_WAIT, "No more e-mails are needed here", "Look at the other openings"),
        (Label.OFFER, "You have an offer", "Read the offer in peace"),
    ],
)
def test_every_ending_is_kind_and_names_three_next_things(
    cast: Cast, at, label: Label, headline: str, step: str
) -> None:
    interview = case(cast.dinda)
    services.record_reply(interview, label, received_at=WAITING, by=None, now=WAITING)
    at(WAITING)
    said = home(cast.dinda)
    assert headline in said
    assert step in said
    assert ("no measure of you" in said) == (label != Label.OFFER)
    card = browser(cast.dinda.user).get("/me/").context
    assert len(card["next_steps"]) == 3


def test_two_silences_end_kindly(cast: Cast, at) -> None:
    interview = second_follow_up(cast)
    later = OPEN + 20 * DAY
    services.record_letter(interview, sent_at=later, by=cast.dinda.user, now=later)
    at(later + HOUR)
    said = home(cast.dinda)
    assert "You have asked 2 times, politely, and that is enough." in said


def test_an_invitation_to_the_next_stage_asks_for_the_next_interview(cast: Cast, at) -> None:
    interview = case(cast.dinda)
    services.record_reply(interview, Label.NEXT_STAGE_INVITATION, received_at=WAITING, by=None, now=WAITING)
    at(WAITING)
    page = browser(cast.dinda.user).get("/me/")
    assert "You are invited to the next stage" in words(page)
    assert f"/me/add/?application={interview.application_id}" in page.content.decode()


def test_a_withdrawn_application_without_an_interview_has_an_ending_too(cast: Cast, at) -> None:
    made = services.create_application(cast.dinda, employer(cast.dinda), "Buyer", now=INTERVIEW_AT)
    services.move_stage(made, Stage.WITHDRAWN, by=cast.dinda.user, now=INTERVIEW_AT)
    at(WAITING)
    assert "No more e-mails are needed here" in home(cast.dinda)


def test_the_most_urgent_comes_first_and_the_ended_last(cast: Cast, at) -> None:
    s = cast.dinda

    def at_(name: str) -> Employer:
        return employer(s, name)

    started = services.create_application(s, at_("E"), "start", now=INTERVIEW_AT)
    over = case(s, position="over", at=at_("D"))
    services.record_event(over, EventType.STUDENT_WITHDREW, at=WAITING, by=None, now=WAITING)
    case(s, position="later", at=at_("C"), days=60)
    case(s, position="soon", at=at_("B"), days=20)
    unclear = case(s, position="needs", at=at_("A"))
    services.record_reply(unclear, Label.UNCLASSIFIED, received_at=WAITING, by=None, now=WAITING)
    case(s, position="thanks", at=at_("F"), held_at=OPEN - 3 * HOUR, now=OPEN - 2 * HOUR)
    case(s, position="send", at=at_("G"))
    found = [step.application.position for step in steps_of(s.user, OPEN)]
    assert found == ["send", "thanks", "soon", "later", "needs", started.position, "over"]


def test_the_cost_of_the_page_does_not_grow_with_the_applications(cast: Cast, at) -> None:
    def queries() -> int:
        client = browser(cast.dinda.user)
        with CaptureQueriesContext(connection) as spent:
            assert client.get("/me/").status_code == 200
        return len(spent)

    at(OPEN)
    case(cast.dinda)
    other = case(cast.dinda, at=employer(cast.dinda, "PT Kedua"), days=30)
    other.interviewers.clear()
    few = queries()
    for number in range(5):
        case(cast.dinda, at=employer(cast.dinda, f"PT Nomor {number}"), days=30)
    refresh(cast.centre, OPEN)
    assert queries() == few
    assert few < 40


def test_every_floor_of_the_policy_is_known_to_the_page() -> None:
    from followups.policy.rules import FLOOR_RULES

    assert len(FLOORS) == len(FLOOR_RULES)


# --- what she tells -----------------------------------------------------------------------------


def test_i_sent_it_counts_from_now_and_a_second_click_adds_nothing(cast: Cast, at) -> None:
    interview = case(cast.dinda)
    at(OPEN)
    client, url = browser(cast.dinda.user), f"/me/sent/{interview.application_id}/"
    for _click in range(2):
        response = client.post(url, {"attempt": 1, "sent_at": ""})
        assert (response.status_code, response["Location"]) == (302, "/me/")
        at(OPEN + timedelta(seconds=2))
    letter = Letter.objects.get()
    assert (letter.attempt, letter.sent_at, letter.recorded_by) == (1, OPEN, cast.dinda.user)
    assert Plan.objects.get().attempt == 2


def test_i_sent_it_takes_another_time_in_the_students_own_zone(cast: Cast, at) -> None:
    User.objects.filter(pk=cast.dinda.user_id).update(time_zone="Asia/Makassar")
    interview = case(cast.dinda)
    at(OPEN)
    url = f"/me/sent/{interview.application_id}/"
    client = browser(cast.dinda.user)
    assert "When did it go out? (WITA)" in words(client.get(url))
    client.post(url, {"attempt": 1, "sent_at": "2026-07-14T13:01"})
    assert Letter.objects.get().sent_at == datetime(2026, 7, 14, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent_at", "sentence"),
    [
        ("2026-07-14T12:30", "This lies in the future."),
        ("2026-07-01T12:00", "This lies before the interview."),
        ("yesterday", "Enter a valid date/time."),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(
    cast: Cast, at, sent_at: str, sentence: str
) -> None:
    interview = case(cast.dinda)
    at(OPEN)
    response = browser(cast.dinda.user).post(
        f"/me/sent/{interview.application_id}/", {"attempt": 1, "sent_at": sent_at}
    )
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Letter.objects.exists()


def test_nothing_can_be_sent_before_an_interview_or_after_an_ending(cast: Cast, at) -> None:
    ahead = case(cast.dinda, days=None, now=INTERVIEW_AT - 3 * DAY)
    at(INTERVIEW_AT - DAY)
    client = browser(cast.dinda.user)
    url = f"/me/sent/{ahead.application_id}/"
    assert client.get(url).status_code == client.post(url, {"attempt": 1}).status_code == 404
    at(WAITING)
    assert client.get(url).status_code == 200
    services.record_reply(ahead, Label.REJECTION, received_at=WAITING, by=None, now=WAITING)
    assert client.get(url).status_code == 404


def test_the_thank_you_note_is_kept_once_and_is_no_follow_up(cast: Cast, at) -> None:
    interview = case(cast.dinda)
    client, url = browser(cast.dinda.user), f"/me/thanks/{interview.application_id}/"
    at(INTERVIEW_AT - HOUR)
    assert client.post(url).status_code == 404
    first = INTERVIEW_AT + 3 * HOUR
    for moment in (first, first + HOUR):
        at(moment)
        assert client.post(url).status_code == 302
    interview.refresh_from_db()
    assert interview.thanked_at == first
    assert not Letter.objects.exists()
    assert "Say thank you" not in home(cast.dinda)
    assert client.get(url).status_code == 405


# --- adding -------------------------------------------------------------------------------------

NEW = {
    "position": " Data  Analyst ",
    "employer": "PT Kurnia Data",
    "city": "Makassar",
    "place": "ID//Asia/Makassar",
}


def add(student: Student, query: str = "", **data: str) -> Any:
    return browser(student.user).post(f"/me/add/{query}", data)


def test_a_new_employer_is_added_with_its_place_and_found_again(cast: Cast, at) -> None:
    at(WAITING)
    assert add(cast.dinda, **NEW).status_code == 302
    assert add(cast.rangga, **NEW | {"employer": "pt kurnia data"}).status_code == 302
    made = Employer.objects.get()
    assert (made.name, made.city, made.time_zone) == ("PT Kurnia Data", "Makassar", "Asia/Makassar")
    mine, his = Application.objects.order_by("pk")
    assert mine.position == "Data Analyst"
    assert his.employer == mine.employer
    assert "When is your interview?" in home(cast.dinda)


def test_an_application_with_interview_and_promise_is_decided_at_once(cast: Cast, at) -> None:
    at(WAITING)
    response = add(
        cast.dinda,
        **NEW,
        held_at="2026-07-10T09:00",
        promise="two_weeks",
        interviewer="Yusuf Hakim",
        honorific="bapak",
        email="Yusuf@kurniadata.example.com",
    )
    assert response.status_code == 302
    entry = PromiseEntry.objects.get()
    assert (entry.kind, entry.days, entry.recorded_by) == ("days", 14, cast.dinda.user)
    application = Application.objects.get()
    assert application.contact
    assert application.contact.addressed == "Pak Yusuf"
    assert application.contact.email == "yusuf@kurniadata.example.com"
    assert [c.name for c in application.interviews.get().interviewers.all()] == ["Yusuf Hakim"]
    assert Plan.objects.get().earliest_date == date(2026, 7, 25)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"promise": "week"}, ("days", 7, None)),
        ({"promise": "working_days", "working_days": "5"}, ("working_days", 5, None)),
        ({"promise": "date", "promised_day": "2026-07-24"}, ("date", None, date(2026, 7, 24))),
        ({"promise": "vague"}, ("vague", None, None)),
        ({"promise": "none", "working_days": "5"}, ("none", None, None)),
        ({}, None),
    ],
)
def test_the_promise_is_kept_as_it_was_said(cast: Cast, at, data: dict, kept: tuple | None) -> None:
    at(WAITING)
    made = services.create_application(cast.dinda, employer(cast.dinda), "Buyer", now=INTERVIEW_AT)
    response = add(cast.dinda, f"?application={made.pk}", held_at="2026-07-10T09:00", **data)
    assert response.status_code == 302
    found = [(p.kind, p.days, p.day) for p in PromiseEntry.objects.all()]
    assert found == ([kept] if kept else [])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"employer": "PT Baru"}, "We do not know this employer yet. In which city is it?"),
        ({"employer": "CV Kembar"}, "Several employers have this name."),
        ({"employer": ""}, "This field is required."),
        ({"promise": "week"}, "The promise is counted from the interview."),
        (
            {"promise": "working_days", "held_at": "2026-07-10T09:00"},
            "This is needed for your choice above.",
        ),
        ({"promise": "date", "held_at": "2026-07-10T09:00"}, "This is needed for your choice above."),
        (
            {"promise": "date", "held_at": "2026-07-10T09:00", "promised_day": "2026-07-01"},
            "The promised date lies before the day it was promised.",
        ),
        ({"held_at": "2206-07-10T09:00"}, "This date is very far away."),
        ({"email": "x@example.com"}, "Whose address is this?"),
        ({"place": "XX//Nowhere"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_half_saved(
    cast: Cast, at, data: dict[str, str], sentence: str
) -> None:
    at(WAITING)
    for city in ("Bandung", "Medan"):
        Employer.objects.create(centre=cast.centre, name="CV Kembar", city=city, created_at=INTERVIEW_AT)
    asked = {"position": "Buyer", "employer": "PT Lain", "city": "", "place": NEW["place"]}
    if "employer" not in data:
        asked["city"] = "Solo"
    response = add(cast.dinda, **asked | data)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Application.objects.exists()
    assert not Employer.objects.filter(name="PT Lain").exists()


@pytest.mark.parametrize("typed", ["cv kembar, medan", "CV Kembar"])
def test_a_suggested_name_or_a_name_with_its_city_is_the_employer_meant(cast: Cast, at, typed: str) -> None:
    at(WAITING)
    for city in ("Bandung", "Medan"):
        Employer.objects.create(centre=cast.centre, name="CV Kembar", city=city, created_at=INTERVIEW_AT)
    city = "" if "," in typed else "medan"
    assert add(cast.dinda, **NEW | {"employer": typed, "city": city}).status_code == 302
    assert Application.objects.get().employer.city == "Medan"
    assert Employer.objects.count() == 2


def test_employers_of_another_centre_are_not_suggested(cast: Cast, at) -> None:
    from django_scopes import scopes_disabled

    with scopes_disabled():
        Employer.objects.create(
            centre=cast.other_centre, name="PT Rahasia", city="Makassar", created_at=INTERVIEW_AT
        )
    employer(cast.rangga, "PT Terbuka")
    page = browser(cast.dinda.user).get("/me/add/").content.decode()
    assert "PT Terbuka, Jakarta" in page
    assert "PT Rahasia" not in page


def test_the_same_open_application_twice_is_refused_with_a_sentence(cast: Cast, at) -> None:
    at(WAITING)
    add(cast.dinda, **NEW)
    response = add(cast.dinda, **NEW)
    assert response.status_code == 422
    assert "already in the list and still open" in words(response)


@pytest.mark.parametrize("place", [place for place, _label in PLACES], ids=lambda p: p.code)
def test_every_place_of_the_form_has_a_calendar(place: Any) -> None:
    check_place(place.country, place.subdivision or None)


# --- staying in touch ---------------------------------------------------------------------------


def test_the_invitation_shows_its_note_its_link_and_its_three_buttons(cast: Cast, at) -> None:
    case(cast.dinda)
    now = INTERVIEW_AT + DAY
    refresh(cast.centre, now)
    at(now)
    page = browser(cast.dinda.user).get("/me/").content.decode()
    assert "thank you for the interview for Supply Chain Analyst" in page
    assert "https://www.linkedin.com/in/lestari-handayani-example" in page
    task = NetworkingTask.objects.get()
    for act in ("done", "skip", "snooze"):
        assert f'action="/networking/{task.pk}/{act}/"' in page


def test_before_its_hour_a_task_says_when_and_offers_no_buttons(cast: Cast, at) -> None:
    case(cast.dinda)
    refresh(cast.centre, INTERVIEW_AT + 2 * HOUR)
    at(INTERVIEW_AT + 2 * HOUR)
    page = browser(cast.dinda.user).get("/me/")
    assert "From Tue 7 Jul, 09:00 WIB" in words(page)
    assert "/networking/" not in page.content.decode()


@pytest.mark.parametrize(
    ("act", "state", "next_kinds"),
    [("done", "done", ["react"]), ("skip", "skipped", []), ("snooze", "open", ["connect"])],
)
def test_each_button_does_what_it_says(cast: Cast, at, act: str, state: str, next_kinds: list[str]) -> None:
    case(cast.dinda, days=30)
    now = INTERVIEW_AT + DAY
    refresh(cast.centre, now)
    at(now)
    task = NetworkingTask.objects.get()
    response = browser(cast.dinda.user).post(f"/networking/{task.pk}/{act}/")
    assert response["Location"] == "/me/#networking"
    task.refresh_from_db()
    assert task.state == state
    open_kinds = NetworkingTask.objects.filter(state="open").values_list("kind", flat=True)
    assert list(open_kinds) == next_kinds
    if act == "snooze":
        assert task.not_before == now + 7 * DAY


# --- who may not come here ----------------------------------------------------------------------


def urls(interview: Interview, task: NetworkingTask) -> list[str]:
    pk = interview.application_id
    return [
        reverse("student_sent", args=[pk]),
        reverse("student_thanks", args=[pk]),
        f"/me/add/?application={pk}",
        *(reverse(f"networking_{act}", args=[task.pk]) for act in ("done", "skip", "snooze")),
    ]


def test_strangers_and_staff_find_nothing_and_the_anonymous_must_sign_in(cast: Cast, at) -> None:
    interview = case(cast.dinda)
    now = INTERVIEW_AT + DAY
    refresh(cast.centre, now)
    at(now)
    task = NetworkingTask.objects.get()
    data = {"attempt": 1, "held_at": "2026-07-20T09:00"}
    for person in (cast.rangga.user, cast.wati.user, cast.bima, cast.sari, cast.tono, cast.opa):
        client = browser(person)
        for url in urls(interview, task):
            assert client.post(url, data).status_code == 404, (person, url)
    for url in ("/me/", "/me/add/", *urls(interview, task)):
        anonymous = Client().post(url) if "networking" in url or "thanks" in url else Client().get(url)
        assert anonymous["Location"].startswith("/accounts/login/"), url
    for staff in (cast.bima, cast.sari, cast.tono, cast.opa):
        assert browser(staff).get("/me/").status_code == 404
        assert browser(staff).get("/me/add/").status_code == 404
    assert not Letter.objects.exists()
    assert Interview.objects.count() == 1
    task.refresh_from_db()
    assert task.state == "open"


@pytest.mark.parametrize("wanted", ["x", "-1", "9" * 30, "²"])
def test_a_nonsense_application_is_not_found(cast: Cast, at, wanted: str) -> None:
    assert browser(cast.dinda.user).get("/me/add/", {"application": wanted}).status_code == 404


def test_the_page_has_no_inline_style_or_script_and_one_heading_of_the_first_level(cast: Cast, at) -> None:
    at(OPEN)
    recruiter(employer(cast.dinda), linkedin="")
    case(cast.dinda)
    refresh(cast.centre, OPEN)
    for url in ("/me/", "/me/add/"):
        page = browser(cast.dinda.user).get(url).content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)
        assert len(re.findall(r"<h1[ >]", page)) == 1
