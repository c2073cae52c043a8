"""E12: requests that are not the provider's change nothing, however they look."""

import itertools
import json
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.models import ProviderEvent
from tests.notifications import provider_keys as keys
from tests.notifications.forgeries import forgeries
from tests.notifications.listening import listening
from tests.notifications.provider_keys import present
from tests.notifications.provider_requests import (
    COMPLAINED,
    HARD,
    REQUESTS,
    Story,
    amazon_ses,
    mailgun,
    sendgrid,
)

NOW = present()
TOLD = Story(COMPLAINED, "1", "dinda@arunika.example.com", NOW)


@pytest.fixture(autouse=True)
def _listening(db):
    with listening():
        yield


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def test_two_hundred_forged_requests_are_all_refused(client):
    forged = list(itertools.chain.from_iterable(forgeries(provider, TOLD) for provider in REQUESTS))
    assert len(forged) >= 200
    for hit in forged:
        assert hit.send(client).status_code in (400, 401, 403), hit
    assert not ProviderEvent.objects.exists()
    for provider in REQUESTS:
        assert REQUESTS[provider](TOLD._replace(event_id=provider)).send(client).status_code == 200
    assert ProviderEvent.objects.count() == len(REQUESTS), "the same words are believed when they are right"


@pytest.mark.parametrize("provider", REQUESTS)
def test_no_log_holds_the_secret_or_an_address(client, caplog, provider):
    hit = REQUESTS[provider](TOLD)
    for forged in (hit._replace(headers={}), hit._replace(body=hit.body[:-1]), *forgeries(provider, TOLD)):
        forged.send(client)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "was refused" in said
    assert "dinda" not in said
    assert keys.SECRET.split(":")[1] not in said


@pytest.mark.parametrize("ago", [timedelta(hours=9, minutes=1), timedelta(hours=-1)])
def test_mailguns_signature_is_good_only_while_mailgun_still_tries(client, ago):
    assert mailgun(TOLD, signed_at=int((NOW - ago).timestamp())).send(client).status_code == 403
    assert (
        mailgun(TOLD, signed_at=int((NOW - timedelta(hours=8)).timestamp())).send(client).status_code == 200
    )


def test_mailguns_signature_is_good_for_one_event_only(client):
    """It signs a token, not the body: whoever overheard one could put other words beside it."""
    mailgun(TOLD._replace(what=HARD)).send(client)
    mailgun(TOLD._replace(kabar_id="2", recipient="rangga@arunika.example.com")).send(client)
    assert ProviderEvent.objects.get().kabar_id == "1"


def test_sendgrids_signature_is_good_only_while_sendgrid_still_tries(client):
    assert (
        sendgrid(TOLD, signed_at=int((NOW - timedelta(hours=26)).timestamp())).send(client).status_code == 403
    )
    assert (
        sendgrid(TOLD, signed_at=int((NOW - timedelta(hours=2)).timestamp())).send(client).status_code == 200
    )


def test_amazons_notification_is_believed_for_as_long_as_any_event(client):
    assert amazon_ses(TOLD._replace(at=NOW - timedelta(days=6))).send(client).status_code == 403
    assert amazon_ses(TOLD._replace(at=NOW - timedelta(days=4))).send(client).status_code == 200


def test_a_request_that_is_too_large_is_not_read(client, settings):
    settings.WEBHOOK_MAX_BYTES = 1000
    hit = REQUESTS["postmark"](TOLD)
    assert hit._replace(body=hit.body + b" " * 1000).send(client).status_code == 413
    assert hit.send(client).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b"{}", b"null", b"7", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000]
)
@pytest.mark.parametrize("provider", ["amazon_ses", "brevo", "mailgun", "mailjet", "postmark", "sparkpost"])
def test_a_body_that_is_none_is_no_error_of_ours(client, provider, body):
    hit = REQUESTS[provider](TOLD)
    assert hit._replace(body=body).send(client).status_code in (200, 400, 403)
    assert not ProviderEvent.objects.exists()


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@given(
    field=st.integers(0, 30),
    value=anything,
    provider=st.sampled_from(["brevo", "mailjet", "postmark", "sparkpost"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_field_may_hold_anything_and_is_stored_or_refused(client, field, value, provider):
    content = json.loads(REQUESTS[provider](TOLD).body)
    inside = content[0] if isinstance(content, list) else content
    inside = inside["msys"]["message_event"] if "msys" in inside else inside
    name = sorted(inside)[field % len(inside)]
    inside[name] = value
    hit = REQUESTS[provider](TOLD)._replace(body=json.dumps(content).encode())
    assert hit.send(client).status_code in (200, 400)
