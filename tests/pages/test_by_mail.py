"""Telling by e-mail: who sees the secret address, and what the pages say of what came in."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django_scopes import scope

from careers import clock, services
from careers.stages import Stage
from notifications.case_address import address_of
from notifications.inbound import receive
from tests.factories import case
from tests.notifications import mails
from tests.notifications.clock import wib
from tests.notifications.mails import mail, notice, written

NOW = wib(14, 12, 30)


@pytest.fixture
def interview(cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return case(cast.dinda)


def page(user, url):
    client = Client()
    client.force_login(user)
    return client.get(url).content.decode()


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def take(interview, text, at=NOW):
    with scope(centre=interview.centre_id):
        return receive(
            text.replace(mails.US, "x@y.example").encode(), [address_of(interview.application_id)], at
        )


@pytest.mark.parametrize("url", ["/me/", "/me/sent/{pk}/", "/applications/{pk}/"])
def test_the_student_finds_the_address_of_her_application_where_she_tells(interview, cast, url):
    html = page(cast.dinda.user, url.format(pk=interview.application_id))
    assert html.count(f'value="{address_of(interview.application_id)}"') == 1
    assert "Put this address in BCC" in words(html)


def test_the_way_to_the_mail_programme_puts_the_address_in_bcc(interview, cast):
    html = page(cast.dinda.user, "/me/")
    bcc = quote(address_of(interview.application_id), safe="")
    assert f'href="mailto:{mails.LESTARI}?bcc={bcc}"' in html


def test_nobody_else_sees_it_on_any_page(interview, cast):
    for user in (cast.bima, cast.sari, cast.opa):
        for url in ("/pipeline/", f"/applications/{interview.application_id}/"):
            assert "@in.kabar.example.com" not in page(user, url)


def test_it_is_not_shown_when_mail_is_not_taken_in_or_the_application_is_over(interview, cast, settings):
    url = f"/applications/{interview.application_id}/"
    settings.INBOUND_ADDRESS = ""
    without = page(cast.dinda.user, url) + page(cast.dinda.user, "/me/")
    assert "BCC" not in without
    assert f'href="mailto:{mails.LESTARI}"' in without
    settings.INBOUND_ADDRESS = "{token}@in.kabar.example.com"
    assert "BCC" in page(cast.dinda.user, url)
    services.move_stage(interview.application, Stage.WITHDRAWN, by=None, now=NOW)
    assert "BCC" not in page(cast.dinda.user, url) + page(cast.dinda.user, "/me/")


def test_she_reads_what_became_of_her_mails_since_nothing_is_ever_answered(interview, cast):
    take(interview, mail(written()))
    take(interview, mail(written(more="Precedence: bulk"), "x"))
    text = words(page(cast.dinda.user, f"/applications/{interview.application_id}/"))
    assert "recorded as your follow-up" in text
    assert "not kept: an automatic mail" in text
    assert "a copy came by e-mail" in text


def test_the_counsellor_sees_that_an_answer_came_by_mail_and_waits_for_her(interview, cast):
    take(interview, mail(mails.THEIRS, "<b>Maaf</b>, tunggu sampai akhir bulan."))
    html = page(cast.bima, f"/applications/{interview.application_id}/")
    text = words(html)
    assert "It came by e-mail and waits until somebody says what it means." in text
    assert "They answered: not sure (by e-mail)" in text
    assert "&lt;b&gt;Maaf&lt;/b&gt;" in html
    assert "Read the answer and say what it means" in text


def test_a_bounce_by_mail_is_seen_by_both_and_she_can_tell_of_one_herself(interview, cast):
    url = f"/applications/{interview.application_id}/"
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=cast.dinda.user, now=NOW)
    home = page(cast.dinda.user, "/me/")
    assert f'href="{url}#letters">It came back undelivered' in home
    assert "It came back undelivered" in words(page(cast.dinda.user, url))
    take(interview, notice())
    for user in (cast.dinda.user, cast.bima):
        text = words(page(user, url))
        assert "Came back, not counted" in text
        assert "It came by e-mail." in text


def test_before_a_first_letter_the_home_page_speaks_of_no_bounce(interview, cast):
    assert "It came back undelivered" not in page(cast.dinda.user, "/me/")
