"""Words of strangers made fit for a mail: one line, nothing hidden, no header broken out of. Pure.

Names and positions are typed by people. In a header a line break begins the next header, a
look-alike of RFC 2047 becomes other words, and a bidirectional control makes a reader see what is
not there.
"""

import unicodedata
from functools import lru_cache

LONGEST_SUBJECT = 160
LONGEST_NAME = 64
# Joiners: without them families of emoji and several scripts fall apart. Alone they hide nothing.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# Controls, directions and other formats, half characters, private use (our own sentinels).
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_QUOTES = str.maketrans({'"': "'", "\\": "/", "<": "(", ">": ")"})


def one_line(text: str) -> str:
    """The same words on one line, without what cannot be seen."""
    if text.isprintable():
        return text
    seen = (letter for letter in " ".join(text.split()) if _is_seen(letter))
    return " ".join("".join(seen).split())


def _is_seen(letter: str) -> bool:
    if unicodedata.category(letter) in _UNSEEN:
        return letter in _JOINERS
    # Code points that no text may hold at all.
    return ord(letter) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(letter) <= 0xFDEF


def subject_line(text: str) -> str:
    """A subject: one line, at most LONGEST_SUBJECT characters, and no encoded words of its own."""
    return _shortened(_unencoded(" ".join(one_line(text).split())), LONGEST_SUBJECT)


@lru_cache(maxsize=4096)
def mailbox(name: str, address: str) -> str:
    """`"Name" <address>` in Unicode, to be encoded by whoever writes the bytes; bare if no name is left.

    Raises ValueError for an address that is more, or less, than one address.
    """
    if not address.isprintable() or any(letter in ' <>,;"' for letter in address) or "@" not in address:
        raise ValueError("not one address")
    # Three periods: a name that is ASCII stays so, and needs no encoding.
    shown = _shortened(_unencoded(" ".join(one_line(name).split())), LONGEST_NAME, "...").translate(_QUOTES)
    return f'"{shown}" <{address}>' if shown else address


def _unencoded(text: str) -> str:
    return text.replace("=?", "= ?") if "=?" in text else text


def _shortened(text: str, longest: int, more: str = "…") -> str:
    return text if len(text) <= longest else text[: longest - len(more)].rstrip() + more
