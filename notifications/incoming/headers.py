"""Headers as a person reads them: decoded, bounded, without control characters. Pure."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

LONGEST = 1000
LONGEST_LIST = 20_000
# Found by their shape, not by the grammar: a display name must not cost more than it is worth.
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]@\\]{1,64}@[a-z0-9.-]{1,253}[a-z0-9]", re.IGNORECASE)
# What people write in. Others (punycode, unicode_escape, zlib ...) are slow or no text at all.
_CHARSETS = re.compile(
    r"utf-(7|8|16|32)|ascii|iso8859|iso2022|cp\d|gb|big5|hz$|shift|euc|koi8|tis|mac-|johab"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


def decoded(payload: bytes, charset: str | None) -> str:
    """Bytes as text in the charset they name, if it is one for text; never fails."""
    for name in (charset, "utf-8"):
        try:
            known = codecs.lookup(name or "utf-8").name
            if _CHARSETS.match(known):
                return payload.decode(known)
        except (LookupError, ValueError):
            continue
    return payload.decode("cp1252", "replace")


def clean(text: str) -> str:
    """Without what a database or a page cannot hold; line ends are \\n."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def raw_values(message: Message, name: str, longest: int = LONGEST) -> list[str]:
    """All headers of a name, unfolded, as they stand."""
    found = []
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            octets = str(value)[:longest].encode("utf-8", "surrogateescape")
            found.append(" ".join(clean(decoded(octets, "utf-8")).split()))
    return found


def raw_value(message: Message, name: str) -> str:
    """The first header of a name, "" without one."""
    return next(iter(raw_values(message, name)), "")


def spoken(message: Message, name: str) -> str:
    """The first header of a name with its encoded words decoded."""
    value = raw_value(message, name)
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    # Bytes without a charset are what stood between encoded words.
    words = [p if isinstance(p, str) else decoded(p, charset or "ascii") for p, charset in pieces]
    return " ".join(clean("".join(words)).split())[:LONGEST]


def addresses_in(text: str) -> list[str]:
    """Everything that has the shape of an address, lower-case, in order."""
    return list(dict.fromkeys(found.lower() for found in _ADDRESS.findall(text[:LONGEST_LIST])))


def addresses(message: Message, *names: str) -> list[str]:
    """The addresses of all headers of these names. A hint only: anybody can write any header."""
    values = [value for name in names for value in raw_values(message, name, LONGEST_LIST)]
    return addresses_in(" , ".join(values))
