"""Spelling: what is found, what is left alone, and where the place is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.spelling import KINDS, misspelt, ordinary_words
from followups.etiquette import Draft, Record, Rule, check
from followups.etiquette.affixes import stems
from followups.etiquette.dictionaries import dictionaries, one_slip
from followups.etiquette.habits import right_form
from followups.etiquette.letter import Letter
from followups.etiquette.spelling import DictionarySpeller, speller
from followups.texts.phrases import lines_of
from tests.etiquette.clean_letters import CLEAN_LETTERS

RECORD = Record(
    "Dinda Permatasari", "Staf Akuntansi", "PT Samudra Niaga", date(2026, 8, 12), "Ratna Wulandari"
)
ID = "Yth. Ibu Ratna Wulandari,\n\nSaya Dinda dan saya ingin menanyakan hasil wawancara. {}\n\nHormat saya,\nDinda Permatasari"
EN = "Dear Ms Ratna,\n\nI am writing to you about the interview. {}\n\nYours sincerely,\nDinda Permatasari"


def typos(sentence, body=ID, subject=""):
    return speller().typos(Letter(Draft(subject, body.format(sentence)), RECORD))


def found(sentence, body=ID):
    return [(typo.params["word"], typo.suggestions[0]) for typo in typos(sentence, body)]


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("Terima kasih atas kesempatn yang diberikan.", "kesempatn", "kesempatan"),
        ("Apakah ada perkembanagn terkait seleksi?", "perkembanagn", "perkembangan"),
        ("Mohon maaf atas gangguanya.", "gangguanya", "gangguannya"),
        ("Saya sanagt tertarik.", "sanagt", "sangat"),
        ("Saya mengikuti intervew kemarin.", "intervew", "interview"),
        ("Apakh sudah ada hasil?", "Apakh", "Apakah"),
        ("Ini bukan resikonya.", "resikonya", "risikonya"),
        ("Saya mohon ijin.", "ijin", "izin"),
        ("Kabar saya tunggu, terimakasih.", "terimakasih", "terima kasih"),
        ("Waktu yang di berikan cukup.", "di berikan", "diberikan"),
        ("Data yang di\nkumpulkan lengkap.", "di\nkumpulkan", "dikumpulkan"),
        ("Dimana saya dapat melihatnya?", "Dimana", "Di mana"),
        ("Saya akan menunjukan hasilnya.", "menunjukan", "menunjukkan"),
        ("Sebab yag lain tidak ada.", "yag", "yang"),
        ("Semoga Ibu dalam kedaaan sehat.", "kedaaan", "keadaan"),
    ],
)  # fmt: skip
def test_a_misspelt_indonesian_word_is_found_and_the_right_one_comes_first(sentence, wrong, right):
    assert found(sentence) == [(wrong, right)]


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("Thank you for the oportunity.", "oportunity", "opportunity"),
        ("May I ask wether there is news?", "wether", "whether"),
        ("I interviewd last week.", "interviewd", "interviewed"),
        ("I recieved your message.", "recieved", "received"),
        ("Pleese let me know.", "Pleese", "Please"),
        ("Thank you alot.", "alot", "a lot"),
        ("I dont have it.", "dont", "don't"),
    ],
)
def test_a_misspelt_english_word_is_found_and_the_right_one_comes_first(sentence, wrong, right):
    assert found(sentence, EN) == [(wrong, right)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya lulusan Politeknik Negeri Jember, S.Tr.Kom., angkatan 2022.",
        "Saya bertemu Rina Wulandari dan Bapak Sutrisno di Wisma Mulia.",
        "Rina Hapsari juga hadir.",
        "Portofolio saya ada di https://behance.net/dnida dan dindaa@example.com.",
        "Berkas CV_Dinda_Pratma.pdf sudah saya lampirkan.",
        "Saya memakai PostgreSQL, LinkedIn, SAP dan AutoCAD.",
        "Tim QA, HRD, dan BUMN mengikuti FGD.",
        "Saya sudah mengikuti psikotes, walk-in interview, dan medical check up.",
        "Saya follow up hasil screening dan offering dari recruiter.",
        "Dokumen itu sudah saya upload dan e-mail kemarin.",
        "Undang-undang dan surat-menyurat sudah saya pelajari sungguh-sungguh.",
        "Fiturnya, kompetensinya, pun keputusannyalah yang saya tunggu.",
        "Makasih banget ya, udah luangin waktu, gimana nih hasilnya?",
        "Kabarin dan ditungguin ya.",
        "Sekaliii lagi, sooo banggget.",
        "Saya bertemu {{recruiter_name}} pada [tanggl wawancara].",
        "Universitas Brawijaya dan Universitas Airlangga di Surabaya.",
        "Di perikanan, di pendidikan, dan di kejaksaan saya pernah magang.",
    ],
)
def test_names_addresses_words_of_trades_and_slang_are_no_typos(sentence):
    assert found(sentence.replace("{", "{{").replace("}", "}}") if "{{" not in sentence else sentence) == []


@pytest.mark.parametrize(
    "pair", ["organise organize", "colour color", "programme program", "licence license"]
)
def test_british_and_american_spellings_are_both_right(pair):
    assert found(f"I know the words {pair} and the company's and students' habits.", EN) == []


@pytest.mark.parametrize("clean", CLEAN_LETTERS, ids=lambda one: one.record.student_name)
def test_a_clean_letter_has_no_typo(clean):
    assert speller().typos(clean.letter) == []


def test_the_signature_and_the_names_of_the_case_are_not_judged():
    body = "Dear Ms Ratna,\n\nI met permatasari of samudra niaga.\n\nYours sincerely,\nDinda Permtasari\nstudnt of accuonting"

    assert speller().typos(Letter(Draft("Akuntansi", body), RECORD)) == []


def test_a_typo_in_the_subject_and_in_the_salutation_is_found():
    letter = Letter(Draft("Tindak Lnjut Wawancara", "Kepda Ibu Ratna,\n\nSaya ingin bertanya."), RECORD)

    assert [(typo.place, typo.suggestions[0]) for typo in speller().typos(letter)] == [
        (("subject", 7, 12), "Lanjut"),
        (("body", 0, 5), "Kepada"),
    ]


def test_a_word_misspelt_twice_is_one_finding_with_both_places():
    (typo,) = typos("Kesempatn ini baik, dan kesempatn lain juga.")

    assert typo.rule is Rule.TYPO
    assert len(typo.more) == 1
    assert len(typo.suggestions) <= 3


def test_the_check_reports_typos_only_with_a_speller_and_slang_only_as_slang():
    draft = Draft("", ID.format("Makasih atas kesempatn itu."))

    assert Rule.TYPO not in {one.rule for one in check(draft, RECORD)}
    assert [one.params["word"] for one in check(draft, RECORD, speller()) if one.rule is Rule.TYPO] == [
        "kesempatn"
    ]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_slip_in_an_ordinary_word_of_a_clean_letter_is_found_at_its_exact_place(data):
    clean = data.draw(st.sampled_from(CLEAN_LETTERS))
    ranks = dictionaries().ranks[clean.language]
    places = [(start, end) for start, end in ordinary_words(clean)
              if end - start >= 7 and ranks.get(clean.body[start:end], 9_999) < 2_000]  # fmt: skip
    start, end = data.draw(st.sampled_from(places))
    right = clean.body[start:end]
    wrong = misspelt(
        right, data.draw(st.sampled_from(KINDS)), data.draw(st.integers(1, len(right) - 2)), data.draw(st.sampled_from("xzqwv"))
    )  # fmt: skip
    # A slip may make another right word; that is out of reach.
    assume(wrong != right and not dictionaries().knows(wrong, clean.language))
    body = clean.body[:start] + wrong + clean.body[end:]

    (typo,) = speller().typos(Letter(Draft(clean.subject, body), clean.record))

    assert typo.place == ("body", start, start + len(wrong))
    assert body[slice(*typo.place[1:])] == wrong
    assert right in typo.suggestions or right_form(wrong)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read_without_an_error_and_places_lie_within_it(body, subject):
    for typo in speller().typos(Letter(Draft(subject, body), RECORD)):
        text = subject if typo.place.part == "subject" else body
        assert 0 <= typo.place.start < typo.place.end <= len(text)
        assert typo.suggestions


def test_threads_find_the_same():
    fresh = DictionarySpeller()
    letters = [Letter(Draft(c.subject, c.body.replace("saya", "sayya").replace("the", "teh")), c.record) for c in CLEAN_LETTERS] * 4  # fmt: skip
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(fresh.typos, letters))

    assert together == [speller().typos(letter) for letter in letters]
    assert any(together)


def test_the_speller_is_loaded_once():
    assert speller() is speller()


def test_no_list_corrects_a_word_into_itself_or_into_another_wrong_one():
    for name in ("nonstandard", "split_or_joined"):
        for line in lines_of("followups.etiquette", name):
            wrong, arrow, right = line.partition(" -> ")
            assert arrow and wrong != right, line
            assert right_form(right) is None, line
            assert wrong not in dictionaries().allowed, line


@pytest.mark.parametrize(
    ("word", "stem"),
    [("berkontribusi", "kontribusi"), ("fiturnya", "fitur"), ("menulislah", "tulis"), ("dijeda", "jeda"), ("sekolahkupun", "sekolah")],
)  # fmt: skip
def test_affixes_come_off_a_word(word, stem):
    assert stem in set(stems(word))


def test_one_slip_away_are_all_kinds_of_slips():
    assert {"atu", "sat", "stau", "sabu", "satuu", "xsatu"} <= one_slip("satu")
