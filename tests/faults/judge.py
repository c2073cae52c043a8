"""The judge: the outbox's rows beside the ledgers of the mail servers, joined by our id.

What a row's state says counts for nothing by itself. A message was sent if a server's ledger, which
is on the disk before the server says so, has it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg

WAITING = ("queued", "claimed", "sending")
GONE = ("sent", "delivered", "bounced", "complained")
ENDED = ("withdrawn", "missed", "suppressed", "failed")
UNKNOWN = "outcome_unknown"
_ROWS = """
    SELECT id, key, category, kind, application_id, recipient_id, state, resent,
           lease_until IS NOT NULL, sent_at IS NOT NULL, settled_at IS NOT NULL, text <> '' OR html <> ''
    FROM notifications_message"""


class Row(NamedTuple):
    """One intent, as the database tells it."""

    id: str
    key: str
    category: str
    kind: str
    application: int | None
    recipient: int
    state: str
    resent: bool = False
    leased: bool = False
    has_sent_at: bool = True
    has_settled_at: bool = True
    has_words: bool = False

    @property
    def is_legal(self) -> bool:
        """Whether its columns can stand together."""
        if self.state in ("claimed", "sending"):
            return self.leased
        if self.leased:
            return False
        if self.state == "queued":
            return True
        if self.state in GONE and not self.has_sent_at:
            return False
        return self.has_settled_at and not self.has_words

    @property
    def allowed(self) -> int:
        """How often a server may have it: sign-on mail of unknown outcome goes out once more."""
        return 2 if self.category == "security" and self.resent else 1


def rows(url: str) -> list[Row]:
    """Every intent of a database, read from the table itself and not from an index."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET enable_indexscan = off")
        connection.execute("SET enable_indexonlyscan = off")
        found: list[Any] = connection.execute(_ROWS).fetchall()
    return [Row(str(number), *rest) for number, *rest in found]


def judge(
    intents: Sequence[Row], ledger: Counter[str], expected: Iterable[tuple[int, str]]
) -> dict[str, int]:
    """The figures of an experiment in which each case of `expected` (application, kind) is told once.

    lost: told to nobody, and not shown as unknown either; duplicated: a second intent for the same,
    or a mail that a server has more often than allowed; mis-marked: the state says other than the
    ledger, or its columns cannot stand together.
    """
    known = {row.id: row for row in intents}
    told = Counter((row.application, row.kind) for row in intents)
    never = sum(not told[case] for case in expected)
    unwritten = [row for row in intents if not ledger[row.id] and row.state != UNKNOWN]
    keys = Counter(row.key for row in intents)
    asked_twice = sum(n - 1 for n in keys.values())
    asked_twice += sum(told[case] - 1 for case in told if case[0] is not None)
    taken_twice = sum(max(0, ledger[row.id] - row.allowed) for row in intents)
    return {
        "intents": len(intents),
        "accepted": sum(ledger.values()),
        "lost": never + len(unwritten),
        "duplicated": asked_twice + taken_twice,
        "unknown": sum(row.state == UNKNOWN for row in intents),
        "mis-marked": sum(_is_mis_marked(row, ledger[row.id]) for row in intents)
        + sum(key not in known for key in ledger),
    }


def _is_mis_marked(row: Row, copies: int) -> bool:
    if row.state in GONE:
        return not copies or not row.is_legal
    if row.state in ENDED or row.state in WAITING:
        return bool(copies) or not row.is_legal
    return copies > row.allowed or not row.is_legal


def unknown_accepted(intents: Sequence[Row], ledger: Counter[str]) -> int:
    """How many of unknown outcome a server has; the others never left."""
    return sum(row.state == UNKNOWN and bool(ledger[row.id]) for row in intents)
