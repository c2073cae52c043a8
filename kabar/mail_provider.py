"""The providers mail can go through: what each needs, told by the environment.

One table. A setting NAME of a provider is read from KABAR_<PROVIDER>_<NAME> and handed to
django-anymail as <PROVIDER>_<NAME>. kabar/mail_checks.py says what is missing.
"""

import os
from typing import Any, NamedTuple

from kabar import env

SMTP = "smtp"
# The secret alone (HTTP basic auth) protects a webhook whose provider signs nothing.
UNSIGNED = ""


class Provider(NamedTuple):
    """What a provider needs.

    `tracking` and `inbound` name the key that its webhooks are signed with: UNSIGNED if it signs
    nothing, None if it has no such webhook. `follows` is true where opens and clicks are followed
    unless each mail says no. `metadata` is false where a mail cannot carry our id: its webhooks
    are then understood by the provider's own.
    """

    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    tracking: str | None = UNSIGNED
    inbound: str | None = UNSIGNED
    follows: bool = False
    metadata: bool = True


PROVIDERS: dict[str, Provider] = {
    # Its keys may come from the machine's role as well; see `_amazon`.
    "amazon_ses": Provider((), ("CONFIGURATION_SET_NAME", "INBOUND_KMS_KEY_ID")),
    "brevo": Provider(("API_KEY",), ("API_URL",)),
    "mailersend": Provider(
        ("API_TOKEN",), ("API_URL",), "SIGNING_SECRET", "INBOUND_SECRET", follows=True, metadata=False
    ),
    "mailgun": Provider(
        ("API_KEY",),
        ("API_URL", "SENDER_DOMAIN"),
        "WEBHOOK_SIGNING_KEY",
        "WEBHOOK_SIGNING_KEY",
        follows=True,
    ),
    "mailjet": Provider(("API_KEY", "SECRET_KEY"), ("API_URL",), follows=True),
    "mailtrap": Provider(("API_TOKEN",), ("API_URL", "SANDBOX_ID"), "TRACKING_SECRET", "INBOUND_SECRET"),
    "mandrill": Provider(
        ("API_KEY",), ("API_URL", "WEBHOOK_URL"), "WEBHOOK_KEY", "WEBHOOK_KEY", follows=True
    ),
    "postal": Provider(("API_KEY", "API_URL"), (), "WEBHOOK_KEY", "WEBHOOK_KEY", metadata=False),
    "postmark": Provider(("SERVER_TOKEN",), ("API_URL", "MESSAGE_STREAM"), follows=True),
    "resend": Provider(("API_KEY",), ("API_URL",), "SIGNING_SECRET", "INBOUND_SECRET"),
    "scaleway": Provider(("SECRET_KEY", "PROJECT_ID"), ("API_URL", "REGION"), tracking=None, inbound=None),
    "sendgrid": Provider(
        ("API_KEY",), ("API_URL",), "TRACKING_WEBHOOK_VERIFICATION_KEY", UNSIGNED, follows=True
    ),
    "sparkpost": Provider(("API_KEY",), ("API_URL", "SUBACCOUNT"), follows=True),
    # It signs its webhooks with the key that sends.
    "unisender_go": Provider(("API_KEY", "API_URL"), (), "API_KEY", inbound=None, follows=True),
}


def backend(provider: str) -> str:
    """Django's e-mail backend for that provider: ours where it knows more, else anymail's."""
    ours = {SMTP: "notifications.smtp.EmailBackend", "resend": "notifications.resend.EmailBackend"}
    return ours.get(provider, f"anymail.backends.{provider}.EmailBackend")


def listening(provider: str, more: list[str]) -> list[str]:
    """The providers whose webhooks are open: the one that sends, and any others (a former one,
    one that only receives)."""
    return sorted({name for name in (provider, *more) if name != SMTP})


def anymail_settings(provider: str, more: list[str], secrets: list[str]) -> dict[str, Any]:
    """django-anymail's settings, as far as the environment tells them."""
    # Seconds to connect, and to wait for each part of an answer.
    settings: dict[str, Any] = {"REQUESTS_TIMEOUT": (5, 25)}
    for name in listening(provider, more):
        if name in PROVIDERS:
            settings |= _settings_of(name)
    if secrets:
        settings["WEBHOOK_SECRET"] = secrets
    return settings


def _settings_of(name: str) -> dict[str, Any]:
    known, prefix = PROVIDERS[name], name.upper()
    names = [*known.needs, *known.may, *(key for key in (known.tracking, known.inbound) if key)]
    found: dict[str, Any] = {
        f"{prefix}_{key}": value for key in names if (value := env.text(variable(name, key), ""))
    }
    if known.follows:
        # No pixel and no rewritten links, whatever the account's own settings say.
        found[f"{prefix}_SEND_DEFAULTS"] = {"track_opens": False, "track_clicks": False}
    if not known.metadata:
        # Without this every mail that carries our id would be refused here, before it is sent.
        found["IGNORE_UNSUPPORTED_FEATURES"] = True
    return found | (_amazon() if name == "amazon_ses" else {})


def _amazon() -> dict[str, Any]:
    """Amazon's keys and region; what is not set here, its own library finds (role, profile)."""
    names = {
        "aws_access_key_id": "ACCESS_KEY_ID",
        "aws_secret_access_key": "SECRET_ACCESS_KEY",
        "region_name": "REGION",
    }
    given = {
        key: value for key, name in names.items() if (value := env.text(variable("amazon_ses", name), ""))
    }
    return {"AMAZON_SES_CLIENT_PARAMS": given} if given else {}


def webhooks(names: list[str]) -> dict[str, dict[str, str]]:
    """Provider -> kind of webhook -> the anymail setting its signatures are checked with (or "")."""
    open_to: dict[str, dict[str, str]] = {}
    for name in names:
        known = PROVIDERS.get(name)
        kinds = {"tracking": known.tracking, "inbound": known.inbound} if known else {}
        open_to[name] = {
            kind: f"{name.upper()}_{key}" if key else UNSIGNED
            for kind, key in kinds.items()
            if key is not None
        }
    return open_to


def variable(provider: str, name: str) -> str:
    """The environment variable of a provider's setting."""
    return f"KABAR_{provider.upper()}_{name}"


def lacking(provider: str) -> list[str]:
    """The environment variables without which that provider cannot send."""
    missing = [variable(provider, name) for name in PROVIDERS[provider].needs]
    missing = [name for name in missing if not os.environ.get(name)]
    if provider == "amazon_ses":
        regions = (variable(provider, "REGION"), "AWS_REGION", "AWS_DEFAULT_REGION")
        if not any(os.environ.get(name) for name in regions):
            missing.append(regions[0])
    return missing
