"""What a sentence sounds like, learned from the sentences in `learning/`: for turns of phrase no list knows.

A linear model over words, pairs of words and beginnings of words; `bin/learn_replies.py` writes its weights.
It proposes only where the lists of `words/` are silent, or little sure: what they say can be read and mended.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import exp

from followups.texts.plain import WORD

# Labels of `careers.answers`, and "none": a sentence that decides nothing.
NONE = "none"
_STEM = 5
# Weights in hundredths; smaller ones change nothing that counts.
_FELT = 5


def features(sentence: str) -> Iterator[str]:
    """The features of a plain lower-case sentence."""
    words = ["0" if word[0].isdigit() else word for word in WORD.findall(sentence)]
    yield "="
    before = "^"
    for word in words:
        yield word
        yield f"{before} {word}"
        if len(word) > _STEM:
            yield f"{word[:_STEM]}-"
            yield f"-{word[-_STEM:]}"
        before = word
    yield f"{before} $"
    if "?" in sentence:
        yield "?"


@cache
def _model() -> tuple[list[str], dict[str, tuple[tuple[int, float], ...]]]:
    """The labels, and for each feature the labels it speaks for or against, by their places."""
    data = json.loads(files("followups.replies").joinpath("learning", "weights.json").read_text("utf-8"))
    weights = {
        name: tuple((place, value / 100) for place, value in enumerate(row) if abs(value) >= _FELT)
        for name, row in data["weights"].items()
    }
    return data["labels"], weights


def sounds_like(sentence: str) -> dict[str, float]:
    """The labels with their probabilities (they add up to 1) for a plain lower-case sentence."""
    labels, weights = _model()
    totals = [0.0] * len(labels)
    for name in set(features(sentence)):
        for place, value in weights.get(name, ()):
            totals[place] += value
    return dict(zip(labels, softmax(totals), strict=True))


def softmax(totals: list[float]) -> list[float]:
    """Totals as probabilities."""
    most = max(totals)
    powers = [exp(total - most) for total in totals]
    whole = sum(powers)
    return [power / whole for power in powers]
