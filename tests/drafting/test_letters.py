"""The letters that come with the product: whatever the record, a recruiter stumbles over nothing."""

from datetime import date
from itertools import combinations

import pytest

from followups.drafting import (
    LANGUAGES,
    OCCASIONS,
    LetterFacts,
    Template,
    compose,
    misuses,
    sample_cases,
    shipped,
)
from followups.etiquette import Kind, check
from followups.texts.plain import words_of
from tests.drafting.records import records

LETTERS = [one for occasion in OCCASIONS for language in LANGUAGES for one in shipped(*occasion, language)]
RECORDS = {language: records(language, 500) for language in LANGUAGES}


def name(template: Template) -> str:
    return f"{template.kind}-{template.attempt}-{template.language}-{template.number}"


def test_each_occasion_has_five_variants_in_each_language() -> None:
    assert len(LETTERS) == 4 * 2 * 5
    assert [one.number for one in shipped(Kind.CLOSING, 1, "en")] == [1, 2, 3, 4, 5]


def test_an_occasion_without_letters_is_an_error() -> None:
    for wrong in [(Kind.THANK_YOU, 2, "id"), (Kind.FOLLOW_UP, 3, "id"), (Kind.FOLLOW_UP, 1, "fr")]:
        with pytest.raises(ValueError, match="no letters"):
            shipped(*wrong)


@pytest.mark.parametrize("template", LETTERS, ids=name)
def test_no_record_makes_the_etiquette_find_anything(template: Template) -> None:
    found = []
    for facts in RECORDS[template.language]:
        draft = compose(template, facts)
        found += [
            (finding.rule.value, finding.evidence(draft), facts)
            for finding in check(draft, facts.record(template.kind, template.attempt))
        ]
    assert found == []


def test_the_records_hold_what_is_odd() -> None:
    facts = RECORDS["id"]
    assert {one.interview_date.month for one in facts} == set(range(1, 13))
    assert {one.recruiter_gender for one in facts} == {"female", "male", None}
    assert any(one.recruiter_name is None for one in facts)
    assert any(len(one.student_name.split()) == 1 for one in facts)
    assert any(", S.E., M.M." in (one.recruiter_name or "") for one in facts)


@pytest.mark.parametrize("template", LETTERS, ids=name)
def test_a_letter_has_sixty_to_a_hundred_and_ten_words_and_fits_the_subject_line(template: Template) -> None:
    for facts in sample_cases(template.language):
        draft = compose(template, facts)
        assert 60 <= len(draft.body.split()) <= 110
        assert len(draft.subject) <= 110


@pytest.mark.parametrize("template", LETTERS, ids=name)
def test_a_letter_says_who_writes_what_for_and_when_they_met(template: Template) -> None:
    assert misuses(template.subject, template.body, template.kind, template.attempt) == []
    salutation, *prose, ending = template.body.split("\n\n")
    assert salutation.endswith("{{recruiter}},")
    assert ending.endswith(",\n{{student_name}}")
    for needed in ("student_name", "position", "company", "interview_date"):
        assert any("{{" + needed + "}}" in paragraph for paragraph in prose), needed
    assert ("{{first_sent_on}}" in template.body) == (template.attempt == 2)


@pytest.mark.parametrize("template", [one for one in LETTERS if one.kind is not Kind.FOLLOW_UP], ids=name)
def test_thanks_and_goodbyes_ask_for_nothing(template: Template) -> None:
    assert "?" not in template.body
    # "mohon terima" is "please accept"
    asks = {"apakah", "bolehkah", "adakah", "whether", "could", "update"} & set(words_of(template.body))
    assert not asks


@pytest.mark.parametrize("occasion", OCCASIONS, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_variants_are_letters_of_their_own_and_not_one_letter_with_a_word_changed(occasion, language) -> None:
    for one, other in combinations(shipped(*occasion, language), 2):
        ones, others = _triples(one.body), _triples(other.body)
        assert len(ones & others) / min(len(ones), len(others)) < 0.25, (one.number, other.number)
        assert one.subject != other.subject


def _triples(body: str) -> set[tuple[str, ...]]:
    prose = "\n\n".join(body.split("\n\n")[1:-1])
    words = words_of(prose)
    return set(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize("recruiter", ["Hasan Al-Farisi", "Andi Wijaya, MBA"])
def test_a_hyphenated_name_and_a_business_degree_are_no_slips(recruiter: str) -> None:
    facts = LetterFacts("Dinda Maharani", "Buyer", "PT Contoh", date(2026, 8, 12), "id", recruiter, "male")
    draft = compose(shipped(Kind.FOLLOW_UP, 1, "id")[0], facts)
    assert check(draft, facts.record(Kind.FOLLOW_UP)) == []
