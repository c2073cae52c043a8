"""What an answer was read as, in words: what it says, how sure that is, what follows from a yes."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from careers.answers import Label
from followups.replies import SURE, Reading

# Below this nothing is proposed: a guess that is wrong half the time only misleads.
KNOWN = 0.5
_LIKELY = 0.65

# Asked for in the reader's language, so each is a call.
_SAYS: dict[Label, Callable[[], str]] = {
    Label.OFFER: lambda: _("They offer the place."),
    Label.REJECTION: lambda: _("It is a no, this time."),
    Label.DISCOURAGING_WAIT: lambda: _("There will be no news any time soon."),
    Label.ASKED_TO_WAIT_UNTIL: lambda: _("They ask for a little more patience."),
    Label.NEXT_STAGE_INVITATION: lambda: _("It is an invitation to the next stage."),
    Label.NEUTRAL_ACK: lambda: _("They have received it, and decide nothing yet."),
    Label.AUTO_REPLY: lambda: _("It is an automatic note: nobody has read the e-mail yet."),
    Label.BOUNCE: lambda: _("The e-mail could not be delivered."),
    Label.UNRELATED: lambda: _("It is about something else."),
}
_FOLLOWS: dict[Label, Callable[[], str]] = {
    Label.OFFER: lambda: _("If that is right, no more follow-ups are needed."),
    Label.REJECTION: lambda: _("If that is right, no more follow-ups are needed."),
    Label.DISCOURAGING_WAIT: lambda: _("If that is right, no more follow-ups are needed."),
    Label.ASKED_TO_WAIT_UNTIL: lambda: _("If that is right, the next follow-up waits until after that day."),
    Label.NEXT_STAGE_INVITATION: lambda: _("If that is right, the story goes on with the next interview."),
    Label.NEUTRAL_ACK: lambda: _("If that is right, everything stays as planned."),
    Label.AUTO_REPLY: lambda: _("If that is right, the next follow-up waits until they are back."),
    Label.BOUNCE: lambda: _("If that is right, the follow-up does not count and the address is checked."),
    Label.UNRELATED: lambda: _("If that is right, everything stays as planned."),
}


def is_known(reading: Reading) -> bool:
    """Whether the reading is sure enough to be proposed at all."""
    return reading.confidence >= KNOWN and reading.label in _SAYS


def says(reading: Reading) -> str:
    """The reading as a sentence."""
    return _SAYS[reading.label]()


def follows(reading: Reading) -> str:
    """What a yes would change; without a day to wait for, that a person looks at it."""
    if reading.label is Label.ASKED_TO_WAIT_UNTIL and not reading.wait_until:
        return _("They name no day, so a counsellor looks at it first.")
    if reading.label is Label.AUTO_REPLY and not reading.return_date:
        return _("If that is right, everything stays as planned.")
    return _FOLLOWS[reading.label]()


def sureness(reading: Reading) -> str:
    """How sure the reading is, in one word of three."""
    if reading.confidence >= SURE and not reading.conflicts:
        return _("sure")
    return _("likely") if reading.confidence >= _LIKELY else _("unsure")
