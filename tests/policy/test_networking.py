"""Staying in touch: one invitation, then now and then, never beside a follow-up (N1–N3)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.policy import (
    CONNECT,
    DEFAULTS,
    DONE,
    KEPT_FOR,
    REACT,
    SKIPPED,
    PastTouch,
    Rules,
    Touch,
    next_touch,
    parse_rules,
)

JAKARTA, JAYAPURA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
INTERVIEW = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Window = tuple[datetime, datetime]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def invited(text: str = "2026-07-08T03:00", state: str = DONE) -> PastTouch:
    return PastTouch(CONNECT, state, at(text))


def reacted(text: str, state: str = DONE) -> PastTouch:
    return PastTouch(REACT, state, at(text))


def touch(
    *history: PastTouch,
    now: str = "2026-07-20T03:00",
    sent: str | None = None,
    window: tuple[str, str] | None = None,
    rules: Rules = DEFAULTS,
    zone: ZoneInfo = JAKARTA,
    ended: bool = False,
) -> Touch | None:
    upcoming = (at(window[0]), at(window[1])) if window else None
    last = at(sent) if sent else None
    return next_touch(history, INTERVIEW, last, upcoming, rules, at(now), zone=zone, ended=ended)


TABLE = [
    ("nothing before the interview was held", {"now": "2026-07-06T01:59"}, None),
    (
        "an invitation from 24 hours after the interview",
        {"now": "2026-07-06T02:00"},
        (CONNECT, "2026-07-07T02:00"),
    ),
    (
        "the invitation keeps its hour however late it is",
        {"now": "2026-08-20T02:00"},
        (CONNECT, "2026-07-07T02:00"),
    ),
    (
        "a centre may ask for more patience",
        {"rules": parse_rules({"linkedin_after_hours": 48})},
        (CONNECT, "2026-07-08T02:00"),
    ),
    (
        "an invitation keeps away from a follow-up just sent",
        {"sent": "2026-07-20T01:00"},
        (CONNECT, "2026-07-21T01:00"),
    ),
    (
        "a reaction a week after the invitation",
        {"past": [invited()]},
        (REACT, "2026-07-15T03:00"),
    ),
    (
        "a reaction a week after the reaction before, whatever their order in the history",
        {"past": [reacted("2026-07-16T03:00"), invited()]},
        (REACT, "2026-07-23T03:00"),
    ),
    (
        "a skipped reaction rests for a week",
        {"past": [invited(), reacted("2026-07-19T03:00", SKIPPED)]},
        (REACT, "2026-07-26T03:00"),
    ),
    (
        "a skipped reaction does not count for the month",
        {
            "past": [
                invited("2026-06-30T17:30"),
                reacted("2026-07-01T00:00"),
                reacted("2026-07-08T00:00"),
                reacted("2026-07-15T00:00", SKIPPED),
                reacted("2026-07-22T00:00"),
            ]
        },
        (REACT, "2026-07-29T00:00"),
    ),
    (
        "after four in a month the next waits for the student's first of the month",
        {
            "past": [
                invited("2026-06-24T00:00"),
                reacted("2026-07-01T00:00"),
                reacted("2026-07-08T00:00"),
                reacted("2026-07-15T00:00"),
                reacted("2026-07-22T00:00"),
            ]
        },
        (REACT, "2026-07-31T17:00"),
    ),
    (
        "in Jayapura the month begins two hours earlier",
        {
            "past": [
                invited("2026-06-24T00:00"),
                reacted("2026-07-01T00:00"),
                reacted("2026-07-08T00:00"),
                reacted("2026-07-15T00:00"),
                reacted("2026-07-22T00:00"),
            ],
            "zone": JAYAPURA,
        },
        (REACT, "2026-07-31T15:00"),
    ),
    (
        "in December the next month is January",
        {
            "past": [invited("2026-11-24T00:00"), reacted("2026-12-28T00:00")],
            "rules": parse_rules({"reactions_per_month": 1}),
            "now": "2026-12-28T01:00",
        },
        (REACT, "2027-01-04T00:00"),
    ),
    (
        "a full December rolls into January",
        {
            "past": [invited("2026-11-24T00:00"), reacted("2026-12-03T00:00")],
            "rules": parse_rules({"reactions_per_month": 1}),
            "now": "2026-12-03T01:00",
        },
        (REACT, "2026-12-31T17:00"),
    ),
    (
        "no reaction within 24 hours after a follow-up",
        {"past": [invited()], "sent": "2026-07-20T05:10"},
        (REACT, "2026-07-21T05:10"),
    ),
    (
        "a follow-up long ago holds nothing up",
        {"past": [invited()], "sent": "2026-07-10T05:10"},
        (REACT, "2026-07-15T03:00"),
    ),
    (
        "no reaction in the 24 hours before the next window, nor in it, nor 24 hours after",
        {"past": [invited()], "window": ("2026-07-21T02:59", "2026-07-21T04:00")},
        (REACT, "2026-07-22T04:00"),
    ),
    (
        "24 hours before the window exactly is early enough",
        {"past": [invited()], "window": ("2026-07-21T03:00", "2026-07-21T04:00")},
        (REACT, "2026-07-15T03:00"),
    ),
    (
        "a reaction that would fall beside a later window waits for its end",
        {
            "past": [invited("2026-07-19T00:00")],
            "window": ("2026-07-26T12:00", "2026-07-26T13:00"),
        },
        (REACT, "2026-07-27T13:00"),
    ),
    ("an invitation skipped ends it", {"past": [invited(state=SKIPPED)]}, None),
    (
        "an invitation done over another application is an invitation",
        {"past": [invited(state=SKIPPED), invited("2026-07-12T03:00")]},
        (REACT, "2026-07-19T03:00"),
    ),
    (
        "a centre may want no reactions",
        {"past": [invited()], "rules": parse_rules({"reactions_per_month": 0})},
        None,
    ),
    ("an ended contact gets nothing", {"ended": True}, None),
    ("after half a year the thread is cold", {"now": "2027-01-05T02:00"}, None),
    (
        "half a year less a second is still in time",
        {"now": "2027-01-05T01:59"},
        (CONNECT, "2026-07-07T02:00"),
    ),
    (
        "nothing is set for a time after the half year",
        {"past": [invited("2027-01-04T03:00")], "now": "2027-01-04T04:00"},
        None,
    ),
]


@pytest.mark.parametrize(("asked", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_the_table_of_touches(asked: dict, expected: tuple[str, str] | None) -> None:
    history = asked.pop("past", []) if "past" in (asked := dict(asked)) else []
    wanted = Touch(expected[0], at(expected[1])) if expected else None
    assert touch(*history, **asked) == wanted


# A student who acts whenever she is allowed to, after some idle time, over a random half year in
# which follow-ups go out as planned: the caps must hold for everything she did.
idle = st.integers(0, 14 * 24 * 60).map(lambda n: timedelta(minutes=n))
follow_ups = st.lists(st.integers(1, 120), max_size=3, unique=True).map(
    lambda days: [INTERVIEW + n * DAY + 3 * HOUR for n in sorted(days)]
)
policies = st.builds(
    lambda gap, month, beside, after: parse_rules(
        {
            "reaction_gap_days": gap,
            "reactions_per_month": month,
            "reaction_followup_gap_hours": beside,
            "linkedin_after_hours": after,
        }
    ),
    st.integers(7, 12),
    st.integers(0, 4),
    st.integers(24, 60),
    st.integers(24, 80),
)
zones = st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "Europe/London", "America/New_York"]).map(ZoneInfo)


@given(policies, zones, follow_ups, st.lists(st.tuples(idle, st.booleans()), max_size=30))
def test_the_caps_hold_over_every_history(
    rules: Rules, zone: ZoneInfo, letters: list[datetime], acts: list[tuple[timedelta, bool]]
) -> None:
    history: list[PastTouch] = []
    now = INTERVIEW
    for pause, does_it in acts:
        now += pause
        sent = max((moment for moment in letters if moment <= now), default=None)
        ahead = min((moment for moment in letters if moment > now), default=None)
        # The letter goes out somewhere inside its window.
        window = (ahead - HOUR, ahead + HOUR) if ahead else None
        suggested = next_touch(history, INTERVIEW, sent, window, rules, now, zone=zone)
        if suggested and suggested.not_before <= now:
            # An invitation is asked about again until it is done: a skip would end the history.
            state = DONE if does_it or suggested.kind == CONNECT else SKIPPED
            history.append(PastTouch(suggested.kind, state, now))
    invitations = [t.at for t in history if t.kind == CONNECT]
    made = [t.at for t in history if t.kind == REACT and t.state == DONE]
    assert len(invitations) <= 1
    assert all(moment >= INTERVIEW + rules.linkedin_after_hours * HOUR for moment in invitations)
    assert all(moment > invitations[0] for moment in made)
    gaps = pairwise(made)
    assert all(after - before >= rules.reaction_gap_days * DAY for before, after in gaps)
    months = Counter((m.year, m.month) for m in (moment.astimezone(zone) for moment in made))
    assert all(n <= rules.reactions_per_month for n in months.values())
    beside = rules.reaction_followup_gap_hours * HOUR
    assert all(abs(moment - letter) >= beside for moment in made for letter in letters)
    assert all(moment < INTERVIEW + KEPT_FOR for moment in made)


@given(policies, zones, st.lists(idle, min_size=1, max_size=6), st.integers(0, 600))
def test_while_facts_stand_still_the_touch_stands_still(
    rules: Rules, zone: ZoneInfo, pauses: list[timedelta], later: int
) -> None:
    history, when = [PastTouch(CONNECT, DONE, INTERVIEW + 2 * DAY)], INTERVIEW + 2 * DAY
    for pause in pauses:
        when += rules.reaction_gap_days * DAY + pause
        history.append(PastTouch(REACT, DONE, when))
    first = next_touch(history, INTERVIEW, None, None, rules, when, zone=zone)
    again = next_touch(history, INTERVIEW, None, None, rules, when + later * HOUR, zone=zone)
    assert again == first or when + later * HOUR >= INTERVIEW + KEPT_FOR


@given(st.integers(0, 400), st.sampled_from([CONNECT, REACT]))
def test_one_second_decides_at_the_edges_of_a_follow_up(minutes: int, kind: str) -> None:
    start = INTERVIEW + 20 * DAY + timedelta(minutes=minutes)
    window = (start, start + HOUR)
    history = [] if kind == CONNECT else [PastTouch(CONNECT, DONE, INTERVIEW + 2 * DAY)]

    def ready(now: datetime) -> bool:
        found = next_touch(history, INTERVIEW, None, window, DEFAULTS, now, zone=JAKARTA)
        return found is not None and found.not_before <= now

    second = timedelta(seconds=1)
    assert ready(start - DAY)
    assert not ready(start - DAY + second)
    assert not ready(start + HOUR + DAY - second)
    assert ready(start + HOUR + DAY)
