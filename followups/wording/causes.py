"""Why a person must look at a case, in a few words."""

from django.utils.translation import gettext as _


def cause_words(reason: str) -> str:
    """The cause behind a decision that needs a person; "" for any other reason."""
    return {
        "address_bounced": _("Waits for a new address"),
        "off_channel_contact": _("Phoned or chatted: talk first"),
        "reply_unclear": _("Their answer must be read"),
        "interview_not_held": _("The interview was cancelled"),
        "position_status_unclear": _("The position may have changed"),
        "calendar_unconfirmed": _("Holidays not confirmed yet"),
    }.get(reason, "")
