"""Nothing a mail may hold breaks or delays its reading; the learned weights are those of their sentences."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careers.answers import Label
from followups.replies import Message, classify
from followups.replies.message import LONGEST
from tests.replies.mails import DEVELOPMENT, MONDAY, read

TEXTS = st.text(max_size=1500)


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS, st.dictionaries(st.text(max_size=20), st.text(max_size=80), max_size=5))
def test_any_mail_at_all_gets_a_label_and_a_place(subject: str, body: str, headers: dict[str, str]) -> None:
    reading = classify(Message(subject, headers, body, MONDAY))
    assert reading.label in set(Label) - {Label.UNCLASSIFIED}
    assert 0 <= reading.confidence <= 1
    evidence = reading.evidence(body)
    assert evidence is None or evidence in body


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(DEVELOPMENT),
    st.lists(
        st.sampled_from(
            ["You were rejected.", "Kami menawarkan posisi.", "Welcome aboard!", "12 Oktober 2026"]
        ),
        max_size=4,
    ),
)
def test_quoted_lines_below_change_nothing(case: object, lines: list[str]) -> None:
    message = case.message  # type: ignore[attr-defined]
    quoted = "\n\nOn Mon, 7 Sep 2026 at 09:00 A <a@example.com> wrote:\n" + "".join(
        f"> {line}\n" for line in lines
    )
    before, after = classify(message), classify(message._replace(body=message.body + quoted))
    assert (after.label, after.wait_until, after.return_date) == (
        before.label,
        before.wait_until,
        before.return_date,
    )


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_change_no_label(ending: str) -> None:
    for case in DEVELOPMENT:
        message = case.message._replace(body=case.message.body.replace("\n", ending))
        assert classify(message).label == case.gold["label"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONGEST, "<" * LONGEST, "On " * (LONGEST // 3), "> " * (LONGEST // 2), "\n" * LONGEST,
        "From: a\n" * (LONGEST // 8), "next week " * (LONGEST // 10), "12/12/2026 " * (LONGEST // 11),
        "belum tidak kami mohon " * (LONGEST // 23), "wrote:\n" * (LONGEST // 7), "😀" * LONGEST,
        "1 " * (LONGEST // 2), "29 Feb " * (LONGEST // 7), "tanggal 7 " * (LONGEST // 10), "a | b\n" * (LONGEST // 6), "Salam,\n" * (LONGEST // 7),
    ],
    ids=lambda text: repr(text[:10]),
)  # fmt: skip
def test_hostile_mail_of_full_length_is_read_in_linear_time(text: str) -> None:
    """Not a race: a step that backtracks would take minutes here."""
    before = time.process_time()
    read(text[: LONGEST - 100])
    assert time.process_time() - before < 30
