"""What holds for every case: random facts, rules, calendars and zones.

The oracle asks the `holidays` library itself and walks day by day; it knows neither tables nor
timetables.
"""

import json
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import holidays
from hypothesis import assume, given
from hypothesis import strategies as st

from followups.policy import (
    SOURCES,
    Calendar,
    Decision,
    Event,
    FollowUp,
    as_data,
    decide,
)
from tests.policy.strategies import DAY, SECOND, Asked, bounded, questions

dated_questions = questions(dated=True)


@cache
def library(country: str, subdivision: str | None, kind: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision, categories=(kind,))


def is_open(asked: Asked, day: date) -> bool:
    """Whether the recruiter may be written to on that day, asked of the library alone."""
    place, rules = (asked.facts.country, asked.facts.subdivision), asked.rules
    public = library(*place, "public")
    on_leave = place[0] == "ID" and day in library(*place, "government")
    if day in public:
        return not rules.skip_public_holidays and not public.is_weekend(day)
    if on_leave:
        return not rules.skip_joint_leave and not public.is_weekend(day)
    return bool(public.is_working_day(day))


def windows_of(asked: Asked, day: date) -> list[tuple[time, time]]:
    rules = asked.rules
    season = [s for s in rules.ramadan_windows if s.first <= day <= s.last]
    usual = rules.windows[day.weekday()]
    spans = season[0].windows if season and usual else usual  # a free day stays free
    if rules.friday_lunch == "skip" and day.weekday() == 4:
        spans = tuple(s for s in spans if s[1] <= time(11) or s[0] >= time(13, 30))
    return list(spans)


def first_slot(asked: Asked, earliest: date) -> tuple[datetime, datetime]:
    """The first safe time from `earliest` on that is not over at `now`."""
    day, zone = earliest, asked.facts.zone
    while True:
        for start, end in windows_of(asked, day) if is_open(asked, day) else ():
            slot = (datetime.combine(day, start, tzinfo=zone), datetime.combine(day, end, tzinfo=zone))
            if slot[1].astimezone(UTC) > asked.now.astimezone(UTC):
                return slot
        day += DAY


def ask(asked: Asked, now: datetime | None = None) -> Decision:
    return decide(asked.facts, asked.rules, asked.calendar, now or asked.now)


def slot(decision: Decision) -> tuple[Any, ...]:
    """Everything about a dated decision that must not wander."""
    return decision.attempt, *decision[3:7]


def local_day(asked: Asked, moment: datetime) -> date:
    return moment.astimezone(asked.facts.zone).date()


@bounded
@given(dated_questions)
def test_the_slot_is_the_first_safe_time_from_the_earliest_day_on(asked: Asked) -> None:
    decision = ask(asked)
    assert decision.action in ("wait", "send_now")
    assert decision.earliest_date is not None
    assert (decision.window_start, decision.window_end) == first_slot(asked, decision.earliest_date)


@bounded
@given(dated_questions)
def test_no_slot_on_a_closed_day_or_before_promise_plus_one_or_before_first_plus_fifteen(
    asked: Asked,
) -> None:
    decision, facts = ask(asked), asked.facts
    assert decision.window_start is not None
    day = decision.window_start.date()
    assert is_open(asked, day)
    assert (decision.window_start.time(), decision.window_end.time()) in windows_of(asked, day)
    for followup in facts.followups:
        assert (day - local_day(asked, followup.sent_at)).days >= 15
    waits = [r for r in facts.replies if r.label == "asked_to_wait_until"]
    if waits:
        deadline = waits[-1].day or local_day(asked, waits[-1].at) + DAY * waits[-1].days
        assert day > deadline
    elif facts.promise and facts.promise.kind in ("days", "range_days"):
        assert (day - local_day(asked, facts.interview_at)).days >= facts.promise.n + 1
    elif facts.promise and facts.promise.kind == "date":
        assert day > facts.promise.day
    absences = [r.day for r in facts.replies if r.label == "auto_reply" and r.day]
    assert not absences or day >= absences[-1]


@bounded
@given(dated_questions, st.floats(0, 0.999))
def test_a_shown_slot_stays_until_it_ends_and_then_rolls_to_the_next(asked: Asked, part: float) -> None:
    shown = ask(asked)
    start, end = shown.window_start.astimezone(UTC), shown.window_end.astimezone(UTC)
    now = asked.now.astimezone(UTC)
    for moment in (now + part * (end - now), max(now, start - SECOND), max(now, start), end - SECOND):
        assert slot(ask(asked, moment)) == slot(shown)
    rolled = ask(asked, end)
    assert (rolled.attempt, rolled.earliest_date) == (shown.attempt, shown.earliest_date)
    assert rolled.window_start >= shown.window_end
    later = asked._replace(now=end)
    assert (rolled.window_start, rolled.window_end) == first_slot(later, shown.earliest_date)


@bounded
@given(dated_questions)
def test_one_second_before_and_after_each_boundary_is_consistent(asked: Asked) -> None:
    shown = ask(asked)
    start, end = shown.window_start.astimezone(UTC), shown.window_end.astimezone(UTC)
    midnight = datetime.combine(shown.earliest_date, time(), tzinfo=asked.facts.zone).astimezone(UTC)
    before = ask(asked, start - SECOND)
    assert before.action == "wait" or before.window_end <= shown.window_start
    assert ask(asked, start)[:2] == ("send_now", "in_window")
    assert ask(asked, end - SECOND)[:2] == ("send_now", "in_window")
    assert ask(asked, end).window_start >= shown.window_end
    early, due = ask(asked, midnight - SECOND), ask(asked, midnight)
    assert early.action == due.action == "wait"
    assert early.reason in ("promise_not_passed", "second_gap_not_passed", "recruiter_away")
    assert due.reason == "outside_window"
    assert slot(early) == slot(due)


@bounded
@given(questions(), st.sampled_from([0, 1]))
def test_every_application_can_reach_an_end(asked: Asked, bounces: int) -> None:
    """She sends at each slot, a person clears what needs one: a stop comes in a few steps."""
    every_year = Calendar(lambda year: asked.calendar.year(year)._replace(confirmed=True))
    facts, now = asked.facts, asked.now
    for _step in range(8):
        decision = decide(facts, asked.rules, every_year, now)
        if decision.action == "stop":
            break
        if decision.action == "needs_approval":
            facts = facts._replace(events=(*facts.events, Event(now, "resolved")))
            continue
        now = max(now, decision.window_start)
        assert decide(facts, asked.rules, every_year, now).action == "send_now"
        sent = FollowUp(decision.attempt, now, bounced=bounces > 0)
        bounces -= 1
        facts = facts._replace(followups=(*facts.followups, sent))
        now += SECOND
    assert decision.action == "stop"
    assert decision.attempt <= max(asked.rules.max_followups, len(asked.facts.followups))


@bounded
@given(questions())
def test_the_same_question_has_the_same_answer_whoever_asked_before(asked: Asked) -> None:
    first = ask(asked)
    assert ask(asked) == first
    fresh = Calendar(asked.calendar.year, asked.calendar.version)
    assert decide(asked.facts, asked.rules, fresh, asked.now) == first
    in_utc = asked.facts._replace(
        interview_at=asked.facts.interview_at.astimezone(UTC),
        followups=tuple(f._replace(sent_at=f.sent_at.astimezone(UTC)) for f in asked.facts.followups),
        replies=tuple(r._replace(at=r.at.astimezone(UTC)) for r in asked.facts.replies),
        events=tuple(e._replace(at=e.at.astimezone(UTC)) for e in asked.facts.events),
    )
    assert decide(in_utc, asked.rules, asked.calendar, asked.now.astimezone(UTC)) == first


@bounded
@given(questions())
def test_every_answer_is_well_formed_and_can_be_stored(asked: Asked) -> None:
    decision = ask(asked)
    dates = decision[3:6]
    if decision.action in ("wait", "send_now"):
        assert None not in dates
        assert (decision.window_start <= asked.now < decision.window_end) == (decision.action == "send_now")
        gated = decision.attempt == 2 and asked.rules.second_requires_approval
        assert decision.requires_approval == gated
    else:
        assert dates == (None, None, None)
        assert not decision.requires_approval
    assert decision.reasons
    assert {reason.code for reason in decision.reasons} <= set(SOURCES)
    assert decision.reason in {reason.code for reason in decision.reasons} | {"outside_window"}
    json.dumps(as_data(decision), allow_nan=False)


@bounded
@given(questions())
def test_a_year_nobody_confirmed_is_never_looked_into(asked: Asked) -> None:
    decision = ask(asked)
    unsure = Calendar(lambda year: asked.calendar.year(year)._replace(confirmed=year < 2027))
    assume(decision.window_end)
    again = decide(asked.facts, asked.rules, unsure, asked.now)
    looked = [decision.earliest_date, decision.window_start.date()]
    promise = asked.facts.promise
    if promise and promise.kind == "working_days":
        looked.append(local_day(asked, asked.facts.interview_at))
    if any(day.year >= 2027 for day in looked):
        assert again.reason == "calendar_unconfirmed"
    else:
        assert again == decision
