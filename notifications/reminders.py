"""Which reminders a plan calls for right now: one kind, one function, one line in a table.

Everything is derived from the plan as it stands, so that asking again gives the same intents, and
an intent that is no longer derived no longer stands. Keys name centre, kind, round, recipient and
the slot (or cause) they speak of; the same slot is never told twice.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from followups.models import Plan
from followups.policy import NEEDS_APPROVAL, SEND_NOW, STOP, Calendar, Rules
from followups.policy.checks import thank_you_at

# A heads-up is for the day it is sent on; later it would be no news.
HEADS_UP_LASTS = timedelta(hours=12)
MISSED_LASTS = timedelta(hours=14)
COUNSELLOR_NEWS_LASTS = timedelta(days=7)
# An ending that became known longer ago (imported history) is not announced any more.
ENDING_IS_NEWS_FOR = timedelta(days=14)
# After the counsellor was told, the student is prompted about once a week: two windows a day.
WINDOWS_A_WEEK = 10
# Stops that close a door. Good news and the student's own choice need no consolation.
KIND_STOPS = ("discouraging_reply", "rejected", "max_followups_reached", "no_contact_instruction")


class Intent(NamedTuple):
    """That one person should be told one thing once; instants are aware, UTC.

    `key` is made of centre, kind, subject, recipient and due slot.
    """

    key: str
    kind: str
    recipient_id: int
    application_id: int | None
    due_at: datetime
    expires_at: datetime


class Glance(NamedTuple):
    """What a reminder depends on: a plan's values, ids, and the rules; nothing is loaded for it.

    `counsellor_id` is hers, or an admin of the centre where there is none; `zone` the recruiter's.
    """

    plan: Any  # a Plan, or a Recalled
    interview_id: int
    held_at: datetime
    thanked_at: datetime | None
    is_open: bool
    student_id: int
    counsellor_id: int | None
    help_asked_at: datetime | None
    rules: Rules
    zone: ZoneInfo


class Situation(NamedTuple):
    """A plan with the people and rules around it, for the words of a mail.

    Read only. Whether models stand in it or only their values (situations.py), it has the same
    names; the counsellor is hers, or an admin of the centre where there is none.
    """

    plan: Any
    application: Any
    student: Any
    counsellor: Any
    calendar: Calendar  # the recruiter's
    glance: Glance

    @property
    def rules(self) -> Rules:
        """The rules the plan was made under."""
        return self.glance.rules

    @property
    def zone(self) -> ZoneInfo:
        """The recruiter's zone."""
        return self.glance.zone


def _intent(s: Glance, kind: str, slot: str, to: int, due: datetime, expires: datetime) -> Intent:
    key = f"{s.plan.centre_id}:{kind}:{s.interview_id}:{to}:{slot}"
    return Intent(key, kind, to, s.plan.application_id, due, expires)


def _slot_key(s: Glance) -> str:
    assert s.plan.window_start is not None
    start = s.plan.window_start.astimezone(s.zone)
    return f"{s.plan.attempt}@{start.isoformat()[:16]}"


def _local_day(s: Glance, moment: datetime) -> date:
    return moment.astimezone(s.zone).date()


def heads_up(s: Glance, now: datetime) -> Intent | None:
    """The recruiter's working day before the slot: prepare the letter. Told once per slot day."""
    plan = s.plan
    if plan.heads_up_at is None or plan.window_start is None or not plan.may_be_sent or plan.snoozed:
        return None
    if plan.missed_at and plan.missed_at >= plan.heads_up_at:
        return None  # the note about the missed window names the next slot already
    expires = min(plan.heads_up_at + HEADS_UP_LASTS, plan.window_start)
    if not plan.heads_up_at <= now < expires or _is_resting(s):
        return None
    slot = f"{plan.attempt}@{_local_day(s, plan.window_start)}"
    return _intent(s, "heads_up", slot, s.student_id, plan.heads_up_at, expires)


def window_open(s: Glance, now: datetime) -> Intent | None:
    """The window is open: the student is prompted, not left waiting (T16)."""
    plan = s.plan
    if plan.action != SEND_NOW or not plan.may_be_sent or plan.snoozed or _is_resting(s):
        return None
    assert plan.window_start and plan.window_end
    if not plan.window_start <= now < plan.window_end:
        return None
    return _intent(s, "window_open", _slot_key(s), s.student_id, plan.window_start, plan.window_end)


def _is_resting(s: Glance) -> bool:
    """After several missed windows the counsellor knows; the student is prompted once a week."""
    missed = s.plan.missed_windows
    return missed >= s.rules.missed_windows_before_alert and missed % WINDOWS_A_WEEK != 0


def window_missed(s: Glance, now: datetime) -> Intent | None:
    """The day's last window went by unused: no reproach, and the next slot."""
    plan = s.plan
    if plan.missed_at is None or plan.window_start is None or _is_resting(s):
        return None
    missed_on = _local_day(s, plan.missed_at)
    expires = min(plan.missed_at + MISSED_LASTS, plan.window_start)
    if missed_on == _local_day(s, plan.window_start) or not plan.missed_at <= now < expires:
        return None
    slot = f"{plan.attempt}@{missed_on}"
    return _intent(s, "window_missed", slot, s.student_id, plan.missed_at, expires)


def missed_alert(s: Glance, now: datetime) -> Intent | None:
    """Several windows in a row went by: the counsellor is told, once per attempt."""
    plan = s.plan
    enough = plan.missed_windows >= s.rules.missed_windows_before_alert
    if s.counsellor_id is None or plan.missed_at is None or not enough:
        return None
    expires = plan.missed_at + COUNSELLOR_NEWS_LASTS
    return _intent(s, "missed_alert", f"{plan.attempt}", s.counsellor_id, plan.missed_at, expires)


def approval_needed(s: Glance, now: datetime) -> Intent | None:
    """A second follow-up waits for the counsellor's blessing (T12); asked once per attempt."""
    plan = s.plan
    if not plan.requires_approval or plan.approved or s.counsellor_id is None:
        return None
    if plan.heads_up_at is None or plan.window_end is None or now < plan.heads_up_at:
        return None
    expires = plan.window_end + COUNSELLOR_NEWS_LASTS
    return _intent(s, "approval_needed", f"{plan.attempt}", s.counsellor_id, plan.heads_up_at, expires)


def person_needed(s: Glance, now: datetime) -> Intent | None:
    """A counsellor must look before any date can be trusted; asked once per cause and attempt.

    An unconfirmed calendar year is the admin's to confirm, not each counsellor's.
    """
    plan = s.plan
    if plan.action != NEEDS_APPROVAL or plan.reason == "calendar_unconfirmed" or not s.counsellor_id:
        return None
    slot, expires = f"{plan.attempt}:{_cause(plan)}", plan.decided_at + COUNSELLOR_NEWS_LASTS
    return _intent(s, "approval_needed", slot, s.counsellor_id, plan.decided_at, expires)


def _cause(plan: Plan) -> str:
    """What stopped the case or needs a person, and since when: a second cause is new news."""
    return f"{plan.reason}@{plan.reasons[0].get('at', '')}"


def stopped_kindly(s: Glance, now: datetime) -> Intent | None:
    """No more letters are right: said kindly, with what to do next (T13-T15)."""
    plan = s.plan
    if plan.action != STOP or plan.reason not in KIND_STOPS:
        return None
    known_on = date.fromisoformat(plan.reasons[0]["date"])
    if _local_day(s, now) - known_on > ENDING_IS_NEWS_FOR:
        return None
    expires = plan.decided_at + ENDING_IS_NEWS_FOR
    return _intent(s, "stopped_kindly", _cause(plan), s.student_id, plan.decided_at, expires)


def thank_you_due(s: Glance, now: datetime) -> Intent | None:
    """Two hours after the interview: a note of thanks that asks for nothing."""
    due = thank_you_at(s.rules, s.held_at)
    over = s.plan.action in (STOP, NEEDS_APPROVAL)
    if due is None or s.thanked_at or over or not due[0] <= now < due[1]:
        return None
    return _intent(s, "thank_you_due", "thanks", s.student_id, *due)


def help_asked(s: Glance, now: datetime) -> Intent | None:
    """The student asked her counsellor to look; told once for each call, until it is answered."""
    if s.help_asked_at is None or s.counsellor_id is None:
        return None
    slot, expires = f"{s.help_asked_at:%Y-%m-%dT%H:%M:%S}", s.help_asked_at + COUNSELLOR_NEWS_LASTS
    return _intent(s, "help_asked", slot, s.counsellor_id, s.help_asked_at, expires)


REMINDERS: tuple[Callable[[Glance, datetime], Intent | None], ...] = (
    heads_up,
    window_open,
    window_missed,
    missed_alert,
    approval_needed,
    person_needed,
    stopped_kindly,
    thank_you_due,
    help_asked,
)


# A closed case still tells its ending, and the counsellor may be asked about it.
AFTER_THE_END = (stopped_kindly, help_asked)


def intents(s: Glance, now: datetime) -> list[Intent]:
    """All reminders this plan calls for at `now`."""
    called_for = REMINDERS if s.is_open else AFTER_THE_END
    return [intent for reminder in called_for if (intent := reminder(s, now))]
