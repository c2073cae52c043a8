"""What employers, counsellors and students write, in the language of the employer's country."""

from random import Random

from careers.answers import Label, PromiseKind

INDONESIAN = frozenset({"ID", "MY"})

QUOTES: dict[PromiseKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    PromiseKind.DAYS: (
        ("Hasilnya kami kabari paling lambat {n} hari lagi.", "Mohon ditunggu {n} hari ya."),
        ("You will hear from us within {n} days.", "Give us {n} days."),
    ),
    PromiseKind.WORKING_DAYS: (
        ("Kami kabari dalam {n} hari kerja.", "Prosesnya sekitar {n} hari kerja."),
        ("We will get back to you within {n} business days.",),
    ),
    PromiseKind.DATE: (
        ("Pengumuman kami kirim paling lambat tanggal {day:%d-%m-%Y}.",),
        ("We will let you know by {day:%d %B}.",),
    ),
    PromiseKind.RANGE_DAYS: (
        ("Biasanya {low} sampai {n} hari.", "Kira-kira {low} sampai {n} hari, tergantung direksi."),
        ("It usually takes {low} to {n} days.",),
    ),
    PromiseKind.VAGUE: (
        ("Secepatnya akan kami kabari.", "Nanti kami hubungi lagi, ya."),
        ("We will be in touch soon.",),
    ),
    PromiseKind.NONE: (("",), ("",)),
}

REPLIES: dict[Label, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Label.OFFER: (
        ("Selamat, kami ingin menawarkan posisi {position} kepada Anda. Surat penawaran terlampir.",),
        ("We are delighted to offer you the position of {position}. Please find the letter attached.",),
    ),
    Label.REJECTION: (
        (
            "Terima kasih atas waktu Anda. Untuk posisi {position} kami memutuskan melanjutkan dengan kandidat lain.",
            "Mohon maaf, saat ini kami belum dapat melanjutkan proses Anda untuk posisi {position}.",
        ),
        ("Thank you for your time. We have decided to go ahead with another candidate for {position}.",),
    ),
    Label.DISCOURAGING_WAIT: (
        ("Proses rekrutmen {position} ditunda sampai waktu yang belum ditentukan.",),
        ("Hiring for {position} is on hold, and we do not expect news any time soon.",),
    ),
    Label.ASKED_TO_WAIT_UNTIL: (
        ("Mohon menunggu, keputusan posisi {position} masih dibahas dengan direksi.",),
        ("Please bear with us, the decision on {position} is still being discussed.",),
    ),
    Label.NEXT_STAGE_INVITATION: (
        ("Selamat, Anda kami undang ke tahap berikutnya untuk posisi {position}.",),
        ("We would like to invite you to the next round for {position}.",),
    ),
    Label.NEUTRAL_ACK: (
        ("Surel Anda sudah kami terima, terima kasih.", "Baik, terima kasih atas surelnya."),
        ("Thank you, we have received your message.",),
    ),
    Label.AUTO_REPLY: (
        ("Saya sedang cuti dan akan membaca surel sekembali saya.",),
        ("I am out of the office and will read your message on my return.",),
    ),
    Label.UNRELATED: (
        ("Undangan seminar karier daring kami bulan depan, silakan mendaftar.",),
        ("Join our careers webinar next month.",),
    ),
    Label.UNCLASSIFIED: (
        ("Terkait lamaran {position}, nanti coba kami cek dulu dengan tim terkait ya.",),
        ("Regarding {position}: noted, let me check with the team and circle back.",),
    ),
}

SHARED_NOTES = (
    "Jawaban Anda soal pengalaman magang sudah bagus. Simpan contoh itu untuk tahap berikutnya.",
    "Sudah saya baca surelnya, sopan dan jelas. Kirim pada jendela yang tertera, ya.",
    "Sambil menunggu, ada dua lowongan sejenis di papan pusat karier minggu ini.",
    "The letter reads well. Keep it exactly as short as it is.",
)
PRIVATE_NOTES = (
    "Mahasiswa cemas menunggu; ajak bicara sebelum jendela berikutnya.",
    "Perusahaan ini biasanya menjawab setelah rapat direksi hari Selasa.",
    "Perlu latihan wawancara sebelum ronde kedua.",
    "Recruiter told us at the job fair that answers take about three weeks.",
)

# By the letter's language: a sentence of somebody who waits too hard, and the counsellor's answer to it.
IMPATIENT = {"id": "Saya tunggu jawabannya hari ini.", "en": "I expect your answer today."}
ADVICE = {
    "id": "Surel Anda sudah sopan. Hapus saja kalimat terakhir: tanpa tenggat, mereka lebih leluasa menjawab.",
    "en": "A kind letter. Take out the last sentence: without a deadline it is easier for them to answer.",
}


def impatient(body: str, language: str) -> str:
    """A letter with a sentence too many, just before its signature."""
    text, _gap, signature = body.rpartition("\n\n")
    return "\n\n".join([text, IMPATIENT[language], signature])


def _pick(choices: tuple[tuple[str, ...], tuple[str, ...]], country: str, rng: Random) -> str:
    return rng.choice(choices[0 if country in INDONESIAN else 1])


def quote(kind: PromiseKind, country: str, rng: Random, **values: object) -> str:
    """A promise in the recruiter's words."""
    return _pick(QUOTES[kind], country, rng).format(**values)


def reply(label: Label, country: str, position: str, rng: Random) -> str:
    """An answer in the employer's words."""
    return _pick(REPLIES[label], country, rng).format(position=position)
