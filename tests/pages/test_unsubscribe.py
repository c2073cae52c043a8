"""Leaving from a mail: one click of a mail program is enough, and everything can be taken back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from careers import clock
from careers.models import User
from notifications import links, planner
from notifications.links import UNSUBSCRIBE
from notifications.models import Message, Preference
from notifications.models import messages as m
from tests.notifications.clock import wib
from tests.pages.mailed import OPEN, address, everything, reminded, said, stranger
from tests.people import Cast

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the present instant of the pages."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(OPEN)
    return set_to


def leaving(cast: Cast) -> str:
    _interview, mail = reminded(cast)
    return address(mail, UNSUBSCRIBE)


def wishes(cast: Cast) -> dict[str, Any]:
    """What Dinda wished otherwise than everybody."""
    mine = Preference.objects.filter(user=cast.dinda.user).first() or Preference()
    names = ("reminders_off", "muted", "digest", "paused_until")
    return {name: value for name in names if (value := getattr(mine, name))}


# --- one click (RFC 8058) ------------------------------------------------------------------------


def test_a_scanner_that_opens_the_link_fifty_times_changes_nothing(cast: Cast) -> None:
    path = leaving(cast)
    before = everything()
    for look in range(50):
        answer = stranger().head(path) if look % 5 == 0 else stranger().get(path)
        assert (answer.status_code, answer.cookies) == (200, {})
    assert everything() == before


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        ("", "application/x-www-form-urlencoded"),
        ("List-Unsubscribe=One-Click", "text/plain"),
        ("--b\r\nno form at all", "multipart/form-data; boundary=" + "b" * 300),
        ("choice=nonsense", "application/x-www-form-urlencoded"),
    ],
)
def test_whatever_a_mail_program_posts_without_cookies_switches_reminders_off_at_once(
    cast: Cast, body: str, content_type: str
) -> None:
    answer = stranger().generic("POST", leaving(cast), body, content_type)
    assert (answer.status_code, answer.cookies) == (200, {})
    assert wishes(cast) == {"reminders_off": True}


def test_afterwards_no_reminder_goes_out_any_more(cast: Cast) -> None:
    path = leaving(cast)
    stranger().post(path, ONE_CLICK)
    planner.sweep(OPEN + timedelta(minutes=1))
    assert not Message.objects.filter(recipient=cast.dinda.user, state=m.QUEUED).exists()


def test_twice_is_once(cast: Cast) -> None:
    path = leaving(cast)
    stranger().post(path, ONE_CLICK)
    after = everything()
    assert stranger().post(path, ONE_CLICK).status_code == 200
    assert everything() == after


def test_the_link_works_years_later_and_without_its_mail(cast: Cast, at: Any) -> None:
    path = leaving(cast)
    Message.objects.all().delete()
    at(wib(14, 12).replace(year=2029))
    assert stranger().get(path).status_code == 200
    assert stranger().post(path, ONE_CLICK).status_code == 200
    assert wishes(cast) == {"reminders_off": True}


def test_it_is_hers_alone_whoever_is_signed_in(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.tono)
    client.post(leaving(cast), ONE_CLICK)
    assert list(Preference.objects.values_list("user", flat=True)) == [cast.dinda.user_id]


def test_no_one_is_told_the_address(cast: Cast) -> None:
    path = leaving(cast)
    for answer in (stranger().get(path), stranger().post(path, ONE_CLICK), stranger().get("/unsubscribe/x/")):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"


# --- finer choices -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "wish", "words"),
    [
        ("off", {"reminders_off": True}, "No more reminder mails"),
        ("kind", {"muted": ["window_open"]}, "This kind of mail no longer comes"),
        ("pause", {"paused_until": date(2026, 8, 13)}, "They come again from Thursday, 13 August 2026"),
        ("digest", {"digest": True}, "One mail a day from now on"),
    ],
)
def test_each_choice_is_kept_and_can_be_taken_back_on_the_same_page(
    cast: Cast, choice: str, wish: dict[str, Any], words: str
) -> None:
    path = leaving(cast)
    assert f'value="{choice}"' in stranger().get(path).content.decode()
    answer = stranger().post(path, {"choice": choice})
    assert words in said(answer)
    assert wishes(cast) == wish
    assert f'value="undo-{choice}"' in answer.content.decode()
    assert "It is as before" in said(stranger().post(path, {"choice": f"undo-{choice}"}))
    assert wishes(cast) == {}


def test_taking_one_choice_back_leaves_the_others(cast: Cast) -> None:
    path = leaving(cast)
    for choice in ("kind", "pause", "off", "undo-off"):
        stranger().post(path, {"choice": choice})
    assert wishes(cast) == {"muted": ["window_open"], "paused_until": date(2026, 8, 13)}


def test_whoever_comes_back_later_finds_the_way_back(cast: Cast) -> None:
    path = leaving(cast)
    stranger().post(path, ONE_CLICK)
    page = stranger().get(path)
    assert "They are switched off" in said(page)
    assert 'value="undo-off"' in page.content.decode()


def test_without_its_mail_the_link_still_offers_all_but_the_kind(cast: Cast) -> None:
    path = leaving(cast)
    Message.objects.all().delete()
    page = stranger().get(path).content.decode()
    assert 'value="kind"' not in page and 'value="pause"' in page
    stranger().post(path, {"choice": "kind"})
    assert wishes(cast) == {"reminders_off": True}, "what was not offered means: leave me alone"


def test_the_page_names_nobody_and_speaks_her_language(cast: Cast) -> None:
    path = leaving(cast)
    User.objects.filter(pk=cast.dinda.user_id).update(language="id")
    page = stranger().get(path, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="id"' in page
    for name in ("Dinda", "example.com", "Arunika", "Samudra"):
        assert name not in page, name


# --- whose link it is ----------------------------------------------------------------------------


@pytest.mark.parametrize("act", [links.SENT, links.ASK])
def test_the_link_of_an_act_does_not_unsubscribe(cast: Cast, act: str) -> None:
    _interview, mail = reminded(cast)
    token = links.token(act, mail.pk, mail.recipient_id)
    assert stranger().post(f"/unsubscribe/{token}/", ONE_CLICK).status_code == 404
    assert wishes(cast) == {}


@pytest.mark.parametrize("forge", [lambda token: token[:-3], lambda token: "dR" + token[2:], str.swapcase])
def test_a_forged_link_is_told_kindly_and_does_nothing(cast: Cast, forge: Callable[[str], str]) -> None:
    token = leaving(cast).split("/")[2]
    answer = stranger().post(f"/unsubscribe/{forge(token)}/", ONE_CLICK)
    assert answer.status_code == 404
    assert "This link does not work" in said(answer)
    assert wishes(cast) == {}


def test_a_counsellor_leaves_her_own_mails_too(cast: Cast) -> None:
    path = f"/unsubscribe/{links.token(UNSUBSCRIBE, 1, cast.bima.pk)}/"
    assert stranger().post(path, ONE_CLICK).status_code == 200
    assert Preference.objects.get(user=cast.bima).reminders_off


def test_the_operator_gets_no_reminders_and_has_nothing_to_leave(cast: Cast) -> None:
    path = f"/unsubscribe/{links.token(UNSUBSCRIBE, 1, cast.opa.pk)}/"
    assert stranger().post(path, ONE_CLICK).status_code == 404
