"""Paste, read, confirm: an answer is read with its evidence, and recorded only by a click."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from careers import clock, services
from careers.answers import Label
from careers.models import Interview, Reply, User
from followups.models import Plan
from notifications.case_address import address_of
from notifications.inbound import receive
from notifications.links import ANSWERED
from notifications.models import UsedLink
from tests.factories import case
from tests.notifications import mails
from tests.notifications.mails import mail as composed
from tests.notifications.mails import written
from tests.pages.mailed import OPEN, address, everything, reminded, said, stranger
from tests.people import Cast

NO = "Terima kasih sudah menunggu. Mohon maaf, kami belum dapat melanjutkan lamaran Anda ke tahap berikutnya."
WAIT = "Terima kasih atas kesabarannya. Kami akan memberi kabar paling lambat 21 Juli."
VAGUE = "Hasil seleksi akan kami sampaikan paling lambat akhir bulan ini."
OFFER = "Selamat! Kami menawarkan posisi Supply Chain Analyst kepada Anda."
INVITED = "Kami mengundang Anda untuk wawancara tahap kedua pada hari Kamis."
AWAY = "Saya sedang cuti dan tidak di kantor sampai 20 Juli. Ini balasan otomatis."


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(OPEN)
    return set_to


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def page_of(interview: Interview) -> str:
    return f"/applications/{interview.application_id}/"


def paste(user: User, interview: Interview, text: str, **more: str) -> Any:
    return browser(user).post(page_of(interview), {"do": "reply", "text": text, **more})


def fields_behind(html: str, button: str) -> dict[str, str]:
    """What the form around a button posts."""
    forms = [form for form in re.findall(r"<form.*?</form>", html, flags=re.S) if button in form]
    assert len(forms) == 1, (button, len(forms))
    pairs = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', forms[0])
    return {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}


def plan() -> Plan:
    found: Plan = Plan.objects.get()
    return found


# --- pasted on the application's page -----------------------------------------------------------


@pytest.mark.parametrize("who", ["student", "counsellor"])
def test_pasted_words_are_read_and_shown_with_their_evidence_and_nothing_is_recorded(
    cast: Cast, who: str
) -> None:
    user = cast.dinda.user if who == "student" else cast.bima
    interview = case(cast.dinda)
    before = everything()
    answer = paste(user, interview, NO)
    assert answer.status_code == 200
    words = said(answer)
    assert "It is a no, this time." in words
    assert "“Mohon maaf, kami belum dapat melanjutkan lamaran Anda ke tahap berikutnya.”" in words
    assert "sure" in words and "%" not in words.split("We read it like this")[1][:300]
    assert "Yes, that is it" in words and "No, it says something else" in words
    after = everything()
    after["sessions.Session"] = before["sessions.Session"]
    after["careers.User"] = before["careers.User"]  # signed in
    assert after == before


def test_the_yes_records_just_what_was_shown(cast: Cast) -> None:
    interview = case(cast.dinda)
    shown = paste(cast.dinda.user, interview, WAIT, received_at="2026-07-13T09:00").content.decode()
    yes = fields_behind(shown, "Yes, that is it")
    assert browser(cast.dinda.user).post(page_of(interview), yes).status_code == 302
    reply = Reply.objects.get()
    assert (reply.label, reply.wait_until, reply.text) == ("asked_to_wait_until", date(2026, 7, 21), WAIT)
    assert reply.received_at.isoformat() == "2026-07-13T02:00:00+00:00"
    assert reply.recorded_by == cast.dinda.user
    assert plan().earliest_date == date(2026, 7, 22)


def test_a_vague_day_is_marked_as_assumed(cast: Cast) -> None:
    words = said(paste(cast.dinda.user, case(cast.dinda), VAGUE))
    assert "Until Friday 31 July 2026 . assumed" in words or "assumed They did not name a day." in words


def test_a_note_of_absence_shows_the_day_they_are_back(cast: Cast) -> None:
    interview = case(cast.dinda)
    shown = paste(cast.dinda.user, interview, AWAY)
    assert "Back on Monday" in said(shown) and "20 July" in said(shown)
    browser(cast.dinda.user).post(
        page_of(interview), fields_behind(shown.content.decode(), "Yes, that is it")
    )
    assert Reply.objects.get().return_date == date(2026, 7, 20)


@pytest.mark.parametrize("words", ["x", "Selamat siang, adakah kabar mengenai seleksi?"])
def test_what_kabar_cannot_tell_is_not_proposed(cast: Cast, words: str) -> None:
    interview = case(cast.dinda)
    shown = paste(cast.dinda.user, interview, words)
    assert "We could not tell; please choose" in said(shown)
    assert "Yes, that is it" not in said(shown)
    assert 'selected value="neutral_ack"' not in shown.content.decode().replace(
        'value="neutral_ack" selected', 'selected value="neutral_ack"'
    )


def test_another_meaning_can_be_chosen_beside_the_reading(cast: Cast) -> None:
    interview = case(cast.dinda)
    shown = paste(cast.dinda.user, interview, NO).content.decode()
    other = fields_behind(shown, "Record this instead")
    client = browser(cast.dinda.user)
    empty = client.post(page_of(interview), {**other, "label": ""})
    assert empty.status_code == 422
    assert "Choose what it says." in said(empty) and "It is a no, this time." in said(empty)
    assert not Reply.objects.exists()
    client.post(page_of(interview), {**other, "label": "neutral_ack"})
    assert (Reply.objects.get().label, Reply.objects.get().text) == ("neutral_ack", NO)


def test_not_knowing_leaves_it_to_a_person_with_one_click(cast: Cast) -> None:
    interview = case(cast.dinda)
    shown = paste(cast.dinda.user, interview, NO).content.decode()
    browser(cast.dinda.user).post(page_of(interview), fields_behind(shown, "Let a person read it"))
    assert Reply.objects.get().label == Label.UNCLASSIFIED
    assert plan().reason == "reply_unclear"


def test_markup_in_their_words_stays_words(cast: Cast) -> None:
    evil = "Mohon maaf, kami belum dapat melanjutkan lamaran Anda <script>alert(1)</script>\"'."
    html = paste(cast.dinda.user, case(cast.dinda), evil).content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html


@pytest.mark.parametrize(
    ("words", "there", "missing"),
    [
        (NO, ("Look at the other openings", "no measure of you"), ("Read the offer in peace",)),
        (OFFER, ("Read the offer in peace",), ("no measure of you", "Look at the other openings")),
        (INVITED, ("Add the interview",), ("no measure of you", "Look at the other openings")),
    ],
)
def test_an_ending_is_kind_at_once_and_good_news_needs_no_consolation(
    cast: Cast, words: str, there: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    interview = case(cast.dinda)
    yes = fields_behind(paste(cast.dinda.user, interview, words).content.decode(), "Yes, that is it")
    page = said(browser(cast.dinda.user).post(page_of(interview), yes, follow=True))
    assert plan().action == "stop"
    for sentence in there:
        assert sentence in page, sentence
    for sentence in missing:
        assert sentence not in page, sentence


# --- from the link in a mail ----------------------------------------------------------------------


def test_from_the_mail_the_link_is_spent_by_the_yes_and_not_by_the_reading(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    before = everything()
    shown = stranger().post(address(mail, ANSWERED), {"text": NO})
    assert shown.status_code == 200 and not shown.cookies
    assert "It is a no, this time." in said(shown)
    assert everything() == before
    done = stranger().post(address(mail, ANSWERED), fields_behind(shown.content.decode(), "Yes, that is it"))
    assert Reply.objects.get().label == Label.REJECTION
    assert UsedLink.objects.count() == 1
    for sentence in ("Their answer is recorded.", "Look at the other openings", "no measure of you"):
        assert sentence in said(done)


def test_from_the_mail_another_meaning_can_be_chosen(cast: Cast) -> None:
    _interview, mail = reminded(cast)
    shown = stranger().post(address(mail, ANSWERED), {"text": NO}).content.decode()
    other = fields_behind(shown, "Record this instead")
    done = stranger().post(address(mail, ANSWERED), {**other, "label": "neutral_ack"})
    assert Reply.objects.get().label == Label.NEUTRAL_ACK
    assert "Look at the other openings" not in said(done)


# --- came by mail ---------------------------------------------------------------------------------


def forwarded(interview: Interview, words: str = mails.GMAIL) -> Reply:
    secret = address_of(interview.application_id)
    text = composed(written(to=mails.US, subject="Fwd: Re: Interview"), words).replace(mails.US, secret)
    row = receive(text.encode(), [secret], OPEN)
    assert row.reply
    return row.reply


@pytest.mark.parametrize("who", ["student", "counsellor"])
@pytest.mark.parametrize(
    "words", [mails.GMAIL, mails.GMAIL_ID, mails.OUTLOOK, mails.APPLE_ID, mails.YAHOO_ID]
)
def test_a_forwarded_answer_is_shown_as_read_and_confirmed_by_one_click(
    cast: Cast, who: str, words: str
) -> None:
    user = cast.dinda.user if who == "student" else cast.bima
    interview = case(cast.dinda)
    reply = forwarded(interview, words)
    assert reply.label == Label.UNCLASSIFIED, "nothing is recorded without a person"
    page = browser(user).get(page_of(interview))
    assert "“Kami akan memberi kabar paling lambat 21 Juli.”" in said(page)
    yes = fields_behind(page.content.decode(), "Yes, that is it")
    assert browser(user).post(page_of(interview), yes).status_code == 302
    reply.refresh_from_db()
    assert (reply.label, reply.wait_until, reply.recorded_by) == (
        "asked_to_wait_until",
        date(2026, 7, 21),
        user,
    )


def test_her_own_page_leads_to_the_answer_that_waits(cast: Cast) -> None:
    interview = case(cast.dinda)
    forwarded(interview)
    html = browser(cast.dinda.user).get("/me/").content.decode()
    assert f'href="{page_of(interview)}?open=relabel#replies"' in html
    assert "Say what they answered" in html


def test_a_flood_of_answers_does_not_make_the_page_read_them_all(cast: Cast) -> None:
    interview = case(cast.dinda)
    for number in range(8):
        services.record_reply(
            interview, Label.UNCLASSIFIED, received_at=OPEN, text=f"{WAIT} {number}", by=None, now=OPEN
        )
    page = browser(cast.bima).get(page_of(interview)).content.decode()
    assert page.count("Yes, that is it") == 5
    assert page.count("Say what it means") == 8


def test_a_stranger_confirms_nothing(cast: Cast) -> None:
    interview = case(cast.dinda)
    reply = forwarded(interview)
    for user in (cast.rangga.user, cast.tono, cast.wati.user):
        fields = {"do": "relabel", "reply": str(reply.pk), "label": "rejection"}
        assert browser(user).post(page_of(interview), fields).status_code == 404
        assert paste(user, interview, NO).status_code == 404
    reply.refresh_from_db()
    assert reply.label == Label.UNCLASSIFIED


def test_a_reading_that_was_wrong_is_mended_later_and_everything_is_planned_again(cast: Cast) -> None:
    interview = case(cast.dinda)
    reply = services.record_reply(
        interview, Label.REJECTION, received_at=OPEN, text=WAIT, by=cast.dinda.user, now=OPEN
    )
    page = browser(cast.dinda.user).get(page_of(interview))
    assert "This was read wrongly" in said(page)
    fields = {"do": "relabel", "reply": str(reply.pk), "label": "asked_to_wait_until"}
    browser(cast.dinda.user).post(page_of(interview), {**fields, "wait_until": "2026-07-21"})
    assert (plan().action, plan().earliest_date) == ("wait", date(2026, 7, 22))
