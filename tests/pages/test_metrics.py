"""/metrics: a token opens it, both formats can be read, the figures are the database's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_plain

from careers import clock
from careers.models import Centre
from notifications import runs, suppression
from notifications.alarms import CODES
from notifications.models import InboundMail
from notifications.models import messages as m
from tests.notifications.clock import wib
from tests.notifications.queued import mail

pytestmark = pytest.mark.django_db
NOW = wib(14, 12, 30)
TOKEN = "a-token-of-the-tests"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@pytest.fixture
def scrape(cast, client, settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def ask(token=TOKEN, accept="text/plain", scheme="Bearer"):
        return client.get("/metrics", headers={"Authorization": f"{scheme} {token}", "Accept": accept})

    return ask


def figures(answer, parse=parse_plain):
    families = parse(answer.content.decode())
    return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}


def test_without_a_token_in_the_settings_the_page_does_not_exist(scrape, settings):
    settings.METRICS_TOKEN = ""
    assert scrape("").status_code == 404
    assert scrape().status_code == 404


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "ü"])
def test_a_wrong_token_opens_nothing(scrape, client, token):
    answer = scrape(token.encode().decode("latin-1"))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert b"kabar" not in answer.content
    assert scrape(scheme="Basic").status_code == 401
    assert client.get("/metrics").status_code == 401


def test_both_formats_say_the_same(scrape):
    plain, open_metrics = scrape(), scrape(accept=OPENMETRICS)
    assert plain["Content-Type"].startswith("text/plain")
    assert open_metrics["Content-Type"].startswith("application/openmetrics-text")
    assert open_metrics.content.endswith(b"# EOF\n")
    assert figures(plain) == figures(open_metrics, parse_openmetrics)
    assert "no-store" in plain["Cache-Control"]


def test_the_figures_are_what_the_database_holds(cast, scrape):
    mail(cast.dinda.user, wib(14, 12, 20))
    mail(cast.dinda.user, wib(14, 15))
    mail(cast.dinda.user, wib(14, 12, 25), m.SENDING, lease_until=NOW + timedelta(minutes=1))
    mail(cast.wati.user, wib(14, 12), m.UNKNOWN)
    for n in range(3):
        mail(cast.wati.user, wib(14, 9), m.SENT, kind="heads_up")
        mail(cast.wati.user, wib(12, 9), m.SENT, kind="heads_up")
        InboundMail.objects.create(digest=str(n), outcome="refused", reason="x", size=1, received_at=NOW)
    suppression.suppress(cast.centre.pk, "x", "complaint", NOW)
    suppression.suppress(cast.centre.pk, "y", "soft_bounces", NOW - timedelta(days=9), until=NOW)
    runs.take("sweep", timedelta(seconds=30), NOW - timedelta(minutes=4))
    runs.take("alarm:mail_late", timedelta(hours=1), NOW)
    known = figures(scrape())
    assert known["kabar_mails_waiting", "queued", "window_open"] == 2
    assert known["kabar_mails_waiting", "sending", "window_open"] == 1
    assert known["kabar_mails_last_day", "heads_up", "sent"] == 3
    assert known["kabar_mails_last_day", "outcome_unknown", "window_open"] == 1
    assert known[("kabar_oldest_mail_due_age_seconds",)] == 600
    assert known[("kabar_unknown_outcomes",)] == 1
    assert known["kabar_suppressed_addresses", "complaint"] == 1
    assert known["kabar_suppressed_addresses", "soft_bounces"] == 0
    assert known["kabar_inbound_mails_last_day", "refused"] == 3
    assert known["kabar_job_age_seconds", "sweep"] == 240
    assert ("kabar_job_age_seconds", "alarm:mail_late") not in known
    assert known["kabar_calendar_horizon_days", "ID"] > 365
    ringing = {code for code in CODES if known["kabar_alarm", code]}
    assert ringing == {"mail_late", "sweep_silent", "outcome_unknown"}


def test_nothing_in_it_names_a_person_or_has_a_label_without_bounds(cast, scrape):
    for n in range(5):
        mail(cast.dinda.user, wib(14, 9), m.FAILED, error=f"550 <dinda{n}@example.com> unknown")
        m.everywhere().filter(error__contains=f"dinda{n}").update(kind=f"invented {n}")
    text = scrape().content.decode()
    for person in (cast.dinda.user, cast.sari, cast.bima):
        assert person.email not in text
        assert person.name not in text
    assert "invented" not in text
    assert figures(scrape())["kabar_mails_last_day", "failed", "other"] == 5
    assert "example.com" not in text


def test_a_scrape_costs_the_same_number_of_queries_whatever_there_is(cast, scrape):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert scrape().status_code == 200
        return len(queries)

    mail(cast.dinda.user, wib(14, 9), attempts=1)
    few = cost()
    for n in range(9):
        Centre.objects.create(name=f"Centre {n}", slug=f"c{n}", created_at=NOW)
        mail(cast.dinda.user, wib(14, 9), m.SENT, kind="heads_up")
        suppression.suppress(cast.centre.pk, str(n), "complaint", NOW)
        runs.take(f"job {n}", timedelta(hours=1), NOW)
    assert cost() == few <= 20
