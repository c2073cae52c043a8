"""The closings of letters in both languages, formal and familiar. Pure."""

import re

from followups.texts.phrases import lines_of

FORMAL = frozenset(lines_of("followups.texts", "closings_formal"))
INFORMAL = frozenset(lines_of("followups.texts", "closings_informal"))
# A pattern for any of them, the longest first.
CLOSINGS = "|".join(sorted(map(re.escape, FORMAL | INFORMAL), key=len, reverse=True))
