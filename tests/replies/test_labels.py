"""What single turns of phrase mean, and what they do not."""

from datetime import date

import pytest

from careers.answers import Label
from followups.replies import classify
from followups.replies.message import LONGEST, Message, TooLarge
from tests.replies.mails import MONDAY, read

HISTORY = (
    "\n\nPada Sen, 7 Sep 2026 pukul 09.00 Dinda <dinda@example.ac.id> menulis:\n"
    "> Kepada Ibu Ratna, saya khawatir sudah ditolak. Apakah saya diterima?\n"
    "> Saya siap menunggu sampai 30 September 2026.\n"
)


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("Mohon maaf, posisi tersebut sudah terisi.", Label.REJECTION),
        ("Kami memutuskan melanjutkan dengan kandidat lain.", Label.REJECTION),
        ("We have decided to move forward with another candidate.", Label.REJECTION),
        ("The vacancy has been cancelled.", Label.REJECTION),
        ("Selamat, Anda diterima sebagai Staf Akuntansi.", Label.OFFER),
        ("We would like to offer you the position.", Label.OFFER),
        ("Kami mengundang Saudara untuk wawancara kedua pada Kamis.", Label.NEXT_STAGE_INVITATION),
        ("Could you join us for a final interview on Tuesday?", Label.NEXT_STAGE_INVITATION),
        ("Perekrutan dibekukan sampai waktu yang belum ditentukan.", Label.DISCOURAGING_WAIT),
        ("Mohon tidak menghubungi kami lagi.", Label.DISCOURAGING_WAIT),
        (
            "Please do not contact us again; only shortlisted candidates will be contacted.",
            Label.DISCOURAGING_WAIT,
        ),
        ("Hiring is on hold and we cannot say when it will resume.", Label.DISCOURAGING_WAIT),
        ("Mohon ditunggu sampai akhir bulan ini.", Label.ASKED_TO_WAIT_UNTIL),
        ("Please give us another two weeks.", Label.ASKED_TO_WAIT_UNTIL),
        ("Kami mohon kesabarannya.", Label.ASKED_TO_WAIT_UNTIL),
        ("Noted, terima kasih.", Label.NEUTRAL_ACK),
        ("Received, many thanks.", Label.NEUTRAL_ACK),
        ("Lamaran Anda telah diterima dan sedang kami proses.", Label.NEUTRAL_ACK),
        ("Saya sedang cuti dan kembali pada 21 September 2026.", Label.AUTO_REPLY),
        ("Ms Lim no longer works here; please write to talent@example.com.", Label.AUTO_REPLY),
    ],
)
def test_a_sentence_means_its_label(body: str, label: Label) -> None:
    assert read(body).label is label


@pytest.mark.parametrize(
    ("body", "not_this"),
    [
        ("Kami masih mewawancarai kandidat lain.", Label.REJECTION),
        ("Terima kasih telah mengikuti wawancara pada hari Senin.", Label.NEXT_STAGE_INVITATION),
        ("Apabila lolos, Anda akan kami undang ke tahap berikutnya.", Label.NEXT_STAGE_INVITATION),
        ("We are still in the final round of interviews.", Label.NEXT_STAGE_INVITATION),
        ("We have not yet decided whom to offer the position.", Label.OFFER),
        ("You were not selected for an offer.", Label.OFFER),
    ],
)
def test_a_sentence_that_only_looks_so_is_not_taken_for_it(body: str, not_this: Label) -> None:
    assert read(body).label is not not_this


@pytest.mark.parametrize(
    "label", ["Noted, terima kasih.", "Mohon ditunggu sampai Jumat.", "Posisi sudah terisi."]
)
def test_the_students_own_words_below_decide_nothing(label: str) -> None:
    assert read(label + HISTORY)._replace(start=None, end=None) == read(label)._replace(start=None, end=None)


@pytest.mark.parametrize(
    "history",
    [
        "\n\nOn Mon, Sep 7, 2026 at 9:00 AM Dinda <dinda@example.ac.id> wrote:\n\nI fear I was rejected.",
        "\n\n-----Original Message-----\nFrom: Dinda\nSent: Monday\nSubject: x\n\nI fear I was rejected.",
        "\n\nFrom: Dinda <dinda@example.ac.id>\nSent: Monday, 7 September 2026\nTo: HR\nSubject: x\n\nI was rejected.",
        "\n\nDari: Dinda\nDikirim: Senin, 7 September 2026\nKepada: HRD\nPerihal: x\n\nSaya ditolak.",
        "\n\n________________________________\nFrom: Dinda\nI was rejected.",
        "\n> I fear I was rejected\n> and would welcome an offer",
        "\n\nOn Mon, 7 Sep 2026, Dinda Permatasari <dinda.permatasari.yang.panjang@example.ac.id>\nwrote:\n\n> rejected",
    ],
)
def test_history_is_known_in_every_programs_way(history: str) -> None:
    assert read("Received, many thanks." + history).label is Label.NEUTRAL_ACK


def test_an_answer_between_quoted_lines_is_read() -> None:
    body = "> Apakah ada perkembangan?\n\nSudah, posisi tersebut sudah terisi.\n\n> Terima kasih."
    assert read(body).label is Label.REJECTION


def test_a_forwarded_answer_is_read_and_not_the_note_above_it() -> None:
    body = (
        "Pak, saya diterima atau ditolak ya ini?\n\n---------- Forwarded message ---------\n"
        "Dari: HRD <hrd@example.com>\nTanggal: 7 September 2026\n\nMohon ditunggu sampai 18 September 2026."
    )
    reading = read(body, subject="Fwd: Re: wawancara")
    assert (reading.label, reading.wait_until) == (Label.ASKED_TO_WAIT_UNTIL, date(2026, 9, 18))


@pytest.mark.parametrize(
    ("body", "until", "assumed"),
    [
        ("Mohon ditunggu dua minggu lagi.", date(2026, 9, 21), False),
        ("Please give us ten days.", date(2026, 9, 17), False),
        ("Hasilnya diumumkan minggu depan.", date(2026, 9, 18), True),
        ("Keputusan keluar akhir bulan ini.", date(2026, 9, 30), True),
        ("We will let you know early next month.", date(2026, 10, 10), True),
        ("You will hear from us by Friday.", date(2026, 9, 11), False),
        ("You will hear from us in the first quarter of 2027.", date(2027, 3, 31), True),
        ("We decide in the week of 21 September.", date(2026, 9, 25), True),
        ("Kami kabari antara 14 - 16 September 2026.", date(2026, 9, 16), False),
        ("Please wait for our decision.", None, False),
    ],
)
def test_until_when_patience_is_asked(body: str, until: date | None, assumed: bool) -> None:
    reading = read(body)
    assert (reading.label, reading.wait_until) == (Label.ASKED_TO_WAIT_UNTIL, until)
    assert reading.assumed is assumed


def test_a_day_on_hold_is_a_wait_and_without_a_day_a_discouragement() -> None:
    held = "Hiring is on hold over the holidays"
    assert read(held + ".").label is Label.DISCOURAGING_WAIT
    assert read(held + "; we update everyone by 15 January 2027.").wait_until == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("headers", "subject", "body", "label"),
    [
        (
            {"From": "MAILER-DAEMON@mx.example.net"},
            "Undelivered Mail",
            "550 5.1.1 User unknown",
            Label.BOUNCE,
        ),
        ({}, "Pesan tidak terkirim", "Alamat hrd@example.com tidak ditemukan.", Label.BOUNCE),
        (
            {"From": "MAILER-DAEMON@mx.example.net"},
            "Delivery delayed",
            "Your message has not yet been delivered; we will keep trying for two days.",
            Label.UNRELATED,
        ),
        ({"Auto-Submitted": "auto-replied"}, "Re: x", "Terima kasih atas surel Anda.", Label.AUTO_REPLY),
        (
            {"Auto-Submitted": "auto-generated"},
            "Re: x",
            "Unfortunately you were not selected.",
            Label.REJECTION,
        ),
        ({}, "Automatic reply: x", "I am out of the office until 14 September 2026.", Label.AUTO_REPLY),
        (
            {"List-Unsubscribe": "<https://example.com>"},
            "Info",
            "5 new jobs matching your search.",
            Label.UNRELATED,
        ),
        ({}, "Reminder", "Your library books are due on 20 September.", Label.UNRELATED),
    ],
)
def test_machines_are_known_by_what_they_leave(
    headers: dict[str, str], subject: str, body: str, label: Label
) -> None:
    assert classify(Message(subject, headers, body, MONDAY)).label is label


def test_what_a_person_must_confirm_is_never_set_aside() -> None:
    assert not read("Posisi sudah terisi.").can_be_set_aside
    assert read(
        "Saya sedang cuti.", subject="Balasan Otomatis: x", Auto_Submitted="auto-replied"
    ).can_be_set_aside


def test_what_nobody_can_make_sense_of_is_unsure() -> None:
    assert read("Lorem ipsum dolor sit amet.").confidence < 0.5


def test_a_mail_of_a_megabyte_is_refused() -> None:
    with pytest.raises(TooLarge):
        read("x" * (LONGEST + 1))
