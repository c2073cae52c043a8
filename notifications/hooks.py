"""Which webhooks are open, and whether a request to one of them is its provider's.

django-anymail understands the requests. It checks the signatures of some providers; what it does
not ask (Amazon's signature, how old a signature is, how large a request) is asked here.
"""

import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, NamedTuple

from anymail.exceptions import AnymailError, AnymailNotSupportedWarning, AnymailWebhookValidationFailure
from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from notifications import kept_mail, sns

TRACKING, INBOUND = "tracking", "inbound"
# Mailgun sends a mail as it came only to an address that says so.
KINDS = {TRACKING: TRACKING, INBOUND: INBOUND, "inbound_mime": INBOUND}
# Class names in anymail.webhooks.<provider>; Mandrill has one view for both.
_PREFIXES = {
    "amazon_ses": "AmazonSES",
    "brevo": "Brevo",
    "mailersend": "MailerSend",
    "mailgun": "Mailgun",
    "mailjet": "Mailjet",
    "mailtrap": "Mailtrap",
    "postal": "Postal",
    "postmark": "Postmark",
    "resend": "Resend",
    "sendgrid": "SendGrid",
    "sparkpost": "SparkPost",
    "unisender_go": "UnisenderGo",
}
# What a body that is not what it should be makes the reading of it raise.
_MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    AnymailError,
)
AHEAD = timedelta(minutes=15)


class Refused(Exception):
    """A request that is not believed; `status` is the answer, the sentence is for the log."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def is_open(provider: str, kind: str) -> bool:
    """Whether this installation listens to that webhook at all."""
    return KINDS.get(kind, "") in settings.WEBHOOKS.get(provider, {})


def is_guarded(provider: str, kind: str) -> bool:
    """Whether there is a key or a secret to believe it by; without one nothing is believed."""
    key = settings.WEBHOOKS[provider][KINDS[kind]]
    return bool(settings.ANYMAIL.get(key or "WEBHOOK_SECRET"))


def view_of(provider: str, kind: str) -> Any:
    """django-anymail's view, made for one request."""
    module = import_module(f"anymail.webhooks.{provider}")
    kept_mail.keep_instead(module)
    if provider == "mandrill":
        name = "MandrillCombinedWebhookView"
    else:
        name = f"{_PREFIXES[provider]}{KINDS[kind].capitalize()}WebhookView"
    with warnings.catch_warnings():
        # It still understands SendGrid, it only has no account to try it with (docs/providers.md).
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        return getattr(module, name)()


def admit(provider: str, view: Any, request: HttpRequest, now: datetime) -> None:
    """Raise Refused unless the request is the provider's and fresh. The cheap questions first."""
    _has_secret(request)
    _read_body(request)
    try:
        view.run_validators(request)
        signed = _SIGNED.get(provider)
        signed_at = signed.at(request, now) if signed else None
    except AnymailWebhookValidationFailure as wrong:
        # Its own words may hold the address with the secret in it.
        raise Refused(403, "its signature is missing or wrong") from wrong
    except sns.Forged as forged:
        raise Refused(403, str(forged)) from forged
    except RequestDataTooBig as large:
        raise Refused(413, "too large a form") from large
    except _MALFORMED as broken:
        raise Refused(400, f"cannot be checked: {type(broken).__name__}") from broken
    if signed and signed_at and not now - signed.good_for() <= signed_at <= now + AHEAD:
        raise Refused(403, f"signed at {signed_at}")


def events_of(view: Any, request: HttpRequest) -> list[Any]:
    """What an admitted request tells; raises Refused if it cannot be read."""
    try:
        return [event for event in view.parse_events(request) if event is not None]
    except _MALFORMED as broken:
        # Its own words may hold the request.
        raise Refused(400, f"cannot be read: {type(broken).__name__}") from broken


def _has_secret(request: HttpRequest) -> None:
    allowed = settings.ANYMAIL.get("WEBHOOK_SECRET", [])
    if not allowed:
        return
    if not request.headers.get("Authorization"):
        raise Refused(401, "no secret")
    given = get_request_basic_auth(request) or ""
    if not any([constant_time_compare(given, secret) for secret in allowed]):  # noqa: C419 all, for the time
        raise Refused(403, "a wrong secret")


def _read_body(request: HttpRequest) -> None:
    """Read at most what is allowed; mail that came in may be larger than a form of ours."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError as nonsense:
        raise Refused(400, "no length") from nonsense
    if length > settings.WEBHOOK_MAX_BYTES:
        raise Refused(413, f"{length} bytes")
    request._body = request.read()  # type: ignore[attr-defined]


class _Signed(NamedTuple):
    """Where a provider's signed time stands, and how long a request may be underway."""

    at: Callable[[HttpRequest, datetime], datetime]
    good_for: Callable[[], timedelta]


def _mailgun_signed(request: HttpRequest, _now: datetime) -> datetime:
    is_json = request.content_type == "application/json"
    signature = json.loads(request.body)["signature"] if is_json else request.POST
    return datetime.fromtimestamp(float(signature["timestamp"]), tz=UTC)


def _sendgrid_signed(request: HttpRequest, now: datetime) -> datetime:
    # Its inbound requests carry no signature.
    signed = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp")
    return datetime.fromtimestamp(float(signed), tz=UTC) if signed else now


def _amazon_signed(request: HttpRequest, now: datetime) -> datetime:
    try:
        return sns.verify(json.loads(request.body), now)
    except sns.requests.RequestException as away:
        raise Refused(503, f"Amazon's certificate cannot be fetched: {type(away).__name__}") from away


# Resend's signatures are good for five minutes; its library sees to that. The others repeat a
# request that failed under the signature of the first time, so it is good as long as they try;
# that it is not used twice, its token or the digest of what happened sees to.
_SIGNED = {
    "mailgun": _Signed(_mailgun_signed, lambda: timedelta(hours=9)),
    "sendgrid": _Signed(_sendgrid_signed, lambda: timedelta(hours=25)),
    "amazon_ses": _Signed(_amazon_signed, lambda: settings.WEBHOOK_MAX_AGE),
}
