"""HTML as plain words: one pass, no parser that could be led astray, nothing of it kept. Pure."""

import html
import re

LONGEST = 400_000
# What stands inside these is not said to a reader.
_UNSEEN = frozenset({"script", "style", "title", "template", "noscript", "svg", "textarea"})
_BREAKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "body",
    ]
)
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*)")
DEEPEST_QUOTE = 5


def plain(markup: str) -> str:
    """The words of an HTML mail; quoted passages begin with ">" as they do in plain mail.

    Tags, scripts, styles and comments are dropped; the result is text and must be escaped like any.
    Every step goes forward, so that the time taken grows with the length alone.
    """
    markup = markup[:LONGEST]
    said: list[str] = []
    quotes, verbatim, at = 0, False, 0
    while 0 <= at < len(markup):
        start = markup.find("<", at)
        text = html.unescape(markup[at : start if start >= 0 else len(markup)])
        said.append(
            text.replace("\n", "\n" + "> " * quotes) if verbatim else " ".join(f"|{text}|".split())[1:-1]
        )
        if start < 0:
            break
        name, closing, at = _tag(markup, start)
        if name == "":
            said.append("<")
        elif name in _BREAKS:
            if name == "blockquote":
                quotes = min(DEEPEST_QUOTE, quotes + 1) if not closing else max(0, quotes - 1)
            verbatim = not closing if name == "pre" else verbatim
            said.append("\n" + "> " * quotes)
        elif name in _UNSEEN and not closing:
            at = _after_end(markup, name, at)
        elif name in ("td", "th"):
            said.append(" ")
    return "\n".join(" ".join(line.split()) for line in "".join(said).split("\n"))


def _tag(markup: str, start: int) -> tuple[str, bool, int]:
    """Name, whether it closes, and where it ends (-1: it never does); "" for a lone "<"."""
    if markup.startswith("<!--", start):
        end = markup.find("-->", start + 4)
        return "!", False, end + 3 if end >= 0 else -1
    found = _NAME.match(markup, start + 1)
    if found is None and markup[start + 1 : start + 2] not in ("!", "?"):
        return "", False, start + 1
    end = markup.find(">", start)
    name = found[1].lower() if found else "!"
    return name, markup.startswith("</", start), end + 1 if end >= 0 else -1


def _after_end(markup: str, name: str, at: int) -> int:
    """Where the element ends; -1 if it never does: then nothing more is said."""
    found = re.compile(rf"</{name}\b", re.IGNORECASE).search(markup, at) if at >= 0 else None
    end = markup.find(">", found.end()) if found else -1
    return end + 1 if end >= 0 else -1
