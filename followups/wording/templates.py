"""Templates of letters in words: their occasions, their placeholders, and what is wrong with them."""

from django.utils.translation import gettext as _

from followups.drafting import Misuse
from followups.etiquette import Kind


def occasion_words(kind: Kind, attempt: int) -> str:
    """What a letter is written for, as a heading."""
    if kind is Kind.FOLLOW_UP:
        return _("Second follow-up") if attempt == 2 else _("First follow-up")
    return _("Thank-you note") if kind is Kind.THANK_YOU else _("Thanks after an answer")


def occasion_help(kind: Kind, attempt: int) -> str:
    """What such a letter must do, and what it leaves out."""
    if kind is Kind.THANK_YOU:
        return _("Within a day of the interview. It thanks and asks for nothing.")
    if kind is Kind.CLOSING:
        return _(
            "After a no, or word that it will take long. It thanks, asks for nothing, keeps the door open."
        )
    if attempt == 2:
        return _("More than two weeks after the first. It names the first letter without reproach.")
    return _("Once the promised day has passed. It asks gently whether there is any progress.")


def placeholder_words(name: str) -> str:
    """What a placeholder is filled with."""
    return {
        "student_name": _("the student’s whole name"),
        "recruiter": _("title and name, as after “Yth.” or “Dear”; the recruiting team when nobody is named"),
        "you": _("Bapak, Ibu or Bapak/Ibu; in English “you”"),
        "position": _("the position applied for"),
        "company": _("the employer’s name"),
        "interview_date": _("the day of the interview, as 12 August 2026"),
        "first_sent_on": _("the day the first follow-up was sent"),
        "study_programme": _("the student’s study programme"),
    }[name]


def misuse_words(misuse: Misuse) -> str:
    """Which placeholder cannot be filled, where it stands and why."""
    said = {"text": misuse.text, "line": misuse.line}
    if misuse.part == "subject":
        return {
            "unknown": _("%(text)s in the subject is no placeholder that Kabar knows."),
            "too_early": _("%(text)s in the subject belongs to the second follow-up only."),
            "malformed": _("“%(text)s” in the subject is not a placeholder. Write it like {{position}}."),
        }[misuse.code] % said
    return {
        "unknown": _("%(text)s in line %(line)s is no placeholder that Kabar knows."),
        "too_early": _("%(text)s in line %(line)s belongs to the second follow-up only."),
        "malformed": _("“%(text)s” in line %(line)s is not a placeholder. Write it like {{position}}."),
    }[misuse.code] % said
