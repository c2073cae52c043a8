"""How many drafts and replies are judged in a second, on one core, beside merely cutting them into words.

The drafts and replies of tests/data; processor time, so that others on the machine disturb less.
"""

import json
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from followups.etiquette import Draft, Record, check
from followups.etiquette.spelling import speller
from followups.replies import Message, classify
from followups.texts.plain import WORD, lower, plain

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"
# What is asked of each, in texts per second.
ASKED = {"etiquette without spelling": 2_000, "etiquette with spelling, warm": 100, "replies": 2_000}


def run(*, short: bool) -> dict[str, float]:
    """Print texts per second; returns them by name."""
    drafts, replies = _drafts(), _replies()
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


def _rows(name: str) -> list[dict[str, Any]]:
    found = []
    for path in (DATA / f"{name}_dev.jsonl", DATA / "second_set" / f"{name}.jsonl"):
        found += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return found


def _drafts() -> list[tuple[Draft, Record]]:
    return [(Draft(row["subject"], row["body"]), _record(row["context"])) for row in _rows("drafts")]


def _record(context: dict[str, Any]) -> Record:
    return Record(
        context["student_name"],
        context["position"],
        context["company"],
        date.fromisoformat(context["interview_date"]),
        context["recruiter_name"],
        context["recruiter_gender"],
        context["attempt"],
    )


def _replies() -> list[Message]:
    return [
        Message(row["subject"], row["headers"], row["body"], date.fromisoformat(row["received_on"]))
        for row in _rows("replies")
    ]
