"""Resend by django-anymail, with a key by which Resend recognises a repetition.

Resend keeps an `Idempotency-Key` for 24 hours and answers the same request again without sending
it again (its documentation, "Idempotency Keys"). So a mail whose outcome is unknown may simply be
tried again; settings.MAIL_REPEATABLE_SECONDS says for how long we rely on it. A request that
differs is refused with 409 and stays unknown.
"""

from typing import Any

from anymail.backends.resend import EmailBackend as AnymailBackend
from anymail.backends.resend import ResendPayload


class Payload(ResendPayload):  # type: ignore[misc]
    """The request with its key: the Message-ID, fixed when the mail was queued."""

    def get_request_params(self, api_url: str) -> dict[str, Any]:
        """The parameters of the HTTP request."""
        params: dict[str, Any] = super().get_request_params(api_url)
        key = self.message.extra_headers["Message-ID"].strip("<>")
        params["headers"] = {**params["headers"], "Idempotency-Key": key}
        return params

    def set_extra_headers(self, headers: Any) -> None:
        """All but the date: a repetition must be the same request; Resend sets it anyway."""
        super().set_extra_headers({name: value for name, value in headers.items() if name != "Date"})


class EmailBackend(AnymailBackend):  # type: ignore[misc]
    """Anymail's backend with our payload."""

    def build_message_payload(self, message: Any, defaults: Any) -> Payload:
        """The payload of one mail."""
        return Payload(message, defaults, self)
