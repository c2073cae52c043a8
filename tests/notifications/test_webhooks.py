"""Every provider's webhooks through the real addresses: what is believed, and what it changes."""

from datetime import timedelta

import pytest
from anymail.signals import AnymailTrackingEvent
from django.test import Client

from notifications import bounces
from notifications.addresses import address_hash
from notifications.models import ProviderEvent, Suppression
from tests.notifications.listening import listening, sent_message
from tests.notifications.provider_keys import present
from tests.notifications.provider_requests import COMPLAINED, DELIVERED, HARD, REQUESTS, SOFT, WHAT, Story

NOW = present()
KEPT = {DELIVERED: "delivered", HARD: "bounced_hard", SOFT: "bounced_soft", COMPLAINED: "complained"}
# Some say less: Mandrill only that it sent, Postal nothing of complaints; three call a soft bounce
# what they will try again.
KEPT_OF = {
    "mandrill": {DELIVERED: "accepted"},
    "postal": {SOFT: "deferred", COMPLAINED: "bounced_hard"},
    "mailtrap": {SOFT: "deferred"},
    "unisender_go": {SOFT: "deferred"},
}
STATES = {
    "accepted": "sent",
    "deferred": "sent",
    "delivered": "delivered",
    "bounced_soft": "bounced",
    "bounced_hard": "bounced",
    "complained": "complained",
}
HELD = {"bounced_hard": "hard_bounce", "complained": "complaint"}


@pytest.fixture(autouse=True)
def _listening(db):
    with listening():
        yield


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def story(message, what=HARD, **fields):
    told = {"recipient": message.recipient.email, "at": NOW, "event_id": "e-1", "provider_id": "p-1"}
    return Story(what, str(message.pk), **{**told, **fields})


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("provider", REQUESTS)
def test_what_a_provider_tells_reaches_the_mail_and_the_address(cast, client, provider, what):
    mail = sent_message(cast.dinda.user, "m-1", NOW, provider_id="p-1")
    hit = REQUESTS[provider](story(mail, what))
    assert hit.send(client).status_code == 200
    kind = KEPT_OF.get(provider, {}).get(what, KEPT[what])
    event = ProviderEvent.objects.get()
    assert (event.provider, event.type, event.occurred_at) == (provider, kind, NOW)
    assert event.recipient_hash == address_hash(cast.dinda.user.email)
    assert bounces.read(lambda: NOW) == 1
    mail.refresh_from_db()
    assert mail.state == STATES[kind]
    assert list(Suppression.objects.values_list("reason", flat=True)) == (
        [HELD[kind]] if kind in HELD else []
    )


@pytest.mark.parametrize("provider", REQUESTS)
def test_what_is_kept_of_a_webhook_names_nobody(cast, client, provider):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    REQUESTS[provider](story(mail)).send(client)
    row = ProviderEvent.objects.values().get()
    assert "dinda@" not in str(row)
    assert "…@arunika.example.com" in str(row["raw"])


@pytest.mark.parametrize("provider", ["mailersend", "postal"])
def test_a_provider_that_cannot_carry_our_id_is_understood_by_its_own(cast, client, provider):
    mail = sent_message(cast.dinda.user, "m-1", NOW, provider_id="")
    REQUESTS[provider](story(mail, provider_id="p-77")).send(client)
    assert bounces.read(lambda: NOW) == 0, "its webhook was faster than our note of its id"
    mail.provider_id = "p-77"
    mail.save()
    assert bounces.read(lambda: NOW) == 1
    mail.refresh_from_db()
    assert mail.state == "bounced"


def test_an_event_of_another_installations_mail_changes_nothing(cast, client):
    """Both use one account with the provider, and count their mails alike."""
    mail = sent_message(cast.dinda.user, "m-1", NOW, provider_id="ours")
    told = story(mail, provider_id="theirs", recipient="somebody@samudra.example.com")
    REQUESTS["postmark"](told).send(client)
    assert bounces.read(lambda: NOW) == 1
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert ProviderEvent.objects.get().message is None
    assert not Suppression.objects.exists()


def test_a_webhook_settles_an_unknown_outcome(cast, client):
    mail = sent_message(cast.dinda.user, "m-1", NOW, state="outcome_unknown")
    REQUESTS["mandrill"](story(mail, DELIVERED)).send(client)
    bounces.read(lambda: NOW)
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_an_unsubscription_at_the_provider_ends_her_reminders(cast, client):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    hit = REQUESTS["brevo"](story(mail))
    hit._replace(body=hit.body.replace(b"hard_bounce", b"unsubscribe")).send(client)
    bounces.read(lambda: NOW)
    cast.dinda.user.refresh_from_db()
    assert cast.dinda.user.preference.reminders_off
    assert not Suppression.objects.exists()


def test_opened_and_clicked_are_not_kept(cast, client):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    for word in (b"opened", b"click", b"unique_opened"):
        hit = REQUESTS["brevo"](story(mail))
        assert hit._replace(body=hit.body.replace(b"hard_bounce", word)).send(client).status_code == 200
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("provider", REQUESTS)
def test_the_same_thing_told_again_and_again_is_one_event(cast, client, provider):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    for n in range(4):
        # Under the same id, and under others.
        for name in ("e-1", f"e-{n}"):
            assert REQUESTS[provider](story(mail, event_id=name)).send(client).status_code == 200
    assert ProviderEvent.objects.count() == 1


def test_a_webhook_of_a_provider_we_do_not_use_does_not_exist(cast, client, settings):
    hit = REQUESTS["postmark"](story(sent_message(cast.dinda.user, "m-1", NOW)))
    settings.WEBHOOKS = {"mailgun": settings.WEBHOOKS["mailgun"]}
    assert hit.send(client).status_code == 404
    settings.WEBHOOKS = {"scaleway": {}, "smtp": {}}
    for path in ("/hooks/scaleway/tracking/", "/hooks/smtp/tracking/", "/hooks/base/tracking/"):
        assert client.post(path).status_code == 404
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("provider", REQUESTS)
def test_without_key_and_secret_nothing_is_believed(cast, client, settings, provider):
    hit = REQUESTS[provider](story(sent_message(cast.dinda.user, "m-1", NOW)))
    settings.ANYMAIL = {}
    assert hit.send(client).status_code == 404
    assert not ProviderEvent.objects.exists()


def test_a_provider_may_look_whether_the_address_exists(client):
    assert client.head("/hooks/mandrill/tracking/").status_code == 200
    assert client.get("/hooks/unisender_go/tracking/").status_code == 200
    assert client.get("/hooks/postmark/tracking/").status_code == 405


def test_without_a_secret_the_provider_is_asked_for_it(cast, client):
    hit = REQUESTS["amazon_ses"](story(sent_message(cast.dinda.user, "m-1", NOW)))
    answer = hit._replace(secret="").send(client)
    assert (answer.status_code, answer["WWW-Authenticate"][:5]) == (401, "Basic")


def test_what_happened_long_ago_or_will_happen_is_not_kept(cast, client):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    for age in (timedelta(days=5, minutes=1), timedelta(hours=-2)):
        assert REQUESTS["postmark"](story(mail, at=NOW - age)).send(client).status_code == 200
    assert not ProviderEvent.objects.exists()
    REQUESTS["postmark"](story(mail, at=NOW - timedelta(days=4))).send(client)
    assert ProviderEvent.objects.count() == 1


def test_an_event_is_forgotten_after_its_retention_and_what_it_changed_stays(cast, client):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    REQUESTS["postmark"](story(mail)).send(client)
    bounces.read(lambda: NOW)
    assert bounces.forget(NOW + timedelta(days=89)) == 0
    assert bounces.forget(NOW + timedelta(days=91)) == 1
    mail.refresh_from_db()
    assert mail.state == "bounced"
    assert Suppression.objects.get().reason == "hard_bounce"


def test_an_event_that_cannot_be_read_does_not_stop_the_others(cast, client, monkeypatch):
    broken, good = (sent_message(person.user, f"m-{person.pk}", NOW) for person in (cast.dinda, cast.rangga))
    for mail in (broken, good):
        REQUESTS["postmark"](story(mail, provider_id=f"p-{mail.pk}", event_id=f"e-{mail.pk}")).send(client)
    learn = bounces.outbox.learn

    def breaks(pk, *rest):
        if pk == broken.pk:
            raise RuntimeError("a defect")
        return learn(pk, *rest)

    monkeypatch.setattr(bounces.outbox, "learn", breaks)
    assert bounces.read(lambda: NOW) == 1
    assert ProviderEvent.objects.get(processed_at=None).kabar_id == str(broken.pk)


def test_one_notification_may_speak_of_several_people(cast, client):
    """Amazon names all whose mail came back under one id."""
    told = [
        AnymailTrackingEvent(
            event_type="bounced",
            event_id="n-1",
            message_id="p-1",
            recipient=person.user.email,
            timestamp=NOW,
            esp_event={"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}},
        )
        for person in (cast.dinda, cast.rangga)
    ]
    assert bounces.receive("amazon_ses", told, NOW) == 2
    assert bounces.receive("amazon_ses", told, NOW) == 0


def test_a_provider_that_tells_no_time_tells_the_same_thing_once(cast, client):
    mail = sent_message(cast.dinda.user, "m-1", NOW)
    told = AnymailTrackingEvent(event_type="bounced", metadata={"kabar_id": str(mail.pk)}, esp_event={})
    assert [bounces.receive("brevo", [told], NOW + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]
    assert ProviderEvent.objects.get().occurred_at == NOW
