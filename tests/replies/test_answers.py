"""Answers a person handed on: of a forward the mail inside counts, of an answer with history its own words."""

from datetime import date

import pytest

from followups.replies import read_answer, read_kept

DAY = date(2026, 7, 14)
NO = "Mohon maaf, kami belum dapat melanjutkan lamaran Anda ke tahap berikutnya."
HEADER = "From: Lestari <l@example.com>\nSent: Tuesday, July 14, 2026 11:20 AM\nTo: Dinda\nSubject: Re: x\n\n"


@pytest.mark.parametrize(
    "text",
    [
        NO,
        HEADER + NO,
        "________________________________\n" + HEADER + NO,
        "Mulai pesan yang diteruskan:\n\n" + "".join(f"> {line}\n" for line in (HEADER + NO).split("\n")),
    ],
)
def test_pasted_words_are_the_employers_with_or_without_a_header_above_them(text: str) -> None:
    reading, quote = read_answer(text, DAY)
    assert (reading.label, quote) == ("rejection", NO)


def test_below_her_own_words_a_header_is_history_unless_it_is_a_forward() -> None:
    text = "Terima kasih, sudah kami terima.\n\n" + HEADER + NO
    assert read_answer(text, DAY).reading.label == "neutral_ack"
    assert read_answer("Ini ya.\n\n" + HEADER + NO, DAY, forwarded=True).reading.label == "rejection"


def test_the_subject_of_a_kept_mail_is_no_sentence_of_it() -> None:
    kept = "Tindak lanjut wawancara\n\nSelamat siang, adakah kabar mengenai seleksi?"
    assert read_kept(kept, DAY, mailed=True).reading.confidence < 0.5


def test_a_kept_mail_without_a_subject_loses_no_sentence() -> None:
    assert read_kept(f"{NO}\n\nSalam, Lestari", DAY, mailed=True).quote == NO


def test_a_long_sentence_is_quoted_in_part() -> None:
    words = NO.rstrip(".") + " dan " * 200
    assert len(read_answer(words, DAY).quote) <= 301


@pytest.mark.parametrize(
    "one", ["=" * 20000, "> " * 10000, "From: x\n" * 2500, "pesan " * 3300, "\n" * 20000]
)
def test_hostile_text_is_read_in_time(one: str) -> None:
    read_answer(one, DAY, forwarded=True)
    read_kept(one, DAY, mailed=True)
