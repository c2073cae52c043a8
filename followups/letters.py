"""Reads of letter templates: what a centre drafts from, and what its admin sees of it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from careers.models import Centre
from followups.drafting import OCCASIONS, Template, shipped
from followups.etiquette import Kind
from followups.models import LetterTemplate

SHIPPED, OWN, ASIDE = "shipped", "own", "aside"


class TemplateSet(NamedTuple):
    """All variants of one occasion in one language."""

    kind: Kind
    attempt: int
    language: str


def variants_for(centre: Centre, kind: Kind, attempt: int, language: str) -> tuple[Template, ...]:
    """The letters a centre drafts from: its own active ones, or those that come with the product.

    Never empty. One query. Raises ValueError for an occasion or language that has no letters.
    """
    ours = shipped(kind, attempt, language)
    own = LetterTemplate.objects.filter(centre=centre, active=True).of(kind, attempt, language)
    return tuple(row.template for row in own) or ours


class Listed(NamedTuple):
    """A letter as its admin sees it; `state` is SHIPPED, OWN or ASIDE (kept, but not in use)."""

    template: Template
    state: str

    @property
    def opening(self) -> str:
        """What stands below the salutation."""
        paragraphs = self.template.body.split("\n\n")
        return next((one for one in paragraphs[1:] if len(one.split()) > 3), paragraphs[-1])


class ListedSet(NamedTuple):
    """One set: the letters in use, those set aside, and whether the ones in use are the centre's own."""

    which: TemplateSet
    in_use: list[Listed]
    aside: list[Listed]
    is_own: bool

    def find(self, number: int) -> Listed | None:
        """The letter of that number."""
        return next((one for one in [*self.in_use, *self.aside] if one.template.number == number), None)


def letters_of(centre: Centre, language: str) -> list[ListedSet]:
    """All letters of a centre in a language, by occasion. One query."""
    rows = LetterTemplate.objects.filter(centre=centre, language=language).order_by("variant")
    by_occasion: defaultdict[tuple[str, int], list[LetterTemplate]] = defaultdict(list)
    for row in rows:
        by_occasion[row.kind, row.attempt].append(row)
    return [
        _listed(TemplateSet(*one, language), by_occasion[one.kind.value, one.attempt]) for one in OCCASIONS
    ]


def numbered_behind(rows: Iterable[LetterTemplate], which: TemplateSet) -> list[Template]:
    """The shipped letters with the numbers they have beside a centre's rows.

    They count on behind letters set aside earlier, whose words are kept.
    """
    last = max((row.variant for row in rows), default=0)
    return [one._replace(number=last + one.number) for one in shipped(*which)]


def _listed(which: TemplateSet, rows: list[LetterTemplate]) -> ListedSet:
    own = [Listed(row.template, OWN) for row in rows if row.active]
    aside = [Listed(row.template, ASIDE) for row in rows if not row.active]
    in_use = own or [Listed(one, SHIPPED) for one in numbered_behind(rows, which)]
    return ListedSet(which, in_use, aside, bool(own))
