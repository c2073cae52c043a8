"""The steps of a life: one word of a story, one function, one line in a table. Pure.

Each step takes the life where it has arrived and the word's argument, lets something happen at a
believable time, and moves the life on. What lies after the present has not happened yet.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from careers.answers import EventType, Label, PromiseKind
from followups.policy import Event, FollowUp, Promise, Reply, decide
from followups.policy.checks import heads_up_at
from kabar.demo import words
from kabar.demo.life import COUNSELLOR, STUDENT, Life
from kabar.demo.setting import DAY, HOUR, MINUTE, Setting
from kabar.demo.stories import PROMISES, Kind

COUNTED_IN_DAYS = (PromiseKind.DAYS, PromiseKind.WORKING_DAYS, PromiseKind.RANGE_DAYS)


def tell(setting: Setting, kind: Kind, now: datetime, rng: Random) -> Life:
    """A life with all its deeds up to `now`, oldest first."""
    life = Life(setting, kind, now, rng)
    for step in kind.steps:
        if life.cursor > now:
            break
        word, _space, argument = step.partition(" ")
        STEPS[word](life, argument)
    life.deeds = sorted((deed for deed in life.deeds if deed.at <= now), key=lambda deed: deed.at)
    return life


def thank(life: Life, surely: str) -> None:
    """A thank-you note within a day; some forget it."""
    if surely or life.rng.random() < 0.55:
        at = life.setting.awake(life.held + life.between(HOUR / 2, 5 * HOUR), life.rng)
        life.do(at, "thank", sent_at=at)


def promise(life: Life, _argument: str) -> None:
    """What the employer promised at the interview's end, written down the same day."""
    options = PROMISES[life.kind.promise]
    if not options:
        return
    name, low, high = life.rng.choice(options)
    n = life.rng.randint(low, high)
    if name == "due":
        name, n = "days", _days_until_due(life, n)
    kind, held_on = PromiseKind(name), life.setting.day(life.held)
    values: dict[str, Any] = {}
    if kind in COUNTED_IN_DAYS:
        values["days"] = n
    if kind is PromiseKind.RANGE_DAYS:
        values["low"] = life.rng.randint(max(1, n // 3), n)
    if kind is PromiseKind.DATE:
        values["day"] = held_on + n * DAY
    life.promised = Promise(kind, values.get("days", 0), values.get("low", 0), values.get("day"))
    _write_down(life, life.held + life.between(HOUR, 6 * HOUR), kind, values)


def _write_down(life: Life, at: datetime, kind: PromiseKind, values: dict[str, Any]) -> None:
    spoken = {"n": values.get("days"), **values}
    life.do(
        at,
        "promise",
        life.rng.choice((STUDENT, STUDENT, STUDENT, COUNSELLOR)),
        kind=kind,
        quote=words.quote(kind, life.setting.country, life.rng, **spoken),
        channel=life.rng.choice(("said", "said", "written")),
        said_by=life.setting.recruiter,
        **values,
    )
    life.cursor = max(life.cursor, at)


def _days_until_due(life: Life, working_days: int) -> int:
    """Days that end so that the first letter was right that many working days ago."""
    s = life.setting
    long_ago = life.facts()._replace(interview_at=life.held - 60 * DAY, promise=None)
    window = decide(long_ago, s.rules, s.calendar, life.now).window_start
    day = window.date() if window else s.day(life.now)
    for _ in range(working_days):
        day = s.calendar.previous_working_day(day)
    return max(1, (day - s.day(life.held)).days - s.rules.first_offset_days)


def extend(life: Life, _argument: str) -> None:
    """The employer asks for more time, by word of mouth, near the end of the promise."""
    s, earliest = life.setting, life.decision(life.cursor).earliest_date
    assert earliest is not None
    afternoon = s.wall(earliest - life.rng.randint(0, 2) * DAY, time(13))
    at = max(s.wall(s.day(life.cursor) + DAY, time(13)), afternoon) + life.between(MINUTE, 3 * HOUR)
    n, said_on = life.rng.choice((5, 7, 10)), s.day(at)
    # As followups/gather.py reads it: said at the noon of its day.
    life.replies.append(Reply(s.wall(said_on, time(12)), Label.ASKED_TO_WAIT_UNTIL, None, n))
    _write_down(life, at, PromiseKind.DAYS, {"days": n, "said_on": said_on})


def miss(life: Life, times: str) -> None:
    """So many windows go by unused."""
    for _ in range(int(times)):
        end = life.decision(life.cursor).window_end
        if end is None or life.cursor > life.now:
            return
        life.cursor = end.astimezone(UTC)


def follow(life: Life, manner: str) -> None:
    """The student writes: usually inside the window, sometimes a window later, rarely late.

    The manner `surely` is inside the first window, `late` after it, `bounced` in vain.
    """
    chance = 1.0 if manner else life.rng.random()
    if chance < 0.14:
        miss(life, life.rng.choice("1112"))
    decision = life.decision(life.cursor)
    if decision.window_start is None or decision.window_end is None:
        return
    if decision.requires_approval and not life.blessed:
        return
    opens = max(decision.window_start.astimezone(UTC), life.cursor)
    closes = decision.window_end.astimezone(UTC)
    if manner == "late" or 0.14 <= chance < 0.20:
        sent = closes + life.between(5 * MINUTE, 150 * MINUTE)
    else:
        room = max(closes - opens - 2 * MINUTE, MINUTE)
        sent = opens + MINUTE / 2 + min(life.between(MINUTE, 45 * MINUTE), room)
    life.cursor = sent + life.between(MINUTE / 4, 3 * MINUTE)
    life.do(life.cursor, "letter", sent_at=sent)
    if manner == "bounced":
        life.cursor += life.between(2 * MINUTE, 25 * MINUTE)
        life.do(life.cursor, "bounce")
    life.letters.append(FollowUp(decision.attempt, sent, manner == "bounced"))


def approve(life: Life, _argument: str) -> None:
    """The counsellor blesses the second: mostly when asked, on the day before its window."""
    s, decision = life.setting, life.decision(life.cursor)
    asked = heads_up_at(decision, s.rules, s.calendar, s.student_zone)
    if not decision.requires_approval or asked is None or decision.window_start is None:
        return
    opens = decision.window_start.astimezone(UTC)
    first = max(asked, life.cursor) + 5 * MINUTE
    last = max(first, min(asked + 8 * HOUR, opens - 10 * MINUTE))
    life.cursor = first + life.between(timedelta(), last - first)
    life.blessed = True
    life.do(life.cursor, "approve", COUNSELLOR, attempt=decision.attempt)


def reply(life: Life, argument: str) -> None:
    """The employer answers, and the student pastes it the same day.

    The manner `undated` is a wait without its date, `long` a long absence.
    """
    word, _space, manner = argument.partition(" ")
    s, rng, label = life.setting, life.rng, Label(word)
    if label is Label.AUTO_REPLY:
        received = life.cursor + life.between(MINUTE, 3 * MINUTE)
    else:
        received = s.at_work(life.cursor + life.between(4 * HOUR, 5 * DAY), rng)
    day = s.day(received)
    values: dict[str, Any] = {}
    if label is Label.ASKED_TO_WAIT_UNTIL and manner != "undated":
        n = rng.randint(5, 12)
        values = rng.choice(({"wait_until": day + n * DAY}, {"wait_days": n}))
    elif label is Label.AUTO_REPLY:
        away = rng.randint(17, 25) if manner == "long" else rng.randint(2, 10)
        values = {"return_date": day + away * DAY}
    until = values.get("wait_until") or values.get("return_date")
    life.replies.append(Reply(received, label, until, values.get("wait_days")))
    life.cursor = s.awake(received + life.between(5 * MINUTE, 3 * HOUR), rng)
    text = words.reply(label, s.country, s.position, rng)
    life.do(life.cursor, "reply", label=label, received_at=received, text=text, **values)


def correct(life: Life, word: str) -> None:
    """The counsellor reads the answer with the student and finds out what it means."""
    life.cursor = life.setting.at_work(life.cursor + life.between(3 * HOUR, 2 * DAY), life.rng)
    life.replies[-1] = Reply(life.replies[-1].at, Label(word))
    life.do(life.cursor, "correct", COUNSELLOR, label=Label(word))


def event(life: Life, word: str) -> None:
    """Something happens outside the employer's mails."""
    type = EventType(word)
    if type is EventType.INTERVIEW_CANCELLED:
        at = life.held - life.between(HOUR, 20 * HOUR)
    else:
        at = life.setting.awake(life.cursor + life.between(DAY, 4 * DAY), life.rng)
    life.events.append(Event(at, type))
    life.cursor = at + life.between(MINUTE, 3 * HOUR)
    life.do(life.cursor, "event", type=type, happened_at=at)


def resolve(life: Life, _argument: str) -> None:
    """The counsellor has looked: the address is mended, the call was talked over."""
    life.cursor = life.setting.at_work(life.cursor + life.between(2 * HOUR, 3 * DAY), life.rng)
    life.events.append(Event(life.cursor, EventType.RESOLVED))
    life.do(life.cursor, "event", COUNSELLOR, type=EventType.RESOLVED, happened_at=life.cursor)


def next_round(life: Life, final: str) -> None:
    """The invitation's own interview, some working days later."""
    s = life.setting
    told = s.awake(life.cursor + life.between(HOUR, 14 * HOUR), life.rng)
    morning = s.wall(s.day(told) + life.rng.randint(3, 8) * DAY, time(9))
    life.meet(s.at_work(morning, life.rng), final=bool(final), told=told)


def stage(life: Life, word: str) -> None:
    """The student moves the application by hand, after some days of thought."""
    life.cursor = life.setting.awake(life.cursor + life.between(DAY, 5 * DAY), life.rng)
    life.do(life.cursor, "stage", stage=word)


def close(life: Life, _argument: str) -> None:
    """Silence closes the case; in the replayed days the real sweep does it."""
    if len(life.letters) == life.setting.rules.max_followups:
        quiet = timedelta(days=life.setting.rules.silence_closes_after_days)
        life.cursor = life.letters[-1].sent_at + quiet
        life.do(life.cursor, "close", "")


def note(life: Life, _argument: str) -> None:
    """The counsellor writes a note, for herself or for the student; some days she does not."""
    at = life.setting.at_work(life.cursor + life.between(HOUR, 3 * DAY), life.rng)
    if life.rng.random() < 0.6:
        shared = life.rng.random() < 0.6
        text = life.rng.choice(words.SHARED_NOTES if shared else words.PRIVATE_NOTES)
        life.do(at, "note", COUNSELLOR, text=text, shared=shared)


STEPS: dict[str, Callable[[Life, str], None]] = {
    "thank": thank, "promise": promise, "extend": extend, "miss": miss, "follow": follow,
    "approve": approve, "reply": reply, "correct": correct, "event": event, "resolve": resolve,
    "round": next_round, "stage": stage, "close": close, "note": note,
}  # fmt: skip
