"""A text made comparable without moving anything in it: every place keeps its number. Pure."""

import re
import unicodedata
from functools import lru_cache

# One character for one character, so that a place found in the plain text is the place in the original.
_ALIKE = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\u200b": " ", "\ufeff": " ",
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\v": "\n",
        "\f": "\n", "\x85": "\n", "\x00": " ",
    }
)  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>|<!--.{0,2000}?-->|&(?:nbsp|amp|lt|gt|quot|#\d{1,6});", re.DOTALL)
_ADDRESS = re.compile(r"<[^<>@\s]{1,64}@[^<>@\s]{1,200}>|<https?:[^<>\s]{1,300}>")
_BREAK = re.compile(r"(?i)</?(?:p|div|br|li|tr|h\d|blockquote|table)\b")
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def plain(text: str) -> str:
    """Straight quotes, plain spaces and line feeds; tags of pasted HTML are blanks. Same length."""
    text = text.replace("\r\n", " \n").translate(_ALIKE)
    if "<" in text or "&" in text:
        text = _TAG.sub(_blank, text)
    return text


def lower(text: str) -> str:
    """Lower case of the same length (a few capitals would grow)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def joined(text: str) -> str:
    """Single line feeds become blanks: mail programs wrap lines where no thought ends. Same length."""
    return re.sub(r"(?<!\n)\n(?!\s*\n)", " ", text)


@lru_cache(maxsize=1 << 16)
def bare(word: str) -> str:
    """A word without accents, in lower case: "José" is "jose"."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()


def name_words(text: str) -> list[str]:
    """The bare words of a text that holds names: "Mary-Ann" is two."""
    return words_of(text.replace("-", " "))


def words_of(text: str) -> list[str]:
    """The words of a text, bare."""
    return [bare(word) for word in WORD.findall(text)]


def _blank(match: "re.Match[str]") -> str:
    tag = match[0]
    if _ADDRESS.fullmatch(tag):
        return tag
    # A block ends a line: its last character becomes the line feed.
    return " " * (len(tag) - 1) + ("\n" if _BREAK.match(tag) else " ")
