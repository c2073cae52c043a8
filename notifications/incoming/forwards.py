"""Forwarded mail: how mail programmes mark it, and what they say of the mail inside. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.message import Message

from notifications.incoming.dates import header_date, spoken_date
from notifications.incoming.headers import addresses, addresses_in, raw_value

_SUBJECT = re.compile(
    r"\s*(\[[^\]]{0,30}\]\s*)?(fwd?|fw|trs|tr|terusan|diteruskan|penerusan|wg|rv|enc)\s*(\[\d+\])?\s*:",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"[\s*_=-]*("
    r"(begin |start of )?forwarded (message|mail|by)"
    r"|((ini )?(mulai|awal) )?pesan (yang )?(di)?(teruskan|terusan)"
    r"|pesan terusan|surel (yang )?(di)?(teruskan|terusan)|mesej (yang )?dimajukan"
    r"|weitergeleitete nachricht|message transféré|mensaje reenviado"
    r")\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[\s>*]*([A-Za-zÀ-ÿ/ ]{2,20}?)\s*\*?\s*:\s*\*?\s*(.*)")
_FROM = frozenset({"from", "dari", "pengirim", "de", "von"})
_DATE = frozenset(
    {"date", "sent", "tanggal", "dikirim", "terkirim", "tgl", "waktu", "hari/tanggal", "date sent"}
)
_LONGEST_LINE = 400
# How far below the mark, or below its "From", a forwarded mail's header may stand.
_REACH = 12
_MOST_LINES = 400


@dataclass(frozen=True)
class Forward:
    """The mail inside a forwarded one, as far as it can be read."""

    sender: str = ""
    at: datetime | None = None


def forward_in(subject: str, text: str, letters: list[Message], zone: tzinfo) -> Forward | None:
    """What was forwarded; None for mail that forwards nothing.

    `letters` are mails attached whole. A mark inside quoted history (">") says nothing about this
    mail. `zone` is the writer's: mail programmes rarely name one in a forwarded header.
    """
    if letters:
        inner = letters[0]
        sender = next(iter(addresses(inner, "From")), "")
        return Forward(sender, header_date(raw_value(inner, "Date")))
    lines = [line[:_LONGEST_LINE] for line in text.split("\n")[:_MOST_LINES]]
    for number, line in enumerate(lines):
        if _MARK.match(line) and len(line) < 120:
            return _header(lines[number + 1 :], zone)
    return _header(lines, zone) if _SUBJECT.match(subject) else None


def _header(lines: list[str], zone: tzinfo) -> Forward:
    """Sender and date from the first lines that look like a mail's header."""
    for number, line in enumerate(lines):
        name, value = _field(line)
        if name not in _FROM:
            continue
        sender = next(iter(addresses_in(value)), "")
        # The address of a long name stands on the next line at times.
        if not sender and number + 1 < len(lines) and not _field(lines[number + 1])[0]:
            sender = next(iter(addresses_in(lines[number + 1])), "")
        near = lines[max(0, number - 3) : number + _REACH]
        dates = [spoken_date(v, zone) for n, v in map(_field, near) if n in _DATE]
        return Forward(sender, next((moment for moment in dates if moment), None))
    return Forward()


def _field(line: str) -> tuple[str, str]:
    found = _FIELD.match(line)
    return (found[1].strip().lower(), found[2].strip(" *")) if found else ("", "")
