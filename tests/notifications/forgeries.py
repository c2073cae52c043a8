"""Requests that look like a provider's and are not."""

import secrets
from collections.abc import Iterator

from tests.notifications import provider_keys as keys
from tests.notifications.provider_requests import REQUESTS, Hit, Story

SIGNATURES = {
    "mailersend": "Signature",
    "mailtrap": "Mailtrap-Signature",
    "mandrill": "X-Mandrill-Signature",
    "postal": "X-Postal-Signature",
    "resend": "svix-signature",
    "sendgrid": "X-Twilio-Email-Event-Webhook-Signature",
}


def forgeries(provider: str, told: Story) -> Iterator[Hit]:
    """The same words, each time with something wrong about them."""
    hit = REQUESTS[provider](told)
    user, password = keys.SECRET.split(":")
    wrong = [
        "",
        "x:y",
        f"{user}:",
        f":{password}",
        f"{password}:{user}",
        f"{user}:{password} ",
        keys.SECRET.upper(),
    ]
    yield from (hit._replace(secret=secret) for secret in wrong)
    yield from (hit._replace(secret=f"{user}:{secrets.token_urlsafe()}") for _ in range(5))
    yield hit._replace(secret="", headers={**hit.headers, "Authorization": f"Bearer {keys.SECRET}"})
    header = SIGNATURES.get(provider)
    if header:
        other = REQUESTS[provider](told._replace(event_id="e-2", kabar_id="2"))
        bare = {name: value for name, value in hit.headers.items() if name != header}
        yield hit._replace(headers=bare)
        yield hit._replace(headers={**hit.headers, header: "AAAA"})
        yield hit._replace(headers={**hit.headers, header: other.headers[header]})
        yield hit._replace(body=other.body)
    if header or provider in ("amazon_ses", "unisender_go"):
        yield hit._replace(body=hit.body.replace(told.recipient.split("@")[0].encode(), b"somebody"))
