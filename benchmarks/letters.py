"""How many drafts and replies are judged in a second, on one core, beside merely cutting them into words.

The drafts and replies of tests/data; processor time, so that others on the machine disturb less.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from followups.etiquette import check
from followups.etiquette.spelling import speller
from followups.replies import classify
from followups.texts.plain import WORD, lower, plain
from tests.etiquette import letters as drafts_of
from tests.replies import mails as replies_of

# What is asked of each, in texts per second.
ASKED = {"etiquette without spelling": 2_000, "etiquette with spelling, warm": 100, "replies": 2_000}


def run(*, short: bool) -> dict[str, float]:
    """Print texts per second; returns them by name."""
    drafts = [(case.draft, case.record) for case in (*drafts_of.DEVELOPMENT, *drafts_of.SECOND)]
    replies = [case.message for case in (*replies_of.DEVELOPMENT, *replies_of.SECOND)]
    rounds = 1 if short else 8
    spell = speller()
    found = {
        "drafts cut into words": _rate(lambda one: _cut(one[0].body), drafts, rounds),
        "etiquette without spelling": _rate(lambda one: check(*one), drafts, rounds),
        "etiquette with spelling, warm": _rate(lambda one: check(*one, spell), drafts, rounds),
        "replies cut into words": _rate(lambda one: _cut(one.body), replies, rounds),
        "replies": _rate(classify, replies, rounds),
    }
    print("\nLetters: texts a second of processor time on one core")
    for name, rate in found.items():
        asked = f"   (asked {ASKED[name]:,})" if name in ASKED else "   (the least anybody could do)"
        print(f"  {name:32} {rate:10,.0f} per second{asked}")
    return found


def _rate(act: Callable[[Any], object], texts: Sequence[Any], rounds: int) -> float:
    """The best of some rounds, after one that warms up."""
    for one in texts:
        act(one)
    best = 0.0
    for _ in range(rounds):
        started = time.process_time()
        for one in texts:
            act(one)
        best = max(best, len(texts) / (time.process_time() - started))
    return best


def _cut(text: str) -> list[str]:
    return WORD.findall(lower(plain(text)))
