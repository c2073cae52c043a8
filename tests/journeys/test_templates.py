"""The admin writes a letter of the centre's own, with a script and without one."""

from typing import Any

import pytest

from followups.models import LetterTemplate
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
PAGE = "/templates/follow_up/1/en/2/"


def test_the_letters_follow_the_typing_and_a_refused_letter_says_why(cast: Any, visitor: Visitor) -> None:
    visitor.come_in_as(cast.sari)
    visitor.open(PAGE)
    visitor.reads("Dear Ms Wulandari,", "A recruiter would stumble over nothing")
    field = visitor.page.get_by_label("Letter", exact=True)
    right = field.input_value()
    field.fill(right.replace("{{company}}", "{{firm}}"))
    visitor.reads("{{firm}} in line 5 is no placeholder that Kabar knows.")
    visitor.press("Use this letter")
    visitor.reads("{{firm}} in line 5 is no placeholder that Kabar knows.")
    assert not LetterTemplate.objects.exists()
    visitor.page.get_by_label("Letter", exact=True).fill(right.replace("Many thanks", "Thank you"))
    visitor.reads("Thank you for your time and consideration.")
    visitor.press("Use this letter")
    visitor.reads("The letter is in use", "Our own")
    assert LetterTemplate.objects.filter(active=True).count() == 5


def test_without_a_script_the_preview_comes_with_its_button(
    cast: Any, visitor_without_scripts: Visitor
) -> None:
    visitor = visitor_without_scripts
    visitor.come_in_as(cast.sari)
    visitor.open(PAGE)
    field = visitor.page.get_by_label("Letter", exact=True)
    field.fill(field.input_value().replace("Many thanks", "My thanks"))
    visitor.press("Preview")
    visitor.reads("My thanks for your time and consideration.", "Dear Hiring Team,")
    assert not LetterTemplate.objects.exists()
