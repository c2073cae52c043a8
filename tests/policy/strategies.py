"""Random cases for the properties: facts, rules and instants, leaning towards the edges."""

import os
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from followups.calendars import calendar_for
from followups.policy import (
    DEFAULTS,
    WEEKDAYS,
    Calendar,
    Event,
    Facts,
    FollowUp,
    Promise,
    Reply,
    Rules,
    parse_rules,
)

# Three zones of Indonesia, weekends of all sorts, and clock changes: by half an hour, at midnight,
# twice a year around Ramadan, with offsets that are no whole hours.
PLACES = [
    ("ID", None, "Asia/Jakarta"),
    ("ID", None, "Asia/Makassar"),
    ("ID", None, "Asia/Jayapura"),
    ("MY", "02", "Asia/Kuala_Lumpur"),
    ("MY", "01", "Asia/Kuala_Lumpur"),
    ("BN", None, "Asia/Brunei"),
    ("US", "NY", "America/New_York"),
    ("NL", None, "Europe/Amsterdam"),
    ("AU", "NSW", "Australia/Lord_Howe"),
    ("MA", None, "Africa/Casablanca"),
    ("CA", "NL", "America/St_Johns"),
    ("NP", None, "Asia/Kathmandu"),
    ("CL", None, "America/Santiago"),
]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
FIRST_DAY, LAST_DAY = date(2024, 11, 1), date(2027, 11, 30)
EVERY_YEAR = frozenset(range(2000, 2151))


# The examples are the same on every run; KABAR_EXAMPLES=2000 looks farther.
bounded = settings(
    max_examples=int(os.environ.get("KABAR_EXAMPLES", "40")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Asked(NamedTuple):
    """One question to the policy."""

    facts: Facts
    rules: Rules
    calendar: Calendar
    now: datetime


times = st.sampled_from(
    [time(0), time(0, 0, 1), time(2, 30), time(11, 59, 59), time(12), time(16, 59, 59), time(23, 59, 59)]
) | st.times(time(0), time(23, 59)).map(lambda t: t.replace(microsecond=0, fold=0))
counts = st.integers(0, 30)
promises = st.one_of(
    st.none(),
    st.just(Promise("vague")),
    counts.map(lambda n: Promise("days", n=n)),
    counts.map(lambda n: Promise("working_days", n=n)),
    counts.map(lambda n: Promise("range_days", n=n, low=n // 2)),
    st.dates(FIRST_DAY, LAST_DAY).map(lambda day: Promise("date", day=day)),
)
QUIET = ["neutral_ack", "unrelated", "auto_reply", "asked_to_wait_until"]
STOPPING = ["offer", "rejection", "discouraging_wait", "next_stage_invitation"]
UNCLEAR = ["bounce", "unclassified"]


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[list[str]]]:
    """Windows on the quarter hour, at least one of them from Monday to Thursday."""
    week: dict[str, list[list[str]]] = {}
    for day in WEEKDAYS:
        ends = sorted(draw(st.sets(st.integers(28, 76), max_size=4)))
        clock = [f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in ends]
        week[day] = [list(pair) for pair in zip(clock[::2], clock[1::2], strict=False)]
    if not any(week[day] for day in WEEKDAYS[:4]):
        week[draw(st.sampled_from(WEEKDAYS[:4]))] = [["12:00", "13:00"]]
    return week


@st.composite
def policies(draw: st.DrawFn) -> Rules:
    """Rules as an admin may set them; half of the time the defaults."""
    if draw(st.booleans()):
        return DEFAULTS
    flag = st.booleans()
    first = draw(st.dates(FIRST_DAY, LAST_DAY))
    season = {"from": str(first), "until": str(first + 30 * DAY), "windows": [["09:00", "11:00"]]}
    return parse_rules(
        {
            "first_offset_days": draw(st.integers(1, 14)),
            "second_gap_days": draw(st.integers(14, 90)),
            "max_followups": draw(st.integers(1, 2)),
            "windows": draw(weeks()),
            "friday_lunch": draw(st.sampled_from(["allow", "skip"])),
            "ramadan_windows": [season] if draw(flag) else [],
            "skip_public_holidays": draw(flag),
            "skip_joint_leave": draw(flag),
            "roll_deadline_on_closed_day": draw(flag),
            "final_round_extra_days": draw(st.integers(0, 30)),
        }
    )


@st.composite
def replies(draw: st.DrawFn, at: datetime, labels: list[str]) -> Reply:
    label = draw(st.sampled_from(labels))
    day = at.date() + DAY * draw(st.integers(-3, 60))
    if label == "auto_reply":
        return Reply(at, label, day if draw(st.booleans()) else None)
    if label == "asked_to_wait_until":
        return Reply(at, label, day) if draw(st.booleans()) else Reply(at, label, None, draw(counts))
    return Reply(at, label)


@st.composite
def questions(draw: st.DrawFn, *, dated: bool = False) -> Asked:
    """Any case at any instant. `dated`: nothing stops it, and no person is needed first."""
    country, subdivision, name = draw(st.sampled_from(PLACES))
    zone = ZoneInfo(name)
    interview_at = datetime.combine(draw(st.dates(FIRST_DAY, LAST_DAY)), draw(times), tzinfo=zone)
    labels = QUIET if dated else QUIET + STOPPING + UNCLEAR
    types = ["resolved"] if dated else ["resolved", "student_phoned_recruiter", "student_withdrew"]
    moment = interview_at
    sent, answers, events = [], [], []
    for kind in draw(st.lists(st.sampled_from(["sent", "reply", "event"]), max_size=4)):
        moment = _later(moment, draw(st.integers(1, 40 * 24 * 60)))
        if kind == "sent" and not (dated and sent):
            sent.append(FollowUp(len(sent) + 1, moment, not dated and draw(st.booleans())))
        elif kind == "reply":
            answers.append(draw(replies(moment, labels)))
        elif kind == "event":
            events.append(Event(moment, draw(st.sampled_from(types))))
    facts = Facts(
        interview_at, zone, country, subdivision, draw(promises),
        tuple(sent), tuple(answers), tuple(events), draw(st.booleans()),
    )  # fmt: skip
    rules = draw(policies())
    if dated and len(sent) >= rules.max_followups:
        facts = facts._replace(followups=())
    confirmed = EVERY_YEAR if dated or draw(st.booleans()) else frozenset()
    calendar = calendar_for(country, subdivision, confirmed=confirmed)
    return Asked(facts, rules, calendar, _later(moment, draw(st.integers(0, 60 * 24 * 60))))


def _later(moment: datetime, minutes: int) -> datetime:
    """That many real minutes later, in the same zone."""
    utc = moment.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)
    return utc.astimezone(moment.tzinfo)


# Letters that readers of dates, times, zones and numbers stumble over; all that JSON may hold.
texts = st.text(st.sampled_from("a7٣:-+./TZ \x00\ud800é"), max_size=12) | st.sampled_from(
    ["2026-07-14", "2026-07-14T12:00:00+07:00", "2026-07-14T12:00:00", "12:00", "Asia/Jakarta", "days"]
)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
