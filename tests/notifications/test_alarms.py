"""When somebody should look: the table of alarms, what they read, and who is told how often."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careers.models import Centre
from followups.models import ConfirmedYear, Plan
from followups.selectors import horizons
from notifications import bounces, runs, watch
from notifications.alarms import CODES, EVENTS_WAIT, Place, Readings, alarms
from notifications.models import ProviderEvent
from notifications.models import messages as m
from notifications.readings import readings
from tests import factories
from tests.notifications.clock import wib
from tests.notifications.queued import mail

NOW = wib(14, 12)
WELL = Readings(swept_at=NOW, places=(Place("ID", 60), Place("MY", 400)))


def ago(**length: float):
    return NOW - timedelta(**length)


CASES = [
    ("all is well", {}, []),
    ("mail due for two minutes is not late yet", {"mail_due_since": ago(minutes=2)}, []),
    ("mail due for longer is", {"mail_due_since": ago(minutes=2, seconds=1)}, ["mail_late"]),
    ("plans due for two minutes", {"plans_due_since": ago(minutes=2)}, []),
    ("plans due for longer", {"plans_due_since": ago(minutes=2, seconds=1)}, ["plans_late"]),
    ("one unknown outcome", {"unknown": 1, "unknown_since": NOW}, ["outcome_unknown"]),
    ("events for five minutes", {"events_waiting": 9, "events_since": ago(minutes=5)}, []),
    (
        "events for longer",
        {"events_waiting": 1, "events_since": ago(minutes=5, seconds=1)},
        ["events_waiting"],
    ),
    ("a sweep three minutes ago", {"swept_at": ago(minutes=3)}, []),
    ("a sweep longer ago", {"swept_at": ago(minutes=3, seconds=1)}, ["sweep_silent"]),
    ("no sweep ever", {"swept_at": None}, ["sweep_silent"]),
    (
        "59 days of calendar in one country of two",
        {"places": (Place("MY", 90), Place("ID", 59))},
        ["calendar_ends"],
    ),
    ("a calendar that has ended", {"places": (Place("ID", -1),)}, ["calendar_ends"]),
    ("two mails put off", {"put_off": 2, "put_off_since": ago(hours=3)}, []),
    ("three for fifteen minutes", {"put_off": 3, "put_off_since": ago(minutes=15)}, []),
    ("three for longer", {"put_off": 3, "put_off_since": ago(minutes=16)}, ["mail_put_off"]),
    (
        "three, while others get through",
        {"put_off": 3, "put_off_since": ago(hours=3), "accepted_at": ago(minutes=15)},
        [],
    ),
    (
        "three, and the last got through long ago",
        {"put_off": 3, "put_off_since": ago(hours=3), "accepted_at": ago(minutes=16)},
        ["mail_put_off"],
    ),
]


@pytest.mark.parametrize(("known", "codes"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_table_of_alarms(known, codes):
    assert [alarm.code for alarm in alarms(WELL._replace(**known), NOW)] == codes


def test_every_alarm_is_told_with_its_beginning_and_its_figures():
    known = WELL._replace(mail_due_since=ago(minutes=5), places=(Place("ID", 30),))
    late, calendar = alarms(known, NOW)
    assert late == ("mail_late", ago(minutes=5), {"seconds": 300})
    assert calendar.figures == {"days": 30, "country": "ID"}


def test_an_event_that_patiently_waits_for_its_mail_rings_no_alarm():
    assert bounces.PATIENCE < EVENTS_WAIT


# --- readings ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_readings_find_what_waits_in_every_centre(cast):
    mail(cast.dinda.user, ago(minutes=9))
    mail(cast.wati.user, ago(minutes=7), attempts=2, next_attempt_at=NOW + timedelta(minutes=3))
    mail(cast.wati.user, ago(minutes=20), m.UNKNOWN)
    event = {"provider": "brevo", "type": "delivered", "occurred_at": NOW}
    ProviderEvent.objects.create(digest="a", received_at=ago(minutes=6), **event)
    ProviderEvent.objects.create(digest="b", received_at=ago(minutes=9), processed_at=NOW, **event)
    runs.take("sweep", timedelta(seconds=30), ago(minutes=1))
    factories.case(cast.dinda)
    Plan.objects.update(next_check_at=ago(minutes=4))
    known = readings(NOW)
    assert known == Readings(
        mail_due_since=ago(minutes=9),
        plans_due_since=ago(minutes=4),
        put_off=1,
        put_off_since=ago(minutes=7),
        accepted_at=None,
        unknown=1,
        unknown_since=ago(minutes=15),
        events_waiting=1,
        events_since=ago(minutes=6),
        swept_at=ago(minutes=1),
        places=known.places,
    )


@pytest.mark.django_db
def test_a_mail_whose_worker_died_is_due_since_its_lease_ran_out(cast):
    mail(cast.dinda.user, ago(hours=1), m.CLAIMED, lease_until=ago(minutes=3))
    mail(cast.dinda.user, ago(hours=2), m.SENDING, lease_until=NOW + timedelta(minutes=1))
    assert readings(NOW).mail_due_since == ago(minutes=3)


@pytest.mark.django_db
def test_sign_on_mail_of_unknown_outcome_waits_for_no_admin(cast):
    mail(cast.dinda.user, ago(minutes=20), m.UNKNOWN, category=m.SECURITY, kind="account")
    assert readings(NOW).unknown == 0


@pytest.mark.django_db
def test_the_horizon_is_counted_from_the_centres_own_day_and_by_its_own_confirmations(cast):
    late = wib(31, 23, 30, month=12)
    before = {h.centre_id: h for h in horizons(late)}
    # Makassar is an hour ahead: there it is the new year already.
    here, east = before[cast.centre.pk], before[cast.other_centre.pk]
    assert here.until == east.until
    assert here.days == east.days + 1
    ConfirmedYear.objects.create(centre=cast.centre, year=here.until.year + 1, confirmed_at=late)
    after = {h.centre_id: h.until.year for h in horizons(late)}
    assert after == {cast.centre.pk: here.until.year + 1, cast.other_centre.pk: here.until.year}


@pytest.mark.django_db
def test_reading_costs_the_same_however_many_centres_and_mails_there_are(cast):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            readings(NOW)
        return len(queries)

    mail(cast.dinda.user, ago(minutes=7), attempts=2)
    few = cost()
    for n in range(9):
        Centre.objects.create(name=f"Centre {n}", slug=f"c{n}", created_at=NOW)
        mail(cast.dinda.user, ago(minutes=n), attempts=n)
    assert cost() == few <= 10


# --- telling -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_alarm_is_logged_once_an_hour_as_an_error_with_its_figures(cast, caplog):
    mail(cast.dinda.user, ago(minutes=9))
    for minutes in (0, 1, 30, 61):
        watch.watch(NOW + timedelta(minutes=minutes))
    told = [(r.name, r.levelname, r.msg["alarm"], r.msg.get("seconds")) for r in caplog.records]
    assert told.count(("kabar.alarm", "ERROR", "mail_late", 540)) == 1
    assert [t[2] for t in told] == ["mail_late", "sweep_silent"] * 2
    assert caplog.records[0].levelno == logging.ERROR


@pytest.mark.django_db
def test_the_watch_gives_back_all_that_stands_even_if_it_was_told_before(cast):
    first, second = watch.watch(NOW), watch.watch(NOW)
    assert [a.code for a in first] == [a.code for a in second] == ["sweep_silent"]
    assert set(CODES) >= {a.code for a in first}
