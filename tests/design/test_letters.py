"""A skeleton with words put in is the letter the templates give, whatever the words are."""

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications import letters
from notifications.headers import one_line
from tests.design.sample_words import LANGUAGES, LINK, PLAN_KINDS, sample_words
from tests.design.test_mail_html import Page

SHOWN = ["greeted", "centre", "student", "position", "employer", "recruiter", "reason", "attempt"]
# Everything people type, and what they could try: markup, paragraphs, our own marks, header look-alikes.
NASTY = st.sampled_from(
    [
        "<b>",
        "</td></table>",
        '" onload="x',
        "%s %(a)s %%",
        "\ue000\ue100\ue001",
        "¶",
        "⏎",
        "{{ link }}",
        "&amp;",
    ]
)
LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
WORDS = st.lists(st.one_of(LETTERS, NASTY), max_size=4).map("".join)


def rendered(kind: str, language: str, words: dict[str, Any]) -> letters.Letter:
    """The same letter without a skeleton."""
    return letters._rendered(kind, language, words)


def said_by(page: str) -> list[str]:
    """All that a page says, in its tags' texts and in its attributes."""
    parsed = Page(page)
    attributes = [value for _tag, found in parsed.tags for value in found.values() if value]
    return [*" ".join(parsed.texts).split(), *attributes]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(PLAN_KINDS), st.sampled_from(LANGUAGES), st.dictionaries(st.sampled_from(SHOWN), WORDS)
)
def test_a_skeleton_gives_the_letter_that_the_templates_give(
    kind: str, language: str, typed: dict[str, str]
) -> None:
    # A mark of paragraphs is a letter to a skeleton, and taken out where templates are asked.
    words = sample_words(
        kind, language, **{name: text.replace("¶", "").replace("⏎", "") for name, text in typed.items()}
    )
    quick, slow = letters.compose(kind, language, words), rendered(kind, language, words)
    assert quick.subject == slow.subject
    assert quick.text.split() == slow.text.split()
    assert said_by(quick.html) == said_by(slow.html)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLAN_KINDS), st.dictionaries(st.sampled_from(SHOWN), WORDS, min_size=1))
def test_no_word_leaves_its_line_its_tag_or_the_subject(kind: str, typed: dict[str, str]) -> None:
    plain = {name: "word" if one_line(text).strip() else "" for name, text in typed.items()}
    letter = letters.compose(kind, "en", sample_words(kind, **typed))
    harmless = letters.compose(kind, "en", sample_words(kind, **plain))
    assert [tag for tag, _attributes in Page(letter.html).tags] == [
        tag for tag, _attributes in Page(harmless.html).tags
    ]
    assert letter.html.count("\n") == harmless.html.count("\n")
    assert letter.text.count("\n\n") == harmless.text.count("\n\n")
    assert not {unicodedata.category(x) for x in letter.subject} & {"Cc", "Zl", "Zp", "Cs", "Co"}
    assert not re.search("[\ue000-\uf8ff]", letter.subject + letter.text + letter.html)


@given(st.text(st.sampled_from("ab \n1.2-http://x"), max_size=400))
def test_wrapping_changes_no_word_and_breaks_whatever_can_be_broken(text: str) -> None:
    wrapped = letters.wrapped(text)
    assert wrapped.split() == text.split()
    for line in wrapped.split("\n"):
        assert len(line) <= letters.WIDTH or " " not in line.strip()


def test_what_a_person_typed_is_escaped_wherever_it_stands() -> None:
    letter = letters.compose("window_open", "en", sample_words("window_open", position="<script>&\"'"))
    assert "<script>" not in letter.html
    assert "&lt;script&gt;&amp;" in letter.html
    assert "<script>&\"'" in letter.text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example.com/", "data:text/html,x", "/settings/"]
)
def test_a_link_leads_to_a_web_page_or_there_is_no_mail(link: str) -> None:
    with pytest.raises(ValueError, match="web page"):
        letters.compose("heads_up", "en", sample_words("heads_up", link=link))


def test_a_link_cannot_leave_its_attribute() -> None:
    letter = letters.compose("heads_up", "en", sample_words("heads_up", link=f'{LINK}" onclick="x'))
    assert all(set(a) <= {"href", "class", "style"} for a in Page(letter.html).all("a"))


def test_words_that_differ_only_in_what_is_typed_share_a_skeleton() -> None:
    letters._skeleton.cache_clear()
    for name in ("Dinda", "Rangga", "Wati"):
        letters.compose("missed_alert", "en", sample_words("missed_alert", student=name))
    assert letters._skeleton.cache_info().misses == 1
    letters.compose("missed_alert", "en", sample_words("missed_alert", missed=4))
    letters.compose("missed_alert", "id", sample_words("missed_alert", "id"))
    letters.compose("missed_alert", "en", sample_words("missed_alert", day=""))
    assert letters._skeleton.cache_info().misses == 4


def test_a_flag_and_the_number_one_are_two_shapes() -> None:
    one = letters.compose("missed_alert", "en", sample_words("missed_alert", missed=1))
    assert "1 window unused" in one.subject
    flag = letters.compose("missed_alert", "en", sample_words("missed_alert", missed=True))
    assert "True" in flag.subject


def test_a_word_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be a float"):
        letters.compose("heads_up", "en", sample_words("heads_up", missed=1.5))


@pytest.mark.parametrize(
    "template", ["{{ x|upper }} {{ x|first }}", '<a href="https://x.example.com/{{ x }}">x</a>']
)
def test_a_template_that_would_change_a_word_is_found_when_its_skeleton_is_made(
    template, settings, tmp_path
) -> None:
    (tmp_path / "emails").mkdir()
    for part in ("subject.txt", "txt", "html"):
        (tmp_path / "emails" / f"broken.{part}").write_text(template if part == "html" else "x")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    with pytest.raises(ValueError, match=r"changed a word|inside a link"):
        letters.compose("broken", "en", {"x": "words"})
