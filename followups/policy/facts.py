"""The facts of one case: what was promised, sent, answered and told. Pure.

All instants are timezone-aware. A "day" is always a day of the recruiter's zone. The tuples are
sorted by time; `parse_case` (parsing.py) and followups/gather.py are the two makers of facts.
"""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Promise(NamedTuple):
    """A promise of an answer; `kind` is a careers.answers.PromiseKind (T3).

    `n` is the number of days (the upper bound of a range), `low` a range's lower bound, `day` the
    promised date. A vague promise counts as none.
    """

    kind: str
    n: int = 0
    low: int = 0
    day: date | None = None


class FollowUp(NamedTuple):
    """A follow-up the student sent; a bounced one was never read and does not count."""

    attempt: int
    sent_at: datetime
    bounced: bool = False


class Reply(NamedTuple):
    """An employer's answer; `label` is a careers.answers.Label.

    `day` is the date of a dated wait or of the return from absence, `days` a wait counted from
    the reply's own recruiter-local day.
    """

    at: datetime
    label: str
    day: date | None = None
    days: int | None = None


class Event(NamedTuple):
    """Something a person was told or did; `type` is a careers.answers.EventType."""

    at: datetime
    type: str


class Facts(NamedTuple):
    """Everything one decision may look at, for one interview round.

    `country` and `subdivision` are ISO 3166 codes; `zone` is the recruiter's time zone.
    """

    interview_at: datetime
    zone: ZoneInfo
    country: str
    subdivision: str | None = None
    promise: Promise | None = None
    followups: tuple[FollowUp, ...] = ()
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    final_round: bool = False
    student_zone: ZoneInfo | None = None
