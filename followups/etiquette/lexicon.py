"""The lists of phrases in `words/`, found together."""

from followups.texts.phrases import Lexicon

LISTS = Lexicon("followups.etiquette")
