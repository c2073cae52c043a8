"""The demo's mailbox shows what the mail sink received."""

import pytest

from notifications import delivery, planner
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib


@pytest.fixture
def delivered(cast, smtp_sink, settings):
    settings.DEMO_MAILBOX = str(smtp_sink.folder)
    factories.case(cast.dinda)
    planner.sweep(wib(6, 11))
    delivery.drain(lambda: wib(6, 11))
    return next(smtp_sink.mailbox.letters.glob("*.eml")).stem


def test_the_mailbox_lists_what_arrived_and_can_be_narrowed_by_address(delivered, client):
    page = client.get("/mailbox/").content.decode()
    assert "dinda@arunika.example.com" in page
    assert "dinda@arunika.example.com" not in client.get("/mailbox/?to=rangga").content.decode()


def test_it_shows_the_sink_and_never_the_outbox(delivered, client):
    Message.objects.all().delete()
    assert "dinda@arunika.example.com" in client.get("/mailbox/").content.decode()


def test_a_mail_is_shown_as_text_and_rendered_in_a_frame_of_its_own(delivered, client):
    page = client.get(f"/mailbox/{delivered}/").content.decode()
    assert f"/mailbox/{delivered}/rendered/" in page
    rendered = client.get(f"/mailbox/{delivered}/rendered/")
    policy = rendered["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert rendered["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["1-1-1", "settings", "1-2-3-4"])
def test_only_the_sinks_own_files_can_be_asked_for(delivered, client, name):
    assert client.get(f"/mailbox/{name}/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(delivered, client, settings):
    settings.DEMO = False
    for address in ("/mailbox/", f"/mailbox/{delivered}/", f"/mailbox/{delivered}/rendered/"):
        assert client.get(address).status_code == 404
