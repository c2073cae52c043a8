"""A day as a letter says it. Pure, so that a letter does not follow the reader's interface."""

from datetime import date

MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli",
           "Agustus", "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July",
           "August", "September", "October", "November", "December"),
}  # fmt: skip


def in_words(day: date, language: str) -> str:
    """12 Agustus 2026, 12 August 2026."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
