"""What went wrong with a mail, in words: servers and providers answer in their own.

One line per cause. A cause is recognised by its pattern unless one above it fits; the same patterns
find its rows in the database, so they hold to what Python's and PostgreSQL's dialects share.
"""

import re
from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kabar.redaction import scrub

OTHER = "other"

CAUSES: dict[str, tuple[str, str | Promise]] = {
    "worker_died": ("a worker died", _("A worker ended while it had the mail.")),
    "not_rendered": ("cannot be rendered", _("Kabar could not write the mail: a defect, please report it.")),
    "account": (
        r"HTTP (401|402|403|407)|(^|[^0-9])53[0458][^0-9]|authenticat|credentials",
        _("The provider refused our account: look at its key, its password and its bill."),
    ),
    "later": (
        r"HTTP (408|429)|4\.7\.[0-9]|greylist|rate limit|too many|try again later",
        _("The server asked us to come back later."),
    ),
    "full": (r"[45]\.2\.2|quota|mailbox (is )?full", _("The mailbox is full.")),
    "no_mailbox": (
        r"5\.1\.[0-36]|user unknown|unknown user|no such (user|recipient|mailbox)|does not exist|not found",
        _("There is no such mailbox."),
    ),
    "distrusted": (
        r"5\.7\.[0-9]|spam|blocked|blacklist|blocklist|dmarc|dkim|policy",
        _("The server does not trust our mail: docs/deliverability.md tells what helps."),
    ),
    "no_connection": (
        r"no connection|connection|gaierror|timed out|timeout|disconnected|deadline|unreachable",
        _("The mail server could not be reached, or broke off."),
    ),
    "server_error": (r"HTTP 5[0-9][0-9]", _("The provider had an error of its own.")),
    "for_now": (r"(^|[^0-9])4[0-9][0-9][^0-9]", _("The server refused the mail for now.")),
    "for_good": (r"(^|[^0-9])5[0-9][0-9][^0-9]", _("The server refused the mail.")),
}
_PATTERNS = {code: re.compile(pattern, re.IGNORECASE) for code, (pattern, _words) in CAUSES.items()}

_BYTES = re.compile(r"""\bb(['"])(?P<said>.*?)\1""")


class Cause(NamedTuple):
    """A cause with its sentence, how many mails it met, and what was said, without addresses."""

    code: str
    sentence: str
    n: int
    said: list[str]


def cause_of(error: str) -> str:
    """The code of an error text."""
    return next((code for code, pattern in _PATTERNS.items() if pattern.search(error)), OTHER)


def quoted(error: str) -> str:
    """What was said, fit to be shown: no addresses, and no marks of Python around a server's bytes."""
    return scrub(_BYTES.sub(r"\g<said>", error))


def sentence(code: str) -> str:
    """What it means, to a person."""
    return str(CAUSES[code][1] if code in CAUSES else _("Something else went wrong."))


def with_cause(code: str) -> Q:
    """The messages whose last error has this cause."""
    fits = ~Q(error="")
    for name, (pattern, _words) in CAUSES.items():
        if name == code:
            return fits & Q(error__iregex=pattern)
        fits &= ~Q(error__iregex=pattern)
    return fits
