"""Invented people from all over the archipelago, and how they wish to be addressed.

Nobody's gender is kept or guessed. A recruiter's honorific is a fact of its own: the one she or he
signs with, or unknown, and then it stays unknown.
"""

import re
from random import Random
from typing import NamedTuple


class Region(NamedTuple):
    """Given and family (or second) names as they are used together in one part of the country."""

    given: tuple[str, ...]
    second: tuple[str, ...]


def _names(given: str, second: str) -> Region:
    return Region(tuple(given.split(", ")), tuple(second.split(", ")))


REGIONS: tuple[Region, ...] = (
    _names("Cut Rahma, Teuku Rayyan, Nurul, Zulfikar", "Maharani, Iskandar, Fadhillah, Muzakkir"),  # Aceh
    _names("Theresia, Togar, Ruth, Binsar, Maria", "Simanjuntak, Hutapea, Siregar, Nainggolan, Harahap"),  # Batak
    _names("Rafki, Fitri, Annisa, Yusril, Rahmi", "Chaniago, Piliang, Koto, Tanjung"),  # Minang
    _names("Ahmad, Siti, Rizky, Nadia", "Palembani, Syarif, Oktaviani, Lesmana"),  # Palembang, Lampung
    _names("Galih, Ratna, Bagas, Sekar, Wahyu, Dwi, Tri", "Wicaksono, Pramudya, Lestari, Utami, Santoso, Rahayu"),
    _names("Asep, Neng Rani, Ujang, Euis, Cecep", "Hidayat, Nurjanah, Permana, Kurniasih"),  # Sunda
    _names("Fauzan, Maesaroh, Ridwan, Zahra", "Marzuki, Sabeni, Hasanah, Jaelani"),  # Betawi
    _names("Moh. Hasan, Nur Aini, Ach. Fikri, Faizah", "Madani, Sholeh, Zainab, Trunojaya"),  # Madura
    _names("I Made, Ni Luh, I Wayan, Ni Putu, Ketut", "Suarjana, Ayu Laksmi, Adnyana, Widiasih, Sudiarta"),  # Bali
    _names("Lalu Arif, Baiq Nirmala, Lalu Gede", "Wirajaya, Kusuma, Mandalika"),  # Sasak
    _names("Maria Goreti, Yohanes, Agustinus, Yuliana", "Lusi, Kelen, Wungo, Seran, Nahak"),  # Flores, Timor
    _names("Norhayati, Aditya, Salasiah, Fahri", "Banjari, Noor, Hidayatullah, Arsyad"),  # Banjar
    _names("Lius, Katarina, Yosef, Rinai", "Lawing, Ngau, Usat, Jalung"),  # Dayak
    _names("Andi Tenri, Baso, Andi Batara, Besse", "Ajeng, Paewangi, Mappanyukki, Rukka"),  # Bugis
    _names("Daeng Rizal, Sitti Hajar, Syamsul, Rahmatia", "Tompo, Bahri, Nompo, Tata"),  # Makassar
    _names("Yulius, Novita, Elisabeth, Alfon", "Rantepadang, Sarira, Tandilangi, Bunga"),  # Toraja
    _names("Gladys, Rendy, Meiske, Stefan", "Wowor, Lumintang, Kalangi, Rumondor"),  # Minahasa
    _names("Yohanes, Siti Hawa, Jacob, Nur Laila", "Wattimena, Latuconsina, Pattinama, Tuasikal"),  # Maluku
    _names("Yosina, Markus, Debora, Otis", "Wanggai, Rumbiak, Kogoya, Mandowen"),  # Papua
    _names("Kevin, Felicia, Hendra, Meilani", "Tanoto, Gunawan, Wijaya, Halim, Lim"),  # Tionghoa
    _names("Suharni, Paijan, Sumarsih", ""),  # one name is a whole name
)  # fmt: skip

# Recruiters: the name, and the honorific they sign with ("" where they never said).
RECRUITERS: tuple[tuple[str, str], ...] = (
    ("Lestari Handayani", "ibu"), ("Andreas Hadinata", "bapak"), ("Ratih Pusparini", "ibu"),
    ("Dian Saraswati", ""), ("Hasan Basri Lubis", "bapak"), ("Nyoman Wiratama", ""),
    ("Rina Marpaung", "ibu"), ("Agus Parlindungan", "bapak"), ("Sri Handini Hartono", "ibu"),
    ("Tirta Anggara", ""), ("Meutia Zahra", "ibu"), ("Bambang Setiaji", "bapak"),
    ("Yanti Rumokoy", "ibu"), ("Eka Nugraha", ""), ("Syahrul Patongai", "bapak"),
    ("Kristin Pangaribuan", "ibu"), ("Dedi Kusnandar", "bapak"), ("Wening Palupi", "ibu"),
    ("Rangga Wiradilaga", ""), ("Marlina Tappi", "ibu"), ("Irfan Maulana Daud", "bapak"),
    ("Ayu Kartika", "ibu"), ("Budi Hartanto Lie", "bapak"), ("Sasmita Jaya", ""),
    ("Elok Faiqoh", "ibu"), ("Petrus Wayong", "bapak"), ("Citra Larasati", "ibu"),
    ("Mika Sondakh", ""), ("Gede Astawa", "bapak"), ("Nurhaliza Amir", "ibu"),
    ("Taufik Rahman Siddik", "bapak"), ("Vania Hartawan", ""), ("Joko Purwadi", "bapak"),
)  # fmt: skip
ABROAD: dict[str, tuple[tuple[str, str], ...]] = {
    "MY": (("Nur Izzati Rahman", ""), ("Faizal Hakimi", ""), ("Tan Wei Ling", "")),
    "SG": (("Priya Raman", ""), ("Marcus Goh", ""), ("Chua Hui Min", "")),
    "NL": (("Sanne de Wit", ""), ("Jeroen Vermeulen", "")),
    "US": (("Jordan Whitfield", ""), ("Alexis Romero", "")),
    "AU": (("Harriet Nolan", ""), ("Liam Carver", "")),
    "JP": (("Ishikawa Haruka", ""), ("Moriyama Kenta", "")),
    "AE": (("Layla Al Marzooqi", ""), ("Omar Haddad", "")),
}


def student_name(rng: Random) -> str:
    """A name as somebody from one region would bear it."""
    region = rng.choice(REGIONS)
    return f"{rng.choice(region.given)} {rng.choice(region.second)}".strip()


def recruiter_of(country: str, rng: Random) -> tuple[str, str]:
    """A recruiter's name and honorific ("" = not known)."""
    return rng.choice(ABROAD.get(country, RECRUITERS))


def as_address(name: str) -> str:
    """The part of an address before the @: "Maria Goreti Lusi" -> maria.goreti.lusi."""
    return re.sub(r"[^a-z]+", ".", name.lower()).strip(".")
