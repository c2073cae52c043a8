"""The letter's page: written, marked, mended, checked, sent from her own mailbox, told as sent."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers import clock
from careers.models import Employer, Interview, Letter, User
from careers.services.employers import change_contact
from followups.etiquette import Draft, Finding, Place, Rule, check
from followups.models import DraftVersion, LetterDraft
from followups.records import record_of
from followups.services import drafts, reviews
from kabar.pages.letter_changes import pieces
from kabar.pages.letter_marks import fix_name, marked, mended
from kabar.pages.letter_ways import LONGEST_LINK, Ready
from notifications.case_address import address_of
from tests.factories import case
from tests.followups.letters import CLEAN, NOW, SUBJECT, again, checked, draft_of, second_in_review
from tests.followups.planning import at
from tests.people import Cast

CHECK = {"do": "check", "language": "en", "subject": SUBJECT, "body": CLEAN}


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr(clock, "now", lambda: at(text))


@pytest.fixture
def interview(cast: Cast, clock_at: Any) -> Interview:
    clock_at("14 12:10")
    return case(cast.dinda)


def url(interview: Interview, kind: str = "follow_up", more: str = "") -> str:
    return f"/me/letters/{interview.pk}/{kind}/{more}"


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: Any) -> str:
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def hers(cast: Cast, interview: Interview, query: str = "") -> Any:
    return as_person(cast.dinda.user).get(url(interview) + query)


def post(cast: Cast, interview: Interview, **data: Any) -> Any:
    return as_person(cast.dinda.user).post(url(interview), data, follow=True)


# --- writing ------------------------------------------------------------------------------------


def test_looking_shows_a_first_text_from_the_record_and_stores_nothing(
    cast: Cast, interview: Interview
) -> None:
    page = hers(cast, interview)
    assert "First follow-up to Bu Lestari" in words(page)
    assert "Supply Chain Analyst" in page.context["form"]["body"].value()
    assert not LetterDraft.objects.exists()


def test_a_letter_to_indonesia_begins_in_indonesian_and_abroad_in_english(
    cast: Cast, interview: Interview
) -> None:
    assert hers(cast, interview).context["page"].language == "id"
    Employer.objects.update(country="SG")
    assert hers(cast, interview).context["page"].language == "en"


def test_saving_keeps_the_text_and_checks_nothing(cast: Cast, interview: Interview) -> None:
    page = post(cast, interview, do="save", language="en", subject=SUBJECT, body="Dear Ms Lestari,\r\n\r\nHi")
    assert "Saved." in words(page)
    row = LetterDraft.objects.get()
    assert (row.body, row.state, row.language) == ("Dear Ms Lestari,\n\nHi", "writing", "en")
    assert page.context["form"]["body"].value() == row.body


def test_findings_stand_beside_the_letter_and_their_words_are_marked_and_escaped(
    cast: Cast, interview: Interview
) -> None:
    body = CLEAN.replace("6 July 2026", "8 July 2026").replace("your team", "your <b>team</b> & co")
    html = post(cast, interview, do="save", language="en", subject=SUBJECT, body=body).content.decode()
    assert '<mark class="kb-mark must">8 July 2026</mark><a class="kb-n must" href="#finding-1"' in html
    assert 'id="finding-1"' in html
    assert "your &lt;b&gt;team&lt;/b&gt; &amp; co" in html
    assert "<b>team</b>" not in html


def test_typing_shows_findings_and_stores_nothing(cast: Cast, interview: Interview) -> None:
    ask = as_person(cast.dinda.user).post
    wrong = {"language": "en", "subject": SUBJECT, "body": CLEAN.replace("6 July", "9 July")}
    said = ask(url(interview, more="check/"), wrong)
    assert "9 July 2026</mark>" in said.content.decode()
    assert "<html" not in said.content.decode()
    assert "Nothing to mend" in words(ask(url(interview, more="check/"), CHECK))
    too_long = ask(url(interview, more="check/"), wrong | {"body": "x" * 20_001})
    assert "too long" in words(too_long)
    assert not LetterDraft.objects.exists()


def test_one_click_mends_every_place_and_saves_what_was_typed(cast: Cast, interview: Interview) -> None:
    body = CLEAN.replace("PT Samudra Niaga", "PT Fajar Contoh")
    found = check(Draft(SUBJECT, body), record_of(interview, "follow_up", 1))
    fix = next(fix_name(one) for one in found if one.rule is Rule.COMPANY_WRONG)
    page = post(cast, interview, language="en", subject=SUBJECT, body=body.replace("\n", "\r\n"), fix=fix)
    assert LetterDraft.objects.get().body == CLEAN
    assert "Nothing to mend" in words(page)


def test_a_fix_that_fits_no_more_changes_nothing_but_keeps_the_text(cast: Cast, interview: Interview) -> None:
    page = post(
        cast, interview, language="en", subject=SUBJECT, body=CLEAN, fix="COMPANY_WRONG:body:1:5", do="check"
    )
    assert "has changed since" in words(page)
    row = LetterDraft.objects.get()
    assert (row.body, row.state) == (CLEAN, "writing")


def test_beginning_again_is_in_the_language_she_chooses(cast: Cast, interview: Interview) -> None:
    draft_of(interview)
    post(cast, interview, do="anew", language="id")
    row = LetterDraft.objects.get()
    assert row.language == "id" and "Ibu Lestari" in row.body


# --- checking -----------------------------------------------------------------------------------


def test_a_wrong_date_refuses_the_check_says_so_and_keeps_her_text(cast: Cast, interview: Interview) -> None:
    wrong = CLEAN.replace("6 July 2026", "8 July 2026")
    page = post(cast, interview, **(CHECK | {"body": wrong}))
    assert page.status_code == 422
    assert "Before this letter can go out" in words(page)
    assert LetterDraft.objects.get().body == wrong
    assert not DraftVersion.objects.exists()


def test_a_checked_letter_is_offered_in_every_way_with_exactly_its_text(
    cast: Cast, interview: Interview, settings: Any
) -> None:
    settings.INBOUND_ADDRESS = "{token}@in.kabar.example.com"
    page = post(cast, interview, **CHECK)
    assert page.status_code == 200
    bcc, to = address_of(interview.application_id), "lestari@samudraniaga.example.com"
    links = [unescape(one) for one in re.findall(r'href="([^"]+)"', page.content.decode())]
    mailto = next(one for one in links if one.startswith("mailto:"))
    assert "+" not in mailto and unquote(urlsplit(mailto).path) == to
    asked = parse_qs(urlsplit(mailto).query)
    assert asked == {"bcc": [bcc], "subject": [SUBJECT], "body": [CLEAN.replace("\n", "\r\n")]}
    gmail = parse_qs(urlsplit(next(one for one in links if "mail.google.com" in one)).query)
    assert (gmail["su"], gmail["body"], gmail["to"], gmail["bcc"]) == (
        [SUBJECT], [CLEAN.replace("\n", "\r\n")], [to], [bcc],
    )  # fmt: skip
    outlook = parse_qs(urlsplit(next(one for one in links if "outlook.office.com" in one)).query)
    assert outlook == {"to": [to], "subject": [SUBJECT], "body": [CLEAN.replace("\n", "\r\n")]}
    box = re.search(r'<textarea[^>]*id="copy-body"[^>]*>\n(.*?)</textarea>', page.content.decode(), re.S)
    assert box and unescape(box[1]) == CLEAN


def test_the_file_is_a_mail_still_to_be_sent(cast: Cast, interview: Interview) -> None:
    row = checked(interview)
    odd = CLEAN.replace("Yours sincerely", "Terima kasih — “salam”, é\nYours sincerely")
    drafts.save(row, subject="Perkembangan seleksi — Analis é", body=odd, now=NOW)
    drafts.freeze(row, by=cast.dinda.user, now=NOW)
    answer = as_person(cast.dinda.user).get(url(interview, more="letter.eml"))
    mail = message_from_bytes(answer.content, policy=default)
    assert answer["Content-Disposition"] == 'attachment; filename="follow-up-1.eml"'
    assert (mail["X-Unsent"], mail["Subject"]) == ("1", "Perkembangan seleksi — Analis é")
    assert str(mail["To"]) == "Lestari Handayani <lestari@samudraniaga.example.com>"
    assert mail.get_content_charset() == "utf-8"
    assert mail.get_content() == odd.replace("\n", "\r\n") + "\r\n"
    assert b"\r\n" in answer.content and answer.content.isascii()


def test_no_line_of_the_text_can_become_a_header() -> None:
    mail = message_from_bytes(Ready("Hi", "Bcc: x@example.com\n\nX", "a@example.com", "A\r\nB", "").eml())
    assert mail["Bcc"] is None
    assert mail["To"] == "A B <a@example.com>"


def test_a_long_letter_is_copied_and_not_put_into_a_link() -> None:
    long = Ready("Hi", "word " * 400, "a@example.com", "A", "")
    assert len(long.body) > LONGEST_LINK
    assert (long.mailto, long.outlook) == ("", "")
    assert long.gmail


def test_before_its_window_a_checked_letter_waits_with_the_reason(
    cast: Cast, interview: Interview, clock_at: Any
) -> None:
    checked(interview, now=at("10 09:00"))
    clock_at("10 09:00")
    page = hers(cast, interview)
    assert "Ready, and not yet time" in words(page)
    assert "mailto:" not in page.content.decode()
    file = as_person(cast.dinda.user).get(url(interview, more="letter.eml"), follow=True)
    assert "not ready to go out yet" in words(file)


def test_a_changed_fact_brings_the_editor_back(cast: Cast, interview: Interview) -> None:
    checked(interview)
    assert "Send it from your own mailbox" in words(hers(cast, interview))
    change_contact(interview.application.contact, NOW, honorific="bapak")
    page = words(hers(cast, interview))
    assert "has changed since this letter was checked" in page and "Check the letter" in page


def test_changing_a_checked_letter_unchecks_it(cast: Cast, interview: Interview) -> None:
    checked(interview)
    assert "Check the letter" in words(hers(cast, interview, "?edit=1"))
    page = post(cast, interview, do="save", language="en", subject=SUBJECT, body=CLEAN + "\nA-001")
    assert "mailto:" not in page.content.decode()


# --- sending and the counsellor -----------------------------------------------------------------


def test_telling_it_as_sent_records_it_at_her_own_time_and_goes_home(
    cast: Cast, interview: Interview
) -> None:
    checked(interview)
    page = post(cast, interview, do="sent", sent_at="2026-07-14T12:05")
    assert page.redirect_chain[-1][0] == "/me/"
    assert Letter.objects.get().sent_at == at("14 12:05")
    assert LetterDraft.objects.get().state == "sent"


def test_a_time_to_come_is_refused_beside_the_field(cast: Cast, interview: Interview) -> None:
    checked(interview)
    page = post(cast, interview, do="sent", sent_at="2026-07-14T13:05")
    assert page.status_code == 422 and "lies in the future" in words(page)
    assert not Letter.objects.exists()


def test_a_second_letter_is_sent_only_after_the_counsellor_looked(
    cast: Cast, interview: Interview, clock_at: Any
) -> None:
    review = second_in_review(interview)
    clock_at("29 12:10")
    page = hers(cast, interview)
    assert "Bima Prakoso looks at it before it goes out" in words(page)
    assert "mailto:" not in page.content.decode()
    assert "has to be checked" in words(post(cast, interview, do="sent"))
    softer = CLEAN.replace("very interested", "still very interested")
    reviews.approve_with_edit(review, subject=SUBJECT, body=softer, by=cast.bima, now=at("29 12:05"))
    page = hers(cast, interview)
    assert "Approved by Bima Prakoso" in words(page)
    assert "What your counsellor changed" in words(page)
    assert "<ins>still</ins>" in page.content.decode()
    assert "still%20very%20interested" in page.content.decode()


def test_she_asks_her_counsellor_where_it_is_needed(cast: Cast, interview: Interview) -> None:
    Employer.objects.update(sensitive=True)
    page = post(cast, interview, **CHECK)
    assert "the employer is marked as sensitive" in words(page)
    page = post(cast, interview, do="ask")
    assert "Your counsellor has been asked" in words(page)
    assert again(LetterDraft.objects.get()).state == "in_review"


def test_advice_stands_on_her_letter_and_on_her_first_page_until_she_mends_it(
    cast: Cast, interview: Interview, clock_at: Any
) -> None:
    review = second_in_review(interview)
    reviews.return_with_advice(review, advice="Name <the> day.", by=cast.bima, now=at("28 10:00"))
    clock_at("28 11:00")
    assert "Name <the> day." in words(hers(cast, interview))
    assert "Check the letter" in words(hers(cast, interview))
    home = as_person(cast.dinda.user).get("/me/")
    assert "Bima Prakoso read your letter" in words(home) and "&lt;the&gt;" in home.content.decode()
    post(cast, interview, **CHECK)
    assert "Name <the> day." not in words(as_person(cast.dinda.user).get("/me/"))


def test_a_thank_you_note_needs_no_window_and_no_counsellor(
    cast: Cast, interview: Interview, clock_at: Any
) -> None:
    clock_at("06 14:00")
    body = CLEAN.replace(
        "I would like to ask kindly whether there is any progress in the selection for this position. ", ""
    )
    data = CHECK | {"body": body, "subject": "Thank you for the interview"}
    page = as_person(cast.dinda.user).post(url(interview, "thank_you"), data, follow=True)
    assert "Send it from your own mailbox" in words(page)
    page = as_person(cast.dinda.user).post(url(interview, "thank_you"), {"do": "sent"}, follow=True)
    interview.refresh_from_db()
    assert interview.thanked_at == at("06 14:00")
    assert as_person(cast.dinda.user).get(url(interview, "thank_you")).status_code == 404


def test_there_is_no_letter_to_write_before_the_interview_or_after_the_end(
    cast: Cast, interview: Interview, clock_at: Any
) -> None:
    assert as_person(cast.dinda.user).get(url(interview, "closing")).status_code == 404
    clock_at("06 08:00")
    assert hers(cast, interview).status_code == 404


def test_home_and_application_lead_to_the_letter(cast: Cast, interview: Interview) -> None:
    way = f'href="{url(interview)}"'
    client = as_person(cast.dinda.user)
    home, page = client.get("/me/"), client.get(f"/applications/{interview.application_id}/")
    assert way in home.content.decode() and way in page.content.decode()
    assert "Write it" in words(home)
    checked(interview)
    assert "Send it" in words(client.get("/me/"))
    assert way not in as_person(cast.bima).get(f"/applications/{interview.application_id}/").content.decode()


def test_the_page_costs_the_same_however_often_it_was_checked(cast: Cast, interview: Interview) -> None:
    row = checked(interview)
    client = as_person(cast.dinda.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(interview)).status_code == 200
        return len(queries)

    before = cost()
    for n in range(4):
        drafts.save(row, subject=SUBJECT, body=f"{CLEAN}\nA-00{n}", now=NOW)
        drafts.freeze(row, by=cast.dinda.user, now=NOW)
    assert cost() == before


# --- marks and differences ----------------------------------------------------------------------


def test_overlapping_and_touching_places_lose_no_letter_of_the_text(cast: Cast, interview: Interview) -> None:
    text = Draft("Ask <me>", "one two three")
    found = [
        Finding(Rule.INFORMAL_LANGUAGE, Place("body", 4, 13)),
        Finding(Rule.ALL_CAPS, Place("body", 0, 7), more=(Place("body", 7, 8),)),
        Finding(Rule.TYPO, Place("subject", 4, 8), {"word": "me"}, ("you",)),
        Finding(Rule.THANKS_MISSING),
    ]
    shown = marked(text, found, record_of(interview, "follow_up", 1))
    bare = re.sub(r"<a .*?</a>", "", shown.body)
    assert unescape(re.sub(r"</?mark.*?>", "", bare)) == text.body
    assert "&lt;me&gt;</mark>" in shown.subject
    assert shown.body.count("<a ") == 3
    assert mended(text, found, fix_name(found[2])) == Draft("Ask you", "one two three")
    assert mended(text, found, "") is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", [("same", "a b c")]),
        ("a b c", "a x c", [("same", "a"), ("del", " b"), ("ins", " x"), ("same", " c")]),
        ("", "a", [("ins", "a")]),
        ("a\n\nb", "a", [("same", "a"), ("del", "\n\nb")]),
        (
            "a\n\nThank you",
            "a\n\nPlease. Thank you",
            [("same", "a"), ("ins", "\n\nPlease."), ("same", " Thank you")],
        ),
    ],
)
def test_differences_are_told_word_by_word(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(old, new) == expected
