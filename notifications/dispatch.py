"""A dispatch: claims shares, begins a mail for each free connection, writes down what was taken.

One thread decides and writes; the connections only carry (senders.py). While mails are on their
way the next ones are rendered, and one commit serves all connections that are free by then.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django_scopes import scope, scopes_disabled

from notifications import outbox, pace, preferences
from notifications.models import Message
from notifications.models import messages as m
from notifications.periods import Later
from notifications.readiness import Ready, ending, look, mail_of, may_go_once_more, seen
from notifications.retry import Verdict
from notifications.senders import Result, Senders

log = logging.getLogger(__name__)
# How many are claimed of one centre before it is the next one's turn.
SHARE = 200
# … and how long a share may take at the pace so far, so that no centre waits long for its turn.
SHARE_SECONDS = 2.0
# What was looked at for a whole share is looked at again after this. Whatever changes sooner is
# noticed by `hand_over`, whose one statement compares it.
FRESH = timedelta(seconds=2)
# Seconds between the attempts to write down what the provider took, while the database is away.
PAUSES = (0.5, 1, 2, 4, 8)


class Dispatch:
    """Serves the groups with due mail in turn, a share of each, until nothing is due.

    `limit` bounds the mails tried, `seconds` the time by `clock`: none is begun after it.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        limit: int | None = None,
        seconds: float | None = None,
        connections: int = 1,
        sleep: Callable[[float], None],
    ) -> None:
        self._clock, self._limit, self._sleep = clock, limit, sleep
        self._began = clock()
        self._ends = self._began + timedelta(seconds=seconds) if seconds is not None else None
        self._senders = Senders(connections)
        # Half of the connections are served by one commit, while the other half carries.
        self._wave = max(1, connections // 2)
        self._ready: list[Ready] = []
        self._done: list[outbox.Done] = []  # taken by the provider, not yet written down
        self._tried = self._sent = 0

    def run(self) -> int:
        """Deliver until nothing is due or the time is up; returns how many were accepted."""
        try:
            while True:
                progress = False
                for group in outbox.due_groups(self._clock()):
                    tried = self._serve(group)
                    if tried is None:
                        return self._sent
                    progress = progress or tried > 0
                if not progress:
                    return self._sent
        finally:
            self._end()

    def _end(self) -> None:
        """Whatever happened: nothing more is begun, and what was taken is written down."""
        self._ready.clear()
        try:
            self._finish()
        finally:
            self._senders.close()

    def _serve(self, group: int | None) -> int | None:
        """Claim and deliver a share of one group; None once the time or the limit is used up."""
        now = self._clock()
        room = self._room(now)
        if self._limit is not None:
            room = min(room, self._limit)
        if room <= 0:
            return None
        share = outbox.claim(group, now, room)
        if self._limit is not None:
            self._limit -= len(share)
        if not share:
            return 0
        with scopes_disabled() if group is outbox.SIGN_ON else scope(centre=group):
            return len(share) if self._deliver_all(share) else None

    def _left(self, now: datetime) -> timedelta:
        """The time left; never more than half a lease."""
        half_a_lease = timedelta(seconds=settings.MAIL_LEASE_SECONDS / 2)
        return half_a_lease if self._ends is None else min(self._ends - now, half_a_lease)

    def _room(self, now: datetime) -> int:
        """How many to claim: what can be begun, at the pace so far, within the time and the lease.

        The pace is unknown until some mails have been tried, so one for each connection is first.
        """
        left, elapsed = self._left(now), now - self._began
        if left <= timedelta(0):
            return 0
        if not elapsed:
            return SHARE if self._tried else self._senders.idle
        if not self._tried:
            return self._senders.idle
        left = min(left, timedelta(seconds=SHARE_SECONDS))
        return max(1, min(SHARE, int(left * self._tried / elapsed)))

    def _deliver_all(self, share: Sequence[Message]) -> bool:
        """Deliver a share; False if the time ran out, and the rest was given back."""
        moment, between = pace.reserve(len(share), self._clock())
        looked_at = self._clock()
        standing = look(share, looked_at)
        for position, message in enumerate(share):
            now = self._wait(moment + position * between)
            if self._left(now) <= timedelta(0):
                outbox.release([*(ready.message for ready in self._ready), *share[position:]])
                self._ready.clear()
                self._finish()
                return False
            if now - looked_at > FRESH:
                looked_at = now
                standing = look(share[position:], now)
            self._tried += 1
            self._prepare(message, standing.get(message.pk), now)
            self._collect(wait=False)
            if len(self._ready) >= self._wave:
                while self._senders.idle < self._wave:
                    self._collect(wait=True)
                self._begin()
        self._finish()
        return True

    def _wait(self, moment: datetime) -> datetime:
        """The clock's time, not before `moment`. What was taken is written down before a nap."""
        now = self._clock()
        if now < moment:
            self._finish()
            self._sleep((moment - now).total_seconds())
            now = max(self._clock(), moment)
        return now

    def _prepare(self, message: Message, situation: Any, now: datetime, again: bool = False) -> None:
        """One claimed message: to its end without a call, or to a mail that is ready to go."""
        if preferences.cap_of(message) is not None:
            self._finish()  # her cap counts what has begun
        end = ending(message, situation, now)
        if end:
            outbox.settle(message, *end)
            return
        if isinstance(situation, Later):
            outbox.postpone(message, situation.until)
            return
        mail = situation if isinstance(situation, Exception) else mail_of(message, situation, now)
        if isinstance(mail, Exception):
            # A poisoned row must never stop the others; it certainly was not sent.
            log.error("message %s cannot be rendered", message.pk, exc_info=mail)
            outbox.put_back(message, self._clock(), f"cannot be rendered: {type(mail).__name__}")
            return
        self._ready.append(Ready(message, mail, seen(message, situation), again))

    def _begin(self) -> None:
        """One commit: what was taken is written down, and ready mails go to the idle connections."""
        count = self._senders.idle
        going, self._ready = self._ready[:count], self._ready[count:]
        coming = [outbox.Next(ready.message, ready.seen) for ready in going]
        begun = outbox.hand_over(self._done, coming, self._clock())
        self._done = []
        for ready in going:
            if outbox.claim_of(ready.message) in begun:
                self._senders.call(ready.message, ready.mail)
        for ready in going:
            if outbox.claim_of(ready.message) not in begun:
                self._turned_away(ready)

    def _finish(self) -> None:
        """All that is ready goes, all that goes has its result, and it is written down."""
        while self._ready or self._senders.busy:
            self._collect(wait=not (self._ready and self._senders.idle))
            if self._ready:
                self._begin()
        self._write_down()

    def _collect(self, wait: bool) -> None:
        for result in self._senders.collect(wait):
            self._note(result)

    def _note(self, result: Result) -> None:
        """One call's end. What was taken waits for the next commit, all else is settled at once."""
        message, verdict, error, now = result.message, result.verdict, result.error, self._clock()
        if verdict is Verdict.SENT:
            self._sent += 1
            self._done.append(outbox.Done(message, now, result.provider_id))
            return
        log.warning("message %s: %s (%s)", message.pk, verdict, error)
        if verdict is Verdict.NOT_SENT:
            outbox.put_back(message, now, error)
        elif verdict is Verdict.REFUSED:
            outbox.settle(message, m.FAILED, now, error)
        elif may_go_once_more(message, now):
            outbox.send_again(message, now, error)
        else:
            outbox.settle(message, m.UNKNOWN, now, error)

    def _turned_away(self, ready: Ready) -> None:
        """It may not begin as it was looked at: find out why. Nothing has left."""
        message, now = ready.message, self._clock()
        if not outbox.holds(message, now):
            return  # the lease ran out, and somebody else has it
        if message.category == m.SECURITY:
            outbox.settle(message, m.SUPPRESSED, now, "inactive")
        elif outbox.is_suppressed(message, now):
            outbox.settle(message, m.SUPPRESSED, now, "suppressed")
        elif ready.again:
            outbox.put_back(message, now, "what it speaks of keeps changing")
        else:
            # Its plan has changed this very moment: look again, once.
            message.recipient.refresh_from_db()
            self._prepare(message, look([message], now).get(message.pk), now, again=True)

    def _write_down(self) -> None:
        """Write what the provider took. Nobody else knows it: a database that restarts is waited for."""
        for pause in (*PAUSES, None):
            if not self._done:
                return
            try:
                outbox.hand_over(self._done, [], self._clock())
                self._done = []
            except (InterfaceError, OperationalError):
                if pause is None:
                    raise
                connection.close()  # the next attempt opens its own
                self._sleep(pause)
