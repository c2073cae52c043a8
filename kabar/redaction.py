"""Personal data out of what is logged or shown of errors. Pure.

Mail servers quote the recipient's address in their replies, a database quotes the whole row that
broke a rule, an address of ours may carry a signed token: none of it may stay in a log. What is taken
out leaves a word in brackets, so that the line can still be read. Names in running text cannot be
recognised: they are never put there, and the keys they would come under are refused.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

ADDRESS, TOKEN, REMOVED, ROW = "[address]", "[token]", "[removed]", "[row]"
DEEPEST = 4

# Keys of structured log lines (and of extra={…}) whose values say who somebody is or what she wrote.
PERSONAL_KEYS = frozenset(
    [
        "address",
        "addresses",
        "body",
        "cc",
        "bcc",
        "contact",
        "email",
        "emails",
        "first_name",
        "from",
        "from_email",
        "full_name",
        "headers",
        "html",
        "last_name",
        "linkedin",
        "name",
        "names",
        "number",
        "password",
        "payload",
        "person",
        "phone",
        "raw",
        "recipient",
        "recipients",
        "recruiter",
        "reply",
        "reply_to",
        "sender",
        "student",
        "subject",
        "text",
        "to",
        "to_address",
        "to_emails",
        "token",
        "user",
        "user_email",
        "username",
        "request",
        "session",
        "cookie",
        "cookies",
        "authorization",
        "args",
        "kwargs",
        "params",
    ]
)

# An address is looked for from where a run of its characters begins, so that a long line costs no
# more than its length.
_AT = r"(?:@|＠|%40|&#64;|&#x40;|&commat;)"
_NO_PIECE = r"\s<>()\[\],;:\"@＠"
_QUOTED = r"\"(?:[^\"\\\n]|\\.)+\""
# user:password@host is no address, but no better.
_LOCAL = rf"(?:{_QUOTED}|(?<![^{_NO_PIECE}])(?:[^{_NO_PIECE}]+:)?[^{_NO_PIECE}]+)"
_DOMAIN = r"(?:\[[^\]\s]+\]|[\w.\-%]+)"
_ADDRESS = re.compile(rf"{_LOCAL}(?:{_AT}{_DOMAIN})+", re.IGNORECASE)
_MAY_HOLD_ADDRESS = re.compile(_AT, re.IGNORECASE)
# "Dinda Maharani" <[address]>, with or without quotes: the words with capitals before an address.
_NAMED = re.compile(
    rf"(?:\"[^\"\n]{{1,200}}\"|'[^'\n]{{1,200}}'|(?:[^\W\d_a-zß-ÿ][\w.’'-]{{0,60}}\s{{1,3}}){{1,5}})\s{{0,3}}<{re.escape(ADDRESS)}>"
)
# PostgreSQL: DETAIL:  Key (email)=(…) already exists. / Failing row contains (…).
_ROW = re.compile(
    r"(?:DETAIL:|Key \(|Failing row contains).*?"
    r"(?=\n(?:CONTEXT|HINT|QUERY|LINE|WHERE|SCHEMA|TABLE|CONSTRAINT)\b|\n\s*\n|\nTraceback|\n  File |\Z)",
    re.DOTALL,
)
_QUERY = re.compile(r"([?&][\w.\[\]-]{1,60}=)[^&\s\"'#<>]+")
_TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_:=~-]{24,}(?=[/?\s\"'&#)]|$)")


def scrub(text: str) -> str:
    """The text without addresses, the names beside them, quoted rows, tokens and query values."""
    if "DETAIL:" in text or "Key (" in text or "Failing row" in text:
        text = _ROW.sub(ROW, text)
    if "=" in text:
        text = _QUERY.sub(rf"\1{REMOVED}", text)
    if _MAY_HOLD_ADDRESS.search(text):
        found = 1
        while found:  # what was left in front of an address may make one with it
            text, found = _ADDRESS.subn(ADDRESS, text)
        text = _NAMED.sub(f"<{ADDRESS}>", text)
    return _TOKEN.sub(TOKEN, text) if "/" in text else text


def scrub_fields(fields: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The fields of a log line: personal keys emptied, texts scrubbed, objects named by their kind."""
    return {
        scrub(str(key)): REMOVED if _is_personal(key) else _plain(value, depth)
        for key, value in fields.items()
    }


def _is_personal(key: object) -> bool:
    return str(key).lower().lstrip("_") in PERSONAL_KEYS


def _plain(value: Any, depth: int) -> Any:
    """What may be written of a value; an unknown object's own words might be somebody's name."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return scrub(str(value))
    if isinstance(value, datetime | date | time | timedelta | Decimal | UUID):
        return str(value)
    if depth >= DEEPEST:
        return type(value).__name__
    if isinstance(value, Mapping):
        return scrub_fields(value, depth + 1)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one, depth + 1) for one in value]
    return f"<{type(value).__name__}>"
