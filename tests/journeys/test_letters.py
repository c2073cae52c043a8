"""A letter's whole way in the browser: written, mended, checked, looked at by a counsellor, gone out.

The clock stands in Dinda's window of 14 July, or the buttons to send would not be there.
"""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from careers import clock, services
from careers.models import Interview, Letter, User
from followups.models import LetterDraft, Review
from tests.factories import INTERVIEW_AT, case
from tests.journeys.visitor import PHONE, Visitor, overflow, violations
from tests.notifications.clock import wib
from tests.people import Cast

pytestmark = pytest.mark.journey

RUDE = "Apakah saya diterima?"


class Present:
    """What every page takes for the present; a test moves it on."""

    def __init__(self, now: datetime) -> None:
        self.now = now


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> Present:
    present = Present(wib(14, 12, 6))
    monkeypatch.setattr(clock, "now", lambda: present.now)
    return present


@pytest.fixture
def hers(cast: Cast, present: Present) -> Interview:
    """Dinda's case in its first window; her thanks went out long ago."""
    made = case(cast.dinda)
    services.record_thanks(made, sent_at=INTERVIEW_AT, now=wib(6, 10))
    return made


def looks_well(visitor: Visitor) -> None:
    """Nothing for axe to find, and no scrolling sideways."""
    assert [*violations(visitor.page), *overflow(visitor.page)] == []


def asking_rudely(body: Locator) -> str:
    """Her text with a question too many, a paragraph of its own before the signature."""
    text, _gap, signature = body.input_value().rpartition("\n\n")
    return "\n\n".join([text, RUDE, signature])


def test_a_letter_is_mended_while_she_writes_approved_with_a_change_and_goes_out_from_her_own_mailbox(
    cast: Cast, visitor: Visitor, present: Present, hers: Interview
) -> None:
    employer = hers.application.employer
    employer.sensitive = True
    employer.save()
    dinda, page = cast.dinda.user, visitor.page
    User.objects.filter(pk=dinda.pk).update(theme="dark")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    visitor.resize(PHONE)
    visitor.come_in_as(dinda)
    visitor.open("/")
    visitor.click("Write it")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    visitor.reads("First follow-up to Bu Lestari", "Nothing to mend: names, position, date and tone fit.")
    body = page.get_by_label("Text", exact=True)
    right = body.input_value()
    body.fill(asking_rudely(body))
    notes = visitor.part("What a recruiter would notice")
    expect(notes).to_contain_text("Must be changed")
    expect(notes).to_contain_text("asks for a yes or no that a recruiter may not give yet")
    expect(page.locator("#letter-count")).to_have_text("1 finding")
    looks_well(visitor)
    assert not LetterDraft.objects.exists()  # typing stores nothing
    body.fill(right)
    visitor.reads("Nothing to mend: names, position, date and tone fit.")
    visitor.press("Check the letter")

    visitor.reads("Checked. Exactly this text may go out now.", "A counsellor looks at it first")
    visitor.reads("the employer is marked as sensitive")
    expect(page.get_by_role("link", name="Open in my mail programme")).to_have_count(0)
    expect(page.get_by_role("button", name="I sent it")).to_have_count(0)
    visitor.press("Ask my counsellor to look")
    visitor.reads("Bima Prakoso looks at it before it goes out. You need not do anything now.")
    looks_well(visitor)

    approved = approve_with_one_word_changed(cast, visitor, right)

    visitor.resize(PHONE)
    visitor.come_in_as(dinda)
    visitor.open("/")
    visitor.reads("Your letter: Approved.")
    visitor.click("Send it")
    visitor.reads("Approved by Bima Prakoso")
    page.get_by_text("What your counsellor changed").click()
    changes = page.locator(".kb-changes")
    expect(changes.locator("del")).to_have_text("Yth.")
    expect(changes.locator("ins")).to_have_text("Yang terhormat")
    mail = page.get_by_role("link", name="Open in my mail programme").get_attribute("href") or ""
    assert parse_qs(urlsplit(mail).query)["body"][0].replace("\r\n", "\n") == approved
    page.get_by_text("Or copy it").click()
    visitor.press("Copy the text")
    visitor.reads("Copied")
    assert page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == approved
    looks_well(visitor)

    present.now = wib(14, 12, 40)
    page.get_by_label("When did it go out?").fill("2026-07-14T12:31")
    visitor.press("I sent it")
    visitor.reads("Noted: the follow-up went out. Now it is their turn.")
    assert Letter.objects.get().sent_at == wib(14, 12, 31)
    assert LetterDraft.objects.get().state == "sent"
    visitor.open(f"/applications/{hers.application_id}/")
    gone = page.get_by_role("listitem").filter(has_text="Follow-up 1 went out")
    expect(gone).to_contain_text("14 Jul")
    expect(gone).to_contain_text("12:31")


def approve_with_one_word_changed(cast: Cast, visitor: Visitor, text: str) -> str:
    """Pak Bima at his desk; returns the text he let go."""
    page = visitor.page
    visitor.resize((1280, 900))
    visitor.come_in_as(cast.bima)
    visitor.open("/")
    page.get_by_role("link", name="Reviews").click()
    visitor.reads("Letters to look at", "Because the employer is marked as sensitive.", "Dinda Maharani")
    page.get_by_role("link", name="Read").click()
    visitor.reads("First follow-up, Dinda Maharani", "None: names, position, date and tone fit.")
    page.get_by_text("Change it and approve").click()
    body = page.get_by_label("Text", exact=True)
    better = text.replace("Yth. Ibu", "Yang terhormat Ibu")
    assert body.input_value() == text != better
    body.fill(better)
    looks_well(visitor)
    visitor.press("Approve with my change")
    visitor.reads("Approved with your change. The student sees what you changed.", "No letter waits")
    assert Review.objects.get().decision == "approved_with_edit"
    return better


def test_without_javascript_and_in_indonesian_the_letter_is_mended_checked_and_sent_all_the_same(
    cast: Cast, visitor_without_scripts: Visitor, present: Present, hers: Interview
) -> None:
    visitor = visitor_without_scripts
    page = visitor.page
    User.objects.filter(pk=cast.dinda.user.pk).update(language="id", theme="light")
    visitor.resize(PHONE)
    visitor.come_in_as(cast.dinda.user)
    visitor.open("/")
    visitor.click("Tulis surel")
    body = page.get_by_label("Isi", exact=True)
    body.fill(asking_rudely(body))
    visitor.press("Periksa surel")
    visitor.reads("Sebelum surel ini bisa dikirim:", "Harus diperbaiki")
    body = page.get_by_label("Isi", exact=True)
    assert RUDE in body.input_value()  # nothing she typed is lost
    assert LetterDraft.objects.get().state == "writing"

    body.fill(body.input_value().replace(f"{RUDE}\n\n", ""))
    visitor.press("Periksa surel")
    visitor.reads(
        "Sudah diperiksa. Persis teks inilah yang boleh dikirim.", "Kirim dari kotak surel Anda sendiri"
    )
    draft = LetterDraft.objects.get()
    assert (draft.state, draft.language) == ("checked", "id")
    link = page.get_by_role("link", name="Buka di aplikasi surel").get_attribute("href") or ""
    assert parse_qs(urlsplit(link).query)["body"][0].replace("\r\n", "\n") == draft.body
    expect(page.get_by_role("button", name="Salin", exact=True)).to_have_count(0)  # would do nothing
    visitor.press("Sudah saya kirim")
    assert Letter.objects.get().sent_at == present.now
