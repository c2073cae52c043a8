"""The mails: both parts say the same, and nothing in them is missing or wrongly escaped."""

import html
import re
from pathlib import Path

import pytest

from followups.wording import phrases
from notifications.models.messages import KINDS as MESSAGE_KINDS
from tests.design.sample_words import ADMIN_KINDS, DAILY_KINDS, KINDS, LANGUAGES, LINK, PLAN_KINDS, sample

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "emails"


def bare_words(text: str) -> str:
    """Letters and figures only: what both parts must share."""
    return " ".join(re.findall(r"[\w&’']+", text))


def words_of_html(page: str) -> str:
    page = page[page.index("<body") :]
    body = re.sub(r"<div class=\"preheader\".*?</div>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_part_says_every_sentence_of_the_html_part(kind: str, language: str) -> None:
    letter = sample(kind, language)
    text = bare_words(re.sub(r"https://\S+", " ", letter.text))
    sentences = re.split(r"[.?!·]\s+|\n\s*\n", words_of_html(letter.html))
    missing = [said for said in map(bare_words, sentences) if said and said not in text and said != "Kabar"]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_lead_to_the_same_places(kind: str, language: str) -> None:
    letter = sample(kind, language)
    shown = {html.unescape(link) for link in re.findall(r'href="([^"]+)"', letter.html)}
    assert shown == set(re.findall(r"https://\S+", letter.text))


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_a_mail_has_one_act_one_line_of_subject_and_its_language(kind: str) -> None:
    letter = sample(kind)
    assert letter.html.count(f'href="{LINK}"') == 1
    assert '<html lang="en"' in letter.html
    assert "\n" not in letter.subject
    assert "&amp;" not in letter.subject + letter.text
    assert "R&amp;D" in letter.html


def test_every_kind_of_mail_has_a_sample_and_every_sample_a_kind() -> None:
    written = {path.name.split(".")[0] for path in TEMPLATES.glob("*.subject.txt")}
    assert written == {*PLAN_KINDS, *DAILY_KINDS, *ADMIN_KINDS}
    assert written <= {kind for kind, _name in MESSAGE_KINDS}


def test_a_text_mail_is_wrapped_but_its_links_are_whole() -> None:
    lines = sample("window_open").text.splitlines()
    assert LINK in lines
    assert max(map(len, lines)) <= 72
    assert lines[0] == "Hello Dinda,"


def test_the_steps_of_an_ending_hang_under_their_numbers() -> None:
    long = "Talk the interview over with your counsellor while it is fresh, and then once more with a friend."
    lines = sample("stopped_kindly", step_two=long).text.splitlines()
    assert "2. Talk the interview over with your counsellor while it is fresh, and" in lines
    assert "   then once more with a friend." in lines


def test_only_an_ending_names_the_next_steps() -> None:
    third = phrases.next_steps()[2]
    naming = [kind for kind in PLAN_KINDS if third in sample(kind).text]
    assert naming == ["stopped_kindly"]


def test_the_acts_of_a_mail_stand_in_both_parts_and_only_where_they_are_offered() -> None:
    with_acts = sample("window_missed")
    for part in (with_acts.text, with_acts.html):
        assert "I sent it" in part and "They answered" in part and "Not this window" not in part
    assert "without signing in" not in sample("missed_alert").text


def test_a_counsellor_can_be_asked_to_look_when_no_date_is_known() -> None:
    text = sample("approval_needed", day="", hours="", long_day="", zone_sentence="").text
    assert "needs your eyes" in text
    assert "24 Nov" not in text


def test_today_is_said_only_where_it_is_today_for_both() -> None:
    assert "Today, 12:00" in sample("window_open").text
    assert "Tue 24 Nov, 12:00" in sample("window_open", same_day_here=False).text


@pytest.mark.parametrize(("good", "is_said"), [(False, True), (True, False)])
def test_good_news_is_not_told_as_a_silence(good: bool, is_said: bool) -> None:
    text = sample("stopped_kindly", good_news=good).text
    assert ("no measure of you" in text.replace("\n", " ")) is is_said


def test_inlining_keeps_the_rules_for_narrow_and_dark_screens() -> None:
    page = sample("heads_up", "id").html
    assert "prefers-color-scheme: dark" in page
    assert re.search(r'<td class="btn"[^>]*style="[^"]*#21417e', page)


def test_what_outlook_alone_reads_stays_a_comment() -> None:
    page = sample("heads_up").html
    assert page.count("<!--[if mso]>") == page.count("<![endif]-->") == 3
