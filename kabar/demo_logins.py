"""The people one can sign in as after `make run`: one table for the demo data and the launcher."""

from typing import NamedTuple

DEMO_PASSWORD = "kabar-demo"  # noqa: S105 - it is printed for everybody to see


class DemoLogin(NamedTuple):
    """A demo account. `centre` is empty for the operator, who belongs to none."""

    role: str
    name: str
    email: str
    centre: str


JAKARTA = "Universitas Arunika"
MAKASSAR = "Universitas Samudra Biru"

DEMO_LOGINS: tuple[DemoLogin, ...] = (
    DemoLogin("student", "Dinda Prameswari", "dinda@arunika.example.ac.id", JAKARTA),
    DemoLogin("counsellor", "Bima Nugroho", "bima@arunika.example.ac.id", JAKARTA),
    DemoLogin("admin", "Sari Wulandari", "sari@arunika.example.ac.id", JAKARTA),
    DemoLogin("student", "Andi Rezky", "andi@samudra.example.ac.id", MAKASSAR),
    DemoLogin("counsellor", "Tenri Sannang", "tenri@samudra.example.ac.id", MAKASSAR),
    DemoLogin("admin", "Daeng Manessa", "daeng@samudra.example.ac.id", MAKASSAR),
    DemoLogin("operator", "Kabar Operator", "operator@kabar.example.com", ""),
)
