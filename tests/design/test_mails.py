"""The reminder mails: both parts say the same, and nothing in them is missing or wrongly escaped."""

import datetime as dt
import html
import re
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
import pytest
from django.template.loader import render_to_string
from django.utils import translation

STUDENT_KINDS = ["heads_up", "window_open", "window_missed", "stopped_kindly", "thank_you_due"]
KINDS = [*STUDENT_KINDS, "approval_needed", "missed_alert"]
LINK = "https://kabar.example.com/s/abc:def/"


def slot(hour: int) -> SimpleNamespace:
    day = dt.datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Makassar"))
    return SimpleNamespace(
        start=day.replace(hour=hour),
        end=day.replace(hour=hour + 1),
        city="Makassar",
        reader_zone="Asia/Jakarta",
    )


def context(kind: str) -> dict[str, Any]:
    person = SimpleNamespace(display_name="Dinda Larasati", first_name="Dinda")
    case = SimpleNamespace(position="R&D Analyst", employer="Rempah & Rasa", recruiter="", city="Makassar")
    words = {
        "recipient": person,
        "student": person,
        "centre": SimpleNamespace(name="Pusat Karier Universitas Arunika"),
        "case": case,
        "link": LINK,
        "settings_link": "https://kabar.example.com/settings/",
        "expires": dt.datetime(2026, 11, 25, 17, tzinfo=ZoneInfo("Asia/Jakarta")),
        "reason": "They asked to wait until Monday.",
        "attempt": 1,
        "max_followups": 2,
        "next_slots": [slot(15), slot(17)] if kind == "window_open" else [],
        "missed": 3,
        "next_steps": ["One.", "Two.", "Three."],
    }
    if kind not in ("stopped_kindly", "thank_you_due"):
        words["slot"] = slot(12)
    return words


def rendered(kind: str, part: str, language: str) -> str:
    with translation.override(language):
        return render_to_string(f"emails/{kind}.{part}", context(kind))


def bare_words(text: str) -> str:
    """Letters and figures only: what both parts must share."""
    return " ".join(re.findall(r"[\w&’']+", text))


def words_of_html(page: str) -> str:
    body = re.sub(r"<div class=\"preheader\">.*?</div>", "", page.split("<body>")[1], flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_part_says_every_sentence_of_the_html_part(kind: str, language: str) -> None:
    text = bare_words(rendered(kind, "txt", language).replace(LINK, " "))
    sentences = re.split(r"[.?!]\s+|\n\s*\n", words_of_html(rendered(kind, "html", language)))
    missing = [said for said in map(bare_words, sentences) if said and said not in text and said != "Kabar"]
    assert missing == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_one_act_one_line_of_subject_and_its_language(kind: str) -> None:
    page = rendered(kind, "html", "en")
    subject = rendered(kind, "subject.txt", "en")
    assert page.count(f'href="{LINK}"') == 1
    assert '<html lang="en"' in page
    assert "\n" not in subject.strip()
    assert "&amp;" not in subject + rendered(kind, "txt", "en")
    assert "R&amp;D" in page
    assert "style=" not in page


def test_a_text_mail_is_wrapped_but_its_links_are_whole() -> None:
    lines = rendered("window_open", "txt", "en").splitlines()
    assert LINK in lines
    assert max(map(len, lines)) <= 72
    assert lines[0] == "Hello Dinda,"


def test_only_an_ending_names_the_next_steps() -> None:
    naming = [kind for kind in KINDS if "Three." in rendered(kind, "txt", "en")]
    assert naming == ["stopped_kindly"]


@pytest.mark.parametrize("part", ["txt", "html"])
def test_a_link_is_said_to_end_only_when_it_does(part: str) -> None:
    signed = {**context("heads_up"), "link_expires": slot(17).end}
    with translation.override("en"):
        assert "alone and works until" in " ".join(
            render_to_string(f"emails/heads_up.{part}", signed).split()
        )
    assert "works until" not in rendered("heads_up", part, "en")


def test_a_recruiter_without_a_name_is_the_recruitment_team() -> None:
    with translation.override("en"):
        assert "the recruitment team" in rendered("window_open", "subject.txt", "en")


def test_a_counsellor_can_be_asked_to_look_when_no_date_is_known() -> None:
    without_slot = {**context("approval_needed"), "slot": None}
    with translation.override("en"):
        text = render_to_string("emails/approval_needed.txt", without_slot)
    assert "needs your eyes" in text
    assert "24 Nov" not in text


@pytest.mark.parametrize(("code", "is_said"), [("max_followups_reached", True), ("offer_received", False)])
def test_good_news_is_not_told_as_a_silence(code: str, is_said: bool) -> None:
    with translation.override("en"):
        text = render_to_string("emails/stopped_kindly.txt", {**context("stopped_kindly"), "stop_code": code})
    assert ("no measure of you" in text.replace("\n", " ")) is is_said


def test_inlining_keeps_the_rules_for_narrow_and_dark_screens() -> None:
    page = css_inline.inline(rendered("heads_up", "html", "id"))
    assert "prefers-color-scheme: dark" in page
    assert re.search(r'<td class="btn"[^>]*style="[^"]*#21417e', page)
