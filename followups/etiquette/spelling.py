"""Spelling without a network. Pure; see docs/etiquette.md for what was measured."""

from typing import Any, Protocol

from followups.etiquette.findings import Finding


class Speller(Protocol):
    """Something that finds misspelt words."""

    def typos(self, letter: Any) -> list[Finding]:
        """One TYPO for each misspelt word of the prose, with suggestions, in the order of the letter."""


def speller() -> Speller | None:
    """What finds misspelt words here; None where there is none."""
    return None
