"""The note that goes with a LinkedIn invitation, and where on LinkedIn to go. No database.

The note is a draft for the student's own hands (N1–N3): short, personal, from the record only, and
never a question about the result. It is a letter, not a label of a page, so its sentences are kept
here in both languages and do not follow the reader's interface.
"""

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.utils import dateformat, translation

# What LinkedIn lets a free account write; others may write 300.
LONGEST = 200
SEARCH = "https://www.linkedin.com/search/results/people/"


class Occasion(NamedTuple):
    """What an invitation may speak of; `day` is the recruiter-local day of the interview.

    `honorific` is "bapak", "ibu" or "" (not known, never guessed); `language` the student's.
    """

    honorific: str
    contact: str
    position: str
    employer: str
    day: date
    student: str
    language: str


# Each from the fullest to the shortest: the first that fits is taken.
_NOTES = {
    "id": (
        (
            "{salutation}, terima kasih atas wawancara {position} di {employer} pada {day}. "
            "Senang bila kita dapat terhubung di sini. Salam hormat, {student}"
        ),
        (
            "{salutation}, terima kasih atas wawancara {position} pada {day}. "
            "Senang bila kita dapat terhubung di sini. Salam hormat, {student}"
        ),
        "{salutation}, terima kasih atas wawancara {position} pada {day}. Salam hormat, {student}",
        "{salutation}, terima kasih atas wawancara pada {day}. Salam hormat, {student}",
        "Terima kasih atas wawancara pada {day}. Senang bila kita dapat terhubung di sini.",
    ),
    "en": (
        (
            "{salutation}, thank you for the interview for {position} at {employer} on {day}. "
            "I would be glad to stay in touch here. Kind regards, {student}"
        ),
        (
            "{salutation}, thank you for the interview for {position} on {day}. "
            "I would be glad to stay in touch here. Kind regards, {student}"
        ),
        "{salutation}, thank you for the interview for {position} on {day}. Kind regards, {student}",
        "{salutation}, thank you for the interview on {day}. Kind regards, {student}",
        "Thank you for the interview on {day}. I would be glad to stay in touch here.",
    ),
}
_SALUTATIONS = {
    "id": {"bapak": "Yth. Bapak {name}", "ibu": "Yth. Ibu {name}", "": "Yth. Bapak/Ibu {name}"},
    "en": {"bapak": "Dear Mr {name}", "ibu": "Dear Ms {name}", "": "Dear {name}"},
}


def invitation_note(occasion: Occasion) -> str:
    """The drafted note, at most `LONGEST` characters: Indonesian or English."""
    language = "id" if occasion.language.startswith("id") else "en"
    with translation.override(language):
        day = dateformat.format(occasion.day, "j F Y")
    words = {
        "salutation": _SALUTATIONS[language][occasion.honorific].format(name=_line(occasion.contact)),
        "position": _line(occasion.position),
        "employer": _line(occasion.employer),
        "day": day,
        "student": _line(occasion.student),
    }
    notes = [note.format(**words) for note in _NOTES[language]]
    return next(note for note in notes if len(note) <= LONGEST)


def _line(text: str) -> str:
    """One line, whatever was typed."""
    return " ".join(text.split())


def linkedin_profile(url: str) -> str:
    """The address if it is one of LinkedIn's, "" for any other: a link must not lead elsewhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    is_linkedin = host == "linkedin.com" or host.endswith(".linkedin.com")
    return url if is_linkedin and parts.scheme in ("http", "https") else ""


def linkedin_link(url: str, name: str, employer: str, *, posts: bool = False) -> str:
    """Where to meet a contact: the profile (or its `posts`), or a people search by name and employer."""
    profile = linkedin_profile(url)
    if not profile:
        return f"{SEARCH}?{urlencode({'keywords': _line(f'{name} {employer}')})}"
    path = urlsplit(profile).path
    if posts and path.startswith("/in/") and path.strip("/").count("/") == 1:
        return f"{profile.split('?')[0].split('#')[0].rstrip('/')}/recent-activity/all/"
    return profile
