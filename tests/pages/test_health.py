"""Health: alive, ready, and what it knows about itself."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from careers import clock
from kabar.pages import health
from notifications import outbox, runs
from notifications.models import Message
from notifications.reminders import Intent
from tests import factories
from tests.notifications.clock import wib


@pytest.mark.django_db
def test_all_is_well_with_a_database_a_broker_and_nothing_overdue(cast, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: wib(14, 12))
    runs.take("sweep", timedelta(seconds=30), wib(14, 12))
    report = client.get("/health/").json()
    assert (report["status"], report["attention"]) == ("ok", [])
    assert report["database"] == "answers"
    assert report["broker"] == "answers"
    assert report["oldest_due_seconds"] is None
    # Indonesia's joint leave of 2027 is decreed in the holidays library.
    assert report["calendar_confirmed_days"] >= (date(2027, 12, 31) - date(2026, 7, 14)).days


def test_mail_that_waits_too_long_wants_attention(cast, client):
    due = clock.now() - timedelta(minutes=5)
    late = Intent("late", "window_open", cast.dinda.user_id, None, due, due + timedelta(days=1))
    outbox.enqueue(cast.centre.pk, [late], due)
    report = client.get("/health/").json()
    assert report["status"] == "attention"
    assert "mail_late" in report["attention"]
    assert report["oldest_due_seconds"] >= 300


def test_without_its_database_it_is_alive_but_not_ready(client, monkeypatch, db):
    def away():
        raise DatabaseError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(health.connection, "cursor", away)
        answers = [client.get(f"/health/{page}").status_code for page in ("live/", "ready/", "")]
    assert answers == [200, 503, 503]


def test_without_its_broker_the_site_serves_and_says_so(cast, client, monkeypatch):
    monkeypatch.setattr(health, "broker_answers", lambda: False)
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert "broker" in answer.json()["attention"]


def test_a_sweep_that_does_not_run_wants_attention_though_no_mail_exists(cast, client):
    factories.case(cast.dinda)
    report = client.get("/health/").json()
    assert report["oldest_due_seconds"] > 120
    assert "plans_late" in report["attention"]
    assert "sweep_silent" in report["attention"]


def test_a_mail_that_may_have_left_wants_a_person(cast, client):
    now = clock.now()
    unsure = Intent("x", "window_open", cast.dinda.user_id, None, now, now + timedelta(days=1))
    outbox.enqueue(cast.centre.pk, [unsure], now)
    Message.objects.update(state="outcome_unknown", settled_at=now)
    report = client.get("/health/").json()
    assert report["mails_with_unknown_outcome"] == 1
    assert "outcome_unknown" in report["attention"]
