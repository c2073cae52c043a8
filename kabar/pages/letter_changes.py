"""What changed between two texts of a letter, word by word."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word with the blanks before it. Only the words are compared: a new line break is no other text.
_WORD = re.compile(r"\s*\S+|\s+$")
# Far above any letter; beyond it comparing would take seconds, so the whole text is shown as new.
MOST_WORDS = 2000


def changes(before: str, after: str) -> SafeString:
    """The later text with what was taken out in <del> and what was put in in <ins>."""
    return format_html_join("", "{}", ((_shown(*piece),) for piece in pieces(before, after)))


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """("same" | "del" | "ins", words) in reading order; without the "del" pieces it is the later text."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > 2 * MOST_WORDS:
        return [("del", before), ("ins", after)]
    found: list[tuple[str, str]] = []
    compared = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new])
    for tag, a, b, c, d in compared.get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(new[c:d])))
            continue
        if a < b:
            found.append(("del", "".join(old[a:b])))
        if c < d:
            found.append(("ins", "".join(new[c:d])))
    return found


def _shown(kind: str, words: str) -> SafeString:
    if kind == "same":
        return format_html("{}", words)
    # The blank before a word is not part of the change that is seen.
    bare = words.lstrip()
    blank = words[: len(words) - len(bare)]
    return format_html("{}<{}>{}</{}>", blank, kind, bare, kind)
