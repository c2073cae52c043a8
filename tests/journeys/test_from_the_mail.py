"""From the mail itself, on a phone, without signing in: a few taps, counted.

The mail is the one that travelled by SMTP; its links are opened as a mail program opens them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from careers import clock, services
from careers.models import HelpRequest, Letter, Reply, User
from followups.models import Plan
from notifications import delivery, planner
from notifications.models import Preference
from tests.factories import INTERVIEW_AT, case
from tests.journeys.visitor import PHONE, Visitor, overflow, violations
from tests.notifications.clock import wib
from tests.people import Cast

pytestmark = pytest.mark.journey

NOW = wib(14, 12, 6)
MOST_TAPS = 3


class Thumb:
    """Taps, and counts them; a link of the mail opens a page of its own."""

    def __init__(self, mail: Page) -> None:
        self.page, self.taps = mail, 0

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()

    def follow(self, name: str) -> None:
        """A link of the mail."""
        link = self.page.frame_locator("iframe").get_by_role("link", name=name, exact=True)
        with self.page.context.expect_page() as opened:
            self.tap(link)
        self.page = opened.value

    def press(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def reads(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)


@pytest.fixture
def thumb(
    cast: Cast, visitor: Visitor, smtp_sink: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Thumb]:
    """Dinda's phone with the reminder of her window open; she is not signed in anywhere."""
    settings.DEMO_MAILBOX = str(smtp_sink.folder)
    settings.BASE_URL = visitor.base
    hers = case(cast.dinda)
    services.record_thanks(hers, sent_at=INTERVIEW_AT, now=wib(6, 10))
    planner.sweep(NOW)
    delivery.drain(lambda: NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    [letter] = smtp_sink.mailbox.letters.glob("*.eml")
    visitor.resize(PHONE)
    visitor.open(f"/mailbox/{letter.stem}/")
    thumb = Thumb(visitor.page)
    yield thumb
    assert thumb.taps <= MOST_TAPS
    assert not any(c["name"] == settings.SESSION_COOKIE_NAME for c in thumb.page.context.cookies())


def test_i_sent_it_takes_two_taps(cast: Cast, thumb: Thumb) -> None:
    thumb.follow("I sent it")
    thumb.reads("Supply Chain Analyst at PT Samudra Niaga", "Has your e-mail gone out?")
    assert not Letter.objects.exists()
    thumb.press("I sent it")
    thumb.reads("Noted. Now it is their turn.")
    assert Letter.objects.get().sent_at == NOW
    assert thumb.taps == 2


def test_putting_it_off_takes_two_taps(cast: Cast, thumb: Thumb) -> None:
    thumb.follow("Not this window")
    thumb.reads("The next good time is Tue 14 Jul, 15:30–17:00 WIB.")
    thumb.press("Not this window")
    thumb.reads("Put off to the next window", "15:30–17:00 WIB")
    assert Plan.objects.get().snoozed
    assert thumb.taps == 2


def test_asking_the_counsellor_takes_two_taps_and_a_sentence_if_she_likes(cast: Cast, thumb: Thumb) -> None:
    thumb.follow("Ask my counsellor")
    thumb.page.get_by_label("What would you like to ask?").fill("Shall I call them?")
    thumb.press("Ask my counsellor")
    thumb.reads("Your counsellor has been asked")
    assert HelpRequest.objects.get().text == "Shall I call them?"


def test_they_answered_takes_a_choice_or_their_words(cast: Cast, thumb: Thumb) -> None:
    thumb.follow("They answered")
    expect(thumb.page.get_by_label("Asked to wait until")).to_be_hidden()
    thumb.page.get_by_label("What does it say?").select_option("asked_to_wait_until")
    thumb.page.get_by_label("Asked to wait until").fill("2026-07-24")
    thumb.press("Record the answer")
    thumb.reads("Their answer is recorded.")
    assert Reply.objects.get().label == "asked_to_wait_until"


def test_leaving_takes_two_taps_and_coming_back_one_more(cast: Cast, thumb: Thumb) -> None:
    thumb.follow("Stop e-mails like this one")
    thumb.press("No more reminder mails")
    thumb.reads("They are switched off.")
    assert Preference.objects.get().reminders_off
    thumb.press("Switch them on again")
    thumb.reads("It is as before")
    assert not Preference.objects.get().reminders_off


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_the_links_are_accessible_and_fit_a_phone(
    cast: Cast, thumb: Thumb, visitor: Visitor, language: str, theme: str
) -> None:
    User.objects.update(language=language)
    visitor.set_cookie("kabar_theme", theme)
    frame = thumb.page.frame_locator("iframe")
    addresses = [a.get_attribute("href") or "" for a in frame.get_by_role("link").all()]
    wanted = sorted({a for a in addresses if "/do/" in a or "/unsubscribe/" in a})
    assert len(wanted) == 5
    found = []
    for address in [*wanted, visitor.base + "/do/nonsense/"]:
        visitor.page.goto(address)
        visitor.page.evaluate("document.fonts.ready")
        found += [f"{address}: {what}" for what in (*violations(visitor.page), *overflow(visitor.page))]
        button = visitor.page.locator("main button.btn-primary")
        if button.count():
            visitor.page.locator("textarea").fill("x") if visitor.page.locator("select").count() else None
            with visitor.page.expect_navigation():
                button.click()
            found += [
                f"{address}, done: {what}" for what in (*violations(visitor.page), *overflow(visitor.page))
            ]
    assert not found, "\n".join(found)
