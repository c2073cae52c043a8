"""The promise ledger of a round as the page shows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.answers import PromiseKind
from careers.models import PromiseEntry, Reply
from careers.selectors import LedgerLine, ledger
from followups.wording.slots import day_words
from kabar.pages.case import CasePage

DATELESS = (PromiseKind.VAGUE, PromiseKind.NONE)


@dataclass(frozen=True)
class Entry:
    """One line for components/ledger.html."""

    due: date | None
    quote: str
    kind_text: str
    channel: str
    said_by: str
    recorded_on: date
    state: str
    state_text: str = ""


def entries(case: CasePage) -> list[Entry]:
    """Newest first; replaced ones stay. Without any promise, the days that are assumed."""
    interview = case.interview
    if interview is None:
        return []
    held_on = interview.held_at.astimezone(case.recruiter_zone).date()
    lines = ledger(interview, case.recruiter_zone)
    made: list[Entry] = []
    newer: LedgerLine | None = None
    for line in lines:
        vague_later = _is_dateless(line) and line.said_on > held_on
        made.append(_entry(case, line, newer, unclear=vague_later and newer is None))
        # A later word without a date replaces nothing.
        newer = newer or (None if vague_later else line)
    if newer is None:
        made.append(Entry(_assumed(case), "", _("No day was promised"), "", "", held_on, "assumed"))
    return made


def _is_dateless(line: LedgerLine) -> bool:
    return isinstance(line.source, PromiseEntry) and line.source.kind in DATELESS


def _entry(case: CasePage, line: LedgerLine, newer: LedgerLine | None, *, unclear: bool) -> Entry:
    source = line.source
    due, state, state_text = line.due, "live", ""
    if unclear:
        state = "unclear"
    elif newer:
        state = "replaced"
        state_text = _("Replaced on %(day)s") % {"day": day_words(newer.said_on)}
    elif _is_dateless(line):
        due, state = _assumed(case), "assumed"
    if isinstance(source, Reply):
        text = source.text.strip()
        quote = text if len(text) <= 160 else text[:159].rstrip() + "…"
        kind, channel, said_by = _("They asked to wait"), "written", ""
    else:
        if source.kind == PromiseKind.WORKING_DAYS:
            due = case.calendar.add_working_days(line.said_on, source.days or 0)
        quote, kind, channel, said_by = source.quote, kind_text(source), source.channel, source.said_by
    return Entry(due, quote, kind, channel, said_by, line.said_on, state, state_text)


def kind_text(entry: PromiseEntry) -> str:
    """The promise in words: Within 14 calendar days."""
    n = entry.days or 0
    if entry.kind == PromiseKind.DAYS:
        return ngettext("Within %(n)d calendar day", "Within %(n)d calendar days", n) % {"n": n}
    if entry.kind == PromiseKind.WORKING_DAYS:
        return ngettext("Within %(n)d working day", "Within %(n)d working days", n) % {"n": n}
    if entry.kind == PromiseKind.RANGE_DAYS:
        return _("Within %(low)d to %(n)d days") % {"low": entry.low or 0, "n": n}
    if entry.kind == PromiseKind.DATE:
        return _("By a date")
    return _("Soon, without a date") if entry.kind == PromiseKind.VAGUE else _("No day was promised")


def _assumed(case: CasePage) -> date | None:
    """The day the decision assumes, from its own trace."""
    steps: list[dict[str, Any]] = case.plan.reasons if case.plan else []
    for step in steps:
        if step["code"] == "promise_not_passed":
            return date.fromisoformat(step["deadline"])
    return None
