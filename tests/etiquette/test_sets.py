"""The sets of drafts in tests/data: what their authors found, and what the etiquette finds."""

import pytest

from followups.etiquette import check
from tests.etiquette.letters import CLEAN, DEVELOPMENT, SECOND, THIRD, Case


def tally(cases: list[Case]) -> tuple[float, float]:
    """Precision and recall over rules (micro), typos left out."""
    right = extra = missed = 0
    for case in cases:
        got = {finding.rule.value for finding in check(case.draft, case.record)} - {"TYPO"}
        want = {violation["rule"] for violation in case.gold["violations"]}
        right, extra, missed = right + len(got & want), extra + len(got - want), missed + len(want - got)
    return right / (right + extra), right / (right + missed)


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.name)
def test_a_clean_letter_gets_no_finding(case: Case) -> None:
    assert [(f.rule.value, f.evidence(case.draft)) for f in check(case.draft, case.record)] == []


@pytest.mark.parametrize("cases", [DEVELOPMENT, SECOND, THIRD], ids=["development", "second", "third"])
def test_the_rules_find_what_the_authors_of_the_sets_put_in(cases: list[Case]) -> None:
    precision, recall = tally(cases)
    assert precision >= 0.97, precision
    assert recall >= 0.95, recall


@pytest.mark.parametrize("case", [*DEVELOPMENT, *SECOND, *THIRD], ids=lambda case: case.name)
def test_evidence_stands_where_the_finding_says(case: Case) -> None:
    for finding in check(case.draft, case.record):
        for place in (finding.place, *finding.more):
            if place is not None:
                text = case.draft.subject if place.part == "subject" else case.draft.body
                assert 0 <= place.start < place.end <= len(text)
        assert finding.evidence(case.draft) != ""
