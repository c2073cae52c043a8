"""Employers in several countries: their place decides which days and hours are right."""

from typing import NamedTuple


class Place(NamedTuple):
    """A city with what a calendar needs; `subdivision` is the library's code, "" if it has none."""

    country: str
    subdivision: str
    city: str
    time_zone: str


_WIB, _WITA, _WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
PLACES: dict[str, Place] = {
    place.city: place
    for place in (
        *(Place("ID", "", city, _WIB) for city in (
            "Jakarta", "Bekasi", "Tangerang", "Bandung", "Semarang", "Yogyakarta", "Surabaya",
            "Cilegon", "Medan", "Banda Aceh", "Palembang",
        )),
        Place("ID", "", "Pontianak", "Asia/Pontianak"),
        *(Place("ID", "", city, _WITA) for city in (
            "Makassar", "Denpasar", "Mataram", "Balikpapan", "Banjarmasin", "Manado", "Kupang", "Kendari",
        )),
        *(Place("ID", "", city, _WIT) for city in ("Jayapura", "Ambon", "Ternate", "Timika")),
        Place("MY", "02", "Alor Setar", "Asia/Kuala_Lumpur"),
        Place("MY", "14", "Kuala Lumpur", "Asia/Kuala_Lumpur"),
        Place("SG", "", "Singapore", "Asia/Singapore"),
        Place("NL", "", "Rotterdam", "Europe/Amsterdam"),
        Place("US", "NY", "New York", "America/New_York"),
        Place("AU", "NSW", "Sydney", "Australia/Sydney"),
        Place("JP", "", "Nagoya", "Asia/Tokyo"),
        Place("AE", "", "Dubai", "Asia/Dubai"),
    )
}  # fmt: skip


class Company(NamedTuple):
    """An employer of one centre. `weight` is how many students apply there, against the others."""

    name: str
    city: str
    sector: str
    weight: int = 3
    works_joint_leave: bool = False


ARUNIKA: tuple[Company, ...] = (
    Company("PT Samudra Niaga Logistik", "Jakarta", "logistics", 6),
    Company("PT Baja Selaras", "Cilegon", "industry", 4),
    Company("PT Karya Logam Utama", "Bekasi", "industry", 5),
    Company("PT Citra Kemasan Lestari", "Tangerang", "industry", 3, works_joint_leave=True),
    Company("Tumbuh Labs", "Jakarta", "digital", 6),
    Company("PT Asuransi Teduh", "Medan", "finance", 3),
    Company("KAP Hadinata dan Rekan", "Surabaya", "finance", 4),
    Company("PT Farmanesia Sehat", "Semarang", "health", 4),
    Company("Ruang Aksara Media", "Yogyakarta", "digital", 3),
    Company("PT Sagara Energi", "Banda Aceh", "energy", 2),
    Company("Bank Lumbung Nusa", "Bandung", "finance", 5),
    Company("PT Pangan Sriwijaya", "Palembang", "industry", 2),
    Company("PT Hutan Khatulistiwa", "Pontianak", "energy", 2),
    Company("Borneo Fresh", "Balikpapan", "logistics", 2),
    Company("Hotel Tanjung Biru", "Denpasar", "hospitality", 3),
    Company("Kuala Hijau Sdn Bhd", "Alor Setar", "industry", 2),
    Company("Menara Cahaya Sdn Bhd", "Kuala Lumpur", "digital", 2),
    Company("Kolibri Digital Pte Ltd", "Singapore", "digital", 3),
    Company("Noordzee Havenlogistiek BV", "Rotterdam", "logistics", 2),
    Company("Hudson Lantern Analytics", "New York", "digital", 2),
    Company("Banksia Foods", "Sydney", "industry", 2),
    Company("Aoba Seiki", "Nagoya", "industry", 2),
)
SAMUDRA: tuple[Company, ...] = (
    Company("PT Bumi Karsa Konstruksi", "Makassar", "industry", 6),
    Company("PT Phinisi Lintas Samudra", "Makassar", "logistics", 6),
    Company("Bank Celebes Mandala", "Makassar", "finance", 5),
    Company("RS Anging Mammiri", "Makassar", "health", 4),
    Company("PT Kakao Tana Luwu", "Kendari", "industry", 3, works_joint_leave=True),
    Company("PT Nikel Halmahera Jaya", "Ternate", "energy", 3),
    Company("PT Cendrawasih Agro", "Jayapura", "industry", 3),
    Company("PT Tembaga Amungsal", "Timika", "energy", 2),
    Company("Maluku Blue Fisheries", "Ambon", "logistics", 2),
    Company("Bunaken Dive Resort", "Manado", "hospitality", 3),
    Company("PT Rinjani Wisata", "Mataram", "hospitality", 2),
    Company("Kupang Solar", "Kupang", "energy", 2),
    Company("PT Sungai Martapura Tekstil", "Banjarmasin", "industry", 2),
    Company("Layar Data Nusantara", "Jakarta", "digital", 4),
    Company("PT Kapal Rajawali", "Surabaya", "industry", 3),
    Company("Straits Harbour Marine Pte Ltd", "Singapore", "logistics", 2),
    Company("Gulf Pearl Hospitality", "Dubai", "hospitality", 2),
    Company("Langkawi Ferries Sdn Bhd", "Alor Setar", "logistics", 2),
)

POSITIONS: dict[str, tuple[str, ...]] = {
    "logistics": (
        "Analis Rantai Pasok", "Supply Planner", "Staf Ekspor Impor", "Koordinator Gudang",
        "Operations Trainee", "Procurement Officer",
    ),
    "industry": (
        "Perencana Produksi", "Maintenance Planner", "Process Engineer", "Quality Control Officer",
        "Site Engineer", "Analis Proses", "HSE Officer",
    ),
    "digital": (
        "Backend Engineer", "Analis Data", "Desainer UI", "Product Analyst", "IT Support",
        "Content Strategist",
    ),
    "finance": ("Auditor Junior", "Management Trainee", "Analis Kredit", "Staf Pajak", "Relationship Officer"),
    "health": ("QA Officer", "Apoteker Pendamping", "Analis Laboratorium", "Staf Rekam Medis"),
    "energy": ("Electrical Engineer", "Staf Lingkungan", "Geologist Trainee", "Staf Legal"),
    "hospitality": ("Guest Relations", "Event Officer", "Revenue Analyst", "Sales Executive"),
}  # fmt: skip

PROGRAMMES = (
    "Teknik Industri", "Teknik Mesin", "Teknik Sipil", "Teknik Elektro", "Informatika", "Sistem Informasi",
    "Statistika", "Akuntansi", "Manajemen", "Farmasi", "Kesehatan Masyarakat", "Ilmu Kelautan",
    "Pariwisata", "Desain Komunikasi Visual", "Hukum", "Agribisnis",
)  # fmt: skip
