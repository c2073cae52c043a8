"""Sentences and their places in a text. Pure."""

import re
from typing import NamedTuple

_END_OF_SENTENCE = re.compile(r"[.!?]+[)\"']?(?=\s|$)|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|yth|bpk|sdr|sdri|no|jl|pt|cv|tgl|ir|drs|dra|st|hj|h|a\.n|u\.p|e\.g|i\.e|etc|dll|dsb|s|a|b|m)|\b\w)$"
)


class Span(NamedTuple):
    """Characters of a text, `end` exclusive."""

    start: int
    end: int


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]`; a wrapped line does not end one, an empty line does."""
    found: list[Span] = []
    begin = start
    for match in _END_OF_SENTENCE.finditer(text, start, end):
        if match[0] == "." and _ABBREVIATION.search(
            text[max(begin, match.start() - 6) : match.start()].lower()
        ):
            continue
        _append(found, text, begin, match.end())
        begin = match.end()
    _append(found, text, begin, end)
    return found


def _append(found: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        found.append(Span(start, start + len(stripped)))
