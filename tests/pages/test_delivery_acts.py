"""What an admin decides on the delivery pages: unknown outcomes, and addresses held back."""

from datetime import timedelta

import pytest
from django.test import Client
from django_scopes import scope

from careers import clock
from careers.access import ADMIN
from notifications import suppression
from notifications.addresses import address_hash
from notifications.models import Suppression
from notifications.models import messages as m
from tests.notifications.clock import wib
from tests.notifications.queued import mail
from tests.people import person

pytestmark = pytest.mark.django_db
NOW = wib(14, 12, 30)


@pytest.fixture
def sari(cast, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(cast.sari)
    return client


@pytest.fixture
def unknown(cast):
    return mail(cast.dinda.user, wib(14, 12), m.UNKNOWN)


def address(message, verdict):
    return f"/delivery/messages/{message.pk}/resolve/{verdict}/"


@pytest.mark.parametrize(
    ("verdict", "state"), [("arrived", m.SENT), ("send_again", m.QUEUED), ("give_up", m.FAILED)]
)
def test_each_answer_is_asked_once_and_then_settles_the_mail(sari, unknown, verdict, state):
    offered = sari.get("/delivery/").content.decode()
    assert address(unknown, verdict) in offered
    question = sari.get(address(unknown, verdict))
    assert question.status_code == 200
    assert 'method="post"' in question.content.decode()
    unknown.refresh_from_db()
    assert unknown.state == m.UNKNOWN
    answer = sari.post(address(unknown, verdict), follow=True)
    assert answer.redirect_chain == [("/delivery/", 302)]
    unknown.refresh_from_db()
    assert unknown.state == state
    assert address(unknown, verdict) not in answer.content.decode()


def test_a_mail_whose_time_has_passed_is_not_offered_to_be_sent_again(sari, cast):
    late = mail(cast.dinda.user, wib(13, 12), m.UNKNOWN)
    offered = sari.get("/delivery/").content.decode()
    assert address(late, "send_again") not in offered
    assert address(late, "arrived") in offered
    assert (
        'action="'
        not in sari.get(address(late, "send_again")).content.decode().split("<main")[1].split("</main")[0]
    )
    said = sari.post(address(late, "send_again"), follow=True).content.decode()
    assert "too late to send this mail again" in said
    late.refresh_from_db()
    assert late.state == m.UNKNOWN


def test_two_admins_who_answer_at_once_give_one_answer(sari, unknown):
    sari.post(address(unknown, "give_up"))
    said = sari.post(address(unknown, "arrived"), follow=True).content.decode()
    assert "known by now" in said
    unknown.refresh_from_db()
    assert unknown.state == m.FAILED


@pytest.mark.parametrize("who", ["dinda", "bima", "tono", "admin of another centre"])
def test_nobody_else_can_answer_for_the_mail_or_even_see_the_question(cast, sari, unknown, who):
    stranger, user = Client(), getattr(cast, who, None) or person(cast.other_centre, ADMIN, "Putri Ayu")
    stranger.force_login(getattr(user, "user", user))
    for act in (stranger.get, stranger.post):
        assert act(address(unknown, "arrived")).status_code == 404
    unknown.refresh_from_db()
    assert unknown.state == m.UNKNOWN


def test_an_answer_nobody_knows_is_no_page(sari, unknown):
    assert sari.get(address(unknown, "perhaps")).status_code == 404
    assert sari.post(address(unknown, "perhaps")).status_code == 404


# --- addresses -----------------------------------------------------------------------------------


def hold(cast, to, reason, until=None):
    suppression.suppress(cast.centre.pk, address_hash(to), reason, NOW - timedelta(days=1), until)
    return Suppression.objects.get(address_hash=address_hash(to))


def test_an_address_is_told_by_its_owner_and_never_by_itself_alone(cast, sari):
    hold(cast, cast.dinda.user.email.upper(), "hard_bounce")
    hold(cast, "somebody.else@example.com", "complaint")
    page = sari.get("/delivery/suppressions/").content.decode()
    assert "Dinda Maharani" in page
    assert cast.dinda.user.email in page
    assert "Nobody who is here now" in page
    assert "somebody.else" not in page
    assert len(sari.get("/delivery/suppressions/?reason=complaint").context["rows"]) == 1


def test_what_decays_by_itself_is_gone_from_the_list_when_its_time_is_over(cast, sari):
    hold(cast, "a@example.com", "soft_bounces", NOW)
    row = hold(cast, "b@example.com", "soft_bounces", NOW + timedelta(hours=1))
    assert [line["row"].pk for line in sari.get("/delivery/suppressions/").context["rows"]] == [row.pk]


def test_a_hard_bounce_is_lifted_after_one_question(cast, sari):
    row = hold(cast, cast.dinda.user.email, "hard_bounce")
    question = sari.get(f"/delivery/suppressions/{row.pk}/lift/").content.decode()
    assert "Let mail go to Dinda Maharani again?" in question
    row.refresh_from_db()
    assert row.lifted_at is None
    assert sari.post(f"/delivery/suppressions/{row.pk}/lift/").status_code == 302
    row.refresh_from_db()
    assert (row.lifted_at, row.lifted_by) == (NOW, cast.sari)
    assert sari.get(f"/delivery/suppressions/{row.pk}/lift/").status_code == 404


def test_a_complaint_is_lifted_only_with_the_persons_own_word(cast, sari):
    row = hold(cast, cast.dinda.user.email, "complaint")
    refused = sari.post(f"/delivery/suppressions/{row.pk}/lift/")
    assert refused.status_code == 422
    assert "Ask her first" in refused.content.decode()
    row.refresh_from_db()
    assert row.lifted_at is None
    assert sari.post(f"/delivery/suppressions/{row.pk}/lift/", {"asked": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.lifted_by == cast.sari


def test_an_address_of_another_centre_does_not_exist_here(cast, sari):
    with scope(centre=cast.other_centre.pk):
        suppression.suppress(cast.other_centre.pk, address_hash("x@example.com"), "hard_bounce", NOW)
        row = Suppression.objects.get()
    assert sari.get("/delivery/suppressions/").context["rows"] == []
    for act in (sari.get, sari.post):
        assert act(f"/delivery/suppressions/{row.pk}/lift/").status_code == 404
