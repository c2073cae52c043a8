"""When to look again: the instants at which a decision, or what to tell people, may change. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followups.policy.calendar import Calendar
from followups.policy.decision import STOP, Decision
from followups.policy.keys import Rules

THANK_YOU_AFTER = timedelta(hours=2)


def heads_up_at(
    decision: Decision, rules: Rules, calendar: Calendar, student_zone: ZoneInfo
) -> datetime | None:
    """When the student hears of her slot beforehand (UTC).

    At `heads_up_at` of her own wall clock on the recruiter's last working day before the slot.
    """
    if decision.window_start is None:
        return None
    day = calendar.previous_working_day(decision.window_start.date())
    return datetime.combine(day, rules.heads_up_at, tzinfo=student_zone).astimezone(UTC)


def closes_at(decision: Decision, rules: Rules, silent_since: datetime | None) -> datetime | None:
    """When silence closes the case after the last follow-up (T13-T15), if it does.

    `silent_since` is the last word: the letter, an answer to it, or the day that answer named.
    """
    if decision.action != STOP or decision.reason != "max_followups_reached" or not silent_since:
        return None
    return silent_since + timedelta(days=rules.silence_closes_after_days)


def thank_you_at(rules: Rules, interview_at: datetime) -> tuple[datetime, datetime] | None:
    """From when until when a thank-you note is due; None if the centre does not ask for one."""
    if not rules.thank_you_within_hours:
        return None
    last = interview_at + timedelta(hours=rules.thank_you_within_hours)
    return min(interview_at + THANK_YOU_AFTER, last), last


def next_check_at(
    decision: Decision,
    rules: Rules,
    *,
    zone: ZoneInfo,
    interview_at: datetime,
    heads_up: datetime | None,
    closes: datetime | None,
    now: datetime,
) -> datetime | None:
    """The first instant after `now` at which something may change, or None.

    `zone` is the recruiter's: at midnight of the earliest date the reason to wait changes.
    """
    local = [decision.window_start, decision.window_end]
    if decision.earliest_date:
        local.append(datetime.combine(decision.earliest_date, time(), tzinfo=zone))
    thanks = thank_you_at(rules, interview_at)
    # Instants in one and the same zone are compared forty times faster than across zones.
    moments = [moment.astimezone(UTC) for moment in local if moment]
    moments += [moment for moment in (heads_up, closes, thanks and thanks[0]) if moment]
    return min((moment for moment in moments if moment > now), default=None)
