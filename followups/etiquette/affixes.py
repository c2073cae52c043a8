"""Indonesian affixes that the dictionary does not know on every word. Pure.

It knows "kontribusi" and not "berkontribusi", "fitur" and not "fiturnya". A word is softened to its stems; it is
right if one of them is an ordinary word. Only affixes that go together are taken off together, so that
"menunjukan" (for "menunjukkan") stays wrong.
"""

from collections.abc import Iterator

_CLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
# What a prefix may leave of the stem's first letter: "menulis" is from "tulis", "mengirim" from "kirim".
_NASAL = {
    "me": ("",), "mem": ("", "p"), "men": ("", "t"), "meng": ("", "k"), "meny": ("s",), "menge": ("",),
    "di": ("",), "memper": ("",), "diper": ("",),
}  # fmt: skip
_AGENT = {"pe": ("",), "pem": ("", "p"), "pen": ("", "t"), "peng": ("", "k"), "peny": ("s",), "penge": ("",)}
_STATE = {"ber": ("",), "ter": ("",), "se": ("",), "ke": ("",), "keter": ("",), "antar": ("",), "pasca": ("",),
          "pra": ("",), "non": ("",), "multi": ("",), "semi": ("",), "re": ("",)}  # fmt: skip
# Prefixes, and the suffixes that may stand at the end with them.
_PAIRS = (
    (_NASAL, ("", "kan", "i")),
    (_AGENT, ("", "an")),
    (_STATE, ("", "an", "kan")),
    ({"": ("",)}, ("", "kan", "an", "i")),
)
# A shorter stem is found in too many slips.
_SHORTEST = 4


def stems(word: str) -> Iterator[str]:
    """What may be left of a lower-case word without its affixes; never the word itself."""
    for base in _without_clitics(word):
        for prefixes, suffixes in _PAIRS:
            for prefix, firsts in prefixes.items():
                if not base.startswith(prefix):
                    continue
                for suffix in suffixes:
                    if not base.endswith(suffix):
                        continue
                    core = base[len(prefix) : len(base) - len(suffix)]
                    yield from (
                        first + core for first in firsts if len(core) >= _SHORTEST and first + core != word
                    )


def clitic(word: str) -> tuple[str, str]:
    """A lower-case word as its body and its clitic: ("resiko", "nya"); the clitic may be empty."""
    return next(
        ((word[: -len(one)], one) for one in _CLITICS if word.endswith(one) and len(word) > len(one) + 3),
        (word, ""),
    )


def _without_clitics(word: str) -> Iterator[str]:
    yield word
    body, end = clitic(word)
    if end:
        yield body
        inner, second = clitic(body)
        if second:
            yield inner
