"""Daily mails of students: when they come, to whom, what they tell, and what they cost."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core import mail as letters
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers import services
from careers.answers import Label
from careers.models import User
from followups.models import Plan
from followups.policy import default_data
from followups.services import approve, publish
from notifications import delivery, digests, planner, preferences
from notifications.models import Message, Preference
from tests import factories
from tests.notifications.clock import wib
from tests.people import Cast, student


@pytest.fixture
def dinda(cast: Cast) -> Any:
    """Dinda, who wants one mail a day; interview on Monday the 6th, window on Tuesday the 14th."""
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    preferences.save(cast.dinda.user, wib(6, 12), digest=True)
    return cast.dinda.user


def morning(day: int, month: int = 7, minute: int = 0) -> list[str]:
    """What stands in the mails a student gets at seven on that day, one string for each mail."""
    letters.outbox.clear()
    now = wib(day, 7, minute, month=month)
    planner.sweep(now)
    digests.queue(now)
    delivery.drain(lambda: now)
    return [" ".join(str(mail.body).split()) for mail in letters.outbox if "dinda@" in mail.to[0]]


def walk(first: int, last: int) -> dict[int, str]:
    """The mornings that brought a mail, with the days between them lived through."""
    told = {}
    for day in range(first, last + 1):
        for body in morning(day):
            told[day] = body
        for hour, minute in ((9, 0), (12, 0), (13, 0), (15, 30), (17, 0)):
            planner.sweep(wib(day, hour, minute))
        delivery.drain(lambda day=day: wib(day, 17))
    return told


def test_one_mail_a_day_tells_of_preparing_of_the_window_and_of_the_next_one(dinda: Any) -> None:
    told = walk(7, 15)
    assert sorted(told) == [13, 14, 15]
    assert "will be a good time to write to Bu Lestari. Today is for preparing." in told[13]
    assert "Today, 12:00–13:00 WIB, is a good time to write to Bu Lestari." in told[14]
    assert "Today, 12:00–13:00 WIB" in told[15], "a window that is today needs no word about yesterday's"
    assert set(Message.objects.filter(recipient=dinda).values_list("kind", flat=True)) == {"digest"}


def test_a_missed_window_is_told_with_the_next_one_and_no_reproach(dinda: Any) -> None:
    walk(14, 14)
    rules = default_data()
    rules["windows"] = {**rules["windows"], "wed": []}
    publish(dinda.centre, rules, reason="test", by=None, now=wib(14, 18))
    [told] = morning(15)
    assert "A window has passed, and nothing is lost: the next one is Thu 16 Jul, 12:00–13:00 WIB." in told


def test_after_several_missed_windows_she_is_left_in_peace_most_days(dinda: Any) -> None:
    told = walk(14, 24)
    assert sorted(told) == [14, 15, 21]


@pytest.mark.parametrize("label", [Label.DISCOURAGING_WAIT, Label.REJECTION])
def test_an_ending_is_told_once_and_kindly(dinda: Any, label: Label) -> None:
    interview = Plan.objects.get().interview
    services.record_reply(interview, label, received_at=wib(8, 9), by=None, now=wib(8, 9))
    told = walk(9, 12)
    assert sorted(told) == [9]
    assert "openings" in told[9] or "opening" in told[9]


def test_an_ending_that_a_day_without_mail_left_out_is_told_by_the_next_one(dinda: Any) -> None:
    """The beat was away for three days: what still is news is told, what is over is not."""
    interview = Plan.objects.get().interview
    assert len(morning(13)) == 1
    services.record_reply(interview, Label.REJECTION, received_at=wib(13, 9), by=None, now=wib(13, 9))
    [told] = morning(17)
    assert "The answer of Monday 13 July was a no for this position." in told


def test_a_note_of_thanks_is_told_while_it_fits(cast: Cast) -> None:
    factories.case(cast.dinda)
    preferences.save(cast.dinda.user, wib(6, 12), digest=True)
    [told] = morning(7)
    assert "A note of thanks for the interview fits until Tue 7 Jul, 09:00 WIB" in told


def test_an_interview_so_early_that_tomorrows_mail_is_too_late_is_told_on_its_own_day(cast: Cast) -> None:
    preferences.save(cast.dinda.user, wib(6, 1), digest=True)
    factories.case(cast.dinda, held_at=wib(6, 6), now=wib(6, 6, 30))
    [told] = morning(6)
    assert "After today's interview a note of thanks fits from Mon 6 Jul, 08:00 WIB until Tue 7 Jul" in told


def test_a_second_follow_up_is_nothing_for_her_day_until_it_is_approved(dinda: Any, cast: Cast) -> None:
    interview = Plan.objects.get().interview
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=wib(14, 12, 6))
    assert morning(29) == []
    approve(Plan.objects.get(), by=cast.bima, now=wib(29, 8))
    [told] = morning(30)
    assert "Today, 12:00–13:00 WIB" in told


def test_nothing_to_tell_is_no_mail(dinda: Any) -> None:
    assert morning(8) == []
    assert not Message.objects.exists()
    assert Preference.objects.get().next_digest_at == wib(9, 7)


def test_one_mail_a_day_however_often_it_is_asked_for(dinda: Any) -> None:
    assert len(morning(14)) == 1
    Preference.objects.update(next_digest_at=wib(14, 7))
    assert morning(14, minute=5) == []
    message = Message.objects.get()
    assert message.key == f"{dinda.centre_id}:digest:{dinda.pk}:2026-07-14"
    assert (message.due_at, message.expires_at) == (wib(14, 7), wib(15, 0))


def test_her_day_is_by_her_own_clock(dinda: Any) -> None:
    User.objects.filter(pk=dinda.pk).update(time_zone="Asia/Jayapura")
    dinda.refresh_from_db()
    preferences.move_digest(dinda, wib(13, 12))
    assert Preference.objects.get().next_digest_at == wib(14, 5)
    planner.sweep(wib(14, 5))
    assert digests.queue(wib(14, 4, 59)) == 0
    assert digests.queue(wib(14, 5)) == 1
    delivery.drain(lambda: wib(14, 5))
    assert "12:00–13:00 WIB (14:00–15:00 where you are)" in " ".join(str(letters.outbox[0].body).split())


def test_a_mail_due_by_another_clock_than_today_waits_for_her_hour(dinda: Any) -> None:
    """Her zone, or the centre's hour, changed since the hour was reckoned."""
    Preference.objects.update(next_digest_at=wib(14, 4))
    planner.sweep(wib(14, 4))
    assert digests.queue(wib(14, 4)) == 0
    assert Preference.objects.get().next_digest_at == wib(14, 7)


def test_a_late_mail_still_goes_out_on_its_day_and_never_on_the_next(dinda: Any) -> None:
    planner.sweep(wib(14, 12))
    assert digests.queue(wib(14, 12)) == 1
    delivery.drain(lambda: wib(15, 0, 1))
    assert Message.objects.get().state == "missed"


@pytest.mark.parametrize(
    "change",
    [{"reminders_off": True}, {"digest": False}, {"paused_until": date(2026, 8, 3)}],
)
def test_a_mail_already_queued_is_withdrawn_when_she_no_longer_wants_it(dinda: Any, change: Any) -> None:
    planner.sweep(wib(14, 7))
    digests.queue(wib(14, 7))
    preferences.save(dinda, wib(14, 7, 1), **change)
    delivery.drain(lambda: wib(14, 7, 2))
    assert Message.objects.get(kind="digest").state == "withdrawn"


def test_a_mail_with_nothing_left_to_tell_is_withdrawn(dinda: Any) -> None:
    planner.sweep(wib(14, 7))
    digests.queue(wib(14, 7))
    interview = Plan.objects.get().interview
    services.record_letter(interview, sent_at=wib(14, 7, 0), by=None, now=wib(14, 7, 1))
    delivery.drain(lambda: wib(14, 7, 2))
    assert Message.objects.get(kind="digest").state == "withdrawn"


def test_quiet_hours_move_the_daily_mail(dinda: Any) -> None:
    preferences.save(dinda, wib(13, 12), quiet_from=time(21), quiet_until=time(8, 30))
    planner.sweep(wib(14, 7))
    digests.queue(wib(14, 7))
    delivery.drain(lambda: wib(14, 7))
    assert Message.objects.get(kind="digest").state == "queued"
    delivery.drain(lambda: wib(14, 8, 30))
    assert Message.objects.get(kind="digest").state == "sent"


@pytest.mark.postgres  # SQLite takes fewer variables in a statement, and so more statements
def test_daily_mails_cost_the_same_queries_for_ten_people_and_for_two_hundred(cast: Cast) -> None:
    costs = []
    for first, last in ((0, 10), (10, 200)):
        for number in range(first, last):
            someone = student(cast.centre, f"S{number} Contoh", f"B-{number}", cast.bima)
            factories.case(someone, at=factories.employer(someone, f"PT Nomor {number % 9}"))
            Preference.objects.create(user=someone.user, digest=True, changed_at=wib(6, 12))
        planner.sweep(wib(13, 9))
        Preference.objects.update(next_digest_at=wib(14, 7))
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert digests.queue(wib(14, 7)) == last
        costs.append(len(queries))
    # Rules are read once in a process, so the first round may cost one more.
    assert costs[1] <= costs[0] <= 22


def test_asking_who_is_due_reads_only_what_is_due(dinda: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert digests.queue(wib(7, 6, 59)) == 0
    assert len(queries) == 1
    assert preferences.wishes_of([dinda.pk])[dinda.pk].digest
    assert Preference.objects.get().next_digest_at - wib(6, 12) == timedelta(hours=19)
