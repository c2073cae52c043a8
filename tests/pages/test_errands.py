"""Acting from a mail: GET shows, POST acts once, and a link that can do nothing says so kindly."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from careers import clock
from careers.answers import Label
from careers.models import HelpRequest, Letter, Reply, User
from followups.models import Plan
from notifications.links import ANSWERED, ASK, SENT, SNOOZE, THANKED
from notifications.models import UsedLink
from tests.factories import INTERVIEW_AT
from tests.notifications.clock import wib
from tests.pages.mailed import OPEN, address, everything, reminded, said, stranger
from tests.people import Cast

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# What a student may do from a mail, with the least she must say, and what stands afterwards.
ACTS = [
    (SENT, {}, "Noted. Now it is their turn."),
    (ANSWERED, {"label": "neutral_ack"}, "Their answer is recorded."),
    (SNOOZE, {"window": "2026-07-14T05:00:00+00:00"}, "Put off to the next window"),
    (ASK, {}, "Your counsellor has been asked"),
]
each_act = pytest.mark.parametrize(("act", "fields", "done"), ACTS, ids=[act for act, *_ in ACTS])


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the present instant of the pages: in the window, unless told otherwise."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(OPEN)
    return set_to


# --- looking -------------------------------------------------------------------------------------


@each_act
def test_a_scanner_that_opens_the_link_fifty_times_changes_nothing(
    cast: Cast, act: str, fields: dict[str, str], done: str
) -> None:
    _interview, mail = reminded(cast)
    before = everything()
    for look in range(50):
        client = stranger()
        answer = client.head(address(mail, act)) if look % 5 == 0 else client.get(address(mail, act))
        assert answer.status_code == 200
        assert not answer.cookies, "a page without cookies"
    assert everything() == before


@each_act
def test_the_page_names_position_and_employer_and_no_person(
    cast: Cast, act: str, fields: dict[str, str], done: str
) -> None:
    _interview, mail = reminded(cast)
    page = stranger().get(address(mail, act)).content.decode()
    assert "Supply Chain Analyst" in page and "PT Samudra Niaga" in page
    for name in ("Dinda", "Maharani", "Lestari", "Bima", "example.com", "Arunika"):
        assert name not in page, name


@each_act
def test_no_one_is_told_the_address(cast: Cast, act: str, fields: dict[str, str], done: str) -> None:
    _interview, mail = reminded(cast)
    for answer in (
        stranger().get(address(mail, act)),
        stranger().post(address(mail, act), fields),
        stranger().get(address(mail, act)),
        stranger().get("/do/nonsense/"),
    ):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_other_methods_than_looking_and_posting_are_none(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    for method in ("put", "patch", "delete", "options"):
        assert getattr(stranger(), method)(address(mail, SENT)).status_code == 405


def test_the_page_speaks_the_language_of_the_mails_reader(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    User.objects.filter(pk=mail.recipient_id).update(language="id")
    answer = stranger().get(address(mail, SENT), headers={"Accept-Language": "en"})
    assert b'<html lang="id"' in answer.content


# --- acting --------------------------------------------------------------------------------------


@each_act
def test_a_post_without_cookies_acts_once_and_the_second_says_so(
    cast: Cast, act: str, fields: dict[str, str], done: str
) -> None:
    _interview, mail = reminded(cast)
    first = stranger().post(address(mail, act), fields)
    assert (first.status_code, first.cookies) == (200, {})
    assert done in said(first)
    assert UsedLink.objects.get().act == act
    after = everything()
    second = stranger().post(address(mail, act), fields)
    assert second.status_code == 410
    assert "You have told us already" in said(second)
    assert stranger().get(address(mail, act)).status_code == 410
    assert everything() == after


def test_i_sent_it_records_the_letter_as_hers_just_now(cast: Cast) -> None:
    interview, mail = reminded(cast)
    stranger().post(address(mail, SENT))
    letter = Letter.objects.get()
    assert (letter.interview, letter.attempt, letter.sent_at) == (interview, 1, OPEN)
    assert letter.recorded_by == cast.dinda.user
    assert Plan.objects.get().attempt == 2, "the case goes on from there"


def test_i_sent_it_at_another_time_is_read_in_her_own_zone(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    User.objects.filter(pk=mail.recipient_id).update(time_zone="Asia/Jayapura")
    stranger().post(address(mail, SENT), {"sent_at": "2026-07-14T14:03"})
    assert Letter.objects.get().sent_at == wib(14, 12, 3)


@pytest.mark.parametrize("sent_at", ["2026-07-14T12:30", "2026-07-05T12:00", "soon"])
def test_what_cannot_be_is_told_beside_the_field_and_the_link_stays_good(cast: Cast, sent_at: str) -> None:
    _interview, mail = reminded(cast)
    before = everything()
    answer = stranger().post(address(mail, SENT), {"sent_at": sent_at})
    assert answer.status_code == 422
    assert b'aria-invalid="true"' in answer.content
    assert everything() == before
    assert stranger().post(address(mail, SENT)).status_code == 200


def test_they_answered_keeps_the_words_and_what_they_mean(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    fields = {"label": "asked_to_wait_until", "wait_until": "2026-07-24", "text": "Please wait."}
    assert stranger().post(address(mail, ANSWERED), fields).status_code == 200
    reply = Reply.objects.get()
    assert (reply.label, reply.text, reply.received_at) == ("asked_to_wait_until", "Please wait.", OPEN)
    assert reply.recorded_by == cast.dinda.user


def test_words_whose_meaning_she_does_not_know_wait_for_a_person(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    empty = stranger().post(address(mail, ANSWERED), {"label": "", "text": " "})
    assert empty.status_code == 422
    words = {"text": "Kami kabari lagi ya."}
    stranger().post(address(mail, ANSWERED), {"label": "", **words})
    assert not Reply.objects.exists(), "what Kabar reads is a question first"
    stranger().post(address(mail, ANSWERED), {"label": "unclassified", **words})
    assert Reply.objects.get().label == Label.UNCLASSIFIED
    assert Plan.objects.get().reason == "reply_unclear"


def test_asking_keeps_her_sentence_for_the_counsellor(cast: Cast) -> None:
    interview, mail = reminded(cast)
    stranger().post(address(mail, ASK), {"text": "  May I call them instead? "})
    asked = HelpRequest.objects.get()
    assert (asked.application, asked.text) == (interview.application, "May I call them instead?")


def test_the_thank_you_note_is_noted_as_thanks_and_never_counted(cast: Cast, at: Any) -> None:
    now = INTERVIEW_AT + timedelta(hours=3)
    at(now)
    interview, mail = reminded(cast, now, "thank_you_due")
    answer = stranger().post(address(mail, THANKED))
    assert "your thanks went out" in said(answer)
    interview.refresh_from_db()
    assert interview.thanked_at == now
    assert not Letter.objects.exists()


def test_putting_off_names_the_window_and_the_next_one(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    page = said(stranger().get(address(mail, SNOOZE)))
    assert "Tue 14 Jul 12:00–13:00 WIB" in page
    assert "The next good time is Tue 14 Jul, 15:30–17:00 WIB." in page
    stranger().post(address(mail, SNOOZE), {"window": Plan.objects.get().window_start.isoformat()})
    assert Plan.objects.get().snoozed


def test_the_page_and_its_form_name_the_same_window_also_while_the_sweep_is_late(cast: Cast, at: Any) -> None:
    _interview, mail = reminded(cast, wib(13, 12), "heads_up")
    at(OPEN)
    page = stranger().get(address(mail, SNOOZE)).content.decode()
    window = page.split('name="window" value="')[1].split('"')[0]
    assert stranger().post(address(mail, SNOOZE), {"window": window}).status_code == 200


def test_a_window_that_changed_while_she_read_is_shown_first_and_not_put_off(cast: Cast, at: Any) -> None:
    _interview, mail = reminded(cast, wib(13, 12), "heads_up")
    at(wib(14, 13, 5))
    answer = stranger().post(address(mail, SNOOZE), {"window": wib(14, 12).isoformat()})
    assert answer.status_code == 422
    assert "The window this page showed is over" in said(answer)
    assert "15:30–17:00" in said(answer)
    assert not Plan.objects.get().snoozed
