"""What is learnt after the call: from the hand-over, from providers, and from a person."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError

from notifications import outbox
from notifications.addresses import address_hash
from notifications.models import LateResult, Message, Suppression
from tests.notifications.clock import wib
from tests.notifications.test_outbox import LATER, NOW, put, the_message


def begun(cast, key="a"):
    put(cast, key)
    [message] = outbox.claim(cast.centre.pk, NOW, 1)
    assert outbox.begin(message, NOW)
    return message


def test_handing_over_writes_one_down_and_begins_the_next(cast):
    put(cast, "a", "b")
    first, second = outbox.claim(cast.centre.pk, NOW, 2)
    assert outbox.begin(first, NOW)
    begun = outbox.hand_over([outbox.Done(first, NOW, "esp-1")], [outbox.Next(second)], NOW)
    assert begun == {outbox.claim_of(second)}
    states = dict(Message.objects.values_list("key", "state"))
    assert states == {"a": "sent", "b": "sending"}
    written = Message.objects.get(key="a")
    assert (written.sent_at, written.provider_id, written.lease_until) == (NOW, "esp-1", None)


def test_a_result_whose_claim_is_gone_is_recorded_beside_and_the_next_begins_all_the_same(cast):
    put(cast, "a", "b")
    first, second = outbox.claim(cast.centre.pk, NOW, 2)
    outbox.begin(first, NOW)
    Message.objects.filter(key="a").update(state="outcome_unknown", lease_until=None)
    assert outbox.hand_over([outbox.Done(first, NOW)], [outbox.Next(second)], NOW) == {
        outbox.claim_of(second)
    }
    assert Message.objects.get(key="a").state == "outcome_unknown"
    assert LateResult.objects.get().result == "sent"


@pytest.mark.parametrize("held", ["suppressed", "lifted", "decayed", "of another centre"])
def test_a_suppression_between_claim_and_sending_wins(cast, held):
    put(cast, "a")
    [message] = outbox.claim(cast.centre.pk, NOW, 1)
    seen = outbox.Seen(address_hash(cast.dinda.user.email))
    centre = cast.other_centre if held == "of another centre" else cast.centre
    Suppression.objects.with_scopes_disabled().create(
        centre=centre,
        address_hash=seen.address_hash,
        reason="soft_bounces",
        since=NOW,
        until=NOW if held == "decayed" else LATER,
        lifted_at=NOW if held == "lifted" else None,
    )
    begun = outbox.hand_over([], [outbox.Next(message, seen)], NOW)
    assert (outbox.claim_of(message) in begun) is (held != "suppressed")


def test_what_events_say_ends_the_same_in_whatever_order_and_however_often_they_come(cast):
    for number, order in enumerate(permutations(["sent", "delivered", "bounced", "complained"])):
        message = begun(cast, f"m{number}")
        outbox.settle(message, "sent", NOW)
        for state in (*order, *order):
            outbox.learn(message.pk, state, LATER)
        assert Message.objects.get(pk=message.pk).state == "complained"


@pytest.mark.parametrize("before", ["sending", "outcome_unknown", "queued", "failed"])
def test_an_event_settles_what_was_not_known(cast, before):
    message = begun(cast)
    lease = LATER if before == "sending" else None
    Message.objects.update(state=before, lease_until=lease)
    assert outbox.learn(message.pk, "delivered", LATER)
    assert (the_message().state, the_message().lease_until) == ("delivered", None)
    assert outbox.claim(cast.centre.pk, LATER, 1) == [], "a repetition that waited is not sent"
    assert not outbox.learn(message.pk, "sent", LATER), "known already"


def unknown(cast):
    message = begun(cast)
    outbox.settle(message, "outcome_unknown", NOW)
    return the_message()


@pytest.mark.parametrize(
    ("verdict", "state"), [("arrived", "sent"), ("send_again", "queued"), ("give_up", "failed")]
)
def test_a_person_resolves_an_unknown_outcome_once(cast, verdict, state):
    message = unknown(cast)
    outbox.resolve(message, verdict, cast.sari, NOW + timedelta(minutes=1))
    assert the_message().state == state
    with pytest.raises(ValidationError, match="known by now"):
        outbox.resolve(message, "give_up", cast.sari, NOW)


def test_what_has_passed_is_not_sent_again(cast):
    message = unknown(cast)
    with pytest.raises(ValidationError, match="too late"):
        outbox.resolve(message, "send_again", cast.sari, wib(14, 13))
    assert the_message().state == "outcome_unknown"
