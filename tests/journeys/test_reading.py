"""They answered: pasted, read, confirmed, with a thumb and without scripts, in both themes."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from careers import clock, services
from careers.answers import Label
from careers.models import Reply, User
from notifications.links import ANSWERED
from tests.factories import case
from tests.journeys.visitor import PHONE, WIDE, Visitor, overflow, violations
from tests.notifications.clock import wib
from tests.pages.mailed import address, reminded
from tests.people import Cast

pytestmark = pytest.mark.journey

NOW = wib(14, 12, 30)
WAIT = "Terima kasih atas kesabarannya.\nHasil seleksi akan kami sampaikan paling lambat akhir bulan ini."
NO = "Mohon maaf, kami belum dapat melanjutkan lamaran Anda ke tahap berikutnya."


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def keep(visitor: Visitor, name: str) -> None:
    """A picture for whoever wants to look: KABAR_PICTURES names a folder."""
    folder = os.environ.get("KABAR_PICTURES")
    if folder:
        visitor.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sound(visitor: Visitor) -> None:
    assert violations(visitor.page) == []
    assert overflow(visitor.page) == []


def test_what_was_pasted_is_read_and_one_click_records_it(cast: Cast, visitor: Visitor) -> None:
    paste_and_confirm(cast, visitor)


def test_it_needs_no_script(cast: Cast, visitor_without_scripts: Visitor) -> None:
    paste_and_confirm(cast, visitor_without_scripts)


def paste_and_confirm(cast: Cast, visitor: Visitor) -> None:
    hers = case(cast.dinda)
    visitor.resize(PHONE)
    visitor.come_in_as(cast.dinda.user)
    visitor.open(f"/applications/{hers.application_id}/?open=reply#reply")
    form = visitor.page.locator("#reply form")
    form.get_by_label("Their words").fill(WAIT)
    form.get_by_role("button", name="Record the answer").click()
    visitor.reads("They ask for a little more patience.", "assumed", "Friday, 31 July 2026")
    assert not Reply.objects.exists()
    visitor.press("Yes, that is it")
    visitor.reads("Their answer is recorded.")
    reply = Reply.objects.get()
    assert (reply.label, str(reply.wait_until)) == ("asked_to_wait_until", "2026-07-31")
    assert reply.text.replace("\r\n", "\n") == WAIT, "line breaks and all"


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", PHONE)])
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_reading_is_sound_in_both_themes(
    cast: Cast, visitor: Visitor, theme: str, size: tuple[int, int], language: str
) -> None:
    User.objects.update(theme=theme, language=language)
    hers = case(cast.dinda)
    services.record_reply(hers, Label.UNCLASSIFIED, received_at=NOW, text=NO, by=None, now=NOW)
    visitor.resize(size)
    visitor.come_in_as(cast.dinda.user)
    url = f"/applications/{hers.application_id}/"
    visitor.open(f"{url}?open=reply#reply")
    shown: Callable[[], Any] = lambda: visitor.page.locator(".kb-reading")  # noqa: E731
    expect(shown()).to_have_count(1)
    for name, words in (("wait", WAIT), ("untold", "x")):
        visitor.page.locator("#reply [name=text]").fill(words)
        visitor.page.locator("#reply .kb-form button[type=submit]").click()
        expect(shown()).to_have_count(2)
        sound(visitor)
        keep(visitor, f"{name}-{theme}-{language}")
        visitor.open(f"{url}?open=reply#reply")
    shown().locator("button").first.click()
    expect(visitor.page.locator(".kb-decpanel ol").first).to_be_visible()
    sound(visitor)
    keep(visitor, f"ended-{theme}-{language}")


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_from_the_mail_it_is_as_sound(
    cast: Cast, visitor: Visitor, theme: str, size: tuple[int, int]
) -> None:
    User.objects.update(theme=theme)
    _interview, mail = reminded(cast, NOW)
    visitor.resize(size)
    visitor.open(address(mail, ANSWERED))
    visitor.page.get_by_label("Their words").fill(NO)
    visitor.press("Record the answer")
    visitor.reads("Is this what they say?", "It is a no, this time.", "Nothing is recorded yet.")
    sound(visitor)
    keep(visitor, f"mail-{theme}")
    visitor.press("Yes, that is it")
    visitor.reads("Their answer is recorded.", "no measure of you")
    expect(visitor.page.locator("main ol > li")).to_have_count(3)
    sound(visitor)
    keep(visitor, f"mail-done-{theme}")
