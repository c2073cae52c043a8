"""The delivery page: who may watch, numbers that equal their rows, alarms, what is taught when empty."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from careers import clock
from notifications import runs, suppression
from notifications.addresses import address_hash
from notifications.models import InboundMail
from notifications.models import messages as m
from tests import factories
from tests.notifications.clock import wib
from tests.notifications.queued import mail

pytestmark = pytest.mark.django_db
NOW = wib(14, 12, 30)
PAGE = "/delivery/"


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    runs.take("sweep", timedelta(seconds=30), NOW)
    return NOW


@pytest.fixture
def sari(cast, client, now):
    client.force_login(cast.sari)
    return client


def fill(cast):
    """Two weeks of mail in many states, of both kinds of people and of two centres."""
    case = factories.case(cast.dinda).application
    dinda, bima = cast.dinda.user, cast.bima
    for day in (1, 13, 14):
        mail(dinda, wib(day, 12), m.SENT, application=case)
        mail(dinda, wib(day, 12), m.DELIVERED, application=case)
        mail(bima, wib(day, 8), m.MISSED, kind="missed_alert", application=case)
    # Half an hour past midnight in Jakarta is still the day before in UTC.
    mail(dinda, wib(14, 0, 30), m.FAILED, kind="heads_up", error="550 b'5.1.1 <dinda@x.example.com> unknown'")
    mail(dinda, wib(14, 9), m.FAILED, kind="heads_up", error="550 b'5.1.1 <rangga@x.example.com> unknown'")
    mail(dinda, wib(14, 9), m.BOUNCED, kind="heads_up", error="the mailbox is full")
    mail(dinda, wib(14, 10), kind="heads_up", attempts=2, error="no connection: refused", application=case)
    mail(dinda, wib(14, 12, 10), m.UNKNOWN, application=case)
    # Too old to be counted, and another centre's.
    mail(dinda, wib(30, 12, month=6), m.SENT)
    mail(dinda, wib(7, 12), m.FAILED, kind="heads_up", error="550 user unknown")
    with scope(centre=cast.other_centre.pk):
        mail(cast.wati.user, wib(14, 12), m.SENT)
        mail(cast.wati.user, wib(14, 12), m.UNKNOWN)
    return case


def test_every_number_leads_to_exactly_that_many_rows(cast, sari):
    fill(cast)
    context = sari.get(PAGE).context
    cells = [cell for table in ("by_kind", "by_day") for line in context[table] for cell in line.cells]
    cells = [(cell.url, cell.n) for cell in cells if cell.n]
    cells += [(line["url"], line["cause"].n) for line in context["causes"]]
    cells += [(context["missed_url"], context["missed"].n), (context["unknown_url"], 1)]
    assert len(cells) > 15
    for url, n in cells:
        assert len(sari.get(url).context["rows"]) == n, url
    assert context["total"] == sum(line.total for line in context["by_day"]) == 15
    assert [line.total for line in context["by_kind"]] == [5, 7, 3]


def test_every_line_of_both_tables_has_a_cell_for_every_column(cast, sari):
    fill(cast)
    for kind in ("", "heads_up", "missed_alert"):
        context = sari.get(f"{PAGE}?kind={kind}").context
        for line in (*context["by_kind"], *context["by_day"]):
            assert [cell.label for cell in line.cells] == context["columns"]


def test_a_day_is_the_readers_own(cast, sari):
    fill(cast)
    days = {line.label.day: line.total for line in sari.get(f"{PAGE}?kind=heads_up").context["by_day"]}
    assert days[14] == 4
    assert days[13] == 0


def test_errors_are_told_by_cause_without_anybodys_address(cast, sari):
    fill(cast)
    page = sari.get(PAGE)
    causes = {line["cause"].code: line["cause"].n for line in page.context["causes"]}
    assert causes == {"no_mailbox": 2, "full": 1, "no_connection": 1}
    assert "There is no such mailbox." in page.content.decode()
    rows = sari.get("/delivery/messages/?cause=no_mailbox").content.decode()
    assert "550 5.1.1 &lt;[address]&gt; unknown" in rows
    assert "x.example.com" not in page.content.decode() + rows


def test_neither_page_shows_the_words_of_a_mail_or_mail_of_another_centre(cast, sari):
    fill(cast)
    m.everywhere().update(
        text="the words of a mail", html="<p>the words of a mail</p>", subject="its subject"
    )
    for url in (PAGE, "/delivery/messages/"):
        page = sari.get(url).content.decode()
        assert "words of a mail" not in page
        assert "its subject" not in page
        assert "Wati" not in page


def test_sign_on_mail_is_nobodys_to_list(cast, sari):
    secret = mail(cast.dinda.user, wib(14, 12), m.UNKNOWN, kind="account")
    m.everywhere().update(category=m.SECURITY)
    assert sari.get(PAGE).context["total"] == 0
    assert sari.get("/delivery/messages/").context["rows"] == []
    assert sari.get(f"/delivery/messages/{secret.pk}/resolve/arrived/").status_code == 404


def test_the_operator_sees_the_mail_of_every_centre(cast, sari):
    fill(cast)
    opa = Client()
    opa.force_login(cast.opa)
    assert opa.get(PAGE).context["total"] == 17
    page = opa.get("/delivery/messages/").content.decode()
    assert "Wati" in page
    assert cast.other_centre.name in page


def test_the_page_costs_the_same_number_of_queries_whatever_it_shows(cast, sari):
    def cost(url: str) -> int:
        sari.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert sari.get(url).status_code == 200
        return len(queries)

    urls = (PAGE, "/delivery/messages/", "/delivery/suppressions/")
    fill(cast)
    suppression.suppress(cast.centre.pk, address_hash("dinda@arunika.example.com"), "hard_bounce", NOW)
    few = [cost(url) for url in urls]
    for n in range(25):
        mail(cast.rangga.user, wib(13, 9), m.UNKNOWN)
        mail(cast.rangga.user, wib(12, 9), m.FAILED, error=f"55{n % 5} no such user {n}")
        suppression.suppress(cast.centre.pk, address_hash(f"{n}@example.com"), "hard_bounce", NOW)
    assert [cost(url) for url in urls] == few


def test_an_empty_page_says_what_will_stand_there(sari):
    page = sari.get(PAGE).content.decode()
    for words in (
        "No mail has been due yet",
        "Nothing is overdue",
        "None in 14 days",
        "An address is held back",
    ):
        assert words in page


def test_after_an_outage_what_expired_is_shown_as_missed(cast, sari):
    """The worker was away for three days: what expired says so, with its days, and leads to its rows."""
    for day in (10, 11, 12):
        mail(cast.dinda.user, wib(day, 12), lasts=timedelta(hours=1))
    m.everywhere().filter(expires_at__lte=NOW).update(state=m.MISSED, settled_at=NOW)
    page = sari.get(PAGE)
    said = re.sub(r"\s+", " ", page.content.decode())
    assert "3 mails were missed (Fri 10 Jul to Sun 12 Jul)" in said
    assert len(sari.get(page.context["missed_url"]).context["rows"]) == 3


def test_a_silent_sweep_and_late_mail_are_told_on_the_page(cast, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(cast.sari)
    mail(cast.dinda.user, wib(14, 12, 20))
    codes = [told.code for told in client.get(PAGE).context["told"]]
    assert codes == ["mail_late", "sweep_silent"]
    assert "10 minutes" in client.get(PAGE).content.decode()


def test_mail_that_came_in_is_counted_by_what_became_of_it(cast, sari):
    with scopes_disabled():
        for n, (outcome, reason) in enumerate([("refused", "too_large"), ("refused", "too_large")]):
            InboundMail.objects.create(
                centre=cast.centre, digest=str(n), outcome=outcome, reason=reason, size=1, received_at=NOW
            )
        InboundMail.objects.create(digest="x", outcome="refused", reason="forged", size=1, received_at=NOW)
    assert [line["n"] for line in sari.get(PAGE).context["inbound"]] == [2]


def test_pages_of_the_list_go_on_where_the_last_one_ended(cast, sari, monkeypatch):
    monkeypatch.setattr("kabar.pages.delivery_messages.ORDER.size", 3)
    made = [mail(cast.dinda.user, wib(14, 9) + timedelta(seconds=n // 2)).pk for n in range(8)]
    seen, url = [], "/delivery/messages/?kind=window_open"
    while url:
        context = sari.get(url).context
        seen += [row.message.pk for row in context["rows"]]
        url = context["next_url"]
    assert seen == made[::-1]
    assert [row.message.pk for row in sari.get(context["previous_url"]).context["rows"]] == seen[3:6]
