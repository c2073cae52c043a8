"""What a person chooses: kept by one service, felt by the next sweep, and by mails already queued."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers import services
from careers.answers import EventType
from careers.services.preferences import set_preferences
from notifications import delivery, outbox, planner, preferences
from notifications.models import Message, Preference
from notifications.models import messages as m
from notifications.periods import AS_IT_COMES, Wishes
from notifications.reminders import Intent
from tests import factories
from tests.notifications.clock import wib
from tests.people import Cast

WINDOW = wib(14, 12)  # of a case whose interview was on Monday the 6th and promised seven days


@pytest.fixture
def dinda(cast: Cast) -> Any:
    """Dinda, with a case whose window opens on Tuesday the 14th at noon, and her thanks sent."""
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(6, 12))
    return cast.dinda.user


def states(**where: Any) -> list[tuple[str, str]]:
    return list(Message.objects.filter(**where).order_by("pk").values_list("kind", "state"))


def deliver(now: Any) -> None:
    delivery.drain(lambda: now)


# --- arrange -------------------------------------------------------------------------------------


def intent(kind: str = "window_open", due: Any = WINDOW, expires: Any = None) -> Intent:
    return Intent(f"1:{kind}:8", kind, 8, 1, due, expires or due + timedelta(hours=1))


def arranged(wishes: Wishes, called_for: Intent, now: Any = WINDOW) -> Any:
    left = preferences.arrange([called_for], {8: wishes._replace(zone="Asia/Jakarta")}, now)
    return left[0].due_at if left else None


NOON = Wishes(quiet_from=time(11), quiet_until=time(12, 30))


@pytest.mark.parametrize(
    ("wishes", "called_for", "now", "expected"),
    [
        (AS_IT_COMES, intent(), WINDOW, WINDOW),
        (Wishes(off=True), intent(), WINDOW, None),
        (Wishes(muted=frozenset({"window_open"})), intent(), WINDOW, None),
        (Wishes(muted=frozenset({"window_open"})), intent("heads_up"), WINDOW, WINDOW),
        (Wishes(digest=True), intent(), WINDOW, None),
        (NOON, intent(), WINDOW, wib(14, 12, 30)),
        # After her quiet hours the window would be over.
        (NOON._replace(quiet_until=time(13)), intent(), WINDOW, None),
        # It was due at noon, but a worker comes by only at night.
        (
            Wishes(quiet_from=time(21), quiet_until=time(6)),
            intent("stopped_kindly", expires=wib(28, 12)),
            wib(14, 22),
            wib(15, 6),
        ),
        (
            Wishes(paused_until=date(2026, 7, 20)),
            intent("approval_needed", expires=wib(21, 12)),
            WINDOW,
            wib(20, 7),
        ),
        (Wishes(paused_until=date(2026, 7, 20)), intent(), WINDOW, None),
    ],
)
def test_what_is_left_of_a_reminder_and_when_it_goes(
    wishes: Wishes, called_for: Intent, now: Any, expected: Any
) -> None:
    assert arranged(wishes, called_for, now) == expected


def test_wishes_of_many_people_cost_one_query(dinda: Any, cast: Cast) -> None:
    preferences.turn_off(dinda, wib(7, 9))
    people = [dinda.pk, cast.rangga.user.pk, cast.bima.pk]
    with CaptureQueriesContext(connection) as queries:
        wishes = preferences.wishes_of(people)
    assert len(queries) == 1
    assert wishes[dinda.pk] == Wishes(off=True, zone="Asia/Jakarta")
    assert wishes[cast.rangga.user.pk] is wishes[cast.bima.pk] is AS_IT_COMES


# --- what is felt --------------------------------------------------------------------------------


def test_switched_off_nothing_goes_out_and_switched_on_again_what_still_stands_does(dinda: Any) -> None:
    planner.sweep(WINDOW)
    preferences.turn_off(dinda, wib(14, 12, 1))
    deliver(wib(14, 12, 2))
    assert states(kind="window_open") == [("window_open", "withdrawn")]
    preferences.turn_on(dinda, wib(14, 12, 5))
    planner.sweep(wib(14, 12, 6))
    deliver(wib(14, 12, 6))
    assert states(kind="window_open") == [("window_open", "sent")]


def test_switched_off_the_next_sweep_queues_nothing(dinda: Any) -> None:
    preferences.turn_off(dinda, wib(7, 9))
    planner.sweep(wib(13, 9))
    planner.sweep(WINDOW)
    assert states() == []


def test_a_kind_can_be_left_out_alone(dinda: Any) -> None:
    preferences.mute(dinda, "heads_up", wib(7, 9))
    planner.sweep(wib(13, 9))
    planner.sweep(WINDOW)
    assert states() == [("window_open", "queued")]
    preferences.unmute(dinda, "heads_up", wib(14, 13))
    assert preferences.wishes_of([dinda.pk])[dinda.pk].muted == frozenset()


def test_quiet_hours_move_a_reminder_and_it_is_sent_when_they_end(dinda: Any) -> None:
    preferences.save(dinda, wib(7, 9), quiet_from=time(11), quiet_until=time(12, 30))
    planner.sweep(WINDOW)
    assert Message.objects.get().due_at == wib(14, 12, 30)
    deliver(wib(14, 12, 29))
    assert states() == [("window_open", "queued")]
    deliver(wib(14, 12, 30))
    assert states() == [("window_open", "sent")]


def test_a_mail_queued_before_the_quiet_hours_were_chosen_waits_for_their_end(dinda: Any) -> None:
    planner.sweep(WINDOW)
    preferences.save(dinda, wib(14, 12, 1), quiet_from=time(12), quiet_until=time(12, 30))
    deliver(wib(14, 12, 2))
    message = Message.objects.get()
    assert (message.state, message.next_attempt_at, message.attempts) == ("queued", wib(14, 12, 30), 0)
    deliver(wib(14, 12, 31))
    assert states() == [("window_open", "sent")]


def test_quiet_hours_given_up_free_a_waiting_mail_at_once(dinda: Any) -> None:
    preferences.save(dinda, wib(7, 9), quiet_from=time(11), quiet_until=time(12, 50))
    planner.sweep(WINDOW)
    preferences.save(dinda, wib(14, 12, 10), quiet_from=None, quiet_until=None)
    deliver(wib(14, 12, 11))
    assert states() == [("window_open", "sent")]


def test_another_time_zone_moves_the_quiet_hours_with_her(dinda: Any) -> None:
    preferences.save(dinda, wib(7, 9), quiet_from=time(13, 30), quiet_until=time(14, 30))
    set_preferences(dinda, time_zone="Asia/Jayapura", now=wib(8, 9))  # two hours ahead of Jakarta
    planner.sweep(WINDOW)
    assert Message.objects.get(kind="window_open").due_at == wib(14, 12, 30)


def test_a_pause_keeps_news_for_its_end_and_lets_the_rest_pass(dinda: Any, cast: Cast) -> None:
    preferences.pause(cast.bima, date(2026, 7, 10), wib(7, 8))
    interview = cast.dinda.applications.get().interviews.get()
    at = wib(7, 9)
    services.record_event(interview, EventType.STUDENT_PHONED_RECRUITER, at=at, by=None, now=at)
    planner.sweep(at)
    deliver(wib(9, 12))
    assert states(recipient=cast.bima) == [("approval_needed", "queued")]
    deliver(wib(10, 7))
    assert states(recipient=cast.bima) == [("approval_needed", "sent")]
    preferences.pause(cast.bima, None, wib(10, 8))


def test_after_so_many_mails_in_seven_days_the_next_is_held_back(dinda: Any) -> None:
    preferences.save(dinda, wib(7, 9), weekly_cap=1)
    planner.sweep(wib(13, 9))
    deliver(wib(13, 9))
    planner.sweep(WINDOW)
    deliver(WINDOW)
    assert states() == [("heads_up", "sent"), ("window_open", "suppressed")]
    assert Message.objects.get(kind="window_open").error == "weekly_cap"
    # A week later the first is forgotten.
    planner.sweep(wib(20, 12))
    deliver(wib(20, 12))
    assert states()[-1] == ("window_open", "sent")


def test_asking_for_the_cap_costs_nothing_for_people_without_one(dinda: Any) -> None:
    planner.sweep(WINDOW)
    [message] = outbox.claim(dinda.centre_id, WINDOW, 1)
    with CaptureQueriesContext(connection) as queries:
        assert not preferences.cap_reached(message, WINDOW)
    assert len(queries) == 0


def test_sign_on_mail_knows_no_wishes(dinda: Any) -> None:
    preferences.save(
        dinda, wib(7, 9), reminders_off=True, weekly_cap=1, quiet_from=time(0), quiet_until=time(23)
    )
    message = Message(
        centre_id=dinda.centre_id, key="account:1", category=m.SECURITY, kind="account", recipient=dinda,
        subject="Your code", text="1234", due_at=WINDOW, expires_at=wib(15, 12), next_attempt_at=WINDOW,
        message_id="<account@kabar.example.com>", queued_at=WINDOW,
    )  # fmt: skip
    outbox.enqueue_ready(message)
    deliver(WINDOW)
    assert states() == [("account", "sent")]


# --- what may be chosen --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "field", "sentence"),
    [
        ({"quiet_from": time(22)}, "quiet_until", "a beginning and an end"),
        ({"quiet_until": time(6)}, "quiet_from", "a beginning and an end"),
        ({"quiet_from": time(6), "quiet_until": time(6)}, "quiet_until", "never end"),
        ({"weekly_cap": 0}, "weekly_cap", "from 1 to 50"),
        ({"paused_until": date(2026, 7, 7)}, "paused_until", "a day after today"),
        ({"paused_until": date(2028, 7, 7)}, "paused_until", "more than a year"),
        ({"muted": {"desk_digest"}}, "muted", "no such reminder"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence_and_nothing_is_kept(
    dinda: Any, choices: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        preferences.save(dinda, wib(7, 9), **choices)
    assert sentence in str(refused.value.message_dict[field])
    assert not Preference.objects.exists()


def test_whoever_wants_only_the_daily_mail_cannot_leave_it_out_by_accident(cast: Cast) -> None:
    preferences.save(cast.bima, wib(7, 9), digest=True)
    with pytest.raises(ValidationError, match="only the daily mail"):
        preferences.save(cast.bima, wib(7, 9), muted={"desk_digest"})
    # From the mail itself it is one click: single mails come again instead.
    preferences.mute(cast.bima, "desk_digest", wib(7, 9))
    wishes = preferences.wishes_of([cast.bima.pk])[cast.bima.pk]
    assert (wishes.digest, wishes.muted) == (False, frozenset({"desk_digest"}))


def test_the_operator_has_no_reminders_to_choose_among(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="operator"):
        preferences.turn_off(cast.opa, wib(7, 9))


def test_saving_the_same_again_announces_nothing(dinda: Any) -> None:
    preferences.save(dinda, wib(7, 9), digest=True)
    with CaptureQueriesContext(connection) as queries:
        preferences.save(dinda, wib(8, 9), digest=True)
    assert not [q for q in queries if q["sql"].startswith("UPDATE")]
    assert Preference.objects.get().changed_at == wib(7, 9)
