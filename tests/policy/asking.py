"""Questions to the policy in a few words, and its answers in one line.

A case is Monday's interview of 6 July 2026, 09:00 in Jakarta, with an answer promised within seven
days, unless a test says otherwise. Times without an offset are wall times of the recruiter.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from followups.calendars import calendar_for
from followups.policy import Calendar, Decision, Facts, decide, parse_case, parse_rules

Question = dict[str, Any]


def question(now: str = "2026-07-06 10:00", **fields: Any) -> Question:
    """Plain data as the batch command reads it; `sent` are the times of follow-ups."""
    data = {
        "interview_at": "2026-07-06 09:00",
        "promise": {"type": "days", "n": 7},
        "country": "ID",
        "recruiter_tz": "Asia/Jakarta",
        **fields,
        "now": now,
    }
    sent = data.pop("sent", ())
    data.setdefault("followups", [{"attempt": i, "sent_at": at} for i, at in enumerate(sent, start=1)])
    zone = ZoneInfo(data["recruiter_tz"])
    for name in ("now", "interview_at"):
        data[name] = _aware(data[name], zone)
    for name, instant in (("followups", "sent_at"), ("replies", "at"), ("events", "at")):
        data[name] = [{**item, instant: _aware(item[instant], zone)} for item in data.get(name, ())]
    return data


def _aware(text: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def facts_of(now: str = "2026-07-06 10:00", **fields: Any) -> Facts:
    return parse_case(question(now, **fields))[0]


def ask(
    now: str, *, rules: dict[str, Any] | None = None, calendar: Calendar | None = None, **fields: Any
) -> Decision:
    """The decision at that recruiter-local wall time."""
    facts, moment = parse_case(question(now, **fields))
    calendar = calendar or calendar_for(facts.country, facts.subdivision)
    return decide(facts, parse_rules(rules or {}), calendar, moment)


def told(now: str, **fields: Any) -> str:
    """The decision in one line, such as "wait promise_not_passed | Tue 14 Jul 12:00"."""
    return in_one_line(ask(now, **fields))


def in_one_line(decision: Decision) -> str:
    line = f"{decision.action} {decision.reason}"
    if decision.window_start and decision.window_end and decision.earliest_date:
        line += f" | {decision.window_start:%a %-d %b %H:%M}"
    return line


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def reply(at: str, label: str, **fields: Any) -> dict[str, Any]:
    return {"at": at, "label": label, **fields}


def event(at: str, type: str) -> dict[str, Any]:
    return {"at": at, "type": type}
