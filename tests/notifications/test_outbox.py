"""The outbox by itself: once, claimed by one, fenced, and honest after a death."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from notifications import outbox
from notifications.models import LateResult, Message
from notifications.reminders import Intent
from tests.notifications.clock import wib

NOW = wib(14, 12)
LATER = NOW + timedelta(hours=1)


def intent(cast, key: str = "a", due=NOW, expires=LATER) -> Intent:
    return Intent(f"{key}", "window_open", cast.dinda.user_id, None, due, expires)


def put(cast, *keys: str, **fields) -> None:
    intents = [intent(cast, key, **fields) for key in keys]
    outbox.enqueue(cast.centre.pk, intents, NOW)


def the_message() -> Message:
    return Message.objects.get()


def test_the_same_intent_twice_is_one_message_with_one_message_id(cast):
    assert outbox.enqueue(cast.centre.pk, [intent(cast), intent(cast)], NOW) == 1
    before = the_message().message_id
    assert outbox.enqueue(cast.centre.pk, [intent(cast)], LATER) == 0
    assert the_message().message_id == before


def test_a_broken_constraint_is_not_swallowed_as_a_duplicate(cast):
    broken = Intent("x", "window_open", cast.dinda.user_id, None, NOW, LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.enqueue(None, [broken], NOW)  # a reminder without a centre


def test_a_withdrawn_intent_that_is_wanted_again_returns_unless_it_was_sent(cast):
    put(cast, "a")
    Message.objects.update(state="withdrawn", settled_at=NOW)
    assert outbox.enqueue(cast.centre.pk, [intent(cast)], NOW) == 1
    assert the_message().state == "queued"
    Message.objects.update(state="sent", sent_at=NOW)
    assert outbox.enqueue(cast.centre.pk, [intent(cast)], NOW) == 0
    assert the_message().state == "sent"


def test_a_message_is_claimed_by_one_and_its_lease_keeps_others_away(cast):
    put(cast, "a")
    assert len(outbox.claim(cast.centre.pk, NOW, 10)) == 1
    assert outbox.claim(cast.centre.pk, NOW, 10) == []


def test_claims_take_the_longest_due_first_and_mark_the_expired_missed(cast):
    put(cast, "late", due=NOW - timedelta(hours=3), expires=NOW - timedelta(hours=2))
    put(cast, "second", due=NOW - timedelta(minutes=1))
    put(cast, "first", due=NOW - timedelta(minutes=2))
    put(cast, "future", due=NOW + timedelta(minutes=1))
    assert [m.key for m in outbox.claim(cast.centre.pk, NOW, 10)] == ["first", "second"]
    assert Message.objects.get(key="late").state == "missed"
    assert Message.objects.get(key="future").state == "queued"


def test_a_zombie_whose_lease_ran_out_cannot_begin_or_write(cast):
    put(cast, "a")
    [zombie] = outbox.claim(cast.centre.pk, NOW, 1)
    after = NOW + timedelta(seconds=151)
    assert not outbox.begin(zombie, after)
    assert outbox.rescue(after) == (1, 0)
    [alive] = outbox.claim(cast.centre.pk, after, 1)
    assert outbox.begin(alive, after)
    assert not outbox.begin(zombie, after)
    assert not outbox.settle(zombie, "sent", after)
    assert the_message().state == "sending"
    assert LateResult.objects.get().result == "sent"
    assert outbox.settle(alive, "sent", after)


def test_a_death_while_sending_is_unknown_and_never_sent_again(cast):
    put(cast, "a")
    [message] = outbox.claim(cast.centre.pk, NOW, 1)
    assert outbox.begin(message, NOW)
    after = NOW + timedelta(seconds=151)
    assert outbox.rescue(after) == (0, 1)
    assert the_message().state == "outcome_unknown"
    assert outbox.claim(cast.centre.pk, after, 1) == []
    assert outbox.enqueue(cast.centre.pk, [intent(cast)], after) == 0


def test_security_mail_alone_is_sent_once_more_with_the_same_message_id(cast):
    put(cast, "a")
    Message.objects.update(category="security", expires_at=NOW + timedelta(hours=6))
    ids = []
    now = NOW
    for _attempt in range(2):
        [message] = outbox.claim(outbox.SIGN_ON, now, 1)
        ids.append(message.message_id)
        assert outbox.begin(message, now)
        now += timedelta(seconds=151)
        outbox.rescue(now)
    assert ids[0] == ids[1]
    assert the_message().state == "outcome_unknown"


def test_a_mail_that_certainly_did_not_leave_climbs_the_ladder_until_it_expires(cast):
    put(cast, "a")
    [message] = outbox.claim(cast.centre.pk, NOW, 1)
    assert outbox.put_back(message, NOW, "connection refused")
    assert the_message().next_attempt_at == NOW + timedelta(seconds=30)
    assert outbox.claim(cast.centre.pk, NOW + timedelta(seconds=29), 1) == []
    near = LATER - timedelta(seconds=20)
    [message] = outbox.claim(cast.centre.pk, near, 1)
    assert outbox.put_back(message, near, "connection refused")
    assert the_message().state == "failed"


def test_withdrawing_touches_only_queued_reminders_that_no_longer_stand(cast, django_db_blocker):
    from tests import factories

    application = factories.case(cast.dinda).application
    rows = [
        Intent(key, "window_open", cast.dinda.user_id, application.pk, NOW, LATER)
        for key in ("stands", "gone", "sent")
    ]
    outbox.enqueue(cast.centre.pk, rows, NOW)
    Message.objects.filter(key="sent").update(state="sent", sent_at=NOW)
    assert outbox.withdraw([application.pk], ["stands"], NOW) == 1
    states = dict(Message.objects.values_list("key", "state"))
    assert states == {"stands": "queued", "gone": "withdrawn", "sent": "sent"}


def test_the_words_of_sign_on_mail_are_gone_once_it_is_settled(cast):
    put(cast, "a")
    Message.objects.update(category="security", text="one-time link", html="<p>link</p>")
    [message] = outbox.claim(outbox.SIGN_ON, NOW, 1)
    outbox.begin(message, NOW)
    outbox.settle(message, "sent", NOW)
    assert (the_message().text, the_message().html) == ("", "")


def test_claims_given_back_are_due_again_at_once_and_count_as_no_attempt(cast):
    put(cast, "a")
    share = outbox.claim(cast.centre.pk, NOW, 10)
    outbox.release(share)
    [again] = outbox.claim(cast.centre.pk, NOW, 10)
    assert (again.attempts, again.fence) == (1, 2)
