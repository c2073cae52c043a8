"""Mails for the tests of replies: short ones by hand, and the sets of tests/data."""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from followups.replies import Message, Reading, classify

DATA = Path(__file__).resolve().parent.parent / "data"
MONDAY = date(2026, 9, 7)


class Case(NamedTuple):
    """A reply of a set, with what its author says about it."""

    name: str
    message: Message
    gold: dict[str, Any]


def cases(name: str) -> list[Case]:
    """All replies of a set."""
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    return [
        Case(
            row["id"],
            Message(row["subject"], row["headers"], row["body"], date.fromisoformat(row["received_on"])),
            row["gold"],
        )
        for row in rows
    ]


DEVELOPMENT = cases("replies_dev.jsonl")
SECOND = cases("second_set/replies.jsonl")
THIRD = cases("third_set/replies.jsonl")


def read(body: str, subject: str = "Re: Tindak lanjut wawancara", **headers: str) -> Reading:
    """The reading of a mail that came on a Monday."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return classify(Message(subject, named, body, MONDAY))
