"""What each provider sends when a mail was delivered, came back, or was complained about.

The bodies follow the providers' own documentation, shortened; people and ids are invented.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.notifications import provider_keys as keys

DELIVERED, HARD, SOFT, COMPLAINED = "delivered", "hard", "soft", "complained"
WHAT = (DELIVERED, HARD, SOFT, COMPLAINED)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Story(NamedTuple):
    """What happened to one mail."""

    what: str
    kabar_id: str
    recipient: str
    at: datetime
    event_id: str = "e-1"
    provider_id: str = "p-1"

    @property
    def seconds(self) -> int:
        return int(self.at.timestamp())


class Hit(NamedTuple):
    """A request as it arrives."""

    path: str
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = {}
    secret: str = keys.SECRET

    def send(self, client: Any) -> Any:
        headers = dict(self.headers)
        if self.secret:
            headers["Authorization"] = "Basic " + b64encode(self.secret.encode()).decode()
        return client.post(self.path, self.body, content_type=self.content_type, headers=headers)


def _hit(provider: str, content: Any, **headers: str) -> Hit:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Hit(f"/hooks/{provider}/tracking/", body, JSON, names)


def amazon_ses(s: Story) -> Hit:
    kind = {DELIVERED: "Delivery", COMPLAINED: "Complaint"}.get(s.what, "Bounce")
    people = [{"emailAddress": s.recipient, "diagnosticCode": "smtp; 550 5.1.1 user unknown"}]
    happened = {"timestamp": s.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
    inside = {
        DELIVERED: {"recipients": [s.recipient], "smtpResponse": "250 ok"},
        HARD: {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": people},
        SOFT: {"bounceType": "Transient", "bounceSubType": "MailboxFull", "bouncedRecipients": people},
        COMPLAINED: {"complaintFeedbackType": "abuse", "complainedRecipients": people},
    }[s.what]
    event = {
        "eventType": kind,
        "mail": {
            "messageId": s.provider_id,
            "destination": [s.recipient],
            "headers": [{"name": "X-Metadata", "value": json.dumps({"kabar_id": s.kabar_id})}],
        },
        kind.lower(): {**inside, **happened},
    }
    notification = {
        "Type": "Notification",
        "MessageId": s.event_id,
        "TopicArn": "arn:aws:sns:ap-southeast-3:123456789012:kabar",
        "Message": json.dumps(event),
        "Timestamp": s.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    content = keys.amazon(notification)
    return _hit("amazon_ses", content, x_amz_sns_message_type="Notification", x_amz_sns_message_id=s.event_id)


def brevo(s: Story) -> Hit:
    event = {DELIVERED: "delivered", HARD: "hard_bounce", SOFT: "soft_bounce", COMPLAINED: "spam"}[s.what]
    return _hit("brevo", {
        "event": event, "email": s.recipient, "id": 1, "ts_epoch": s.seconds * 1000,
        "message-id": s.provider_id, "X-Mailin-custom": json.dumps({"kabar_id": s.kabar_id}),
        "reason": "550 5.1.1 unknown",
    })  # fmt: skip


def mailersend(s: Story) -> Hit:
    kind = {HARD: "hard_bounced", SOFT: "soft_bounced", COMPLAINED: "spam_complaint"}.get(s.what, s.what)
    body = json.dumps({"type": f"activity.{kind}", "data": {
        "object": "activity", "id": s.event_id, "type": kind, "created_at": s.at.isoformat(),
        "email": {"message": {"id": s.provider_id}, "recipient": {"email": s.recipient}},
        "morph": {"object": "recipient_bounce", "reason": "Host or domain name not found"},
    }}).encode()  # fmt: skip
    return _hit("mailersend", body, Signature=keys.keyed("mailersend-key", body))


def mailgun(s: Story, signed_at: int | None = None) -> Hit:
    event = {DELIVERED: "delivered", COMPLAINED: "complained"}.get(s.what, "failed")
    moment, token = str(signed_at or int(keys.present().timestamp())), s.event_id
    severity = {HARD: {"severity": "permanent", "reason": "bounce"},
                SOFT: {"severity": "permanent", "reason": "old"}}.get(s.what, {})  # fmt: skip
    return _hit("mailgun", {
        "signature": {"timestamp": moment, "token": token,
                      "signature": keys.keyed("mailgun-key", f"{moment}{token}".encode())},
        "event-data": {
            "event": event, "timestamp": s.at.timestamp(), "id": "Ase7i2zsRYeDXztHGENqRA",
            "recipient": s.recipient, "message": {"headers": {"message-id": s.provider_id}},
            "user-variables": {"kabar_id": s.kabar_id},
            "delivery-status": {"code": 550, "message": "5.1.1 unknown", "description": ""}, **severity,
        },
    })  # fmt: skip


def mailjet(s: Story) -> Hit:
    event = {DELIVERED: "sent", COMPLAINED: "spam"}.get(s.what, "bounce")
    return _hit("mailjet", [{
        "event": event, "time": s.seconds, "MessageID": 19421777835146490, "email": s.recipient,
        "Payload": json.dumps({"kabar_id": s.kabar_id}), "hard_bounce": s.what == HARD,
        **({"error": "user unknown", "error_related_to": "recipient"} if event == "bounce" else {}),
    }])  # fmt: skip


def mailtrap(s: Story) -> Hit:
    event = {DELIVERED: "delivery", HARD: "bounce", SOFT: "soft bounce", COMPLAINED: "spam"}[s.what]
    body = json.dumps({"events": [{
        "event": event, "message_id": s.provider_id, "sending_stream": "transactional",
        "email": s.recipient, "timestamp": s.seconds, "event_id": s.event_id,
        "custom_variables": {"kabar_id": s.kabar_id}, "response": "bounced (550 5.1.1)",
    }]}).encode()  # fmt: skip
    return _hit("mailtrap", body, Mailtrap_Signature=keys.keyed("mailtrap-key", body))


def mandrill(s: Story) -> Hit:
    event = {DELIVERED: "delivered", HARD: "hard_bounce", SOFT: "soft_bounce", COMPLAINED: "spam"}[s.what]
    # Mandrill never says that a mail was delivered, only that it was sent.
    event = "send" if s.what == DELIVERED else event
    form = {"mandrill_events": json.dumps([{
        "event": event, "_id": s.provider_id, "ts": s.seconds, "msg": {
            "ts": s.seconds, "email": s.recipient, "metadata": {"kabar_id": s.kabar_id},
            "diag": "smtp;550 5.1.1 no such account", "_id": s.provider_id,
        },
    }])}  # fmt: skip
    path = "/hooks/mandrill/tracking/"
    signature = keys.mandrill("mandrill-key", f"http://{keys.SECRET}@testserver{path}", form)
    return Hit(path, urlencode(form).encode(), FORM, {"X-Mandrill-Signature": signature})


def postal(s: Story) -> Hit:
    status = {DELIVERED: "Sent", HARD: "HardFail", SOFT: "SoftFail", COMPLAINED: "HardFail"}[s.what]
    body = json.dumps({"event": "MessageSent", "timestamp": s.at.timestamp(), "uuid": s.event_id, "payload": {
        "message": {"id": s.provider_id, "to": s.recipient, "direction": "outgoing", "tag": None},
        "status": status, "details": "Message for …", "output": "550 5.1.1 unknown",
    }}).encode()  # fmt: skip
    return _hit("postal", body, X_Postal_Signature=keys.postal("postal", body))


def postmark(s: Story) -> Hit:
    record, kind, moment = {
        DELIVERED: ("Delivery", "", "DeliveredAt"), HARD: ("Bounce", "HardBounce", "BouncedAt"),
        SOFT: ("Bounce", "SoftBounce", "BouncedAt"), COMPLAINED: ("SpamComplaint", "SpamComplaint", "BouncedAt"),
    }[s.what]  # fmt: skip
    who = "Recipient" if record == "Delivery" else "Email"
    return _hit("postmark", {
        "RecordType": record, "Type": kind, "MessageID": s.provider_id, who: s.recipient,
        moment: s.at.isoformat(), "Metadata": {"kabar_id": s.kabar_id}, "Details": "550 5.1.1 unknown",
        **({} if record == "Delivery" else {"ID": s.event_id}),
    })  # fmt: skip


def resend(s: Story) -> Hit:
    kind = {DELIVERED: "email.delivered", COMPLAINED: "email.complained"}.get(s.what, "email.bounced")
    bounce = {"message": "The recipient's email provider sent a hard bounce message.",
              "type": "Permanent" if s.what == HARD else "Transient", "subType": "General"}  # fmt: skip
    body = json.dumps({"type": kind, "created_at": s.at.isoformat(), "data": {
        "email_id": s.provider_id, "to": [s.recipient], "created_at": s.at.isoformat(),
        "headers": [{"name": "X-Metadata", "value": json.dumps({"kabar_id": s.kabar_id})}],
        **({"bounce": bounce} if kind == "email.bounced" else {}),
    }}).encode()  # fmt: skip
    moment = keys.present()
    return _hit("resend", body, svix_id=s.event_id, svix_timestamp=str(int(moment.timestamp())),
                svix_signature=keys.svix(s.event_id, moment, body))  # fmt: skip


def sendgrid(s: Story, signed_at: int | None = None) -> Hit:
    event = {DELIVERED: "delivered", COMPLAINED: "spamreport"}.get(s.what, "bounce")
    body = json.dumps([{
        "event": event, "email": s.recipient, "timestamp": s.seconds, "sg_event_id": s.event_id,
        "anymail_id": s.provider_id, "kabar_id": s.kabar_id, "smtp-id": "<14c5@ismtpd>",
        **({"type": "bounce" if s.what == HARD else "blocked", "reason": "500 unknown"} if event == "bounce" else {}),
    }]).encode()  # fmt: skip
    moment = str(signed_at or int(keys.present().timestamp()))
    return _hit("sendgrid", body, X_Twilio_Email_Event_Webhook_Timestamp=moment,
                X_Twilio_Email_Event_Webhook_Signature=keys.sendgrid("sendgrid", moment, body))  # fmt: skip


def sparkpost(s: Story) -> Hit:
    kind = {DELIVERED: "delivery", COMPLAINED: "spam_complaint"}.get(s.what, "bounce")
    return _hit("sparkpost", [{"msys": {"message_event": {
        "type": kind, "event_id": s.event_id, "timestamp": str(s.seconds), "raw_rcpt_to": s.recipient,
        "transmission_id": s.provider_id, "rcpt_meta": {"kabar_id": s.kabar_id},
        **({"bounce_class": "10" if s.what == HARD else "22", "raw_reason": "550"} if kind == "bounce" else {}),
    }}}])  # fmt: skip


def unisender_go(s: Story) -> Hit:
    status = {DELIVERED: "delivered", HARD: "hard_bounced", SOFT: "soft_bounced", COMPLAINED: "spam"}[s.what]
    said = {HARD: "err_user_unknown", SOFT: "err_will_retry"}.get(s.what, "")
    return _hit("unisender_go", keys.unisender("unisender-key", {"events_by_user": [{"user_id": 456, "events": [{
        "event_name": "transactional_email_status", "event_data": {
            "job_id": "1a3Q2V", "metadata": {"kabar_id": s.kabar_id, "anymail_id": s.provider_id},
            "email": s.recipient, "status": status, "event_time": f"{s.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            **({"delivery_info": {"delivery_status": said, "destination_response": "550"}} if said else {}),
        },
    }]}]}))  # fmt: skip


REQUESTS: dict[str, Callable[[Story], Hit]] = {
    f.__name__: f
    for f in (amazon_ses, brevo, mailersend, mailgun, mailjet, mailtrap, mandrill, postal, postmark, resend,
              sendgrid, sparkpost, unisender_go)
}  # fmt: skip
