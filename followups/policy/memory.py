"""Facts as a plan remembers them: compact plain data, and back. Pure.

A plan that became due because time passed is decided again from what it remembers, without reading
seven tables; every change of a fact gathers them anew. Instants are microseconds since 1970.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from followups.policy.facts import Event, Facts, FollowUp, Promise, Reply

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def pack_instant(moment: datetime | None) -> int | None:
    """An aware instant as microseconds."""
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


def unpack_instant(packed: int | None) -> datetime | None:
    """Microseconds as an aware instant in UTC."""
    return None if packed is None else _EPOCH + timedelta(microseconds=packed)


def _pack_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _unpack_day(packed: str | None) -> date | None:
    return None if packed is None else date.fromisoformat(packed)


def pack(facts: Facts) -> list[Any]:
    """The facts as JSON-ready data, without the place: that may change under them."""
    p = facts.promise
    return [
        pack_instant(facts.interview_at),
        p and [p.kind, p.n, p.low, _pack_day(p.day)],
        [[f.attempt, pack_instant(f.sent_at), f.bounced] for f in facts.followups],
        [[pack_instant(r.at), r.label, _pack_day(r.day), r.days] for r in facts.replies],
        [[pack_instant(e.at), e.type] for e in facts.events],
        facts.final_round,
    ]


def unpack(packed: list[Any], zone: ZoneInfo, country: str, subdivision: str | None) -> Facts:
    """The facts again, at the place they hold for now."""
    held, promise, followups, replies, events, final = packed
    return Facts(
        _instant(held),
        zone,
        country,
        subdivision,
        promise and Promise(promise[0], promise[1], promise[2], _unpack_day(promise[3])),
        tuple(FollowUp(attempt, _instant(sent), bounced) for attempt, sent, bounced in followups),
        tuple(Reply(_instant(at), label, _unpack_day(day), days) for at, label, day, days in replies),
        tuple(Event(_instant(at), kind) for at, kind in events),
        final,
    )


def _instant(packed: int) -> datetime:
    return _EPOCH + timedelta(microseconds=packed)
