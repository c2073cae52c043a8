"""Each provider is chosen by the environment, says what it lacks, and can carry our mail."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from anymail.backends import base_requests
from django.core.mail import get_connection
from django.test import override_settings

from careers import services
from kabar import mail_provider
from kabar.mail_checks import mail_settings
from kabar.mail_provider import PROVIDERS
from notifications import mailer, planner, topics
from notifications.models import Message
from tests import factories
from tests.notifications.clock import wib

SECRET = "kabar:a-long-secret-for-webhooks"
ADDRESSES = {
    "POSTAL_API_URL": "https://postal.example.com/",
    "UNISENDER_GO_API_URL": "https://go.example.com/",
}
WITH_WEBHOOKS = [name for name in PROVIDERS if name != "scaleway"]
SIGNED = [name for name in WITH_WEBHOOKS if PROVIDERS[name].tracking]


def all_settings(provider: str, more: Sequence[str] = (), secrets: Sequence[str] = ()) -> dict[str, Any]:
    names = mail_provider.listening(provider, list(more))
    return {
        "MAIL_PROVIDER": provider,
        "EMAIL_BACKEND": mail_provider.backend(provider),
        "ANYMAIL": mail_provider.anymail_settings(provider, list(more), list(secrets)),
        "WEBHOOKS": mail_provider.webhooks(names),
    }


@pytest.fixture
def environment(monkeypatch):
    """Sets everything a provider needs, its webhooks' key too."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)

    def put(provider: str) -> None:
        known = PROVIDERS[provider]
        for name in {*known.needs, *filter(None, (known.tracking, known.inbound))}:
            monkeypatch.setenv(
                mail_provider.variable(provider, name),
                ADDRESSES.get(f"{provider.upper()}_{name}", f"invented-{name}"),
            )
        if provider == "amazon_ses":
            monkeypatch.setenv("KABAR_AMAZON_SES_REGION", "ap-southeast-3")

    return put


def complaints(**wanted: Any) -> set[str]:
    with override_settings(**wanted):
        return {problem.id for problem in mail_settings(None)}


def test_every_provider_anymail_has_is_in_the_table():
    from importlib import resources

    modules = {p.name.removesuffix(".py") for p in resources.files("anymail.backends").iterdir()}
    ours = {"__init__", "__pycache__", "base", "base_requests", "console", "test"}
    assert modules - ours - {"sendinblue"} == set(PROVIDERS)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_with_all_it_needs_is_no_cause_for_complaint(provider, environment):
    environment(provider)
    assert complaints(**all_settings(provider, secrets=[SECRET])) == set()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_without_its_keys_says_which_variable_is_missing(provider, environment):
    assert "kabar.E102" in complaints(**all_settings(provider, secrets=[SECRET]))
    lacking = mail_provider.lacking(provider)
    assert lacking
    assert all(name.startswith(f"KABAR_{provider.upper()}_") for name in lacking)


@pytest.mark.parametrize("provider", WITH_WEBHOOKS)
def test_webhooks_that_anybody_could_call_are_an_error(provider, environment, monkeypatch):
    environment(provider)
    key = PROVIDERS[provider].tracking
    if key:
        assert complaints(**all_settings(provider)) == {"kabar.W105"}
        monkeypatch.delenv(mail_provider.variable(provider, key))
        wanted = {"kabar.E104"} | ({"kabar.E102"} if key in PROVIDERS[provider].needs else set())
        assert complaints(**all_settings(provider, secrets=[SECRET])) == wanted
    else:
        assert complaints(**all_settings(provider)) == {"kabar.E103"}


@pytest.mark.parametrize(
    ("provider", "more", "secrets", "wanted"),
    [
        ("smtp", [], [], set()),
        ("mailchimp", [], [], {"kabar.E101"}),
        ("smtp", ["mailchimp"], [], {"kabar.E101"}),
        ("smtp", ["postmark"], [], {"kabar.E103"}),
        ("smtp", ["postmark"], [SECRET], set()),
        ("smtp", ["postmark"], ["short:x"], {"kabar.E106"}),
        ("smtp", ["postmark"], ["a-long-secret-without-name"], {"kabar.E106"}),
        ("smtp", ["scaleway"], [], set()),
    ],
)
def test_what_is_wrong_with_the_environment_is_said(provider, more, secrets, wanted):
    assert complaints(**all_settings(provider, more, secrets)) == wanted


def sent_payload(provider: str, mail: Any, monkeypatch: Any) -> str:
    """What the provider's backend would send for a mail, as text."""
    sent: list[str] = []
    if provider == "amazon_ses":
        backend = get_connection()
        payload = backend.build_message_payload(mail, backend.send_defaults)
        payload.finalize_payload()
        return str(payload.params)

    def caught(self, payload, message):
        parameters = payload.get_request_params(self.api_url)
        sent.append(str(parameters.get("data")) + str(parameters.get("json")) + str(parameters.get("files")))
        raise InterruptedError

    monkeypatch.setattr(base_requests.AnymailRequestsBackend, "post_to_esp", caught)
    with pytest.raises(InterruptedError):
        get_connection().send_messages([mail])
    return sent[0]


@pytest.mark.filterwarnings("ignore:.*SendGrid")
@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_takes_our_mail_with_what_it_must_carry(cast, provider, environment, monkeypatch):
    environment(provider)
    services.record_thanks(factories.case(cast.dinda), sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    message = Message.objects.get()
    situation = topics.standing([message], wib(14, 12))[message.pk]
    with override_settings(**all_settings(provider)):
        mail = mailer.build(message, situation, wib(14, 12))
        payload = sent_payload(provider, mail, monkeypatch)
    assert "List-Unsubscribe-Post" in payload
    assert cast.dinda.user.email in payload
    assert ("kabar_id" in payload) == PROVIDERS[provider].metadata
    if PROVIDERS[provider].follows:
        assert "true" not in json.dumps(
            [w for w in payload.lower().split(",") if "track" in w and "open" in w]
        )


def test_only_what_is_set_reaches_anymail(environment):
    environment("mailgun")
    assert mail_provider.anymail_settings("mailgun", [], []) == {
        "REQUESTS_TIMEOUT": (5, 25),
        "MAILGUN_API_KEY": "invented-API_KEY",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "invented-WEBHOOK_SIGNING_KEY",
        "MAILGUN_SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
    }


def test_days_are_read_as_days(settings):
    assert timedelta(days=5) == settings.WEBHOOK_MAX_AGE
    assert timedelta(days=90) == settings.EVENT_RETENTION
