"""The words of a reading: one for each label, three for how sure it is, never a number."""

from datetime import date

import pytest

from careers.answers import Label
from followups.replies import Reading
from followups.wording.readings import follows, is_known, says, sureness


@pytest.mark.parametrize("label", [label for label in Label if label is not Label.UNCLASSIFIED])
def test_every_label_has_a_sentence_and_says_what_a_yes_changes(label: Label) -> None:
    reading = Reading(label, 0.95)
    assert says(reading).endswith(".") and follows(reading).endswith(".")


@pytest.mark.parametrize(
    ("confidence", "conflicts", "word"),
    [
        (0.99, (), "sure"),
        (0.9, (), "sure"),
        (0.95, (Label.OFFER,), "likely"),
        (0.89, (), "likely"),
        (0.65, (), "likely"),
        (0.64, (), "unsure"),
        (0.5, (), "unsure"),
    ],
)
def test_how_sure_is_one_word_of_three(confidence: float, conflicts: tuple[Label, ...], word: str) -> None:
    reading = Reading(Label.REJECTION, confidence, conflicts=conflicts)
    assert (is_known(reading), sureness(reading)) == (True, word)


def test_below_a_half_nothing_is_proposed() -> None:
    assert not is_known(Reading(Label.NEUTRAL_ACK, 0.49))


def test_a_wait_without_a_day_goes_to_a_counsellor() -> None:
    wait = Reading(Label.ASKED_TO_WAIT_UNTIL, 0.6)
    assert "counsellor" in follows(wait)
    assert "after that day" in follows(wait._replace(wait_until=date(2026, 7, 21)))
