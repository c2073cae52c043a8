"""System checks of the mail settings: what is missing is said before a mail is lost."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from kabar.mail_provider import PROVIDERS, SMTP, lacking

SECRET_LENGTH = 20


@register(Tags.security)
def mail_settings(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """The provider exists, has what it needs, and its webhooks are protected."""
    names = list(dict.fromkeys([settings.MAIL_PROVIDER, *settings.WEBHOOKS]))
    unknown = [name for name in names if name != SMTP and name not in PROVIDERS]
    found: list[CheckMessage] = [_unknown(name) for name in unknown]
    if settings.MAIL_PROVIDER in PROVIDERS:
        found += [_missing(settings.MAIL_PROVIDER, name) for name in lacking(settings.MAIL_PROVIDER)]
    return found + [problem for name in settings.WEBHOOKS for problem in _webhook(name)] + list(_secrets())


def _unknown(name: str) -> CheckMessage:
    return Error(
        f"There is no mail provider called {name!r}.",
        hint=f"KABAR_MAIL_PROVIDER and KABAR_WEBHOOK_PROVIDERS know: {', '.join([SMTP, *PROVIDERS])}.",
        id="kabar.E101",
    )


def _missing(provider: str, variable: str) -> CheckMessage:
    return Error(
        f"{variable} is not set, so no mail can go out through {provider}.",
        hint="See docs/providers.md.",
        id="kabar.E102",
    )


def _webhook(provider: str) -> Iterable[CheckMessage]:
    """Without a key or a secret anybody could report bounces: then the webhook stays shut."""
    key = settings.WEBHOOKS[provider].get("tracking")
    if key is None:
        return
    has_secret = bool(settings.ANYMAIL.get("WEBHOOK_SECRET"))
    if key and not settings.ANYMAIL.get(key):
        yield Error(
            f"KABAR_{key} is not set, so the signatures of {provider}'s webhooks cannot be checked.",
            hint="The webhook answers 404 until it is set. See docs/providers.md.",
            id="kabar.E104",
        )
    if not key and not has_secret:
        yield Error(
            f"KABAR_WEBHOOK_SECRET is not set, and {provider}'s webhooks have no other protection.",
            hint="Set it to name:password and put both into the address you give the provider.",
            id="kabar.E103",
        )
    if key and not has_secret:
        yield Warning(
            f"{provider}'s webhooks are signed; a KABAR_WEBHOOK_SECRET would protect them twice.",
            hint="Set it to name:password and put both into the address you give the provider.",
            id="kabar.W105",
        )


def _secrets() -> Iterable[CheckMessage]:
    for secret in settings.ANYMAIL.get("WEBHOOK_SECRET", []):
        if ":" not in secret or len(secret) < SECRET_LENGTH:
            yield Error(
                "KABAR_WEBHOOK_SECRET must be name:password, and hard to guess.",
                hint=f"At least {SECRET_LENGTH} characters. Several, separated by commas, may be valid at once.",
                id="kabar.E106",
            )
