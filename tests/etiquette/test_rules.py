"""Each rule of etiquette: what breaks it, and what does not though it looks so."""

from datetime import date

import pytest

from followups.etiquette import Draft, Kind, Severity, severity
from followups.etiquette.findings import Rule
from tests.etiquette.letters import DINDA, ENGLISH, GRACE, LETTER, body, english, found, rules

GREETING = "Yth. Ibu Ratna Wulandari,"
CLOSING = "Hormat saya,\nDinda Permatasari"
QUESTION = "Apakah ada perkembangan terkait proses seleksi?"


def test_the_letters_the_tables_begin_with_are_clean() -> None:
    assert rules(LETTER) == set()
    assert rules(ENGLISH, GRACE) == set()


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        (LETTER._replace(subject="  "), "SUBJECT_MISSING"),
        (LETTER._replace(subject="Re: "), "SUBJECT_MISSING"),
        (LETTER._replace(subject="Pertanyaan"), "SUBJECT_VAGUE"),
        (LETTER._replace(subject="Follow up"), "SUBJECT_VAGUE"),
        (body(GREETING + "\n\n", ""), "SALUTATION_MISSING"),
        (body(GREETING, "Halo Kak Ratna,"), "SALUTATION_INFORMAL"),
        (body(GREETING, "Selamat siang Mbak Ratna,"), "SALUTATION_INFORMAL"),
        (body(GREETING, "Yth. Ibu Ratih Wulandari,"), "SALUTATION_WRONG_NAME"),
        (body(GREETING, "Yth. Ibu Sri Handayani,"), "SALUTATION_WRONG_NAME"),
        (body(GREETING, "Yth. Bapak Ratna Wulandari,"), "SALUTATION_WRONG_GENDER"),
        (body("yang Ibu berikan", "yang Bapak berikan"), "SALUTATION_WRONG_GENDER"),
        (body(GREETING, GREETING + "\nDear Hiring Manager,"), "SALUTATION_DUPLICATE"),
        (body("Hormat saya,\n", ""), "CLOSING_MISSING"),
        (body("Hormat saya,", "Makasih ya,"), "CLOSING_INFORMAL"),
        (body("Hormat saya,", "Dadah Ibu, sampai jumpa,"), "CLOSING_INFORMAL"),
        (body("Hormat saya,\nDinda Permatasari", "Hormat saya,"), "SIGNATURE_MISSING"),
        (body("Hormat saya,\nDinda Permatasari", "Hormat saya,\nBagus Prakoso"), "SIGNATURE_MISSING"),
        (body("Perkenalkan kembali, saya Dinda Permatasari, kandidat", "Untuk posisi"), "INTRO_MISSING"),
        (body("Staf Akuntansi", "itu"), "POSITION_MISSING"),
        (body("kandidat Staf Akuntansi", "kandidat Staf Pajak"), "POSITION_WRONG"),
        (body("12 Agustus 2026", "pekan lalu"), "DATE_MISSING"),
        (body("pada 12 Agustus 2026", "pada 21 Agustus 2026"), "DATE_WRONG"),
        (body("pada 12 Agustus 2026", "pada Senin, 12 Agustus 2026"), "DATE_WRONG"),
        (body("PT Samudra Niaga Abadi", "PT Graha Busana Jaya"), "COMPANY_WRONG"),
        (body(QUESTION, "Apakah saya diterima?"), "BLUNT_QUESTION"),
        (body(QUESTION, "Saya ingin tahu apakah saya lolos ke tahap berikutnya."), "BLUNT_QUESTION"),
        (body(QUESTION + " ", ""), "STATUS_QUESTION_MISSING"),
        (body(" Saya tetap berminat bergabung dengan PT Samudra Niaga Abadi.", ""), "INTEREST_MISSING"),
        (body("Terima kasih atas waktu dan kesempatan yang Ibu berikan.\n\n", ""), "THANKS_MISSING"),
        (body(QUESTION, "Gimana nih perkembangan seleksinya?"), "INFORMAL_LANGUAGE"),
        (body(QUESTION, QUESTION[:-1] + "??"), "INFORMAL_LANGUAGE"),
        (body("Ibu berikan.", "Ibu berikan 🙏"), "INFORMAL_LANGUAGE"),
        (body(QUESTION, "Kok belum ada kabar? Saya minta kepastian segera."), "DEMANDING_TONE"),
        (body(QUESTION, QUESTION + " Saya sangat butuh pekerjaan ini."), "DESPERATE_TONE"),
        (body(QUESTION, QUESTION + " Mohon hasilnya dikirim lewat WhatsApp."), "CHANNEL_REQUEST"),
        (body(QUESTION, QUESTION + " Ibu dapat menelepon saya sore ini."), "CHANNEL_REQUEST"),
        (body("Ratna Wulandari", "[Nama Rekruter]"), "PLACEHOLDER"),
        (body("PT Samudra Niaga Abadi", "{{company}}"), "PLACEHOLDER"),
        (body(QUESTION, QUESTION.upper()), "ALL_CAPS"),
        (LETTER._replace(subject=LETTER.subject.upper()), "ALL_CAPS"),
        (body(QUESTION, QUESTION + " I am looking forward to hearing from you."), "MIXED_LANGUAGE"),
        (body(QUESTION, QUESTION + " Saya belajar banyak hal baru." * 40), "TOO_LONG"),
        (body(QUESTION, f"{QUESTION} {QUESTION}"), "INCOHERENT"),
        (body(QUESTION, QUESTION + " Saya bertanya karena saya ingin dan."), "INCOHERENT"),
        (body(QUESTION, QUESTION + " Saya sudah menerima tawaran lain."), "INCOHERENT"),
    ],
)
def test_a_slip_is_found_under_its_name(draft: Draft, rule: str) -> None:
    assert rule in rules(draft)


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        (english("Dear Ms Lim,", "Hi Amanda,"), "SALUTATION_INFORMAL"),
        (english("Dear Ms Lim,", "Dear Ms Watson,"), "SALUTATION_WRONG_NAME"),
        (english("Dear Ms Lim,", "Dear Mr Lim,"), "SALUTATION_WRONG_GENDER"),
        (english("Yours sincerely,", "Cheers,"), "CLOSING_INFORMAL"),
        (english("the Marketing Associate position", "the Data Analyst position"), "POSITION_WRONG"),
        (english("on 12 August 2026.", "on August 21st, 2026."), "DATE_WRONG"),
        (english("joining Orchid Bay", "joining Skyline Analytics"), "COMPANY_WRONG"),
        (
            english("May I ask whether there is any progress in the selection?", "Did I get the job?"),
            "BLUNT_QUESTION",
        ),
        (
            english("Thank you for your time", "Please call me today. Thank you for your time"),
            "CHANNEL_REQUEST",
        ),
        (english("Thank you for", "I am begging you. Thank you for"), "DESPERATE_TONE"),
        (english("Thank you for", "I demand an answer by tomorrow. Thank you for"), "DEMANDING_TONE"),
        (english("I remain very interested", "I'm gonna be super interested"), "INFORMAL_LANGUAGE"),
        (english("I remain very interested in", "Saya masih sangat berminat untuk"), "MIXED_LANGUAGE"),
    ],
)
def test_a_slip_in_an_english_letter_is_found_under_its_name(draft: Draft, rule: str) -> None:
    assert rule in rules(draft, GRACE)


@pytest.mark.parametrize(
    "draft",
    [
        body(GREETING, "Assalamualaikum warahmatullahi wabarakatuh,\n\nYth. Ibu Ratna Wulandari,"),
        body(
            GREETING,
            "Kepada\nYth. Ibu Ratna Wulandari\nHRD PT Samudra Niaga Abadi\ndi tempat\n\nDengan hormat,",
        ),
        body(GREETING, "Om Swastiastu,\nKepada Ibu Ratna,"),
        body(GREETING, "Yth. Bapak/Ibu Ratna Wulandari, S.Psi., M.M.,"),
        body(GREETING, "Selamat siang Ibu Ratna,"),
        body("Dinda Permatasari", "Dinda"),
        body(CLOSING, CLOSING + "\n0812-0000-1111\nlinkedin.com/in/dinda"),
        body("pada 12 Agustus 2026", "pada Rabu, 12/08/2026"),
        body("pada 12 Agustus 2026", "pada 12 Agu 2026"),
        body("mengikuti wawancara", "mengikuti interview melalui telepon"),
        body(
            QUESTION, "Menyambung surel saya tanggal 20 Agustus 2026, " + QUESTION[0].lower() + QUESTION[1:]
        ),
        body(QUESTION, QUESTION + " Pengalaman magang di PT Graha Busana Jaya sangat membantu saya."),
        body("PT Samudra Niaga Abadi", "Samudra Niaga"),
        LETTER._replace(body=LETTER.body.replace("\n", "\r\n")),
        LETTER._replace(body=LETTER.body.replace(" ", "\u00a0")),
        LETTER._replace(
            body="<p>" + LETTER.body.replace("\n\n", "</p>\n<p>").replace("\n", "<br>\n") + "</p>"
        ),
        LETTER._replace(
            body=LETTER.body + "\n\nPada 1 Agu 2026 10.00, Ratna menulis:\n> Halo kak, gimana nih?\n"
        ),
        LETTER._replace(subject="[Follow Up] Staf Akuntansi - Dinda - 12/08/2026"),
    ],
)
def test_what_is_right_in_another_way_gets_no_finding(draft: Draft) -> None:
    assert rules(draft) == set()


def test_a_gender_that_is_not_recorded_is_never_found_wrong() -> None:
    unknown = DINDA._replace(recruiter_gender=None)
    assert rules(body("Ibu", "Bapak"), unknown) == set()


def test_nobody_on_record_is_addressed_as_a_team() -> None:
    nobody = DINDA._replace(recruiter_name=None, recruiter_gender=None)
    assert rules(body(GREETING, "Yth. Bapak/Ibu Tim Rekrutmen PT Samudra Niaga Abadi,"), nobody) == set()


def test_the_blunt_question_stands_in_for_the_gentle_one() -> None:
    assert rules(body(QUESTION, "Apakah saya diterima?")) == {"BLUNT_QUESTION"}


def test_a_placeholder_for_the_position_leaves_the_position_unnamed() -> None:
    assert rules(body("Staf Akuntansi", "[Nama Posisi]")) == {"PLACEHOLDER", "POSITION_MISSING"}


def test_a_placeholder_for_the_company_is_a_placeholder_only() -> None:
    assert rules(body("PT Samudra Niaga Abadi", "[Nama Perusahaan]")) == {"PLACEHOLDER"}


def test_a_thank_you_note_asks_for_nothing() -> None:
    note = body(f"{QUESTION} ", "")
    assert rules(note, DINDA._replace(kind=Kind.THANK_YOU)) == set()


def test_the_american_order_of_a_date_is_read_where_no_other_is_possible() -> None:
    nineteenth = DINDA._replace(interview_date=date(2026, 8, 19))
    draft = body("12 Agustus 2026", "8/19/2026")
    assert rules(draft, nineteenth) == set()


def test_a_wrong_fact_comes_with_the_right_one_to_put_in_its_place() -> None:
    finding = found("COMPANY_WRONG", body("PT Samudra Niaga Abadi", "PT Graha Busana Jaya"))
    assert finding.suggestions == ("PT Samudra Niaga Abadi",)


@pytest.mark.parametrize("rule", list(Rule))
def test_only_placeholders_wrong_facts_and_the_blunt_question_block(rule: Rule) -> None:
    blocks = rule.value.endswith(("_WRONG", "WRONG_NAME", "WRONG_GENDER")) or rule.value in (
        "PLACEHOLDER",
        "BLUNT_QUESTION",
    )
    assert (severity(rule) is Severity.BLOCKS) is blocks
