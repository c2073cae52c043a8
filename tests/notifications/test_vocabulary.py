"""What providers say, in our words: a table for what anymail's fourteen vocabularies leave open."""

from types import SimpleNamespace

import pytest

from notifications import vocabulary
from notifications.models.messages import BOUNCED, COMPLAINED, DELIVERED, SENT
from notifications.scrubbing import MAX_RAW, keepable, scrub


def said(provider, esp_event, event_type, reject_reason=None, mta_response=None):
    event = SimpleNamespace(
        esp_event=esp_event,
        event_type=event_type,
        reject_reason=reject_reason,
        mta_response=mta_response,
        description=None,
    )
    return vocabulary.event_type(provider, event)


def ses(kind, bounce_type="", sub=""):
    return {"eventType": kind, "bounce": {"bounceType": bounce_type, "bounceSubType": sub}}


def gun(reason):
    return {"event-data": {"reason": reason}}


@pytest.mark.parametrize(
    ("provider", "esp_event", "event_type", "reason", "ours"),
    [
        ("amazon_ses", ses("Bounce", "Permanent", "General"), "bounced", "bounced", "bounced_hard"),
        ("amazon_ses", ses("Bounce", "Undetermined"), "bounced", "bounced", "bounced_soft"),
        ("amazon_ses", ses("Bounce", "Permanent", "OnAccountSuppressionList"), "bounced", "bounced", "listed_bounce"),
        ("amazon_ses", {"notificationType": "Bounce"}, "bounced", "bounced", "bounced_soft"),
        ("amazon_ses", ses("Reject"), "rejected", "blocked", "refused"),
        ("amazon_ses", ses("DeliveryDelay"), "unknown", None, "deferred"),
        ("brevo", {"event": "blocked"}, "rejected", "blocked", "listed_bounce"),
        ("brevo", {"event": "invalid_email"}, "bounced", "invalid", "bounced_hard"),
        ("brevo", {"event": "error"}, "failed", None, "refused"),
        ("mailgun", gun("bounce"), "bounced", "bounced", "bounced_hard"),
        ("mailgun", gun("old"), "bounced", "other", "bounced_soft"),
        ("mailgun", gun("espblock"), "bounced", "other", "bounced_soft"),
        ("mailgun", gun("suppress-bounce"), "bounced", "bounced", "listed_bounce"),
        ("mailgun", gun("suppress-complaint"), "bounced", "other", "listed_complaint"),
        ("mailgun", gun("suppress-unsubscribe"), "bounced", "other", "listed_unsubscribed"),
        ("mailgun", gun("generic"), "deferred", "other", "deferred"),
        ("mailgun", gun("virus"), "rejected", "other", "refused"),
        ("mailjet", {"hard_bounce": True}, "bounced", "bounced", "bounced_hard"),
        ("mailjet", {"hard_bounce": False}, "bounced", "bounced", "bounced_soft"),
        ("mailjet", {"error": "content blocked"}, "rejected", "blocked", "refused"),
        ("mailjet", {"error": "preblocked"}, "rejected", "blocked", "listed_bounce"),
        ("mailtrap", {"event": "suspension"}, "deferred", "other", "deferred"),
        ("mandrill", {"event": "reject", "msg": {"reject": {"reason": "unsub"}}}, "rejected", None, "listed_unsubscribed"),
        ("mandrill", {"event": "reject", "msg": {"reject": "spam"}}, "rejected", None, "listed_complaint"),
        ("mandrill", {"event": "reject", "msg": {}}, "rejected", None, "refused"),
        ("postal", {"payload": {"bounce": {}}}, "bounced", "bounced", "bounced_soft"),
        ("postal", {"payload": {"status": "Held"}}, "queued", None, ""),
        ("postmark", {"Type": "DMARCPolicy"}, "rejected", "blocked", "refused"),
        ("postmark", {"Type": "BadEmailAddress"}, "rejected", "invalid", "listed_bounce"),
        ("postmark", {"SuppressionReason": "HardBounce"}, "bounced", "bounced", "bounced_hard"),
        ("postmark", {"SuppressionReason": "ManualSuppression"}, "unsubscribed", "unsubscribed", "unsubscribed"),
        ("postmark", {"Type": "AutoResponder"}, "autoresponded", None, ""),
        ("resend", {"data": {"bounce": {"type": "Permanent"}}}, "bounced", "bounced", "bounced_hard"),
        ("resend", {"data": {"bounce": {"type": "Transient"}}}, "bounced", "bounced", "bounced_soft"),
        ("resend", {"data": {"bounce": {}}}, "bounced", "blocked", "listed_bounce"),
        ("resend", {"type": "email.suppressed"}, "unknown", None, "listed_bounce"),
        ("resend", {"type": "email.failed"}, "unknown", None, "refused"),
        ("sendgrid", {"type": "blocked"}, "bounced", None, "bounced_soft"),
        ("sendgrid", {"reason": "Spam Reporting Address"}, "rejected", "other", "listed_complaint"),
        ("sendgrid", {"reason": "Bounced Address"}, "rejected", "bounced", "listed_bounce"),
        ("sendgrid", {"reason": "Spam Content"}, "rejected", "other", "refused"),
        ("sparkpost", {"msys": {"message_event": {"bounce_class": "30"}}}, "bounced", "bounced", "bounced_hard"),
        ("sparkpost", {"msys": {"message_event": {"bounce_class": "22"}}}, "bounced", "bounced", "bounced_soft"),
        ("sparkpost", {}, "unsubscribed", "unsubscribed", "unsubscribed"),
        ("unisender_go", {"delivery_info": {"delivery_status": "err_mailbox_full"}}, "bounced", "bounced", "bounced_soft"),
        ("unisender_go", {"delivery_info": {"delivery_status": "err_unsubscribed"}}, "bounced", None, "listed_unsubscribed"),
        ("unisender_go", {"delivery_info": {}}, "complained", None, "complained"),
    ],
)  # fmt: skip
def test_what_a_provider_says(provider, esp_event, event_type, reason, ours):
    assert said(provider, esp_event, event_type, reason) == ours


@pytest.mark.parametrize(
    ("answer", "ours"),
    [
        ("550 5.1.1 <dinda@arunika.example.com>: user unknown", "bounced_hard"),
        ("smtp; 550 5.2.1 mailbox disabled", "bounced_hard"),
        ("550 5.1.10 no such recipient", "bounced_hard"),
        ("552 5.2.2 mailbox full", "bounced_soft"),
        ("554 5.7.1 looks like spam", "bounced_soft"),
        ("421 4.7.0 later", "bounced_soft"),
        ("host 10.5.1.17 said no", "bounced_soft"),
        (None, "bounced_soft"),
    ],
)
def test_where_the_provider_does_not_say_the_mail_servers_answer_does(answer, ours):
    assert said("some_provider", {}, "bounced", "bounced", answer) == ours


def test_every_word_of_ours_has_its_effect():
    words = {
        v for name, v in vars(vocabulary).items() if name.isupper() and name[0] != "_" and isinstance(v, str)
    }
    doings = {effect.address for effect in vocabulary.EFFECTS.values()}
    assert words - doings == set(vocabulary.EFFECTS)
    assert {effect.state for effect in vocabulary.EFFECTS.values()} == {SENT, DELIVERED, BOUNCED, COMPLAINED}


@pytest.mark.parametrize("esp_event", [None, [], "text", {"event-data": []}, {"data": {"bounce": 7}}])
@pytest.mark.parametrize("provider", vocabulary._HINTS)
def test_a_strange_event_is_read_mildly(provider, esp_event):
    assert said(provider, esp_event, "bounced", "bounced") in ("bounced_soft", "bounced_hard")
    assert said(provider, esp_event, "opened") == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("550 <dinda.maharani+x@arunika.example.com>: unknown", "550 <…@arunika.example.com>: unknown"),
        ("To: Dinda <d@e.id>,b@f.id", "To: Dinda <…@e.id>,…@f.id"),
        ("mailto:d@e.id", "mailto:…@e.id"),
        ("né@ü.id", "…@ü.id"),
        ("no address @ all", "no address @ all"),
        ("a\x00b\ud800", "ab?"),
    ],
)
def test_addresses_and_what_no_database_takes_are_taken_out(text, kept):
    assert scrub(text) == kept


def test_what_is_kept_is_json_and_not_endless():
    nan = float("nan")
    assert keepable({"a@b.id": [("x@y.id", nan, 1.5, None, True)]}) == {
        "…@b.id": [["…@y.id", "nan", 1.5, None, True]]
    }
    assert keepable("x" * (MAX_RAW + 1)) == {"left_out": f"{MAX_RAW + 3} characters"}
