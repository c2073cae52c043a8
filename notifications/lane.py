"""A lane: one thread with one connection to the provider, mail after mail."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, connection
from django_scopes import scope, scopes_disabled
from structlog.contextvars import bind_contextvars, unbind_contextvars

from notifications import mailer, outbox, pace, preferences, smtp, topics
from notifications.addresses import address_hash
from notifications.models import Message
from notifications.models import messages as m
from notifications.periods import Later
from notifications.retry import Verdict, next_attempt
from notifications.sending import provider_id, send

log = logging.getLogger(__name__)
# How many a lane claims of one centre before it turns to the next.
SHARE = 200
# … and how long a share may take at the pace so far, so that no centre waits long for its turn.
SHARE_SECONDS = 2.0
# What was looked at for a whole share is looked at again after this. Whatever changes sooner is
# noticed by `hand_over`, whose one statement compares it.
FRESH = timedelta(seconds=2)


# Seconds between the attempts to write down what the provider took, while the database is away.
PAUSES = (0.5, 1, 2, 4, 8)


class Budget:
    """How much a drain may do, shared by its lanes."""

    def __init__(self, clock: Callable[[], datetime], limit: int | None, seconds: float | None) -> None:
        self._limit = limit
        self._ends = clock() + timedelta(seconds=seconds) if seconds is not None else None
        self._lock = Lock()

    def take(self, count: int) -> int:
        """How many of `count` more mails may be tried."""
        with self._lock:
            if self._limit is not None:
                count = min(count, self._limit)
                self._limit -= count
            return count

    def give_back(self, count: int) -> None:
        """They were not tried after all."""
        with self._lock:
            if self._limit is not None:
                self._limit += count

    def left(self, now: datetime) -> timedelta:
        """The time left; None is as much as half a lease."""
        half_a_lease = timedelta(seconds=settings.MAIL_LEASE_SECONDS / 2)
        return half_a_lease if self._ends is None else min(self._ends - now, half_a_lease)


class Lane:
    """Serves the groups with due mail in turn, a share of each, until nothing is due."""

    def __init__(self, clock: Callable[[], datetime], budget: Budget, sleep: Callable[[float], None]) -> None:
        self._clock, self._budget, self._sleep = clock, budget, sleep
        self._began = clock()
        self._connection: Any = None
        self._done: outbox.Done | None = None  # taken by the provider, not yet written down
        self._tried = self._sent = 0

    def run(self) -> int:
        """Deliver until nothing is due or the budget is spent; returns how many were accepted."""
        self._connection = get_connection()
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
            try:
                self._write_down()
            finally:
                self._connection.close()

    def _serve(self, group: int | None) -> int | None:
        """Claim and deliver a share of one group; None once the budget is spent."""
        now = self._clock()
        asked = self._room(now)
        room = self._budget.take(asked)
        if room <= 0:
            return None
        share = outbox.claim(group, now, room)
        self._budget.give_back(room - len(share))
        if not share:
            return 0
        with scopes_disabled() if group is outbox.SIGN_ON else scope(centre=group):
            return len(share) if self._deliver_all(share) else None

    def _room(self, now: datetime) -> int:
        """How many to claim: what can be begun, at the pace so far, within the time and the lease.

        The pace is unknown until one mail has been tried, so one is claimed first.
        """
        left, elapsed = self._budget.left(now), now - self._began
        if left <= timedelta(0):
            return 0
        if not elapsed:
            return SHARE if self._tried else 1
        if not self._tried:
            return 1
        left = min(left, timedelta(seconds=SHARE_SECONDS))
        return max(1, min(SHARE, int(left * self._tried / elapsed)))

    def _deliver_all(self, share: Sequence[Message]) -> bool:
        """Deliver a share; False if the time ran out, and the rest was given back."""
        moment, between = pace.reserve(len(share), self._clock())
        looked_at = self._clock()
        standing = self._look(share, looked_at)
        for position, message in enumerate(share):
            now = self._wait(moment + position * between)
            if self._budget.left(now) <= timedelta(0):
                self._write_down()
                outbox.release(share[position:])
                self._budget.give_back(len(share) - position)
                return False
            if now - looked_at > FRESH:
                looked_at = now
                standing = self._look(share[position:], now)
            self._tried += 1
            self._deliver(message, standing.get(message.pk), now)
        self._write_down()
        return True

    def _wait(self, moment: datetime) -> datetime:
        """The clock's time, not before `moment`. What was taken is written down before a nap."""
        now = self._clock()
        if now < moment:
            self._write_down()
            self._sleep((moment - now).total_seconds())
            now = max(self._clock(), moment)
        return now

    def _look(self, share: Sequence[Message], now: datetime) -> dict[int, Any]:
        """What each reminder speaks of, if it still stands; sign-on mail speaks for itself."""
        reminders = [message for message in share if message.category != m.SECURITY]
        if not reminders:
            return {}
        try:
            return topics.standing(reminders, now)
        except Exception as broken:
            # A poisoned row must never stop the others: look at each by itself.
            if len(reminders) > 1:
                return {pk: found for one in reminders for pk, found in self._look([one], now).items()}
            log.exception("message %s cannot be looked at", reminders[0].pk)
            return {reminders[0].pk: broken}

    def _deliver(self, message: Message, situation: Any, now: datetime, again: bool = False) -> None:
        """One claimed message to its one outcome; `again` if it was turned away once."""
        ending = _ending(message, situation, now)
        if ending:
            outbox.settle(message, *ending)
            return
        if isinstance(situation, Later):
            outbox.postpone(message, situation.until)
            return
        mail = situation if isinstance(situation, Exception) else _ready(message, situation, now)
        if isinstance(mail, Exception):
            # A poisoned row must never stop the others; it certainly was not sent.
            log.error("message %s cannot be rendered", message.pk, exc_info=mail)
            outbox.put_back(message, self._clock(), f"cannot be rendered: {type(mail).__name__}")
            return
        if self._hand_over(message, now, _seen(message, situation)):
            self._call(message, mail)
        else:
            self._turned_away(message, again)

    def _call(self, message: Message, mail: EmailMessage) -> None:
        # Whatever is logged meanwhile, by whomever, names the message.
        bind_contextvars(message_id=message.pk)
        try:
            verdict, error = send(self._connection, mail)
        finally:
            unbind_contextvars("message_id")
        if verdict is Verdict.SENT:
            self._sent += 1
            self._done = outbox.Done(message, self._clock(), provider_id(mail))
            return
        log.warning("message %s: %s (%s)", message.pk, verdict, error)
        now = self._clock()
        if verdict is Verdict.NOT_SENT:
            outbox.put_back(message, now, error)
        elif verdict is Verdict.REFUSED:
            outbox.settle(message, m.FAILED, now, error)
        elif _once_more(message, now):
            outbox.send_again(message, now, error)
        else:
            outbox.settle(message, m.UNKNOWN, now, error)

    def _turned_away(self, message: Message, again: bool) -> None:
        """It may not begin as it was looked at: find out why. Nothing has left."""
        now = self._clock()
        if not outbox.holds(message, now):
            return  # the lease ran out, and somebody else has it
        if message.category == m.SECURITY:
            outbox.settle(message, m.SUPPRESSED, now, "inactive")
        elif outbox.is_suppressed(message, now):
            outbox.settle(message, m.SUPPRESSED, now, "suppressed")
        elif again:
            outbox.put_back(message, now, "what it speaks of keeps changing")
        else:
            # Its plan has changed this very moment: look again, once.
            message.recipient.refresh_from_db()
            self._deliver(message, self._look([message], now).get(message.pk), now, again=True)

    def _hand_over(self, message: Message | None, now: datetime, seen: outbox.Seen | None = None) -> bool:
        """outbox.hand_over of what the provider took last, kept in mind until it is written down."""
        begun = outbox.hand_over(self._done, message, now, seen)
        self._done = None
        return begun

    def _write_down(self) -> None:
        """Write what the provider took last. Nobody else knows it: a database that restarts is
        waited for."""
        for pause in (*PAUSES, None):
            if self._done is None:
                return
            try:
                self._hand_over(None, self._done.at)
            except (InterfaceError, OperationalError):
                if pause is None:
                    raise
                connection.close()  # the next attempt opens its own
                self._sleep(pause)


def _ready(message: Message, situation: Any, now: datetime) -> EmailMessage | Exception:
    """The mail, or what is wrong with it. One that cannot be put into bytes fails here, unbegun."""
    try:
        mail = mailer.build(message, situation, now)
        mail.wired = smtp.wire(mail)  # type: ignore[attr-defined]
    except Exception as broken:
        return broken
    return mail


def _ending(message: Message, situation: Any, now: datetime) -> tuple[str, datetime, str] | None:
    """The state it ends in without a call, re-checked at the moment of sending."""
    if not message.recipient.is_active:
        return m.SUPPRESSED, now, "inactive"
    if message.expires_at <= now:
        return m.MISSED, now, ""
    if message.category == m.SECURITY:
        return None
    if situation is None:
        return m.WITHDRAWN, now, ""
    if not isinstance(situation, Later) and preferences.cap_reached(message, now):
        return m.SUPPRESSED, now, "weekly_cap"
    return None


def _seen(message: Message, situation: Any) -> outbox.Seen | None:
    if message.category == m.SECURITY:
        return None
    plan = getattr(situation, "plan", None)
    marker = plan.next_check_at if plan is not None else None
    return outbox.Seen(address_hash(message.recipient.email), plan is not None, marker)


def _once_more(message: Message, now: datetime) -> bool:
    """Whether a mail that may have left goes out a second time, under the same Message-ID.

    Sign-on mail: without it a person is locked out; twice the same link harms nobody. Any mail, if
    the provider recognises the repetition by our key and sends one of the two.
    """
    sign_on = message.category == m.SECURITY and not message.resent
    repeatable = bool(settings.MAIL_REPEATABLE_SECONDS) or sign_on
    return repeatable and next_attempt(message.attempts, now, message.expires_at) is not None
