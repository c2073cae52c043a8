"""Behind a proxy, and what the operator leaves behind: her name in the log, request by request."""

import importlib
import logging
from typing import Any

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.test import Client, RequestFactory
from rest_framework.authtoken.models import Token

from tests.doors.world import NOW, World, make_world

REQUIRED = ("SECRET_KEY", "BASE_URL", "FROM_EMAIL", "MAIL_DOMAIN")


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("careers.clock.now", lambda: NOW)
    return make_world()


def production(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings of production, read anew from the environment."""
    for name in REQUIRED:
        monkeypatch.setenv(f"KABAR_{name}", "kabar.example.com")
    return importlib.reload(importlib.import_module("kabar.settings.prod"))


def test_a_load_balancer_without_tls_hears_how_it_is_and_everybody_else_is_led_to_tls(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    prod = production(monkeypatch)
    for name in ("SECURE_SSL_REDIRECT", "SECURE_REDIRECT_EXEMPT", "SECURE_PROXY_SSL_HEADER"):
        setattr(settings, name, getattr(prod, name))
    client = Client()
    for path in ("/health/live/", "/health/ready/", "/health/"):
        assert client.get(path).status_code != 301, path
    assert client.get("/accounts/login/")["Location"].startswith("https://")


@pytest.mark.parametrize(("trusted", "client"), [(None, "203.0.113.9"), ("2", "198.51.100.7")])
def test_attempts_to_sign_in_are_counted_by_the_address_a_trusted_proxy_saw(
    monkeypatch: pytest.MonkeyPatch, settings: Any, trusted: str | None, client: str
) -> None:
    if trusted:
        monkeypatch.setenv("KABAR_TRUSTED_PROXIES", trusted)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = production(monkeypatch).ALLAUTH_TRUSTED_PROXY_COUNT
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "192.0.2.1,198.51.100.7,203.0.113.9"})
    assert get_client_ip(request) == client


def test_each_request_of_the_operator_is_logged_and_nobody_elses(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="kabar.audit")
    page = f"/applications/{world.ids['application']}/"
    for user in (world.cast.bima, world.cast.opa):
        client = Client()
        client.force_login(user)
        client.get(page, {"open": "reply"})
        client.post(page, {"do": "nonsense"})
        client.post("/accounts/logout/")
    token = Token.objects.create(user=world.cast.opa)
    Client().get("/api/v1/decisions/", headers={"Authorization": f"Token {token.key}"})
    Client().get("/accounts/login/%0Aoperator")
    who = f"operator {world.cast.opa.pk}"
    assert [r.getMessage() for r in caplog.records if r.name == "kabar.audit"] == [
        f"{who} GET {page}",
        f"{who} POST {page}",
        f"{who} POST /accounts/logout/",
        f"{who} GET /api/v1/decisions/",
    ]
