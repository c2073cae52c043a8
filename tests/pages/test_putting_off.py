"""Putting a window off on her own page, and asking the counsellor: what each of them sees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers import clock, services
from careers.answers import Label
from careers.models import HelpRequest, Note, User
from careers.services.help import answer_help, ask_for_help
from followups.models import Plan
from tests.factories import case, employer
from tests.notifications.clock import wib
from tests.pages.mailed import OPEN, said
from tests.people import Cast

WAITING, TOLD = wib(10, 9), wib(13, 12)
WINDOW = wib(14, 12).isoformat()


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the present instant of the pages: in the window, unless told otherwise."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(OPEN)
    return set_to


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def home(cast: Cast) -> str:
    return said(browser(cast.dinda.user).get("/me/"))


# --- not this window -----------------------------------------------------------------------------


def test_in_the_window_she_puts_it_off_and_sees_the_next_one(cast: Cast) -> None:
    hers = case(cast.dinda)
    assert "Not this window" in home(cast)
    her = browser(cast.dinda.user)
    answer = her.post(f"/me/snooze/{hers.application_id}/", {"window": WINDOW}, follow=True)
    told = said(answer)
    assert "Put off. We remind you at the next window." in told
    assert "Wait until Tue 14 Jul" in told and "15:30–17:00 WIB" in told
    assert "You put off Tue 14 Jul, 12:00–13:00 WIB, to the next window." in told
    assert "Write to Bu Lestari" not in told and "minutes left" not in told


def test_she_takes_it_back_and_the_window_is_hers_again(cast: Cast) -> None:
    hers = case(cast.dinda)
    her = browser(cast.dinda.user)
    her.post(f"/me/snooze/{hers.application_id}/", {"window": WINDOW})
    answer = her.post(f"/me/unsnooze/{hers.application_id}/", follow=True)
    assert "Write to Bu Lestari" in said(answer)
    assert Plan.objects.get().snoozed_until is None


def test_it_is_offered_from_the_heads_up_on_and_not_before(cast: Cast, at: Any) -> None:
    case(cast.dinda)
    at(WAITING)
    assert "Not this window" not in home(cast)
    at(TOLD)
    assert "Not this window" in home(cast)


def test_a_window_her_page_no_longer_shows_is_not_put_off(cast: Cast) -> None:
    hers = case(cast.dinda)
    her = browser(cast.dinda.user)
    answer = her.post(f"/me/snooze/{hers.application_id}/", {"window": wib(13, 12).isoformat()}, follow=True)
    assert "nothing was put off" in said(answer)
    assert not Plan.objects.get().snoozed


def test_of_two_cases_the_one_put_off_stands_below_the_open_one(cast: Cast) -> None:
    first = case(cast.dinda)
    case(cast.dinda, at=employer(cast.dinda, "PT Fajar Contoh"), position="Buyer")
    browser(cast.dinda.user).post(f"/me/snooze/{first.application_id}/", {"window": WINDOW})
    told = home(cast)
    assert told.index("Buyer") < told.index("Supply Chain Analyst")
    assert "You put off Tue 14 Jul, 12:00–13:00 WIB, to the next window." in told


def test_a_case_that_is_over_has_nothing_to_put_off(cast: Cast) -> None:
    hers = case(cast.dinda)
    services.record_reply(hers, Label.REJECTION, received_at=OPEN, by=None, now=OPEN)
    for act in ("snooze", "unsnooze"):
        answer = browser(cast.dinda.user).post(f"/me/{act}/{hers.application_id}/", {"window": WINDOW})
        assert answer.status_code == 404


def test_her_counsellor_sees_that_it_was_put_off_and_cannot_take_it_back_for_her(cast: Cast) -> None:
    hers = case(cast.dinda)
    browser(cast.dinda.user).post(f"/me/snooze/{hers.application_id}/", {"window": WINDOW})
    his = browser(cast.bima)
    assert "put off to the next window" in said(his.get("/pipeline/"))
    page = said(his.get(f"/applications/{hers.application_id}/"))
    assert "It is not counted as missed." in page and "Take it back" not in page
    assert "Take it back" in said(browser(cast.dinda.user).get(f"/applications/{hers.application_id}/"))


# --- ask my counsellor ---------------------------------------------------------------------------


def post(user: User, application: Any, **fields: Any) -> Any:
    return browser(user).post(f"/applications/{application.pk}/", fields, follow=True)


def test_she_asks_on_the_applications_page_and_sees_that_she_did(cast: Cast) -> None:
    application = case(cast.dinda).application
    assert "Ask my counsellor" in home(cast)
    answer = post(cast.dinda.user, application, do="help", text="Shall I call them?")
    assert answer.status_code == 200
    told = said(answer)
    assert "Your counsellor has been asked" in told and "Shall I call them?" in told
    assert "Mark as answered" not in told and "They are told at once" not in told
    assert "Your counsellor has been asked." in home(cast)


def test_the_counsellor_finds_her_in_the_pipeline_and_answers_with_a_note(cast: Cast) -> None:
    application = case(cast.dinda).application
    case(cast.rangga)
    his = browser(cast.bima)
    assert "Asks for help" not in said(his.get("/pipeline/"))
    call = ask_for_help(application, "Shall I call them?", now=OPEN)
    assert "asks for help" in said(his.get("/pipeline/"))
    narrowed = said(his.get("/pipeline/?caseload=mine&help=asked"))
    assert "Dinda Maharani asks for help" in narrowed and "Rangga" not in narrowed
    assert "Asks for help 1" in narrowed

    page = said(his.get(f"/applications/{application.pk}/"))
    assert "Dinda Maharani asks for your help" in page and "Shall I call them?" in page
    answer = post(cast.bima, application, do="helped", request=call.pk, text="Better not; write on Friday.")
    assert "Answered: the student reads your note" in said(answer)
    call.refresh_from_db()
    assert (call.answered_by, call.answered_at) == (cast.bima, OPEN)
    assert Note.objects.get().shared
    assert "Nobody is waiting for you" in said(his.get("/pipeline/?caseload=mine&help=asked"))
    hers = said(browser(cast.dinda.user).get(f"/applications/{application.pk}/"))
    assert "Better not; write on Friday." in hers and "The counsellor answered" in hers


def test_an_answer_needs_no_words_and_the_second_to_answer_is_told(cast: Cast) -> None:
    application = case(cast.dinda).application
    call = ask_for_help(application, "", now=OPEN)
    assert "Marked as answered." in said(post(cast.bima, application, do="helped", request=call.pk))
    again = post(cast.sari, application, do="helped", request=call.pk, text="Too late")
    assert "Somebody has answered it already." in said(again)
    assert not Note.objects.exists()


def test_a_student_cannot_answer_and_staff_cannot_ask(cast: Cast) -> None:
    application = case(cast.dinda).application
    assert post(cast.bima, application, do="help", text="x").status_code == 404
    call = ask_for_help(application, "", now=OPEN)
    assert post(cast.dinda.user, application, do="helped", request=call.pk).status_code == 404
    assert HelpRequest.objects.open().exists()


def test_a_call_of_another_case_cannot_be_answered_here(cast: Cast) -> None:
    application = case(cast.dinda).application
    other = ask_for_help(case(cast.rangga).application, "", now=OPEN)
    ask_for_help(application, "", now=OPEN)
    assert post(cast.bima, application, do="helped", request=other.pk).status_code == 404
    assert HelpRequest.objects.open().count() == 2


def test_the_pipeline_asks_no_query_more_for_each_call(cast: Cast) -> None:
    his = browser(cast.bima)
    numbers = []
    for n in range(3):
        place = employer(cast.dinda, f"PT Contoh {n}")
        ask_for_help(case(cast.dinda, at=place).application, "", now=OPEN + timedelta(minutes=n))
        his.get("/pipeline/")
        with CaptureQueriesContext(connection) as queries:
            his.get("/pipeline/")
        numbers.append(len(queries))
    assert len(set(numbers)) == 1, numbers


def test_an_answered_call_is_history(cast: Cast) -> None:
    application = case(cast.dinda).application
    answer_help(ask_for_help(application, "", now=OPEN), by=cast.bima, now=OPEN)
    page = said(browser(cast.dinda.user).get(f"/applications/{application.pk}/"))
    assert "The counsellor was asked" in page and "Bima Prakoso" in page
