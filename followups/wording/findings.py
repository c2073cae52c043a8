"""What a finding says to a reader: its sentence, a model to write after, and the source of its rule."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from followups.etiquette import Finding, Record


class FindingWords(NamedTuple):
    """A finding in words; `model` and `source` may be ""."""

    message: str
    model: str
    source: str


def finding_words(finding: Finding, record: Record) -> FindingWords:
    """The sentence of a finding, in the language that is active."""
    return FindingWords(_("Please look at this: %(rule)s.") % {"rule": finding.rule.value}, "", "")
