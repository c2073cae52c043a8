"""Alarms and outcomes of deliveries, in words."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kabar.templatetags.kabar_ui import age as age_words
from notifications import filing, inbound
from notifications.alarms import Alarm
from notifications.incoming import automatic, limits, verdicts
from notifications.models.messages import STATES

_STATE_NAMES = dict(STATES)


class Told(NamedTuple):
    """An alarm as a notice; `kind` is how pressing it looks."""

    code: str
    kind: str
    text: str


def outcome_name(outcome: str) -> str:
    """The name of a column of numbers."""
    return _("waiting") if outcome == "waiting" else str(_STATE_NAMES[outcome])


def told(alarm: Alarm, now: datetime) -> Told:
    """The sentence of an alarm."""
    age = age_words(alarm.since, now) if alarm.since else ""
    return Told(alarm.code, "needs" if alarm.code in _CALM else "must", _SENTENCES[alarm.code](alarm, age))


_CALM = ("events_waiting", "outcome_unknown", "calendar_ends")


def _mail_late(alarm: Alarm, age: str) -> str:
    return _("Mail has been due for %(age)s and has not gone out. Is a worker running?") % {"age": age}


def _mail_put_off(alarm: Alarm, age: str) -> str:
    n = int(alarm.figures["mails"])
    return ngettext(
        "The provider takes no mail: %(n)d waits for another attempt, the oldest for %(age)s.",
        "The provider takes no mail: %(n)d wait for another attempt, the oldest for %(age)s.",
        n,
    ) % {"n": n, "age": age}


def _plans_late(alarm: Alarm, age: str) -> str:
    return _("Cases have been due for %(age)s and nobody looked at them. Are beat and a worker running?") % {
        "age": age
    }


def _sweep_silent(alarm: Alarm, age: str) -> str:
    if not alarm.since:
        return _("No sweep has ever begun: beat or a worker is missing.")
    return _("The last sweep began %(age)s ago. Are beat and a worker running?") % {"age": age}


def _events_waiting(alarm: Alarm, age: str) -> str:
    n = int(alarm.figures["events"])
    return ngettext(
        "%(n)d notice of the provider has waited unread for %(age)s.",
        "%(n)d notices of the provider have waited unread, the oldest for %(age)s.",
        n,
    ) % {"n": n, "age": age}


def _outcome_unknown(alarm: Alarm, age: str) -> str:
    n = int(alarm.figures["mails"])
    return ngettext(
        "Of %(n)d mail nobody knows whether it left.", "Of %(n)d mails nobody knows whether they left.", n
    ) % {"n": n}


def _calendar_ends(alarm: Alarm, age: str) -> str:
    days = int(alarm.figures["days"])
    if days < 0:
        return _("This year’s closed days are not confirmed: no new date can be found.")
    return ngettext(
        "The closed days are confirmed for %(n)d more day; after it no date can be found.",
        "The closed days are confirmed for %(n)d more days; after them no date can be found.",
        days,
    ) % {"n": days}


_SENTENCES = {
    "mail_late": _mail_late,
    "mail_put_off": _mail_put_off,
    "plans_late": _plans_late,
    "sweep_silent": _sweep_silent,
    "events_waiting": _events_waiting,
    "outcome_unknown": _outcome_unknown,
    "calendar_ends": _calendar_ends,
}


# Why a mail that came in was refused, or what was known of it; to the student the words are
# notifications/inbound_words.py.
_INBOUND = {
    "": "",
    filing.KNOWN: gettext_lazy("that follow-up was recorded already"),
    filing.THANKS: gettext_lazy("as her thank-you note"),
    filing.NO_INTERVIEW: gettext_lazy("no interview has been held yet"),
    filing.CLOSED: gettext_lazy("the application is over"),
    inbound.OVER: gettext_lazy("the account is closed"),
    inbound.NOT_FITTING: gettext_lazy("does not fit what is recorded"),
    inbound.UNKNOWN_ADDRESS: gettext_lazy("there is no such secret address"),
    inbound.SWITCHED_OFF: gettext_lazy("secret addresses are switched off"),
    limits.TOO_LARGE: gettext_lazy("too large"),
    limits.TOO_COMPLEX: gettext_lazy("built too strangely"),
    limits.UNREADABLE: gettext_lazy("cannot be read"),
    automatic.AUTOMATIC: gettext_lazy("an automatic mail"),
    automatic.MAILING_LIST: gettext_lazy("from a mailing list"),
    automatic.LOOP: gettext_lazy("a mail of Kabar itself"),
    verdicts.DELAYED: gettext_lazy("the mail server is still trying to deliver it"),
    verdicts.EMPTY: gettext_lazy("it says nothing"),
}


def inbound_reason(code: str) -> str:
    """Why, in a few words; a code nobody has words for stands for itself."""
    return str(_INBOUND.get(code, code))
