"""What providers say, in our words. Pure: an event in, one of our types out.

django-anymail brings fourteen vocabularies to one, but it does not tell a mailbox that does not
exist from one that is full, nor an address on the provider's list from a mail whose words it
refused. What each provider says of that stands in `_HINTS`. Where nothing certain is said we take
the milder meaning: a bounce held against nobody costs one mail, a wrong suppression costs a
student all of hers.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

ACCEPTED, DELIVERED, DEFERRED = "accepted", "delivered", "deferred"
SOFT_BOUNCE, HARD_BOUNCE = "bounced_soft", "bounced_hard"
COMPLAINED, UNSUBSCRIBED = "complained", "unsubscribed"
# Not sent, since the address is on the provider's own list: for bounces, complaints, a wish.
LISTED, LISTED_COMPLAINT, LISTED_WISH = "listed_bounce", "listed_complaint", "listed_unsubscribed"
# Not sent, for a reason that is not the address's.
REFUSED = "refused"

# What an event says of the mail (a state of Message) and of the address.
HOLD, HOLD_COMPLAINT, COUNT, SILENCE = "hold", "hold_complaint", "count", "silence"


class Effect(NamedTuple):
    """The state a mail is in at least, and what is done about its address ("" is nothing)."""

    state: str
    address: str = ""


EFFECTS: dict[str, Effect] = {
    ACCEPTED: Effect("sent"),
    DEFERRED: Effect("sent", COUNT),
    UNSUBSCRIBED: Effect("sent", SILENCE),
    DELIVERED: Effect("delivered", COUNT),
    SOFT_BOUNCE: Effect("bounced", COUNT),
    HARD_BOUNCE: Effect("bounced", HOLD),
    REFUSED: Effect("bounced"),
    LISTED: Effect("bounced", HOLD),
    LISTED_COMPLAINT: Effect("bounced", HOLD_COMPLAINT),
    LISTED_WISH: Effect("bounced", SILENCE),
    COMPLAINED: Effect("complained", HOLD_COMPLAINT),
}

# anymail's event types. The others (opened, clicked, queued, …) say nothing we want to know.
_PLAIN = {
    "sent": ACCEPTED,
    "deferred": DEFERRED,
    "delivered": DELIVERED,
    "complained": COMPLAINED,
    "unsubscribed": UNSUBSCRIBED,
    "failed": REFUSED,
}
# anymail's reasons for `rejected`: nothing was sent.
_REJECTED = {
    "invalid": LISTED,
    "bounced": LISTED,
    "blocked": LISTED,
    "spam": LISTED_COMPLAINT,
    "unsubscribed": LISTED_WISH,
    "timed_out": SOFT_BOUNCE,
}
# No such mailbox, no such domain, mailbox closed (RFC 3463).
_NO_MAILBOX = re.compile(r"\b5\.(1\.(1|2|3|6|10)|2\.1)\b")


def event_type(provider: str, event: Any) -> str:
    """Our type of an anymail tracking event; "" for what we do not keep."""
    hint = _HINTS.get(provider)
    said = hint(event) if hint else None
    if said is not None:
        return said
    if event.event_type == "bounced":
        return HARD_BOUNCE if event.reject_reason == "invalid" else _by_code(event)
    if event.event_type == "rejected":
        return _REJECTED.get(event.reject_reason, REFUSED)
    return _PLAIN.get(event.event_type, "")


def happened_at(provider: str, event: Any) -> datetime | None:
    """When it happened, aware; None if the provider does not say.

    Amazon's notification has a time of its own for each repetition; the event inside has one.
    """
    if provider == "amazon_ses":
        kind = str(_of(event, "eventType") or _of(event, "notificationType")).lower()
        inside = _of(event, kind, "timestamp")
        if isinstance(inside, str):
            with suppress(ValueError):
                event.timestamp = datetime.fromisoformat(inside.replace("Z", "+00:00"))
    moment: datetime | None = event.timestamp
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _of(event: Any, *path: str) -> Any:
    """A field deep in the provider's own event; "" where there is none."""
    found = event.esp_event
    for name in path:
        found = found.get(name) if hasattr(found, "get") else None
    return "" if found is None else found


def _by_code(event: Any) -> str:
    answer = f"{event.mta_response or ''} {event.description or ''}"
    return HARD_BOUNCE if _NO_MAILBOX.search(answer) else SOFT_BOUNCE


def _pick(table: dict[str, str], *path: str) -> Callable[[Any], str | None]:
    """Reads one field of the provider's event by a table."""
    return lambda event: table.get(str(_of(event, *path)).lower())


def _amazon(event: Any) -> str | None:
    kind = _of(event, "eventType") or _of(event, "notificationType")
    if kind == "Bounce":
        if "Suppress" in str(_of(event, "bounce", "bounceSubType")):
            return LISTED
        return HARD_BOUNCE if _of(event, "bounce", "bounceType") == "Permanent" else SOFT_BOUNCE
    return {"Reject": REFUSED, "DeliveryDelay": DEFERRED}.get(str(kind))


_MAILGUN_LISTED = {
    "suppress-bounce": LISTED,
    "suppress-complaint": LISTED_COMPLAINT,
    "suppress-unsubscribe": LISTED_WISH,
}
# A permanent failure, but not the address's: the sender's standing, or patience at its end.
_MAILGUN_SOFT = {"old", "espblock", "greylisted", "blacklisted"}


def _mailgun(event: Any) -> str | None:
    if event.event_type != "bounced":
        return None
    reason = str(_of(event, "event-data", "reason"))
    if reason in _MAILGUN_LISTED:
        return _MAILGUN_LISTED[reason]
    if not _of(event, "event-data"):
        return _by_code(event)  # a webhook of the old kind
    return SOFT_BOUNCE if reason in _MAILGUN_SOFT else HARD_BOUNCE


def _mailjet(event: Any) -> str | None:
    if event.event_type == "bounced":
        return HARD_BOUNCE if _of(event, "hard_bounce") is True else SOFT_BOUNCE
    if event.event_type == "rejected" and _of(event, "error") in (
        "content blocked",
        "sender blocked",
        "policy issue",
    ):
        return REFUSED
    return None


_MANDRILL_REJECTS = {
    "hard-bounce": LISTED,
    "invalid": LISTED,
    "spam": LISTED_COMPLAINT,
    "unsub": LISTED_WISH,
    "soft-bounce": SOFT_BOUNCE,
}


def _mandrill(event: Any) -> str | None:
    if event.event_type == "rejected":
        reason = _of(event, "msg", "reject", "reason") or _of(event, "msg", "reject")
        return _MANDRILL_REJECTS.get(str(reason), REFUSED)
    return _pick({"hard_bounce": HARD_BOUNCE, "soft_bounce": SOFT_BOUNCE}, "event")(event)


def _postmark(event: Any) -> str | None:
    kind = str(_of(event, "Type") or _of(event, "SuppressionReason"))
    return {
        "HardBounce": HARD_BOUNCE,
        "SoftBounce": SOFT_BOUNCE,
        "BadEmailAddress": LISTED,
        "ManuallyDeactivated": LISTED,
        "Blocked": REFUSED,
        "DMARCPolicy": REFUSED,
    }.get(kind)


def _resend(event: Any) -> str | None:
    if _of(event, "type") == "email.suppressed":
        return LISTED
    if event.event_type != "bounced":
        return REFUSED if _of(event, "type") == "email.failed" else None
    if event.reject_reason == "blocked" or _of(event, "data", "bounce", "subType") == "Suppressed":
        return LISTED
    return HARD_BOUNCE if _of(event, "data", "bounce", "type") == "Permanent" else SOFT_BOUNCE


def _sendgrid(event: Any) -> str | None:
    if event.event_type == "bounced":
        return HARD_BOUNCE if _of(event, "type") == "bounce" else SOFT_BOUNCE
    if event.event_type == "rejected" and "spam report" in str(_of(event, "reason")).lower():
        return LISTED_COMPLAINT
    return None


def _sparkpost(event: Any) -> str | None:
    if event.event_type != "bounced":
        return None
    return (
        HARD_BOUNCE
        if str(_of(event, "msys", "message_event", "bounce_class")) in ("10", "30")
        else SOFT_BOUNCE
    )


_UNISENDER_HARD = {"err_user_unknown", "err_user_inactive", "err_domain_inactive"}
_UNISENDER_LISTED = {
    "err_unsubscribed": LISTED_WISH,
    "err_spam_skipped": LISTED_COMPLAINT,
    "err_skip_letter": LISTED,
}


def _unisender(event: Any) -> str | None:
    if event.event_type != "bounced":
        return None
    status = str(_of(event, "delivery_info", "delivery_status"))
    if status in _UNISENDER_LISTED:
        return _UNISENDER_LISTED[status]
    return HARD_BOUNCE if status in _UNISENDER_HARD else SOFT_BOUNCE


_HINTS: dict[str, Callable[[Any], str | None]] = {
    "amazon_ses": _amazon,
    "brevo": _pick({"hard_bounce": HARD_BOUNCE, "soft_bounce": SOFT_BOUNCE}, "event"),
    "mailersend": _pick({"hard_bounced": HARD_BOUNCE, "soft_bounced": SOFT_BOUNCE}, "data", "type"),
    "mailgun": _mailgun,
    "mailjet": _mailjet,
    "mailtrap": _pick({"bounce": HARD_BOUNCE}, "event"),
    "mandrill": _mandrill,
    "postal": _pick({"hardfail": HARD_BOUNCE}, "payload", "status"),
    "postmark": _postmark,
    "resend": _resend,
    "sendgrid": _sendgrid,
    "sparkpost": _sparkpost,
    "unisender_go": _unisender,
}
