"""Letter templates: a centre writes its own, sets one aside, or goes back to the shipped ones.

A set is all variants of one occasion in one language. The first change of a set makes the shipped
variants the centre's own, so that changing one of five letters leaves the other four in use.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from careers.models import Centre, User
from followups.drafting import (
    LANGUAGES,
    OCCASIONS,
    LetterFacts,
    Occasion,
    Template,
    compose,
    misuses,
    sample_cases,
)
from followups.etiquette import Draft, check
from followups.letters import TemplateSet, numbered_behind
from followups.models import LetterTemplate
from followups.wording.findings import FindingWords, finding_words
from followups.wording.templates import misuse_words


class Trial(NamedTuple):
    """A template filled for one sample case, and what the etiquette finds in it."""

    case: LetterFacts
    draft: Draft
    findings: tuple[FindingWords, ...]


class Tried(NamedTuple):
    """A template tried: placeholders that cannot be filled (then there are no trials), and the trials."""

    problems: tuple[str, ...]
    trials: tuple[Trial, ...]

    def found(self) -> list[tuple[FindingWords, list[str]]]:
        """Each finding once, and whose letters have it; nobody is named where all of them do."""
        names: dict[FindingWords, list[str]] = {}
        for trial in self.trials:
            for words in trial.findings:
                names.setdefault(words, []).append(trial.case.student_name)
        return [(words, [] if len(whose) == len(self.trials) else whose) for words, whose in names.items()]

    def refusals(self) -> list[str]:
        """Why it may not be used, each reason once; empty if it may."""
        return list(dict.fromkeys([*self.problems, *(words.message for words, _whose in self.found())]))


def try_template(template: Template) -> Tried:
    """Fill a template for the sample cases and read the letters as a recruiter would. Changes nothing."""
    wrong = misuses(template.subject, template.body, template.kind, template.attempt)
    if wrong:
        return Tried(tuple(misuse_words(one) for one in wrong), ())
    trials = []
    for case in sample_cases(template.language):
        draft, record = compose(template, case), case.record(template.kind, template.attempt)
        found = tuple(finding_words(finding, record) for finding in check(draft, record))
        trials.append(Trial(case, draft, found))
    return Tried((), tuple(trials))


@transaction.atomic
def save_template(
    centre: Centre,
    which: TemplateSet,
    variant: int | None,
    *,
    subject: str,
    body: str,
    by: User | None,
    now: datetime,
) -> LetterTemplate:
    """Put a letter in use: a new one, or in place of the variant of that number.

    Raises ValidationError for a placeholder that cannot be filled, for any finding of the etiquette
    on the sample cases, and for a variant there is none of.
    """
    _known(which)
    template = Template(*which, variant or 0, subject.strip(), _tidy(body))
    refusals = try_template(template).refusals()
    if refusals:
        raise ValidationError(refusals)
    rows = _own_rows(centre, which, by, now)
    row = _row(rows, variant) if variant else LetterTemplate(centre=centre, **which._asdict())
    row.variant = row.variant or _last(centre, which) + 1
    row.subject, row.body, row.active = template.subject, template.body, True
    row.updated_at, row.updated_by = now, by
    row.save()
    return row


@transaction.atomic
def deactivate(centre: Centre, which: TemplateSet, variant: int, *, by: User | None, now: datetime) -> bool:
    """Set a variant aside; its text stays. True while the centre still has letters of its own in use:
    without any, the shipped ones serve again. Raises ValidationError for a variant there is none of.
    """
    _known(which)
    rows = _own_rows(centre, which, by, now)
    row = _row(rows, variant)
    row.active, row.updated_at, row.updated_by = False, now, by
    row.save()
    return LetterTemplate.objects.filter(centre=centre, active=True).of(*which).exists()


@transaction.atomic
def restore_shipped(centre: Centre, which: TemplateSet, *, by: User | None, now: datetime) -> int:
    """Go back to the letters that come with the product; how many of the centre's own were set aside."""
    _known(which)
    own = LetterTemplate.objects.filter(centre=centre, active=True).of(*which)
    return int(own.order_by().update(active=False, updated_at=now, updated_by=by))


def _known(which: TemplateSet) -> None:
    if Occasion(which.kind, which.attempt) not in OCCASIONS or which.language not in LANGUAGES:
        raise ValidationError(_("There are no letters of this kind."))


def _own_rows(
    centre: Centre, which: TemplateSet, by: User | None, now: datetime
) -> dict[int, LetterTemplate]:
    """The centre's rows of a set by their numbers. While the shipped letters serve, they become rows first."""
    # The lock serialises two admins, so that a set is taken over once.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    rows = list(LetterTemplate.objects.filter(centre=centre).of(*which))
    if any(row.active for row in rows):
        return {row.variant: row for row in rows}
    taken = [
        LetterTemplate(
            centre=centre,
            **which._asdict(),
            variant=one.number,
            subject=one.subject,
            body=one.body,
            updated_at=now,
            updated_by=by,
        )
        for one in numbered_behind(rows, which)
    ]
    LetterTemplate.objects.bulk_create(taken)
    return {row.variant: row for row in [*rows, *taken]}


def _last(centre: Centre, which: TemplateSet) -> int:
    found = LetterTemplate.objects.filter(centre=centre).of(*which).aggregate(last=Max("variant"))
    return found["last"] or 0


def _row(rows: dict[int, LetterTemplate], variant: int) -> LetterTemplate:
    if variant not in rows:
        raise ValidationError(_("This letter is not there any more."))
    return rows[variant]


def _tidy(body: str) -> str:
    """Line feeds as mail has them, and no blanks at the ends of lines."""
    lines: Iterable[str] = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
