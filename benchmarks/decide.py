"""Full decisions with their trace, on one core, over a mix like a real centre's."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import holidays

from benchmarks.race import Timing, race, show
from followups.calendars import calendar_for
from followups.policy import DEFAULTS, SEND_NOW, WAIT, Calendar, Decision, Facts, Rules, decide, parse_case

SEED = 20260706
# Mostly at home, as the centres' employers are.
PLACES = [
    ("ID", None, "Asia/Jakarta", 60),
    ("ID", None, "Asia/Makassar", 15),
    ("ID", None, "Asia/Jayapura", 3),
    ("MY", "02", "Asia/Kuala_Lumpur", 4),
    ("SG", None, "Asia/Singapore", 8),
    ("NL", None, "Europe/Amsterdam", 3),
    ("US", "NY", "America/New_York", 4),
    ("AU", "NSW", "Australia/Sydney", 3),
]
LABELS = {
    "neutral_ack": 40, "asked_to_wait_until": 20, "auto_reply": 12, "unrelated": 8, "rejection": 8,
    "offer": 4, "discouraging_wait": 4, "bounce": 3, "unclassified": 1,
}  # fmt: skip
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
Question = tuple[Facts, Rules, Calendar, datetime]
LIBRARIES = {
    (country, subdivision): holidays.country_holidays(
        country,
        subdiv=subdivision,
        years=range(2025, 2028),
        categories=("public", "government") if country == "ID" else ("public",),
    )
    for country, subdivision, _zone, _weight in PLACES
}


def questions(count: int, seed: int = SEED) -> list[Question]:
    """Random cases of 2026: three in ten were followed up, three in ten were answered."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        facts, now = parse_case(_case(dice))
        if number % 2:
            # As the database gives them: in UTC.
            facts, now = _in_utc(facts), now.astimezone(UTC)
        made.append((facts, DEFAULTS, calendar_for(facts.country, facts.subdivision), now))
    return made


def _case(dice: random.Random) -> dict[str, Any]:
    places = [place[:3] for place in PLACES]
    country, subdivision, zone = dice.choices(places, [place[3] for place in PLACES])[0]
    held = FIRST + timedelta(minutes=dice.randrange(300 * 24 * 60))
    now = held + timedelta(minutes=dice.randrange(30, 40 * 24 * 60))
    case: dict[str, Any] = {
        "interview_at": held.isoformat(),
        "now": now.isoformat(),
        "country": country,
        "subdivision": subdivision,
        "recruiter_tz": zone,
        "student_tz": "Asia/Jakarta",
        "promise": _promise(dice, held),
    }
    after = [held + (now - held) * dice.random() for _ in range(3)]
    if dice.random() < 0.3:
        case["followups"] = [{"attempt": 1, "sent_at": after[0].isoformat()}]
    if dice.random() < 0.3:
        case["replies"] = [_reply(dice, after[1])]
    if dice.random() < 0.04:
        case["events"] = [{"type": "resolved", "at": after[2].isoformat()}]
    return case


def _promise(dice: random.Random, held: datetime) -> dict[str, Any] | None:
    days = dice.choice([3, 5, 7, 7, 7, 10, 14, 14, 21])
    promises: list[dict[str, Any] | None] = [
        {"type": "days", "n": days},
        {"type": "working_days", "n": days},
        {"type": "date", "date": str((held + timedelta(days=days + 1)).date())},
        {"type": "range_days", "min": days - 2, "max": days},
        {"type": "vague"},
        None,
    ]
    return dice.choices(promises, [40, 20, 12, 8, 8, 12])[0]


def _reply(dice: random.Random, at: datetime) -> dict[str, Any]:
    label = dice.choices(list(LABELS), list(LABELS.values()))[0]
    reply: dict[str, Any] = {"at": at.isoformat(), "label": label}
    later = str((at + timedelta(days=dice.randrange(1, 21))).date())
    if label == "asked_to_wait_until":
        reply["date"] = later
    elif label == "auto_reply":
        reply["return_date"] = later
    return reply


def _in_utc(facts: Facts) -> Facts:
    return facts._replace(
        interview_at=facts.interview_at.astimezone(UTC),
        followups=tuple(f._replace(sent_at=f.sent_at.astimezone(UTC)) for f in facts.followups),
        replies=tuple(r._replace(at=r.at.astimezone(UTC)) for r in facts.replies),
        events=tuple(e._replace(at=e.at.astimezone(UTC)) for e in facts.events),
    )


def actions(asked: Sequence[Question]) -> list[Any]:
    """Every question decided; only the actions are kept, as a sweep keeps what changed."""
    return [decide(facts, rules, calendar, now).action for facts, rules, calendar, now in asked]


def first_open_days(asked: Sequence[Question]) -> list[Any]:
    """A peer for scale: the walk to the first open day alone, by `holidays` itself.

    It starts where a promise of days ends; it knows no reply, no window, no rule and no trace.
    """
    found = []
    for facts, _rules, _calendar, now in asked:
        promised = facts.interview_at + timedelta(days=facts.promise.n if facts.promise else 7)
        day = max(promised, now).astimezone(facts.zone).date()
        found.append(LIBRARIES[facts.country, facts.subdivision].get_nth_working_day(day, 0))
    return found


def bare_answers(asked: Sequence[Question]) -> list[Any]:
    """The limit: the two local days that every decision needs, and its tuple; no rule asked."""
    found = []
    for facts, _rules, _calendar, now in asked:
        day = facts.interview_at.astimezone(facts.zone).date()
        today = now.astimezone(facts.zone).date()
        action = WAIT if today < day else SEND_NOW
        found.append(Decision(action, "", 1, day, None, None, False, ()).action)
    return found


def run(*, short: bool = False) -> list[Timing]:
    """Print the speed of `decide`; the timings carry the actions decided."""
    count, rounds = (500, 2) if short else (10_000, 15)
    asked = questions(count)
    actions(asked)  # fills the calendars' tables, which then last
    timings = race(
        {
            "kabar: full decision with its trace": actions,
            "holidays: the walk to the first open day alone": first_open_days,
            "limit: two local days and a tuple, no rules": bare_answers,
        },
        [asked] * rounds,
    )
    show(f"Decisions on one core ({count:,} cases, {rounds} rounds)", timings)
    return timings
