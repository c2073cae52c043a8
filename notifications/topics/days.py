"""A student's day: what her daily mail tells about each of her applications, or nothing.

A day is hers, by her own clock. One line for each application: the first of `LINES` that has
something to say. Constant queries, whatever the number of students.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from careers.models import Application, User
from careers.stages import OPEN
from followups.policy import NEEDS_APPROVAL, SEND_NOW, STOP, WAIT
from followups.policy.checks import thank_you_at
from followups.selectors import Slot, slot_of
from notifications.models import Message
from notifications.periods import ONE_DAY, STUDENT_DIGEST
from notifications.reminders import ENDING_IS_NEWS_FOR, KIND_STOPS, WINDOWS_A_WEEK, Situation
from notifications.situations import situations

# What happened while yesterday's mail was on its way is told today.
ON_ITS_WAY = timedelta(minutes=1)


class Line(NamedTuple):
    """One application in a daily mail: what about it (`code`), and the slot or the hours it speaks of.

    `begins` and `ends` are those of a thank-you note.
    """

    code: str
    about: Situation
    slot: Slot | None = None
    begins: datetime | None = None
    ends: datetime | None = None


class Day(NamedTuple):
    """A student's day at `now`; `since` is when her daily mail last told her something."""

    user: User
    now: datetime
    since: datetime
    lines: tuple[Line, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """Her zone."""
        return ZoneInfo(self.user.time_zone)

    def is_today(self, moment: datetime) -> bool:
        """Whether an instant lies on this day of hers."""
        return self.of(moment) == self.of(self.now)

    def of(self, moment: datetime) -> date:
        """The day an instant lies on by her clock."""
        return moment.astimezone(self.zone).date()


def days_of(users: Iterable[User], now: datetime) -> dict[int, Day]:
    """User id -> her day, for those students of one centre who have anything to be told."""
    people = {user.pk: user for user in users}
    if not people:
        return {}
    told = _told(people, now)
    cases: defaultdict[int, list[Situation]] = defaultdict(list)
    for situation in situations(_applications(people, now)):
        cases[situation.student.pk].append(situation)
    found = {}
    for user_id, own in cases.items():
        day = Day(people[user_id], now, told.get(user_id, now - ONE_DAY))
        lines = [line for s in own if (line := _line(s, day))]
        if lines:
            found[user_id] = day._replace(lines=tuple(sorted(lines, key=_order)))
    return found


def _told(people: Iterable[int], now: datetime) -> dict[int, datetime]:
    sent = Message.objects.filter(
        recipient__in=list(people), kind=STUDENT_DIGEST, sent_at__gt=now - ENDING_IS_NEWS_FOR
    )
    last = sent.order_by().values_list("recipient_id").annotate(last=Max("sent_at"))
    return {user_id: moment - ON_ITS_WAY for user_id, moment in last}


def _applications(people: Iterable[int], now: datetime) -> list[int]:
    ended = Q(plan__action=STOP, plan__decided_at__gt=now - ENDING_IS_NEWS_FOR)
    theirs = Application.objects.filter(student__user__in=list(people))
    return list(theirs.filter(Q(stage__in=list(OPEN)) | ended).values_list("pk", flat=True))


def _line(s: Situation, day: Day) -> Line | None:
    for told in LINES:
        line = told(s, day)
        if line:
            return line
    return None


def _order(line: Line) -> tuple[int, float, int]:
    moment = (line.slot.start if line.slot else line.ends) or line.about.plan.decided_at
    return ORDER.index(line.code), moment.timestamp(), line.about.application.pk


def ended(s: Situation, day: Day) -> Line | None:
    """No more letters are right, since the last daily mail."""
    plan = s.plan
    if plan.action != STOP or plan.reason not in KIND_STOPS or plan.decided_at <= day.since:
        return None
    known_on = date.fromisoformat(plan.reasons[0]["date"])
    if day.now.astimezone(s.zone).date() - known_on > ENDING_IS_NEWS_FOR:
        return None
    return Line("ended", s)


def window(s: Situation, day: Day) -> Line | None:
    """Her window is today."""
    slot = _slot(s, day)
    return Line("window", s, slot) if slot and day.is_today(slot.start) else None


def thanks(s: Situation, day: Day) -> Line | None:
    """A note of thanks is due, or will have been before tomorrow's mail."""
    due = thank_you_at(s.rules, s.glance.held_at)
    if due is None or s.glance.thanked_at or not s.application.is_open:
        return None
    if s.plan.action in (STOP, NEEDS_APPROVAL) or day.now >= due[1]:
        return None
    if due[0] > day.now and not (day.is_today(due[0]) and due[1] <= day.now + ONE_DAY):
        return None
    return Line("thanks", s, begins=due[0], ends=due[1])


def missed(s: Situation, day: Day) -> Line | None:
    """A window has passed since the last daily mail; this is the next one."""
    slot, when = _slot(s, day), s.plan.missed_at
    return Line("missed", s, slot) if slot and when and when > day.since else None


def prepare(s: Situation, day: Day) -> Line | None:
    """Her window is on the recruiter's next working day: a day to prepare the letter."""
    slot, when = _slot(s, day), s.plan.heads_up_at
    return Line("prepare", s, slot) if slot and when and day.is_today(when) else None


LINES: tuple[Callable[[Situation, Day], Line | None], ...] = (ended, window, thanks, missed, prepare)
# As they stand in the mail: what has an hour comes first.
ORDER = ("window", "thanks", "missed", "prepare", "ended")


def _slot(s: Situation, day: Day) -> Slot | None:
    """The slot she may be told of: not one that is over, put off, or without its approval."""
    plan = s.plan
    if plan.action not in (WAIT, SEND_NOW) or not s.application.is_open:
        return None
    if not plan.may_be_sent or plan.snoozed or _rests(s):
        return None
    if plan.window_end is None or plan.window_end <= day.now:
        return None
    return slot_of(plan, s.application.employer, day.user.time_zone)


def _rests(s: Situation) -> bool:
    """After several missed windows the counsellor knows, and she is told about once a week: on the
    day on which the count has passed a week's windows."""
    count = s.plan.missed_windows
    return count >= s.rules.missed_windows_before_alert and count % WINDOWS_A_WEEK > 1
