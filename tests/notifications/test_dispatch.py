"""Several connections at once, at the provider's pace, and what changes between claim and call."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django_scopes import scope

from careers import services
from notifications import delivery, dispatch, outbox, pace, planner, preferences, senders
from notifications.addresses import address_hash
from notifications.models import LateResult, Message, Pace, Suppression
from tests import factories
from tests.notifications.clock import wib
from tests.people import make_cast

NOW = wib(14, 12)


def reminders(cast, count):
    """That many window reminders, due at NOW."""
    for number in range(count):
        person = (cast.dinda, cast.rangga)[number % 2]
        made = factories.case(person, position=f"Position {number}")
        services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(NOW)


@pytest.mark.postgres  # threads share nothing but the database
@pytest.mark.django_db(transaction=True)
def test_three_connections_deliver_everything_once(smtp_sink):
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        reminders(cast, 30)
    assert delivery.drain(lambda: NOW, connections=3) == 30
    keys = [entry.message_id for entry in smtp_sink.entries()]
    assert len(keys) == len(set(keys)) == 30
    with scope(centre=cast.centre.pk):
        assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_no_more_is_begun_than_the_provider_takes_in_a_second(cast, smtp_sink, settings):
    settings.MAIL_PER_SECOND = 2
    reminders(cast, 5)
    times, now = [], [NOW]

    def sleep(seconds):
        now[0] += timedelta(seconds=seconds)
        times.append(now[0])

    assert delivery.drain(lambda: now[0], sleep=sleep) == 5
    assert now[0] == NOW + timedelta(seconds=2), "five mails at two a second: the last after two"
    assert times == sorted(times)


def test_a_pace_is_shared_by_all_workers_and_what_is_not_used_is_lost(cast, settings):
    settings.MAIL_PER_SECOND = 10
    assert pace.reserve(5, NOW) == (NOW, timedelta(milliseconds=100))
    assert pace.reserve(1, NOW)[0] == NOW + timedelta(milliseconds=500)
    later = NOW + timedelta(minutes=1)
    assert pace.reserve(1, later)[0] == later
    assert Pace.objects.get().next_at == later + timedelta(milliseconds=100)


def between_claim_and_call(monkeypatch, happening):
    """Something happens after a share was looked at and before its first mail begins."""
    really_look = dispatch.look
    once = [happening]

    def look(share, now):
        found = really_look(share, now)
        if once:
            once.pop()()
        return found

    monkeypatch.setattr(dispatch, "look", look)


def test_a_letter_recorded_after_the_look_withdraws_the_reminder_before_its_call(
    cast, smtp_sink, monkeypatch
):
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(NOW)
    between_claim_and_call(
        monkeypatch, lambda: services.record_letter(made, sent_at=NOW, by=None, now=wib(14, 12, 1))
    )
    assert delivery.drain(lambda: wib(14, 12, 2)) == 0
    assert smtp_sink.entries() == []
    assert Message.objects.get().state == "withdrawn"


def test_a_fact_that_changes_nothing_for_the_reminder_does_not_stop_it(cast, smtp_sink, monkeypatch):
    from careers.answers import Label

    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(NOW)
    between_claim_and_call(
        monkeypatch,
        lambda: services.record_reply(made, Label.UNRELATED, received_at=NOW, by=None, now=wib(14, 12, 1)),
    )
    assert delivery.drain(lambda: wib(14, 12, 2)) == 1
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize("change", ["suppressed", "deactivated"])
def test_a_person_suppressed_or_deactivated_after_the_look_gets_nothing(cast, smtp_sink, monkeypatch, change):
    reminders(cast, 1)

    def suppress():
        Suppression.objects.create(
            centre=cast.centre,
            address_hash=address_hash(cast.dinda.user.email),
            reason="complaint",
            since=NOW,
        )

    def deactivate():
        cast.dinda.user.is_active = False
        cast.dinda.user.save()

    between_claim_and_call(monkeypatch, {"suppressed": suppress, "deactivated": deactivate}[change])
    assert delivery.drain(lambda: NOW) == 0
    assert smtp_sink.entries() == []
    assert Message.objects.get().state == "suppressed"


def test_a_share_that_takes_long_is_looked_at_again(cast, smtp_sink, monkeypatch):
    reminders(cast, 6)
    looks = []
    really_look = dispatch.look
    monkeypatch.setattr(
        dispatch, "look", lambda share, now: looks.append(len(share)) or really_look(share, now)
    )
    calls = iter(range(1000))
    assert delivery.drain(lambda: NOW + timedelta(seconds=0.4 * next(calls))) == 6
    assert len(looks) > 2


def test_sign_on_mail_overtakes_a_flood_of_reminders(cast, smtp_sink):
    reminders(cast, 4)
    late = Message.objects.order_by("pk").last()
    Message.objects.filter(pk=late.pk).update(category="security", subject="Reset", text="link")
    assert outbox.due_groups(NOW) == [outbox.SIGN_ON, cast.centre.pk]
    delivery.drain(lambda: NOW, limit=1)
    assert [entry.message_id for entry in smtp_sink.entries()] == [str(late.pk)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_after_several_senders_no_connection_of_a_thread_is_left(smtp_sink):
    def others():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            return cursor.fetchone()[0]

    before = others()
    delivery.drain(lambda: NOW, connections=4)
    for _moment in range(100):  # the server closes its side a little later
        if others() <= before:
            return
        time.sleep(0.05)
    raise AssertionError("a connection is left")


def test_what_the_provider_took_is_written_down_once_the_database_is_back(cast, smtp_sink, monkeypatch):
    reminders(cast, 1)
    really_hand_over, naps = outbox.hand_over, []
    fails = [OperationalError("the server closed the connection")] * 2

    def hand_over(done, coming, now):
        if done and fails:
            raise fails.pop()
        return really_hand_over(done, coming, now)

    monkeypatch.setattr(outbox, "hand_over", hand_over)
    monkeypatch.setattr(dispatch.connection, "close", lambda: None)  # the test's own transaction
    assert delivery.drain(lambda: NOW, sleep=naps.append) == 1
    assert Message.objects.get().state == "sent"
    assert naps == list(dispatch.PAUSES[:2])


def test_a_result_that_was_written_though_nobody_heard_it_is_no_late_one(cast):
    reminders(cast, 1)
    [message] = outbox.claim(cast.centre.pk, NOW, 1)
    outbox.begin(message, NOW)
    for _time in range(2):  # the answer to the first commit was lost on its way
        outbox.hand_over([outbox.Done(message, NOW)], [], NOW)
    assert Message.objects.get().state == "sent"
    assert not LateResult.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_commit_serves_several_connections_and_each_has_one_mail_at_a_time(smtp_sink, monkeypatch):
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        reminders(cast, 24)
    really_hand_over, begun, sending = outbox.hand_over, [], []

    def hand_over(done, coming, now):
        pks = really_hand_over(done, coming, now)
        begun.append(len(pks))
        sending.append(Message.objects.with_scopes_disabled().filter(state="sending").count())
        return pks

    monkeypatch.setattr(outbox, "hand_over", hand_over)
    assert delivery.drain(lambda: NOW, connections=4) == 24
    assert len(smtp_sink.entries()) == 24
    assert max(begun) >= 2
    assert max(sending) <= 4


@pytest.mark.parametrize("connections", [1, 3])
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_defect_in_a_call_ends_the_drain_and_what_others_delivered_is_written_down(
    smtp_sink, monkeypatch, connections
):
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        reminders(cast, 3)
    really_send, calls = senders.send, []

    def send(connection, mail):
        calls.append(mail)
        if len(calls) == 3:
            raise SystemError("a defect of ours")
        return really_send(connection, mail)

    monkeypatch.setattr(senders, "send", send)
    with pytest.raises(SystemError):
        delivery.drain(lambda: NOW, connections=connections)
    with scope(centre=cast.centre.pk):
        assert sorted(Message.objects.values_list("state", flat=True)) == ["sending", "sent", "sent"]


def test_a_weekly_cap_is_kept_however_many_connections_there_are(cast, smtp_sink):
    for number in range(4):
        made = factories.case(cast.dinda, position=f"Position {number}")
        services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    preferences.save(cast.dinda.user, wib(6, 10), weekly_cap=2)
    planner.sweep(NOW)
    assert delivery.drain(lambda: NOW, connections=4) == 2
    assert Message.objects.filter(error="weekly_cap").count() == 2
