"""Where an employer may be: the places a student chooses from, each with what a calendar needs.

The region matters where weekends, holidays or clocks differ inside a country. Staff may correct an
employer to any other place.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careers.models import Centre


class EmployerPlace(NamedTuple):
    """A country (ISO 3166), its subdivision as the calendars name it ("" if they need none), and
    an IANA time zone."""

    country: str
    subdivision: str
    time_zone: str

    @property
    def code(self) -> str:
        """The value of the form's option."""
        return "/".join((self.country, self.subdivision, self.time_zone))


_MY, _AU = "Asia/Kuala_Lumpur", "Australia/"
PLACES: list[tuple[EmployerPlace, Any]] = [
    (EmployerPlace("ID", "", "Asia/Jakarta"), gettext_lazy("Indonesia, western (WIB)")),
    (EmployerPlace("ID", "", "Asia/Makassar"), gettext_lazy("Indonesia, central (WITA)")),
    (EmployerPlace("ID", "", "Asia/Jayapura"), gettext_lazy("Indonesia, eastern (WIT)")),
    (EmployerPlace("AU", "NSW", _AU + "Sydney"), gettext_lazy("Australia, Sydney")),
    (EmployerPlace("AU", "VIC", _AU + "Melbourne"), gettext_lazy("Australia, Melbourne")),
    (EmployerPlace("AU", "QLD", _AU + "Brisbane"), gettext_lazy("Australia, Brisbane")),
    (EmployerPlace("AU", "WA", _AU + "Perth"), gettext_lazy("Australia, Perth")),
    (EmployerPlace("BN", "", "Asia/Brunei"), gettext_lazy("Brunei")),
    (EmployerPlace("CN", "", "Asia/Shanghai"), gettext_lazy("China")),
    (EmployerPlace("DE", "BE", "Europe/Berlin"), gettext_lazy("Germany, Berlin")),
    (EmployerPlace("DE", "BY", "Europe/Berlin"), gettext_lazy("Germany, Bavaria")),
    (EmployerPlace("DE", "HE", "Europe/Berlin"), gettext_lazy("Germany, Hesse")),
    (EmployerPlace("HK", "", "Asia/Hong_Kong"), gettext_lazy("Hong Kong")),
    (EmployerPlace("IN", "KA", "Asia/Kolkata"), gettext_lazy("India, Bengaluru")),
    (EmployerPlace("IN", "MH", "Asia/Kolkata"), gettext_lazy("India, Mumbai")),
    (EmployerPlace("JP", "", "Asia/Tokyo"), gettext_lazy("Japan")),
    (EmployerPlace("MY", "14", _MY), gettext_lazy("Malaysia, Kuala Lumpur")),
    (EmployerPlace("MY", "10", _MY), gettext_lazy("Malaysia, Selangor")),
    (EmployerPlace("MY", "01", _MY), gettext_lazy("Malaysia, Johor")),
    (EmployerPlace("MY", "07", _MY), gettext_lazy("Malaysia, Penang")),
    (EmployerPlace("MY", "02", _MY), gettext_lazy("Malaysia, Kedah")),
    (EmployerPlace("MY", "12", "Asia/Kuching"), gettext_lazy("Malaysia, Sabah")),
    (EmployerPlace("MY", "13", "Asia/Kuching"), gettext_lazy("Malaysia, Sarawak")),
    (EmployerPlace("NL", "", "Europe/Amsterdam"), gettext_lazy("Netherlands")),
    (EmployerPlace("PH", "", "Asia/Manila"), gettext_lazy("Philippines")),
    (EmployerPlace("QA", "", "Asia/Qatar"), gettext_lazy("Qatar")),
    (EmployerPlace("SA", "", "Asia/Riyadh"), gettext_lazy("Saudi Arabia")),
    (EmployerPlace("SG", "", "Asia/Singapore"), gettext_lazy("Singapore")),
    (EmployerPlace("KR", "", "Asia/Seoul"), gettext_lazy("South Korea")),
    (EmployerPlace("TW", "", "Asia/Taipei"), gettext_lazy("Taiwan")),
    (EmployerPlace("TH", "", "Asia/Bangkok"), gettext_lazy("Thailand")),
    (EmployerPlace("TL", "", "Asia/Dili"), gettext_lazy("Timor-Leste")),
    (EmployerPlace("AE", "", "Asia/Dubai"), gettext_lazy("United Arab Emirates")),
    (EmployerPlace("GB", "ENG", "Europe/London"), gettext_lazy("United Kingdom, England")),
    (EmployerPlace("GB", "SCT", "Europe/London"), gettext_lazy("United Kingdom, Scotland")),
    (EmployerPlace("US", "CA", "America/Los_Angeles"), gettext_lazy("United States, California")),
    (EmployerPlace("US", "NY", "America/New_York"), gettext_lazy("United States, New York")),
    (EmployerPlace("US", "TX", "America/Chicago"), gettext_lazy("United States, Texas")),
    (EmployerPlace("VN", "", "Asia/Ho_Chi_Minh"), gettext_lazy("Vietnam")),
]


def home_of(centre: Centre) -> EmployerPlace:
    """Where most employers of a centre are: where it is itself."""
    return EmployerPlace(centre.country, centre.subdivision, centre.time_zone)


def place_choices(centre: Centre) -> list[tuple[str, Any]]:
    """The options of a form; a centre that is at none of the places adds its own as the first."""
    home = home_of(centre)
    choices = [(place.code, label) for place, label in PLACES]
    if home.code in dict(choices):
        return choices
    return [(home.code, _("The same place as %(centre)s") % {"centre": centre.name}), *choices]


def place_of(code: str) -> EmployerPlace:
    """The place behind an option."""
    country, subdivision, time_zone = code.split("/", 2)
    return EmployerPlace(country, subdivision, time_zone)
