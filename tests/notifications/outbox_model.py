"""What the outbox should do, in plain Python: a dict of rows, one rule after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

LEASE = timedelta(seconds=150)
LADDER = (30, 120, 300, 600, 1200, 1800, 3600, 3600, 7200, 7200)
RANK = {"sent": 1, "delivered": 2, "bounced": 3, "complained": 4}
NEVER = datetime.min.replace(tzinfo=UTC)
HELD = ("claimed", "sending")
UNSENT = ("withdrawn", "missed", "suppressed", "failed")


@dataclass
class Row:
    """A message as the model knows it; `number` is the order in which it came."""

    number: int
    person: str
    case: str
    due: datetime
    expires: datetime
    security: bool = False
    state: str = "queued"
    next: datetime = NEVER
    lease: datetime | None = None
    fence: int = 0
    attempts: int = 0
    resent: bool = False
    # Not in the database: how often the provider took it, how often a person had it repeated, and
    # whether a person said what became of it (she may be wrong).
    taken: int = 0
    by_hand: int = 0
    resolved: bool = False

    def unsent(self, state: str) -> str:
        """What may have left before its repetition stays in doubt."""
        return "outcome_unknown" if self.resent else state

    def seen(self) -> tuple[object, ...]:
        """What the database must show as well."""
        return self.state, self.next, self.lease, self.fence, self.attempts, self.resent, self.expires


@dataclass(frozen=True)
class Claim:
    """A row as a worker saw it when it claimed it."""

    key: str
    fence: int
    attempts: int
    expires: datetime


class Model:
    """The reference: every method does what the outbox function of its name should."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.held_back: set[str] = set()
        self.late = 0

    # --- in and out -------------------------------------------------------------------------------

    def enqueue(self, key: str, fresh: Row, now: datetime) -> int:
        row = self.rows.get(key)
        if row is None:
            self.rows[key] = replace(fresh, number=len(self.rows), next=fresh.due)
            return 1
        if row.state not in ("withdrawn", "missed") or fresh.expires <= now:
            return 0
        row.state, row.due, row.expires = "queued", fresh.due, fresh.expires
        row.next = max(fresh.due, now)
        return 1

    def withdraw(self, case: str, standing: Iterable[str], now: datetime) -> int:
        gone = [
            row
            for key, row in self.rows.items()
            if row.case == case and row.state == "queued" and not row.security and key not in standing
        ]
        for row in gone:
            row.state = row.unsent("missed" if row.expires <= now else "withdrawn")
        return len(gone)

    def reconsider(self, person: str, now: datetime) -> int:
        waiting = [
            row
            for row in self.rows.values()
            if row.person == person
            and not row.security
            and row.state == "queued"
            and row.attempts == 0
            and row.next > now
        ]
        for row in waiting:
            row.next = now
        return len(waiting)

    # --- claims -----------------------------------------------------------------------------------

    def due(self, now: datetime) -> list[str]:
        """The keys of what a claim would find."""
        return sorted(key for key, row in self.rows.items() if row.state == "queued" and row.next <= now)

    def claim(self, security: bool, now: datetime, limit: int) -> list[Claim]:
        while True:
            due = [
                (row.next, row.number, key)
                for key, row in self.rows.items()
                if row.state == "queued" and row.next <= now and row.security is security
            ]
            share = [key for _next, _number, key in sorted(due)[:limit]]
            alive = []
            for key in share:
                row = self.rows[key]
                row.state, row.lease = "claimed", now + LEASE
                row.fence, row.attempts = row.fence + 1, row.attempts + 1
                if row.expires <= now:
                    row.state, row.lease = row.unsent("missed"), None
                else:
                    alive.append(Claim(key, row.fence, row.attempts, row.expires))
            if alive or not share:
                return alive

    def ours(self, claim: Claim, *states: str) -> Row | None:
        """The row, if the claim's fence still holds and it is in one of those states."""
        row = self.rows[claim.key]
        return row if row.fence == claim.fence and row.state in states else None

    def hand_over(self, done: Sequence[Claim], coming: Sequence[Claim], now: datetime) -> list[bool]:
        for claim in done:
            self._settle(claim, "sent")
        return [self._begin(claim, now) for claim in coming]

    def _begin(self, claim: Claim, now: datetime) -> bool:
        row = self.ours(claim, "claimed")
        if row is None or row.lease is None or row.lease <= now:
            return False
        if row.person in self.held_back and not row.security:
            return False
        row.state, row.lease = "sending", now + LEASE
        return True

    def release(self, claim: Claim, until: datetime | None = None) -> None:
        """Given back: at once, or (`postpone`) until an hour."""
        row = self.ours(claim, "claimed")
        if row:
            row.state, row.lease, row.attempts = "queued", None, row.attempts - 1
            row.next = until or row.next

    def rescue(self, now: datetime) -> tuple[int, int]:
        back = unknown = 0
        for row in self.rows.values():
            if row.state not in HELD or row.lease is None or row.lease > now:
                continue
            row.lease = None
            if row.state == "sending" and (row.resent or not row.security):
                row.state = "outcome_unknown"
                unknown += 1
                continue
            row.resent = row.resent or row.state == "sending"
            row.state, row.next = "queued", now
            back += 1
        return back, unknown

    # --- results ----------------------------------------------------------------------------------

    def _settle(self, claim: Claim, state: str) -> bool:
        row = self.ours(claim, *HELD)
        if row is None:
            known = self.ours(claim, state)  # under this very claim: nothing new is said
            self.late += known is None
            return False
        row.state, row.lease = row.unsent(state) if state in UNSENT else state, None
        return True

    def settle(self, claim: Claim, state: str) -> bool:
        return self._settle(claim, state)

    def put_back(self, claim: Claim, now: datetime) -> bool:
        moment = _next_attempt(claim, now)
        if moment is None:
            return self._settle(claim, "failed")
        back = self._settle(claim, "queued")
        if back:
            self.rows[claim.key].next = moment
        return back

    def send_again(self, claim: Claim, now: datetime) -> bool:
        row = self.ours(claim, "sending")
        if row:
            row.resent = True
        return self.put_back(claim, now)

    def learn(self, key: str, state: str) -> bool:
        row = self.rows[key]
        if RANK.get(row.state, 0) >= RANK[state]:
            return False
        row.state, row.lease = state, None
        return True

    def resolve(self, key: str, verdict: str, now: datetime) -> bool:
        """False if a person may not say so."""
        row = self.rows[key]
        if verdict == "send_again" and (row.security or row.expires <= now):
            return False
        if row.state != "outcome_unknown":
            return False
        row.resolved = True
        row.state = {"arrived": "sent", "give_up": "failed", "send_again": "queued"}[verdict]
        if verdict == "send_again":
            row.next, row.by_hand = now, row.by_hand + 1
        return True


def _next_attempt(claim: Claim, now: datetime) -> datetime | None:
    if claim.attempts > len(LADDER):
        return None
    moment = now + timedelta(seconds=LADDER[claim.attempts - 1])
    return moment if moment < claim.expires else None
