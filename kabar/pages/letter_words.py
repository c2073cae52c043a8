"""Letters and their reviews in a few words, the same on every page."""

from django.utils.translation import gettext as _

from followups.etiquette import Kind


def letter_title(kind: str, attempt: int) -> str:
    """Which letter it is: the first follow-up, the thank-you note ..."""
    if kind == Kind.THANK_YOU:
        return _("Thank-you note")
    if kind == Kind.CLOSING:
        return _("Closing words")
    return _("Second follow-up") if attempt > 1 else _("First follow-up")


def reason_words(code: str) -> str:
    """Why a counsellor looks at a letter, in a few words."""
    return {
        "second_follow_up": _("it is the second follow-up"),
        "serious_findings": _("its tone needs a second reader"),
        "sensitive_employer": _("the employer is marked as sensitive"),
        "first_letter": _("the centre looks at every first letter"),
    }.get(code, code)
