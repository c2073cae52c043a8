"""Codes + parameters -> sentences in the reader's language (gettext, English msgids).

Pure code speaks codes; whatever a person reads about a decision or a refused value is made here,
in the language that is active when it is asked for.
"""

from followups.wording.reasons import (
    ReasonLine,
    deciding_sentence,
    reason_lines,
    source_text,
)
from followups.wording.refusals import facts_error, place_error, problem, rules_error, shown

__all__ = [
    "ReasonLine",
    "deciding_sentence",
    "facts_error",
    "place_error",
    "problem",
    "reason_lines",
    "rules_error",
    "shown",
    "source_text",
]
