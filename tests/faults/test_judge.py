"""The judge notices what it is there to notice."""

from collections import Counter

import pytest

from tests.faults.judge import Row, judge
from tests.faults.report import Report

CASES = [(1, "thank_you_due"), (2, "thank_you_due")]
GOOD = {"lost": 0, "duplicated": 0, "unknown": 0, "mis-marked": 0}


def row(case: int, state: str = "sent", **columns: object) -> Row:
    values = {
        "id": str(case),
        "key": f"key {case}",
        "category": "reminder",
        "kind": "thank_you_due",
        "application": case,
        "recipient": 7,
        "state": state,
        "has_sent_at": state == "sent",
        "has_settled_at": state != "queued",
    }
    return Row(**{**values, **columns})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "ledger", "found"),
    [
        ([row(1), row(2)], {"1": 1, "2": 1}, {}),
        ([row(1)], {"1": 1}, {"lost": 1}),
        ([row(1), row(2)], {"1": 1}, {"lost": 1, "mis-marked": 1}),
        ([row(1), row(2, "queued")], {"1": 1}, {"lost": 1}),
        ([row(1), row(2, "withdrawn")], {"1": 1}, {"lost": 1}),
        ([row(1), row(2, "withdrawn")], {"1": 1, "2": 1}, {"mis-marked": 1}),
        ([row(1), row(2, "queued")], {"1": 1, "2": 1}, {"mis-marked": 1}),
        ([row(1), row(2)], {"1": 1, "2": 2}, {"duplicated": 1}),
        ([row(1), row(2)], {"1": 1, "2": 1, "99": 1}, {"mis-marked": 1}),
        ([row(1), row(2, "outcome_unknown")], {"1": 1}, {"unknown": 1}),
        ([row(1), row(2, "outcome_unknown")], {"1": 1, "2": 1}, {"unknown": 1}),
        (
            [row(1), row(2, "outcome_unknown")],
            {"1": 1, "2": 2},
            {"unknown": 1, "duplicated": 1, "mis-marked": 1},
        ),
        ([row(1), row(2), row(2, id="3", key="another")], {"1": 1, "2": 1, "3": 1}, {"duplicated": 1}),
        ([row(1), row(2), row(2, id="3")], {"1": 1, "2": 1, "3": 1}, {"duplicated": 2}),
        ([row(1), row(2, has_sent_at=False)], {"1": 1, "2": 1}, {"mis-marked": 1}),
        ([row(1), row(2, leased=True)], {"1": 1, "2": 1}, {"mis-marked": 1}),
        ([row(1), row(2, "sending")], {"1": 1}, {"lost": 1, "mis-marked": 1}),
        ([row(1), row(2, has_words=True)], {"1": 1, "2": 1}, {"mis-marked": 1}),
        ([row(1), row(2, category="security", resent=True)], {"1": 1, "2": 2}, {}),
        ([row(1), row(2, category="security")], {"1": 1, "2": 2}, {"duplicated": 1}),
    ],
)
def test_each_fault_is_counted_as_what_it_is(
    rows: list[Row], ledger: dict[str, int], found: dict[str, int]
) -> None:
    figures = judge(rows, Counter(ledger), CASES)
    assert {name: figures[name] for name in GOOD} == GOOD | found
    assert figures["intents"] == len(rows)
    assert figures["accepted"] == sum(ledger.values())


def test_a_report_with_a_broken_promise_says_which() -> None:
    report = Report("E0", "nothing", {"intents": 1, "lost": 1}, {"web errors": 0})
    report.promise_none("web errors")
    assert report.holds
    assert "holds" in str(report)
    report.promise_none("lost")
    assert not report.holds
    assert "BROKEN: lost: 1, and not 0" in str(report)
