"""Words -> letter: the subject and both parts of a mail, in one language.

Rendering three templates and inlining their style costs milliseconds, and a sweep of a whole centre
says the same sentences a thousand times with other names in them. So each kind of mail is rendered
once with marks where the words go (a skeleton), and a mail is a skeleton with its words put in.

Words are str, int, bool or None. A str is only ever shown: a template may ask whether it is empty,
and nothing else about it. All the rest is the mail's shape, and each shape has a skeleton. Words
that hold a list or a dict have no shape; such a mail is rendered as any page is.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from notifications.headers import one_line, subject_line

WIDTH = 72
# A few kinds, two languages, a handful of shapes each; a skeleton is some 15 kB.
SKELETONS = 256
# Private-use code points: what people type loses them (headers.one_line), so a mark is ours.
_OPEN, _CLOSE, _FIRST = "\ue000", "\ue001", 0xE100
_MARK = re.compile(f"{_OPEN}(.){_CLOSE}")
_HREF = re.compile(r'href="[^"]*$')
_SHOWN, _YES, _NO = "shown", "yes", "no"
_FLAGS = {True: _YES, False: _NO}
_inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


class Letter(NamedTuple):
    """What a person reads of a mail."""

    subject: str
    text: str
    html: str


def compose(kind: str, language: str, words: Mapping[str, Any]) -> Letter:
    """The letter of a kind in a language (a code of settings.LANGUAGES).

    Whatever the words hold, they cannot leave their line, their tag or the subject. Raises
    TemplateDoesNotExist for an unknown kind, TypeError for a word that is none, ValueError for a
    link that does not lead to a web page.
    """
    said: list[str] = []
    marks: list[str | int | None] = []
    for value in words.values():
        if type(value) is str or isinstance(value, str | Promise):
            line = _line(value)
            said.append(line)
            marks.append(_SHOWN if line else "")
        elif value is None or isinstance(value, int):
            said.append("")
            marks.append(_FLAGS[value] if isinstance(value, bool) else value)
        elif isinstance(value, list | tuple | dict):
            return _rendered(kind, language, words)
        else:
            raise TypeError(f"a word of a mail cannot be a {type(value).__name__}")
    return _skeleton(kind, language, tuple(words), tuple(marks)).filled(said)


def _line(value: str | Promise) -> str:
    """One line, and a plain str even if somebody called it safe."""
    if type(value) is str and value.isprintable():
        return value
    return one_line("".join((str(value),)))


def inlined(page: str) -> str:
    """HTML as mail programs want it: style in the tags, no indentation."""
    return re.sub(r"\s*\n\s*", "\n", _inliner.inline(page)).strip() + "\n"


def wrapped(text: str) -> str:
    """Plain text in lines of at most WIDTH characters; what has no space (a link) is never broken."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if len(line) > WIDTH:
            lines[number] = _folded(line)
    return "\n".join(lines)


def _folded(line: str) -> str:
    # What follows a list's number stands under its first word.
    indent = "   " if line[1:3] == ". " and line[0].isdigit() else ""
    least, folded = len(indent) + 1, []
    while len(line) > WIDTH:
        cut = line.rfind(" ", least, WIDTH + 1)
        if cut < 0:
            cut = line.find(" ", WIDTH)
        if cut < 0:
            break
        folded.append(line[:cut])
        line = indent + line[cut + 1 :]
    folded.append(line)
    return "\n".join(folded)


class _Form(NamedTuple):
    """A text with holes: its pieces, every second one a hole, and which words go into them."""

    pieces: list[str]
    holes: list[int]
    links: frozenset[int] = frozenset()

    def filled(self, said: Sequence[str]) -> str:
        pieces = self.pieces.copy()
        pieces[1::2] = [said[hole] for hole in self.holes]
        return "".join(pieces)


class _Skeleton(NamedTuple):
    subject: _Form
    text: _Form
    html: _Form

    def filled(self, said: Sequence[str]) -> Letter:
        for link in self.html.links:
            if not said[link].startswith(("https://", "http://")):
                raise ValueError("a link in a mail must lead to a web page")
        return Letter(
            subject_line(self.subject.filled(said)),
            wrapped(self.text.filled(said)),
            # All words at once: no word holds a line break, so this is as good as one by one.
            self.html.filled(escape("\n".join(said)).split("\n")),
        )


@lru_cache(maxsize=SKELETONS)
def _skeleton(kind: str, language: str, names: tuple[str, ...], marks: tuple[Any, ...]) -> _Skeleton:
    words = {
        name: f"{_OPEN}{chr(_FIRST + number)}{_CLOSE}" if mark == _SHOWN else _FLAG_WORDS.get(mark, mark)
        for number, (name, mark) in enumerate(zip(names, marks, strict=True))
    }
    subject, text, html = _parts(kind, language, words)
    # Lines without words are wrapped once and for all.
    settled = "\n".join(line if _OPEN in line else wrapped(line) for line in text.split("\n"))
    return _Skeleton(_form(subject), _form(settled), _html_form(html))


_FLAG_WORDS: dict[Any, Any] = {_YES: True, _NO: False}


def _form(rendered: str) -> _Form:
    pieces = _MARK.split(rendered)
    if any(_OPEN <= letter <= "\uf8ff" for literal in pieces[::2] for letter in literal):
        raise ValueError("a template changed a word it was given")
    return _Form(pieces, [ord(mark) - _FIRST for mark in pieces[1::2]])


def _html_form(rendered: str) -> _Form:
    form, links = _form(rendered), set()
    for position, hole in enumerate(form.holes):
        before, after = form.pieces[2 * position], form.pieces[2 * position + 2]
        opened = _HREF.search(before)
        if opened is None:
            continue
        # Half an address cannot be checked: a word is the whole of a link or no part of it.
        if opened.group() != 'href="' or not after.startswith('"'):
            raise ValueError("a word stands inside a link")
        links.add(hole)
    return form._replace(links=frozenset(links))


def _rendered(kind: str, language: str, words: Mapping[str, Any]) -> Letter:
    """The letter without a skeleton: words may hold lists."""
    subject, text, html = _parts(kind, language, _lines(words))
    return Letter(subject_line(subject), wrapped(text), html)


def _lines(value: Any) -> Any:
    """All strings of a structure on one line, without the marks of paragraphs (kabar_ui.mail_text)."""
    if isinstance(value, str | Promise):
        return _line(value).replace("¶", "").replace("⏎", "")
    if isinstance(value, Mapping):
        return {name: _lines(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_lines(item) for item in value]
    return value


def _parts(kind: str, language: str, words: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML by the templates. Marks are no letters that escaping would touch."""
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", dict(words)).split())
        context = {**words, "subject": subject}
        text = render_to_string(f"emails/{kind}.txt", context).strip() + "\n"
        html = render_to_string(f"emails/{kind}.html", context)
    return subject, text, inlined(html)
