"""Reads of facts that pages and decisions share."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers.answers import Label, PromiseKind
from careers.models import Interview, PromiseEntry, Reply


class LedgerLine(NamedTuple):
    """One line of the promise ledger, newest first; exactly one line is in force.

    `due` is the recruiter-local day of the promised answer, None while it is for the calendar
    (working days) or the policy (vague, none) to say. `source` is the entry or the reply.
    """

    due: date | None
    source: PromiseEntry | Reply
    said_on: date
    in_force: bool


def _due(entry: PromiseEntry) -> date | None:
    if entry.kind in (PromiseKind.DAYS, PromiseKind.RANGE_DAYS):
        return entry.said_on + timedelta(days=entry.days or 0)
    return entry.day


def ledger(interview: Interview, zone: ZoneInfo) -> list[LedgerLine]:
    """All promises of one round and the waits asked for in replies, newest first."""
    lines: list[tuple[date, datetime, date | None, PromiseEntry | Reply]] = [
        (entry.said_on, entry.recorded_at, _due(entry), entry)
        for entry in interview.promises.select_related("recorded_by")
    ]
    for reply in interview.replies.select_related("recorded_by"):
        if reply.label != Label.ASKED_TO_WAIT_UNTIL:
            continue
        said = reply.received_at.astimezone(zone).date()
        due = reply.wait_until
        if reply.wait_days is not None:
            due = said + timedelta(days=reply.wait_days)
        if due:
            lines.append((said, reply.received_at, due, reply))
    lines.sort(key=lambda line: (line[0], line[1]), reverse=True)
    return [
        LedgerLine(due, source, said, position == 0)
        for position, (said, _at, due, source) in enumerate(lines)
    ]
