"""Reads of facts that pages and decisions share."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers.answers import Label, PromiseKind
from careers.models import Interview, PromiseEntry, Reply


class LedgerLine(NamedTuple):
    """One line of the promise ledger, newest first; at most one line is in force.

    `due` is the recruiter-local day of the promised answer, None while it is for the calendar
    (working days) or the policy (vague, none) to say. `source` is the entry or the reply.
    """

    due: date | None
    source: PromiseEntry | Reply
    said_on: date
    in_force: bool


def ledger(interview: Interview, zone: ZoneInfo) -> list[LedgerLine]:
    """All promises of one round and the waits asked for in replies, newest first."""
    promises = interview.promises.select_related("recorded_by")
    return ledger_lines(interview, promises, interview.replies.select_related("recorded_by"), zone)


def ledger_lines(
    interview: Interview,
    promises: Iterable[PromiseEntry],
    replies: Iterable[Reply],
    zone: ZoneInfo,
) -> list[LedgerLine]:
    """The same from rows at hand, for pages of many rounds. `zone` is the recruiter's."""
    held_on = interview.held_at.astimezone(zone).date()
    lines: list[tuple[date, datetime, date | None, PromiseEntry | Reply]] = [
        (entry.said_on, said_at(entry, zone), _due(entry, held_on), entry) for entry in promises
    ]
    for reply in replies:
        if reply.label != Label.ASKED_TO_WAIT_UNTIL:
            continue
        said = reply.received_at.astimezone(zone).date()
        due = reply.wait_until
        if reply.wait_days is not None:
            due = said + timedelta(days=reply.wait_days)
        if due:
            lines.append((said, reply.received_at, due, reply))
    lines.sort(key=lambda line: (line[0], line[1], line[3].recorded_at), reverse=True)
    in_force = next((line for line in lines if not _replaces_nothing(line[3], held_on)), None)
    return [LedgerLine(line[2], line[3], line[0], line is in_force) for line in lines]


def said_at(entry: PromiseEntry, zone: ZoneInfo) -> datetime:
    """When a promise was said, as near as we know: its own day, by its record's hour.

    Recorded on the same day, it is that instant; recorded later, noon. Orders promises among
    replies, for the ledger and for the decision alike. `zone` is the recruiter's.
    """
    recorded = entry.recorded_at.astimezone(zone)
    if recorded.date() == entry.said_on:
        return recorded
    return datetime.combine(entry.said_on, time(12), tzinfo=zone)


def _due(entry: PromiseEntry, held_on: date) -> date | None:
    if entry.kind in (PromiseKind.DAYS, PromiseKind.RANGE_DAYS):
        # What was said before the interview is counted from the interview.
        return max(entry.said_on, held_on) + timedelta(days=entry.days or 0)
    return entry.day


def _replaces_nothing(source: PromiseEntry | Reply, held_on: date) -> bool:
    """A later word without a date leaves the promise before it in force."""
    return (
        isinstance(source, PromiseEntry)
        and source.kind in (PromiseKind.VAGUE, PromiseKind.NONE)
        and source.said_on > held_on
    )
