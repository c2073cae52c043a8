"""The first text of a letter, made from the record."""

from datetime import datetime

from careers.models import Interview
from followups.etiquette import Draft, Kind
from followups.records import record_of


def first_text(
    interview: Interview, *, kind: Kind | str, attempt: int, language: str, now: datetime
) -> Draft:
    """A plain letter that names what the record knows."""
    record = record_of(interview, kind, attempt)
    title = {"female": "Ibu", "male": "Bapak"}.get(record.recruiter_gender or "", "Bapak/Ibu")
    day = record.interview_date
    body = (
        f"Yth. {title} {record.recruiter_name or 'Tim Rekrutmen'},\n\n"
        f"Perkenalkan, saya {record.student_name}, peserta wawancara posisi {record.position} di "
        f"{record.company} pada {day.day}-{day.month:02d}-{day.year}.\n\n"
        "Melalui surel ini saya ingin menanyakan apakah sudah ada perkembangan dalam proses seleksi "
        "untuk posisi tersebut. Saya tetap berminat untuk bergabung.\n\n"
        f"Terima kasih atas waktu dan kesempatan yang diberikan.\n\nHormat saya,\n{record.student_name}"
    )
    return Draft(f"Menanyakan perkembangan seleksi {record.position}", body)
