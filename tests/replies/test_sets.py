"""The sets of replies in tests/data: labels, stops and dates."""

from collections import Counter
from datetime import date

import pytest

from followups.replies import classify
from tests.replies.mails import DEVELOPMENT, SECOND, THIRD, Case


def macro_f1(cases: list[Case]) -> float:
    """The mean over the labels of the set."""
    counts = Counter((case.gold["label"], classify(case.message).label.value) for case in cases)
    labels = {case.gold["label"] for case in cases}
    scores = []
    for label in labels:
        right = counts[label, label]
        wrong = sum(n for pair, n in counts.items() if (pair[0] == label) != (pair[1] == label))
        scores.append(2 * right / (2 * right + wrong))
    return sum(scores) / len(scores)


@pytest.mark.parametrize("cases", [DEVELOPMENT, SECOND, THIRD], ids=["development", "second", "third"])
def test_the_labels_are_those_the_authors_gave(cases: list[Case]) -> None:
    assert macro_f1(cases) >= 0.95


def test_no_stop_of_the_development_set_is_missed() -> None:
    missed = [case.name for case in DEVELOPMENT if case.gold["stop"] and not classify(case.message).stop]
    assert missed == []


def test_hardly_a_stop_of_the_other_sets_is_missed_and_none_is_set_aside_unseen() -> None:
    missed = [case for case in (*SECOND, *THIRD) if case.gold["stop"] and not classify(case.message).stop]
    assert len(missed) <= 2, [case.name for case in missed]
    assert not any(classify(case.message).can_be_set_aside for case in missed)


@pytest.mark.parametrize("cases", [DEVELOPMENT, SECOND, THIRD], ids=["development", "second", "third"])
@pytest.mark.parametrize("field", ["wait_until", "return_date"])
def test_days_are_exact_or_the_end_of_a_vague_period(cases: list[Case], field: str) -> None:
    for case in cases:
        reading = classify(case.message)
        if field not in case.gold or reading.label != case.gold["label"]:
            continue
        read, want = getattr(reading, field), date.fromisoformat(case.gold[field])
        assert read is not None, case.name
        assert abs((read - want).days) <= (3 if reading.assumed else 0), (case.name, read, want)


@pytest.mark.parametrize("case", [*DEVELOPMENT, *SECOND, *THIRD], ids=lambda case: case.name)
def test_the_evidence_stands_in_the_body(case: Case) -> None:
    reading = classify(case.message)
    if reading.start is not None:
        assert 0 <= reading.start <= (reading.end or 0) <= len(case.message.body)
