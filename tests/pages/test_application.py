"""The application's page: what it shows to whom, and each thing that can be recorded on it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from careers import services
from careers.answers import EventType, Label, PromiseKind
from careers.models import Application, CaseEvent, Interview, Letter, Note, PromiseEntry, Reply, User
from careers.stages import Stage
from followups.models import Approval, Plan
from notifications.models import Message
from tests import factories as f
from tests.people import Cast, make_cast

# Friday 10 July 2026, 10:00 in Jakarta; the case's interview was on Monday the 6th.
NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_cast()


@pytest.fixture
def interview(cast: Cast) -> Iterator[Interview]:
    with scope(centre=cast.centre.pk):
        yield f.case(cast.dinda)


def url(interview: Interview) -> str:
    return f"/applications/{interview.application_id}/"


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do(user: User, interview: Interview, act: str, **fields: Any) -> Any:
    return as_person(user).post(url(interview), {"do": act, **fields})


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def plan_of(interview: Interview) -> Plan:
    plan: Plan = Plan.objects.get(application=interview.application_id)
    return plan


def test_the_page_leads_with_the_decision_its_slot_and_its_reasons(cast: Cast, interview: Interview) -> None:
    text = text_of(as_person(cast.bima).get(url(interview)))
    for words in (
        "Supply Chain Analyst",
        "Dinda Maharani",
        "Wait",
        "Tue 14 Jul",
        "12:00–13:00 WIB",
        "Why not now",
        "T1–T2 · S0 S1",
        "If this one is missed",
        "15:30–17:00 WIB",
        "Within 7 calendar days",
        "In force",
        "This is the first of at most two follow-ups.",
    ):
        assert words in text, words


def test_a_stranger_finds_nothing_there_and_can_record_nothing(cast: Cast, interview: Interview) -> None:
    for stranger in (cast.rangga.user, cast.tono, cast.wati.user):
        assert as_person(stranger).get(url(interview)).status_code == 404
        assert do(stranger, interview, "note", text="hello").status_code == 404
        assert do(stranger, interview, "letter", sent_at="2026-07-10T09:00").status_code == 404
    assert Client().get(url(interview)).status_code == 302
    assert Client().post(url(interview), {"do": "note", "text": "x"}).status_code == 302
    assert not Note.objects.exists()
    assert not Letter.objects.exists()


def test_the_operator_sees_every_centres_application(cast: Cast, interview: Interview) -> None:
    assert as_person(cast.opa).get(url(interview)).status_code == 200


def test_the_student_sees_her_page_without_what_is_the_staffs(cast: Cast, interview: Interview) -> None:
    services.write_note(interview.application, "Between us", shared=False, by=cast.bima, now=NOW)
    services.write_note(interview.application, "For Dinda", shared=True, by=cast.bima, now=NOW)
    services.record_event(interview, EventType.STUDENT_PHONED_RECRUITER, at=NOW, by=None, now=NOW)
    hers = text_of(as_person(cast.dinda.user).get(url(interview)))
    his = text_of(as_person(cast.bima).get(url(interview)))
    for words in ("Between us", "I have looked, go on", "The student may read it"):
        assert words in his
        assert words not in hers
    assert "For Dinda" in hers
    for act in ("resolved", "approve"):
        assert do(cast.dinda.user, interview, act).status_code == 404
    assert not CaseEvent.objects.filter(type=EventType.RESOLVED).exists()


def test_a_promise_is_recorded_and_moves_the_slot(cast: Cast, interview: Interview) -> None:
    before = plan_of(interview).window_start
    response = do(
        cast.dinda.user,
        interview,
        "promise",
        kind="date",
        day="2026-07-20",
        quote="By the 20th.",
        channel="written",
        said_on="2026-07-09",
    )
    assert response.status_code == 302
    entry = PromiseEntry.objects.get(day=date(2026, 7, 20))
    assert (entry.recorded_by, entry.recorded_at, entry.quote) == (cast.dinda.user, NOW, "By the 20th.")
    assert before
    assert plan_of(interview).earliest_date == date(2026, 7, 21)
    text = text_of(as_person(cast.bima).get(url(interview)))
    assert "Replaced on Thu 9 Jul" in text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "days"}, "This is needed for your choice above."),
        ({"kind": "date"}, "This is needed for your choice above."),
        ({"kind": "range_days", "low": "9", "days": "3"}, "swap the two numbers"),
        ({"kind": "date", "day": "9999-12-31"}, "Please check the year."),
        ({"kind": "date", "day": "0001-01-01"}, "Please check the year."),
        ({"kind": "days", "days": "40000"}, "365"),
        ({"kind": "days", "days": "3", "said_on": "2026-07-11"}, "This lies in the future."),
        ({"kind": "date", "day": "2026-07-01"}, "lies before the day it was promised"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_with_a_sentence_and_nothing_typed_is_lost(
    cast: Cast, interview: Interview, fields: dict[str, str], sentence: str
) -> None:
    response = do(cast.bima, interview, "promise", quote="Their very words", channel="said", **fields)
    assert response.status_code == 422
    text = text_of(response)
    assert sentence in text
    assert "Their very words" in text
    assert PromiseEntry.objects.count() == 1


def test_values_of_another_kind_of_promise_are_set_aside(cast: Cast, interview: Interview) -> None:
    do(cast.bima, interview, "promise", kind="vague", days="5", day="2026-08-01", channel="said")
    entry = PromiseEntry.objects.get(kind=PromiseKind.VAGUE)
    assert (entry.days, entry.low, entry.day) == (None, None, None)


@pytest.mark.parametrize(
    ("zone", "label", "utc_hour"), [("Asia/Jakarta", "WIB", 1), ("Asia/Jayapura", "WIT", 23)]
)
def test_typed_times_are_wall_times_of_the_typists_zone_and_the_label_says_so(
    cast: Cast, interview: Interview, zone: str, label: str, utc_hour: int
) -> None:
    user = cast.dinda.user
    user.time_zone = zone
    user.save()
    assert f"When did it go out? ({label})" in text_of(as_person(user).get(url(interview)))
    assert do(user, interview, "letter", sent_at="2026-07-09T08:15").status_code == 302
    sent = Letter.objects.get().sent_at
    assert (sent.hour, sent.minute) == (utc_hour, 15)


def test_i_sent_it_starts_with_now_and_any_hour_is_accepted(cast: Cast, interview: Interview) -> None:
    assert 'value="2026-07-10T10:00"' in text_of(as_person(cast.dinda.user).get(url(interview)))
    assert do(cast.dinda.user, interview, "letter", sent_at="2026-07-08T02:30").status_code == 302
    letter = Letter.objects.get()
    assert (letter.attempt, letter.recorded_by) == (1, cast.dinda.user)
    assert plan_of(interview).attempt == 2


@pytest.mark.parametrize(
    ("sent_at", "sentence"),
    [
        ("2026-07-10T10:01", "This lies in the future."),
        ("2026-07-06T08:59", "This lies before the interview."),
        ("tomorrow", "Enter a valid date/time."),
        ("", "This field is required."),
        ("0001-01-01T00:00", "Please check the year."),
        ("9999-12-31T23:59", "Please check the year."),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, interview: Interview, sent_at: str, sentence: str
) -> None:
    response = do(cast.dinda.user, interview, "letter", sent_at=sent_at)
    assert response.status_code == 422
    form = next(s.form for s in response.context["sections"] if s.name == "letter")
    assert sentence in " ".join(form.errors["sent_at"])
    assert f'value="{sent_at}"' in text_of(response) or not sent_at
    assert not Letter.objects.exists()


def test_the_same_letter_told_twice_is_one_letter(cast: Cast, interview: Interview) -> None:
    for status in (302, 422):
        assert do(cast.dinda.user, interview, "letter", sent_at="2026-07-10T09:00").status_code == status
    assert Letter.objects.count() == 1


def test_a_letter_that_came_back_does_not_count_and_a_person_must_look(
    cast: Cast, interview: Interview
) -> None:
    do(cast.dinda.user, interview, "letter", sent_at="2026-07-09T12:00")
    letter = Letter.objects.get()
    assert do(cast.dinda.user, interview, "bounced", letter=letter.pk).status_code == 302
    letter.refresh_from_db()
    assert letter.bounced
    assert plan_of(interview).reason == "address_bounced"
    assert "Came back, not counted" in text_of(as_person(cast.bima).get(url(interview)))


def test_a_letter_or_an_answer_of_another_case_cannot_be_reached_through_this_one(
    cast: Cast, interview: Interview
) -> None:
    other = f.case(cast.rangga, held_at=NOW - timedelta(days=2))
    letter = services.record_letter(other, sent_at=NOW, by=None, now=NOW)
    reply = services.record_reply(other, Label.NEUTRAL_ACK, received_at=NOW, by=None, now=NOW)
    for user in (cast.dinda.user, cast.bima):
        assert do(user, interview, "bounced", letter=letter.pk).status_code == 404
        assert do(user, interview, "relabel", reply=reply.pk, label="offer").status_code == 404
        assert do(user, interview, "bounced", letter="x").status_code == 404
        assert do(user, interview, "nonsense").status_code == 404
    letter.refresh_from_db()
    reply.refresh_from_db()
    assert not letter.bounced
    assert reply.label == Label.NEUTRAL_ACK


def test_an_answer_with_a_date_to_wait_for_replaces_the_promise(cast: Cast, interview: Interview) -> None:
    response = do(
        cast.dinda.user,
        interview,
        "reply",
        label="asked_to_wait_until",
        wait_until="2026-07-17",
        received_at="2026-07-10T09:30",
        text="Mohon menunggu.",
    )
    assert response.status_code == 302
    reply = Reply.objects.get()
    assert (reply.wait_until, reply.received_at) == (date(2026, 7, 17), NOW - timedelta(minutes=30))
    assert plan_of(interview).earliest_date == date(2026, 7, 18)


def test_an_answer_is_never_an_offer_by_default(cast: Cast, interview: Interview) -> None:
    response = do(cast.dinda.user, interview, "reply", label="", received_at="2026-07-10T09:30")
    assert response.status_code == 422
    assert not Reply.objects.exists()


def test_two_ways_to_wait_at_once_are_refused_beside_the_field(cast: Cast, interview: Interview) -> None:
    response = do(
        cast.dinda.user,
        interview,
        "reply",
        label="asked_to_wait_until",
        wait_until="2026-07-17",
        wait_days="4",
        received_at="2026-07-10T09:30",
    )
    assert response.status_code == 422
    assert "Give a date or a number of days, not both." in text_of(response)


def test_a_misread_answer_is_read_anew_and_the_case_goes_on(cast: Cast, interview: Interview) -> None:
    reply = services.record_reply(interview, Label.REJECTION, received_at=NOW, by=None, now=NOW)
    assert plan_of(interview).action == "stop"
    response = do(cast.bima, interview, "relabel", reply=reply.pk, label="neutral_ack")
    assert response.status_code == 302
    assert plan_of(interview).action == "wait"
    assert Application.objects.get(pk=interview.application_id).stage == Stage.INTERVIEWING


def test_an_event_needs_a_person_until_one_has_looked(cast: Cast, interview: Interview) -> None:
    do(cast.dinda.user, interview, "event", type="student_phoned_recruiter", at="2026-07-10T09:00")
    assert plan_of(interview).reason == "off_channel_contact"
    assert do(cast.bima, interview, "resolved").status_code == 302
    assert plan_of(interview).action == "wait"


def test_nobody_clears_a_case_through_the_form_of_events(cast: Cast, interview: Interview) -> None:
    response = do(cast.bima, interview, "event", type="resolved", at="2026-07-10T09:00")
    assert response.status_code == 422
    assert not CaseEvent.objects.exists()


@pytest.fixture
def second(cast: Cast, interview: Interview) -> Interview:
    """The same case with its first follow-up sent: the second one is gated."""
    services.record_letter(interview, sent_at=NOW - timedelta(days=1), by=None, now=NOW)
    return interview


def test_a_counsellor_approves_the_second_follow_up_once(cast: Cast, second: Interview) -> None:
    assert "Approve the second e-mail" in text_of(as_person(cast.bima).get(url(second)))
    hers = text_of(as_person(cast.dinda.user).get(url(second)))
    assert "Your counsellor approves a second e-mail first." in hers
    for _ in range(2):
        assert do(cast.bima, second, "approve").status_code == 302
    approval = Approval.objects.get()
    assert (approval.attempt, approval.approved_by) == (2, cast.bima)
    assert plan_of(second).approved
    assert "Second e-mail approved" in text_of(as_person(cast.dinda.user).get(url(second)))


def test_an_approval_that_came_too_late_is_refused_with_a_sentence(cast: Cast, interview: Interview) -> None:
    response = do(cast.bima, interview, "approve")
    assert response.status_code == 422
    assert "There is nothing to approve here any more." in text_of(response)


def test_another_round_starts_a_new_clock(cast: Cast, interview: Interview) -> None:
    contact = interview.application.contact
    assert contact
    response = do(
        cast.bima,
        interview,
        "interview",
        held_at="2026-07-15T09:00",
        is_final="on",
        interviewers=[contact.pk],
    )
    assert response.status_code == 302
    latest = Interview.objects.get(round=2)
    assert latest.is_final
    assert list(latest.interviewers.all()) == [contact]
    refused = do(cast.bima, interview, "interview", held_at="2026-07-15T08:00")
    assert "This round must be later than the round before it." in text_of(refused)


def test_a_people_of_another_employer_cannot_be_named_interviewer(cast: Cast, interview: Interview) -> None:
    elsewhere = f.recruiter(f.employer(cast.dinda, "Kedai Kita"), "Somebody Else", email="")
    response = do(cast.bima, interview, "interview", held_at="2026-07-15T09:00", interviewers=[elsewhere.pk])
    assert response.status_code == 422


def test_the_first_interview_is_recorded_on_a_bare_application(cast: Cast, interview: Interview) -> None:
    bare = services.create_application(cast.dinda, f.employer(cast.dinda), "Bare", now=NOW)
    page = f"/applications/{bare.pk}/"
    client = as_person(cast.dinda.user)
    assert "No interview yet" in text_of(client.get(page))
    assert client.post(page, {"do": "letter", "sent_at": "2026-07-10T09:00"}).status_code == 404
    assert client.post(page, {"do": "interview", "held_at": "2026-07-09T09:00"}).status_code == 302
    assert "In force" not in text_of(client.get(page))
    assert "Assumed" in text_of(client.get(page))


def test_the_stage_moves_only_where_it_may(cast: Cast, interview: Interview) -> None:
    assert do(cast.bima, interview, "stage", stage="accepted").status_code == 422
    assert do(cast.bima, interview, "stage", stage="unanswered").status_code == 422
    assert do(cast.bima, interview, "stage", stage="offered").status_code == 302
    assert Application.objects.get(pk=interview.application_id).stage == Stage.OFFERED
    assert plan_of(interview).reason == "offer_received"


def test_notes_are_private_unless_shared_and_a_students_own_is_read_by_the_staff(
    cast: Cast, interview: Interview
) -> None:
    do(cast.bima, interview, "note", text="Private")
    do(cast.bima, interview, "note", text="Shared", shared="on")
    do(cast.dinda.user, interview, "note", text="Hers")
    assert dict(Note.objects.values_list("text", "shared")) == {
        "Private": False,
        "Shared": True,
        "Hers": True,
    }
    assert do(cast.bima, interview, "note", text="   ").status_code == 422


def test_the_thank_you_note_is_recorded_and_not_counted(cast: Cast, interview: Interview) -> None:
    assert do(cast.dinda.user, interview, "thanks", sent_at="2026-07-06T12:00").status_code == 302
    interview.refresh_from_db()
    assert interview.thanked_at == datetime(2026, 7, 6, 5, 0, tzinfo=UTC)
    assert plan_of(interview).attempt == 1


def test_a_toast_follows_and_the_way_leads_back_to_the_top(cast: Cast, interview: Interview) -> None:
    client = as_person(cast.dinda.user)
    response = client.post(url(interview), {"do": "letter", "sent_at": "2026-07-10T09:00"})
    assert response["Location"] == url(interview) + "#content"
    assert "Now it is their turn." in text_of(client.get(url(interview)))
    assert "Now it is their turn." not in text_of(client.get(url(interview)))


def test_history_tells_facts_and_the_mails_that_reached_the_student_but_not_the_rest(
    cast: Cast, interview: Interview
) -> None:
    def mail(kind: str, state: str, to: User) -> None:
        Message.objects.create(
            centre=cast.centre,
            key=f"{kind}:{state}:{to.pk}",
            kind=kind,
            recipient=to,
            application=interview.application,
            state=state,
            due_at=NOW,
            expires_at=NOW,
            next_attempt_at=NOW,
            queued_at=NOW,
            sent_at=NOW if state == "sent" else None,
            message_id=f"<{kind}{to.pk}@kabar.example.com>",
        )

    mail("heads_up", "sent", cast.dinda.user)
    mail("window_open", "queued", cast.dinda.user)
    mail("approval_needed", "sent", cast.bima)
    for reader in (cast.bima, cast.dinda.user):
        text = text_of(as_person(reader).get(url(interview)))
        assert "Mail to the student: heads-up on the working day before" in text
        assert "Mail to the student: window open" not in text
        assert "approval needed" not in text
        assert "Interview, round 1" in text
        assert "The time to write begins" in text


def test_an_ending_is_kind_and_names_the_next_three_things(cast: Cast, interview: Interview) -> None:
    services.record_reply(interview, Label.REJECTION, received_at=NOW, by=None, now=NOW)
    text = text_of(as_person(cast.dinda.user).get(url(interview)))
    assert "What is worth the time now" in text
    assert text.count('<li class="mb-2">') == 3
    assert "If this one is missed" not in text


def test_a_slot_that_is_over_has_rolled_on_the_page_before_the_sweep_wrote_it(
    cast: Cast, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(interview)
    moment = plan.window_end
    monkeypatch.setattr("careers.clock.now", lambda: moment)
    text = text_of(as_person(cast.dinda.user).get(url(interview)))
    assert "15:30–17:00 WIB" in text
    assert "12:00–13:00 WIB" in text, "the next day's window is the alternative now"
    assert plan_of(interview).window_end == moment


def test_a_section_opens_by_its_address_without_a_script(cast: Cast, interview: Interview) -> None:
    response = as_person(cast.bima).get(url(interview), {"open": "promise"})
    assert [s.name for s in response.context["sections"] if s.open] == ["promise"]


def test_no_page_carries_inline_style_or_script(cast: Cast, second: Interview) -> None:
    for address in (url(second), "/pipeline/", "/me/preferences/"):
        text = as_person(cast.bima).get(address).content.decode()
        assert " style=" not in text, address
        assert "<script>" not in text, address


def test_the_number_of_queries_does_not_grow_with_the_history(cast: Cast, interview: Interview) -> None:
    client = as_person(cast.bima)
    counts = []
    for more in (2, 20):
        for number in range(more):
            day = NOW.date() - timedelta(days=1)
            services.record_promise(
                interview, PromiseKind.DAYS, days=number + 1, said_on=day, by=cast.dinda.user, now=NOW
            )
            at = NOW - timedelta(minutes=number + 1)
            services.record_reply(interview, Label.NEUTRAL_ACK, received_at=at, by=cast.bima, now=NOW)
            services.write_note(interview.application, "x", shared=True, by=cast.bima, now=NOW)
        client.get(url(interview))
        with CaptureQueriesContext(connection) as queries:
            client.get(url(interview))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_staff_mend_the_recruiters_address_on_the_page(cast: Cast, interview: Interview) -> None:
    assert "Correct the details" in text_of(as_person(cast.bima).get(url(interview)))
    fields = {"name": "Lestari Handayani", "honorific": "ibu", "role": "HR Manager"}
    response = do(cast.bima, interview, "recruiter", email="Lestari.H@example.com", **fields)
    assert response.status_code == 302
    contact = Application.objects.get(pk=interview.application_id).contact
    assert contact
    assert (contact.email, contact.role, contact.linkedin) == ("lestari.h@example.com", "HR Manager", "")
    assert "mailto:lestari.h@example.com" in text_of(as_person(cast.dinda.user).get(url(interview)))


def test_an_address_another_recruiter_has_is_refused_and_nothing_typed_is_lost(
    cast: Cast, interview: Interview
) -> None:
    f.recruiter(interview.application.employer, "Ratna Dewi", email="ratna@example.com")
    response = do(cast.bima, interview, "recruiter", name="Lestari", email="ratna@example.com", role="Chief")
    assert response.status_code == 422
    assert "Choose that one instead." in text_of(response)
    assert 'value="Chief"' in text_of(response)


def test_the_staff_choose_another_recruiter_or_add_one_for_this_application_alone(
    cast: Cast, interview: Interview
) -> None:
    other = f.case(cast.rangga)
    lestari = interview.application.contact
    ratna = f.recruiter(interview.application.employer, "Ratna Dewi", email="ratna@example.com")
    assert do(cast.bima, interview, "other_recruiter", contact=ratna.pk).status_code == 302
    assert Application.objects.get(pk=interview.application_id).contact == ratna
    added = do(cast.bima, interview, "other_recruiter", name="Agus Salim", email="agus@example.com")
    assert added.status_code == 302
    agus = Application.objects.get(pk=interview.application_id).contact
    assert agus
    assert (agus.name, agus.email) == ("Agus Salim", "agus@example.com")
    assert Application.objects.get(pk=other.application_id).contact == lestari
    refused = do(cast.bima, interview, "other_recruiter")
    assert "Choose somebody above, or give a name." in text_of(refused)
    elsewhere = f.recruiter(f.employer(cast.dinda, "Kedai Kita"), "Somebody Else", email="")
    assert do(cast.bima, interview, "other_recruiter", contact=elsewhere.pk).status_code == 422


def test_a_bare_application_gets_its_first_recruiter(cast: Cast, interview: Interview) -> None:
    bare = services.create_application(cast.dinda, f.employer(cast.dinda), "Bare", now=NOW)
    client, page = as_person(cast.bima), f"/applications/{bare.pk}/"
    assert "Correct the details" not in text_of(client.get(page))
    assert client.post(page, {"do": "recruiter", "name": "X"}).status_code == 404
    assert client.post(page, {"do": "other_recruiter", "name": "Agus Salim"}).status_code == 302
    bare.refresh_from_db()
    assert bare.contact
    assert bare.contact.name == "Agus Salim"


def test_a_student_does_not_change_whom_all_write_to(cast: Cast, interview: Interview) -> None:
    hers = text_of(as_person(cast.dinda.user).get(url(interview)))
    assert "Correct the details" not in hers
    assert "Write to somebody else" not in hers
    for act in ("recruiter", "other_recruiter"):
        assert do(cast.dinda.user, interview, act, name="Mallory").status_code == 404


def test_a_letter_recorded_by_mistake_is_taken_back(cast: Cast, interview: Interview) -> None:
    do(cast.dinda.user, interview, "letter", sent_at="2026-07-09T12:00")
    assert "This was a mistake" in text_of(as_person(cast.dinda.user).get(url(interview)))
    assert do(cast.dinda.user, interview, "unsent", letter=Letter.objects.get().pk).status_code == 302
    assert not Letter.objects.exists()
    assert plan_of(interview).attempt == 1


def test_a_withdrawal_by_mistake_is_taken_back_on_the_page(cast: Cast, interview: Interview) -> None:
    do(cast.dinda.user, interview, "stage", stage="withdrawn")
    text = text_of(as_person(cast.dinda.user).get(url(interview)))
    assert "Withdrew the application" in text
    assert "The application moved" not in text, "there is nowhere to move it to"
    assert do(cast.dinda.user, interview, "undone", event=CaseEvent.objects.get().pk).status_code == 302
    assert Application.objects.get(pk=interview.application_id).stage == Stage.INTERVIEWING
    assert plan_of(interview).action == "wait"


def test_a_withdrawal_beside_an_open_twin_stays_and_the_page_says_why(
    cast: Cast, interview: Interview
) -> None:
    do(cast.bima, interview, "stage", stage="withdrawn")
    employer = interview.application.employer
    services.create_application(cast.dinda, employer, interview.application.position, now=NOW)
    response = do(cast.bima, interview, "undone", event=CaseEvent.objects.get().pk)
    assert response.status_code == 422
    assert "already open a second time" in text_of(response)


def test_a_student_takes_back_only_what_she_recorded_herself(cast: Cast, interview: Interview) -> None:
    his = services.record_event(interview, EventType.NO_CONTACT_INSTRUCTION, at=NOW, by=cast.bima, now=NOW)
    letter = services.record_letter(interview, sent_at=NOW, by=cast.bima, now=NOW)
    assert "This was a mistake" not in text_of(as_person(cast.dinda.user).get(url(interview)))
    assert text_of(as_person(cast.sari).get(url(interview))).count("This was a mistake") == 2
    for person in (cast.dinda.user, cast.rangga.user, cast.tono):
        assert do(person, interview, "undone", event=his.pk).status_code == 404
        assert do(person, interview, "unsent", letter=letter.pk).status_code == 404
    assert do(cast.sari, interview, "undone", event=his.pk).status_code == 302
    assert do(cast.sari, interview, "unsent", letter=letter.pk).status_code == 302
