"""One application's life: the facts as they come to be, and the deeds that record them. Pure.

When a letter is right is asked of the product's own `decide`, so that students in the demo react to
the windows that Kabar will really show them.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from followups.policy import Decision, Event, Facts, FollowUp, Promise, Reply, decide
from kabar.demo.setting import DAY, HOUR, Setting
from kabar.demo.stories import Kind

STUDENT, COUNSELLOR = "student", "counsellor"


class Deed(NamedTuple):
    """Something a person records at an instant (UTC) about one round.

    `what` is a word that history.py and replay.py know; `by` is STUDENT, COUNSELLOR or nobody.
    """

    at: datetime
    what: str
    by: str
    round: int
    values: dict[str, Any]


class Life:
    """What has come of one application so far; `cursor` is where its story has arrived."""

    def __init__(self, setting: Setting, kind: Kind, now: datetime, rng: Random) -> None:
        self.setting, self.kind, self.now, self.rng = setting, kind, now, rng
        self.deeds: list[Deed] = []
        self.cursor = now
        self.round = 0
        self._begin()

    def _begin(self) -> None:
        """The application, and its first interview if there is one."""
        s, days_ago = self.setting, self.kind.days_ago
        if days_ago is None:
            self.cursor = s.awake(self.now - self.between(20 * HOUR, 40 * DAY), self.rng)
            self.do(self.cursor, "apply", day=s.day(self.cursor))
            return
        held = s.interview(self.rng.randint(*days_ago), self.now, self.rng)
        told = min(held - self.between(2 * DAY, 6 * DAY), self.now - self.between(HOUR, 3 * DAY))
        applied = s.awake(told - self.between(2 * DAY, 24 * DAY), self.rng)
        self.do(applied, "apply", day=s.day(applied))
        self.meet(held, final=False, told=told)

    def meet(self, held: datetime, *, final: bool, told: datetime) -> None:
        """A round of interviews: a new clock and new counters. `told` is when it is recorded."""
        self.round += 1
        self.held, self.final, self.blessed = held, final, False
        self.promised: Promise | None = None
        self.letters: list[FollowUp] = []
        self.replies: list[Reply] = []
        self.events: list[Event] = []
        self.do(told, "interview", held_at=held, is_final=final)
        self.cursor = held

    def do(self, at: datetime, what: str, by: str = STUDENT, **values: Any) -> None:
        """Note a deed of the present round."""
        self.deeds.append(Deed(at, what, by, self.round, values))

    def between(self, low: timedelta, high: timedelta) -> timedelta:
        """Some time between two lengths, to the second."""
        return timedelta(seconds=self.rng.randint(int(low.total_seconds()), int(high.total_seconds())))

    def facts(self) -> Facts:
        """What is known about the present round."""
        s = self.setting
        replies = tuple(sorted(self.replies, key=lambda reply: reply.at))
        return Facts(
            self.held, s.zone, s.country, s.subdivision or None, self.promised,
            tuple(self.letters), replies, tuple(self.events), self.final,
        )  # fmt: skip

    def decision(self, at: datetime) -> Decision:
        """What Kabar says about the present round at that instant."""
        return decide(self.facts(), self.setting.rules, self.setting.calendar, at)
