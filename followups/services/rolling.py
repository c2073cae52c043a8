"""Time passes over many plans at once: recalled, decided again, and written back in bulk.

The same `decide` and the same values as everywhere (deciding.py); only the way in and out of the
database is another (followups/recall.py, followups/rows.py).
"""

import json
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from followups.policy import decide
from followups.recall import recall
from followups.rows import places, write
from followups.services.deciding import Rolled, count_missed, fill, next_check
from followups.services.policies import published

# What may change when time passes, and how PostgreSQL calls its type.
_COLUMNS = {
    "action": "text",
    "reason": "text",
    "attempt": "smallint",
    "earliest_date": "date",
    "window_start": "timestamptz",
    "window_end": "timestamptz",
    "requires_approval": "boolean",
    "approved": "boolean",
    "policy_id": "bigint",
    "calendar_version": "text",
    "heads_up_at": "timestamptz",
    "closes_at": "timestamptz",
    "missed_windows": "smallint",
    "missed_at": "timestamptz",
}
_DECIDED = attrgetter(*_COLUMNS)


def can_recall() -> bool:
    """Whether this database has the fast way."""
    return bool(connection.vendor == "postgresql")


def roll_from_memory(centre_id: int, application_ids: Sequence[int], now: datetime) -> list[Rolled]:
    """Decide again those that remember their facts, write them back, and return them.

    Cases that silence closes are left out: their stage changes, which is a fact.
    """
    policy = published(centre_id)
    rolled: list[Rolled] = []
    before: list[tuple[Any, ...]] = []
    for plan, case in recall(application_ids):
        if plan.closes_at and plan.closes_at <= now:
            continue
        values, trace = _DECIDED(plan), plan.reasons
        decision = decide(case.facts, policy.rules, case.calendar, now)
        count_missed(plan, case, decision, now)
        fill(plan, case, decision, policy)
        differs = _DECIDED(plan) != values or json.loads(trace) != plan.reasons
        if differs:
            plan.decided_at = now
        plan.next_check_at = next_check(case, decision, plan, policy, now)
        rolled.append(Rolled(plan, case, policy.rules, differs))
        before.append(values)
    _write(before, rolled)
    return rolled


def _write(before: Sequence[tuple[Any, ...]], rolled: Sequence[Rolled]) -> None:
    """Write the next check of all of them, and only those columns in which any of them changed."""
    plans = [item.plan for item in rolled]
    if not plans:
        return
    columns = {"next_check_at": ("timestamptz", [plan.next_check_at for plan in plans])}
    if any(item.changed for item in rolled):
        columns["decided_at"] = ("timestamptz", [plan.decided_at for plan in plans])
        columns["reasons"] = ("text", [json.dumps(plan.reasons) for plan in plans])
        old, new = zip(*before, strict=True), zip(*map(_DECIDED, plans), strict=True)
        for (name, kind), was, now_is in zip(_COLUMNS.items(), old, new, strict=True):
            if was != now_is:
                columns[name] = (kind, list(now_is))
    # What is the same for all (the action, say) goes as one value.
    alike = {name: c for name, c in columns.items() if c[1].count(c[1][0]) == len(plans)}
    own = {name: column for name, column in columns.items() if name not in alike}
    cast = {"reasons": "::jsonb"}
    changes = [f"{name} = %b::{kind}{cast.get(name, '')}" for name, (kind, _values) in alike.items()]
    changes += [f"{name} = new.{name}{cast.get(name, '')}" for name in own]
    arrays = places(["bigint", *(kind for kind, _values in own.values())])
    # Only names of our own columns stand in the text; every value is a parameter.
    sql = (
        f"UPDATE followups_plan AS plan SET {', '.join(changes)} "  # noqa: S608
        f"FROM unnest({arrays}) AS new({', '.join(['id', *own])}) WHERE plan.id = new.id"
    )
    rows = [[plan.pk for plan in plans], *(values for _kind, values in own.values())]
    write(sql, rows, *(values[0] for _kind, values in alike.values()))
