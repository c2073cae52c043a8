"""Every page of every role, as axe and a narrow phone see it: both languages, both themes.

The clock stands at 12:30 on the day of Dinda's window, so that the pages have most to show.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from careers import clock, services
from careers.models import User
from careers.services.help import ask_for_help
from followups.services import drafts
from notifications import delivery, planner, suppression
from notifications.addresses import address_hash
from notifications.models import Suppression
from notifications.models.messages import FAILED, UNKNOWN
from tests.factories import INTERVIEW_AT, case, employer
from tests.followups.letters import asked, checked, draft_of
from tests.journeys.visitor import PHONE, WIDE, Visitor, overflow, violations
from tests.notifications import queued
from tests.notifications.clock import wib
from tests.people import Cast

pytestmark = pytest.mark.journey

NOW = wib(14, 12, 30)
PAGES = {
    "Nobody": ["/accounts/login/", "/accounts/password/reset/", "/nowhere/"],
    "Dinda": [
        "/me/",
        "/me/add/",
        "/me/sent/{case}/",
        "/applications/{case}/",
        "/applications/{ended}/",
        "/me/letters/{round}/follow_up/",
        "/me/letters/{checked}/follow_up/",
        "/me/preferences/",
        "/nowhere/",
    ],
    # She has nothing yet: the empty state.
    "Rangga": ["/me/"],
    "Bima": [
        "/pipeline/",
        "/pipeline/?q=nothing+fits",
        "/applications/{case}/?open=reply",
        "/applications/{ended}/",
        "/reviews/",
        "/reviews/{review}/",
        "/me/preferences/",
    ],
    "Sari": [
        "/pipeline/",
        "/policy/",
        "/templates/?language=en",
        "/templates/follow_up/2/id/1/",
        "/templates/thank_you/1/en/write/",
        "/mailbox/",
        "/mailbox/{mail}/",
        "/delivery/",
        "/delivery/?kind=window_open",
        "/delivery/messages/",
        "/delivery/messages/{unknown}/resolve/give_up/",
        "/delivery/suppressions/",
        "/delivery/suppressions/{held_back}/lift/",
    ],
}


@pytest.fixture
def addresses(cast: Cast, smtp_sink: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A case in its window, one that has ended, mail in the sink; and the present of all pages."""
    settings.DEMO_MAILBOX = str(smtp_sink.folder)
    hers = case(cast.dinda)
    ended = case(cast.dinda, at=employer(cast.dinda, "PT Fajar Contoh"), position="Buyer")
    services.record_letter(ended, sent_at=wib(8, 9), by=None, now=wib(8, 9))
    services.record_reply(
        ended,
        "discouraging_wait",
        received_at=wib(9, 9),
        text="We will call.",
        by=cast.dinda.user,
        now=wib(9, 9),
    )
    other = case(cast.dinda, at=employer(cast.dinda, "PT Lentera Contoh"), position="Planner")
    checked(other)
    letter = draft_of(hers)
    drafts.save(letter, subject="", body=letter.body.replace("6 July", "7 July"), now=NOW)
    services.write_note(hers.application, "Call her on Friday.", shared=True, by=cast.bima, now=INTERVIEW_AT)
    ask_for_help(hers.application, "Shall I call them?", now=INTERVIEW_AT)
    planner.sweep(NOW)
    delivery.drain(lambda: NOW)
    comes_back = address_hash(cast.dinda.user.email)
    suppression.suppress(cast.centre.pk, comes_back, "hard_bounce", NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    mail = smtp_sink.mailbox.letters.glob("*.eml")
    unsure = queued.mail(cast.dinda.user, wib(14, 12), UNKNOWN, application=hers.application)
    queued.mail(
        cast.dinda.user, wib(13, 12), FAILED, error="550 5.1.1 no such user", application=hers.application
    )
    return {
        "case": hers.application_id,
        "ended": ended.application_id,
        "round": hers.pk,
        "checked": other.pk,
        "review": asked(hers, now=NOW).pk,
        "mail": next(mail).stem,
        "unknown": unsure.pk,
        "held_back": Suppression.objects.get().pk,
    }


def person(cast: Cast, name: str) -> User | None:
    found = getattr(cast, name.lower(), None)
    return getattr(found, "user", found)


def walk(visitor: Visitor, cast: Cast, addresses: dict[str, Any]) -> Iterator[str]:
    """Every page in turn; says which one is open."""
    for name, paths in PAGES.items():
        visitor.come_in_as(person(cast, name))
        for path in paths:
            answer = visitor.open(path.format(**addresses))
            assert answer.status == (404 if path == "/nowhere/" else 200), f"{name} {path}"
            visitor.page.evaluate("document.fonts.ready")
            yield f"{name} {path}"


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    cast: Cast,
    visitor: Visitor,
    addresses: dict[str, Any],
    language: str,
    theme: str,
    size: tuple[int, int],
) -> None:
    User.objects.update(language=language, theme=theme)
    visitor.set_cookie("django_language", language)
    visitor.set_cookie("kabar_theme", theme)
    visitor.resize(size)
    found = []
    for where in walk(visitor, cast, addresses):
        root = visitor.page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("data-bs-theme")) == (language, theme), where
        found += [f"{where}: {what}" for what in (*violations(visitor.page), *overflow(visitor.page))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_the_mail_itself_is_accessible_and_fits_a_phone(
    visitor: Visitor, addresses: dict[str, Any], theme: Any, size: tuple[int, int]
) -> None:
    visitor.resize(size)
    visitor.page.emulate_media(color_scheme=theme)
    visitor.open(f"/mailbox/{addresses['mail']}/rendered/")
    # Landmarks are the mail program's, which shows it inside a page of its own.
    assert violations(visitor.page, runOnly=["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]) == []
    assert overflow(visitor.page) == []
