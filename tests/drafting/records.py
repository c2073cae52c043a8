"""Invented records of all sorts, the same ones in every run."""

import random
from datetime import date, timedelta

from followups.drafting import LetterFacts


def _words(text: str, mark: str | None = None) -> list[str]:
    return text.split(mark)


GIVEN = _words(
    "Dinda Bagus Made Siti Yosua Fajar Ratna Hendra Komang Putri Agus Wayan Sri Tri Ayu Rizky Intan Gede "
    "Nurul Muhammad Maria Yohanes Desak Teuku Raden Budi Cut Andi Baiq Lalu Mei Sakti Bulan Mentari Indah "
    "Bunga Senja Jaya Setia José Zoë Siobhán Wei Aiko Priya Oluwaseun Jean-Luc Mary-Ann Hope April Grace Will Mark"
)
FAMILY = _words(
    "Maharani Prakoso Lestari Simanjuntak Rahmawati Nugroho Wulandari Gunawan Sudiarta Hartono Saputra "
    "Kusuma Siregar Nasution Pattiasina Ginting Tumbelaka Hidayat Al-Farisi Setiawan Salim Wijaya Tan Li "
    "O'Brien MacLeod Müller García D'Souza Nakamura Okafor Smith-Jones Long Young May Sitorus Harapan Putra"
)
ALONE = _words("Suharti Sukarno Wagiman Ngatinah Mulyono Tukiyem Prawiro Suparman Dewi Rukmini")
BEFORE = ["dr.", "Dr.", "Prof. Dr.", "Ir.", "Drs.", "Dra.", "Hj.", "H.", "drg.", "Prof. Dr. Ir."]
BEHIND = [
    ", S.Psi.",
    ", S.E., M.M.",
    ", S.Kom.",
    ", M.Sc.",
    ", Ph.D.",
    ", S.H., M.Kn.",
    ", A.Md.Kes.",
    " S.Psi.",
]
POSITIONS = _words(
    "Guest Relations Officer|Staf Akuntansi|QA/QC Engineer|Analis Data Junior|Management Trainee|Perawat Gigi|"
    "Teknisi Jaringan|Supply Chain Analyst|UI/UX Designer|Staf Administrasi dan Umum|Front-End Developer|"
    "Customer Service Representative|Apoteker|Barista|Guru Bahasa Inggris|Legal Officer (Kontrak 1 Tahun)|HRD Staff|"
    "Senior Software Engineer II|Asisten Dosen|Marketing & Communications Officer|R&D Food Technologist|"
    "staf gudang|IT Support|PPIC|Account Executive - Surabaya|Data Scientist, Credit Risk|Kepala Toko|"
    "Officer Development Program|K3 (HSE) Officer|Penerjemah Bahasa Jepang|C++ Developer|.NET Engineer|"
    "Relationship Manager|Quality Control|Interview Coordinator|Head of Growth|Magang Desain Grafis|"
    "Medical Representative|Operator Produksi Shift Malam|Social Media Specialist",
    "|",
)
COMPANIES = _words(
    "PT Samudra Niaga|PT Lentera Digital Nusantara Tbk|PT. Cipta Boga Lestari|CV Karya Bersama|CV. Tiga Putra|"
    "UD Sumber Rejeki Contoh|Yayasan Cahaya Anak Bangsa|RS Harapan Sehat|RSUD Kota Contoh|RSIA Bunda Contoh|"
    "Rumah Sakit Umum Kasih Contoh|Hotel Segara Biru|Klinik Senyum Sehat|Koperasi Tani Makmur Contoh|Bank Arunika|"
    "PT Bank Contoh Nusantara (Persero) Tbk|Perum Contoh Logistik|Hale & Porter LLP|Orchid Bay Pte Ltd|"
    "Northwind Example Inc.|Contoso Example GmbH|Sato Contoh K.K.|Lotus Example Sdn Bhd|kopikita|tokoria|gojalan.id|"
    "eWarung|PT Aneka Rupa & Rekan|The Learning Tree|Dua Kelinci Contoh|SMA Contoh 1 Bandung|Universitas Contoh|"
    "Dinas Contoh Kota Malang|PT ABC|3D Example|Muda Berkarya|Studio Tujuh|Company of Contoh|Bright & Early Ltd|"
    "PT Antar Kabar Indonesia",
    "|",
)


def records(language: str, count: int, seed: int = 20_260_812) -> list[LetterFacts]:
    """So many records; each month of the year is among the days."""
    dice = random.Random(f"{seed}/{language}")
    return [_record(dice, language, number) for number in range(count)]


def _record(dice: random.Random, language: str, number: int) -> LetterFacts:
    day = date(dice.choice([2025, 2026, 2027]), number % 12 + 1, dice.randint(1, 28))
    named = dice.random() < 0.8
    return LetterFacts(
        student_name=_name(dice, titles=0.1),
        position=POSITIONS[number % len(POSITIONS)],
        company=dice.choice(COMPANIES),
        interview_date=day,
        language=language,
        # The etiquette does not know a hyphenated recruiter again yet (see test_letters).
        recruiter_name=_name(dice, titles=0.3) if named else None,
        recruiter_gender=dice.choice(["female", "male", None]) if named else None,
        first_sent_on=day + timedelta(days=dice.randint(8, 40)),
        study_programme="Akuntansi",
    )


def _name(dice: random.Random, titles: float) -> str:
    kind = dice.random()
    if kind < 0.15:
        name = dice.choice(ALONE)
    else:
        words = dice.sample(GIVEN, dice.choice([1, 1, 2])) + dice.sample(FAMILY, dice.choice([1, 1, 2]))
        name = " ".join(words)
        if kind > 0.92:
            name = f"{words[0]} {words[-1][0]}."
    if dice.random() < titles:
        name = f"{dice.choice(BEFORE)} {name}"
    if dice.random() < titles:
        name += dice.choice(BEHIND)
    return name
