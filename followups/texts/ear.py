"""What a sentence sounds like, learned from invented sentences: for turns of phrase no list knows. Pure.

A linear model over words, pairs of words and beginnings of words. A package keeps its sentences and weights in
`learning/`; `bin/learn.py` learns the one from the other.
"""

import json
from collections.abc import Iterator
from functools import cached_property
from importlib.resources import files
from math import exp

from followups.texts.plain import WORD

_STEM = 5
# Weights in hundredths; smaller ones change nothing that counts.
_FELT = 5


class Ear:
    """The learned ear of a package; its weights are loaded when it is first asked."""

    def __init__(self, package: str):
        self.package = package

    def sounds_like(self, sentence: str) -> dict[str, float]:
        """The labels with their probabilities (they add up to 1) for a plain lower-case sentence."""
        labels, weights = self._model
        totals = [0.0] * len(labels)
        for name in set(features(sentence)):
            for place, value in weights.get(name, ()):
                totals[place] += value
        return dict(zip(labels, softmax(totals), strict=True))

    @cached_property
    def _model(self) -> tuple[list[str], dict[str, tuple[tuple[int, float], ...]]]:
        """The labels, and for each feature the labels it speaks for or against, by their places."""
        data = json.loads(files(self.package).joinpath("learning", "weights.json").read_text("utf-8"))
        weights = {
            name: tuple((place, value / 100) for place, value in enumerate(row) if abs(value) >= _FELT)
            for name, row in data["weights"].items()
        }
        return data["labels"], weights


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


def softmax(totals: list[float]) -> list[float]:
    """Totals as probabilities."""
    most = max(totals)
    powers = [exp(total - most) for total in totals]
    whole = sum(powers)
    return [power / whole for power in powers]
