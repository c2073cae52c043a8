"""What was recorded by mistake or twice is mended; what the student decided stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from careers import services
from careers.answers import EventType, Label
from careers.models import Application, CaseEvent, Contact, Interview, Letter
from careers.models.applications import ApplicationQuerySet
from careers.services.employers import change_contact, choose_contact, find_or_add_contact
from careers.stages import Stage
from followups.models import Plan
from tests import factories
from tests.people import Cast

NOW = factories.INTERVIEW_AT + timedelta(days=20)
HOUR = timedelta(hours=1)


@pytest.fixture
def interview(cast: Cast) -> Interview:
    return factories.case(cast.dinda)


def stage(interview: Interview) -> str:
    return Application.objects.get(pk=interview.application_id).stage


def set_stage(interview: Interview, value: Stage) -> None:
    Application.objects.filter(pk=interview.application_id).update(stage=value)


def reply(interview: Interview, label: Label, *, ago: timedelta = timedelta(0)):
    return services.record_reply(interview, label, received_at=NOW - ago, by=None, now=NOW)


def sent(interview: Interview, days: int) -> Letter:
    return services.record_letter(interview, sent_at=NOW - timedelta(days=days), by=None, now=NOW)


def event(interview: Interview, type: EventType) -> CaseEvent:
    return services.record_event(interview, type, at=NOW, by=None, now=NOW)


def letters(interview: Interview) -> list[tuple[int, bool]]:
    return list(interview.letters.order_by("sent_at").values_list("attempt", "bounced"))


# --- answers and the stage


def test_an_answer_of_an_earlier_round_moves_nothing(interview: Interview) -> None:
    late = reply(interview, Label.NEUTRAL_ACK)
    services.add_interview(interview.application, NOW - HOUR, now=NOW)
    reply(interview, Label.REJECTION)
    assert stage(interview) == Stage.INTERVIEWING
    services.correct_reply(late, Label.OFFER, by=None, now=NOW)
    assert stage(interview) == Stage.INTERVIEWING


@pytest.mark.parametrize("decided", [Stage.WITHDRAWN, Stage.ACCEPTED])
@pytest.mark.parametrize("label", [Label.REJECTION, Label.OFFER])
def test_what_the_student_decided_is_not_overwritten_by_a_late_answer(
    interview: Interview, decided: Stage, label: Label
) -> None:
    set_stage(interview, decided)
    reply(interview, label)
    assert stage(interview) == decided


@pytest.mark.parametrize("before", [Stage.INTERVIEWING, Stage.OFFERED, Stage.UNANSWERED])
def test_a_rejection_moves_the_stage_from_where_it_may(interview: Interview, before: Stage) -> None:
    set_stage(interview, before)
    reply(interview, Label.REJECTION)
    assert stage(interview) == Stage.REJECTED


def test_an_acceptance_clicked_by_mistake_goes_back_by_hand(interview: Interview) -> None:
    set_stage(interview, Stage.ACCEPTED)
    interview.application.refresh_from_db()
    services.move_stage(interview.application, Stage.OFFERED, by=None, now=NOW)
    assert stage(interview) == Stage.OFFERED


def test_one_of_two_rejections_read_anew_leaves_the_other_standing(interview: Interview) -> None:
    first, second = reply(interview, Label.REJECTION, ago=HOUR), reply(interview, Label.REJECTION)
    services.correct_reply(first, Label.UNRELATED, by=None, now=NOW)
    assert stage(interview) == Stage.REJECTED
    services.correct_reply(second, Label.UNRELATED, by=None, now=NOW)
    assert stage(interview) == Stage.INTERVIEWING


# --- bounces


def test_a_bounce_among_the_answers_marks_the_letter_it_speaks_of(interview: Interview) -> None:
    sent(interview, 5)
    sent(interview, 2)
    bounce = reply(interview, Label.BOUNCE, ago=timedelta(days=3))
    assert letters(interview) == [(1, True), (1, False)]
    services.correct_reply(bounce, Label.NEUTRAL_ACK, by=None, now=NOW)
    assert letters(interview) == [(1, False), (2, False)]
    services.correct_reply(bounce, Label.BOUNCE, by=None, now=NOW)
    assert letters(interview) == [(1, True), (1, False)]


def test_a_bounce_told_in_both_ways_takes_no_second_letter_back(interview: Interview) -> None:
    sent(interview, 5)
    services.mark_bounced(sent(interview, 2), now=NOW)
    notices = [reply(interview, Label.BOUNCE), reply(interview, Label.BOUNCE)]
    assert letters(interview) == [(1, False), (2, True)]
    services.correct_reply(notices[0], Label.UNRELATED, by=None, now=NOW)
    assert letters(interview) == [(1, False), (2, True)], "the other notice still says so"
    services.correct_reply(notices[1], Label.UNRELATED, by=None, now=NOW)
    assert letters(interview) == [(1, False), (2, False)]


def test_a_bounce_before_any_letter_marks_none(interview: Interview) -> None:
    reply(interview, Label.BOUNCE, ago=timedelta(days=5))
    sent(interview, 2)
    assert letters(interview) == [(1, False)]


# --- mistakes


def test_a_letter_that_was_never_sent_gives_its_number_back(interview: Interview) -> None:
    first = sent(interview, 9)
    sent(interview, 2)
    services.retract_letter(first, by=None, now=NOW)
    assert letters(interview) == [(1, False)]
    assert Plan.objects.get().attempt == 2
    sent(interview, 1)
    assert letters(interview) == [(1, False), (2, False)]


def test_a_letter_after_one_that_bounced_late_can_be_recorded(interview: Interview) -> None:
    first = sent(interview, 9)
    sent(interview, 5)
    services.mark_bounced(first, now=NOW)
    sent(interview, 1)
    assert letters(interview) == [(1, True), (1, False), (2, False)]


def test_a_withdrawal_by_mistake_is_taken_back_and_the_case_goes_on(interview: Interview) -> None:
    withdrew = event(interview, EventType.STUDENT_WITHDREW)
    other = event(interview, EventType.ACCEPTED_OTHER_OFFER)
    services.retract_event(withdrew, by=None, now=NOW)
    assert stage(interview) == Stage.WITHDRAWN, "the other event stands"
    services.retract_event(other, by=None, now=NOW)
    assert stage(interview) == Stage.INTERVIEWING
    assert Plan.objects.get().action != "stop"


def test_a_withdrawal_taken_back_after_an_offer_leads_back_to_the_offer(interview: Interview) -> None:
    reply(interview, Label.OFFER)
    services.retract_event(event(interview, EventType.STUDENT_WITHDREW), by=None, now=NOW)
    assert stage(interview) == Stage.OFFERED


def test_another_event_taken_back_moves_no_stage(interview: Interview) -> None:
    phoned = event(interview, EventType.STUDENT_PHONED_RECRUITER)
    set_stage(interview, Stage.WITHDRAWN)
    assert Plan.objects.get().reason == "off_channel_contact"
    services.retract_event(phoned, by=None, now=NOW)
    assert stage(interview) == Stage.WITHDRAWN
    assert Plan.objects.get().reason != "off_channel_contact"


# --- twice at once


def open_again(cast: Cast, interview: Interview) -> None:
    """The same application a second time, while the first one is closed."""
    services.create_application(
        cast.dinda, interview.application.employer, interview.application.position, now=NOW
    )


def test_no_way_of_opening_a_closed_application_opens_it_beside_its_twin(
    cast: Cast, interview: Interview
) -> None:
    rejection = reply(interview, Label.REJECTION)
    open_again(cast, interview)
    interview.application.refresh_from_db()
    with pytest.raises(ValidationError, match="already open a second time"):
        services.correct_reply(rejection, Label.NEUTRAL_ACK, by=None, now=NOW)
    with pytest.raises(ValidationError, match="already open a second time"):
        services.add_interview(interview.application, NOW, now=NOW)
    rejection.refresh_from_db()
    assert (rejection.label, stage(interview)) == (Label.REJECTION, Stage.REJECTED)
    assert Interview.objects.count() == 1


def test_a_withdrawal_is_not_taken_back_beside_an_open_twin(cast: Cast, interview: Interview) -> None:
    withdrew = event(interview, EventType.STUDENT_WITHDREW)
    open_again(cast, interview)
    with pytest.raises(ValidationError, match="already open a second time"):
        services.retract_event(withdrew, by=None, now=NOW)
    assert CaseEvent.objects.exists()


def test_two_clicks_at_once_make_one_application_and_a_sentence(
    cast: Cast, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other click's row is not there yet when this one looks.
    monkeypatch.setattr(ApplicationQuerySet, "open", lambda rows: rows.none())
    with pytest.raises(ValidationError, match="already in the list"):
        open_again(cast, interview)
    assert Application.objects.count() == 1


def test_two_clicks_at_once_make_one_round_and_a_sentence(
    interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careers.services.applications.latest_interview", lambda application: None)
    with pytest.raises(ValidationError, match="already recorded"):
        services.add_interview(interview.application, NOW, now=NOW)
    assert Interview.objects.count() == 1


# --- recruiters


def test_an_address_of_another_recruiter_is_refused_with_a_sentence(cast: Cast, interview: Interview) -> None:
    contact = interview.application.contact
    assert contact
    factories.recruiter(contact.employer, "Ratna Dewi", email="ratna@example.com")
    with pytest.raises(ValidationError, match="Choose that one instead"):
        change_contact(contact, NOW, email="Ratna@Example.com")
    with pytest.raises(ValidationError):
        change_contact(contact, NOW, email="nonsense")
    assert Contact.objects.get(pk=contact.pk).email == "lestari@samudraniaga.example.com"


def test_two_people_who_add_one_recruiter_at_once_get_a_sentence(
    interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = interview.application.employer
    monkeypatch.setattr("django.db.models.QuerySet.first", lambda rows: None)
    with pytest.raises(ValidationError, match="Choose that one instead"):
        find_or_add_contact(employer, "Lestari", email="lestari@samudraniaga.example.com")


def test_nobody_of_another_employer_becomes_the_recruiter(cast: Cast, interview: Interview) -> None:
    other = factories.recruiter(factories.employer(cast.dinda, "Kedai Kita"), "Somebody", email="")
    with pytest.raises(ValidationError, match="another employer"):
        choose_contact(interview.application, other, NOW)


def test_what_one_student_types_never_changes_the_recruiter_of_another(interview: Interview) -> None:
    employer = interview.application.employer
    shared = factories.recruiter(employer, "Andreas Hadinata", email="", honorific="")
    typed = find_or_add_contact(
        employer, "Andreas Hadinata", honorific="bapak", email="somebody.else@example.com"
    )
    shared.refresh_from_db()
    assert typed != shared
    assert (shared.email, shared.honorific) == ("", "")
    assert find_or_add_contact(employer, "andreas hadinata") == shared
