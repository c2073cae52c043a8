"""The doors mail comes in by: the providers' webhooks and a mail server's pipe."""

import hashlib
import hmac
import io
import json
from base64 import b64encode
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from careers import clock
from careers.models import Letter, Reply
from kabar import mail_provider
from notifications import inbound
from notifications.case_address import address_of
from notifications.models import InboundMail
from tests.factories import case
from tests.notifications import mails
from tests.notifications.clock import wib
from tests.notifications.inbound_table import SAMPLES
from tests.notifications.mails import mail, notice, written

NOW = wib(14, 12, 30)
SECRET = "kabar:a-long-secret-of-the-tests"
ASKING = {"HTTP_AUTHORIZATION": "Basic " + b64encode(SECRET.encode()).decode()}


@pytest.fixture
def interview(cast, settings, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("KABAR_MAILGUN_WEBHOOK_SIGNING_KEY", "key-of-the-tests")
    names = ["postmark", "mailgun", "sendgrid", "mailjet", "sparkpost"]
    settings.ANYMAIL = mail_provider.anymail_settings("smtp", names, [SECRET])
    settings.WEBHOOKS = mail_provider.webhooks(names)
    return case(cast.dinda)


def secret(interview):
    return address_of(interview.application_id)


def postmark(client, interview, raw=None, **parts):
    """Postmark's webhook: the whole mail, or its parts."""
    event = {"OriginalRecipient": secret(interview), "MessageID": "1", **parts}
    if raw is not None:
        event["RawEmail"] = raw
    return client.post(
        "/hooks/postmark/inbound/", json.dumps(event), content_type="application/json", **ASKING
    )


def mailgun(client, interview, raw):
    """Mailgun's webhook with the whole mail, signed."""
    signed_at = str(int(NOW.timestamp()))
    signature = hmac.new(b"key-of-the-tests", f"{signed_at}token".encode(), hashlib.sha256).hexdigest()
    form = {"timestamp": signed_at, "token": "token", "signature": signature, "recipient": secret(interview)}
    return client.post(
        "/hooks/mailgun/inbound_mime/", {**form, "sender": mails.DINDA, "body-mime": raw}, **ASKING
    )


def sendgrid(client, interview, raw):
    """SendGrid's webhook with the whole mail."""
    envelope = json.dumps({"from": mails.DINDA, "to": [secret(interview)]})
    return client.post("/hooks/sendgrid/inbound/", {"email": raw, "envelope": envelope}, **ASKING)


def sparkpost(client, interview, raw):
    """SparkPost's webhook: a batch of one."""
    content = {"email_rfc822": b64encode(raw.encode()).decode(), "email_rfc822_is_base64": True}
    told = {"protocol": "smtp", "msg_from": mails.DINDA, "rcpt_to": secret(interview), "content": content}
    body = json.dumps([{"msys": {"relay_message": told}}])
    return client.post("/hooks/sparkpost/inbound/", body, content_type="application/json", **ASKING)


PROVIDERS = [postmark, mailgun, sendgrid, sparkpost]


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.__name__)
@pytest.mark.parametrize(
    "name", ["a BCC of her own follow-up", "forwarded by Gmail", "a notice attached to a forward"]
)
def test_a_mail_comes_in_once_by_each_provider_however_often_it_is_told(interview, client, provider, name):
    sample = next(s for s in SAMPLES if s.name == name)
    text = sample.text.replace(mails.US, secret(interview))
    for _time in range(3):
        assert provider(client, interview, text).status_code == 200
    row = InboundMail.objects.get()
    assert (row.outcome, row.reason) == (sample.outcome, sample.reason)
    assert Letter.objects.count() + Reply.objects.count() == 1


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.__name__)
def test_one_mail_told_by_two_providers_is_one(interview, client, provider):
    for tell in (postmark, provider):
        assert tell(client, interview, mail(written())).status_code == 200
    assert InboundMail.objects.count() == 1


def test_a_mail_told_in_parts_is_understood_and_is_the_same_each_time(interview, client):
    delivery = notice().partition("Content-Type: message/delivery-status\n\n")[2].partition("\n--=_dsn")[0]
    parts = {
        "FromFull": {"Email": mails.DINDA, "Name": "Dinda"},
        "ToFull": [{"Email": secret(interview), "Name": ""}],
        "Subject": "Fwd: Undelivered",
        "Date": "Tue, 14 Jul 2026 12:08:00 +0700",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{mails.DINDA}>"},
            {"Name": "Message-ID", "Value": "<1@x>"},
        ],
        "TextBody": "Mereka tidak terima.",
        "HtmlBody": "<p>Mereka tidak terima.</p>",
        "Attachments": [
            {
                "Name": "details.txt",
                "ContentType": "message/delivery-status",
                "Content": b64encode(delivery.encode()).decode(),
            },
            {"Name": "a.png", "ContentType": "image/png", "Content": "AAAA"},
        ],
    }
    for _time in range(2):
        assert postmark(client, interview, **parts).status_code == 200
    reply = Reply.objects.get()
    assert reply.label == "bounce"
    assert reply.text.startswith("Fwd: Undelivered\n\nMereka tidak terima.")
    assert "[a.png]" in reply.text


def test_mailjets_parts_name_their_own_headers(interview, client):
    event = {
        "Sender": mails.DINDA,
        "Recipient": secret(interview),
        "Headers": {
            "From": mails.DINDA,
            "To": [secret(interview)],
            "Subject": "Fwd: x",
            "Date": "Tue, 14 Jul 2026 12:08:00 +0700",
        },
        "Text-part": mails.GMAIL,
        "Parts": [
            {
                "Headers": {
                    "Content-Type": 'image/png; name="a"',
                    "Content-Disposition": 'attachment; filename="a.png"',
                },
                "ContentRef": "Attachment1",
            }
        ],
        "Attachment1": "AAAA",
    }
    answer = client.post(
        "/hooks/mailjet/inbound/", json.dumps(event), content_type="application/json", **ASKING
    )
    assert answer.status_code == 200
    reply = Reply.objects.get()
    assert reply.received_at == wib(14, 11, 20)
    assert "a.png" in reply.text


def test_a_bomb_in_a_webhook_is_refused_and_counted_and_never_an_error(interview, client):
    bomb = (
        written(to=secret(interview))
        + "\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; "
    )
    bomb += "".join(f'filename*{i}="x";\n ' for i in range(20_000)) + "\n\nx\n--b--"
    assert postmark(client, interview, bomb).status_code == 200
    row = InboundMail.objects.get()
    assert (row.outcome, row.reason, row.application) == ("refused", "too_complex", interview.application)


@pytest.mark.parametrize(("path", "outcome"), [("<>", "refused"), (f"<{mails.DINDA}>", "letter")])
def test_the_envelopes_sender_tells_automatic_mail(interview, client, path, outcome):
    headers = [{"Name": "Return-Path", "Value": path}]
    assert postmark(client, interview, mail(written()), Headers=headers).status_code == 200
    assert InboundMail.objects.get().outcome == outcome


def test_a_webhook_without_the_secret_is_not_heard(interview, client):
    event = json.dumps({"OriginalRecipient": secret(interview), "RawEmail": mail(written())})
    assert client.post("/hooks/postmark/inbound/", event, content_type="application/json").status_code in (
        401,
        403,
    )
    assert not InboundMail.objects.exists()


@budget(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sample=st.sampled_from(SAMPLES),
    bent=st.one_of(st.just(""), st.text(max_size=80)),
    sender=st.one_of(st.none(), st.text(max_size=20)),
)
def test_no_mail_makes_a_webhook_fail_and_none_is_recorded_twice(interview, client, sample, bent, sender):
    before = Letter.objects.count() + Reply.objects.count()
    raw = sample.text.replace(mails.US, secret(interview)) + bent
    headers = [] if sender is None else [{"Name": "Return-Path", "Value": sender}]
    for _time in range(2):
        assert postmark(client, interview, raw, Headers=headers).status_code == 200
    assert Letter.objects.count() + Reply.objects.count() <= before + 1


def test_while_the_database_is_away_the_provider_is_told_to_come_again(interview, client, monkeypatch):
    def away(*_arguments, **_options):
        raise OperationalError

    monkeypatch.setattr(inbound, "_file", away)
    client.raise_request_exception = False
    assert postmark(client, interview, mail(written())).status_code == 500


# --- the pipe --------------------------------------------------------------------------------------


def pipe(monkeypatch, raw, *to):
    """Run the command; its exit code and its words."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    said = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("receive_mail", *[f"--to={address}" for address in to], stdout=said, stderr=said)
    return end.value.code, said.getvalue().strip()


def test_a_mail_server_pipes_a_mail_in(interview, monkeypatch):
    assert pipe(monkeypatch, mail(written()).encode(), secret(interview)) == (0, "letter")
    assert Letter.objects.get().sent_at == wib(14, 12, 5)


def test_a_refused_mail_is_taken_all_the_same_so_that_nobody_gets_a_bounce(interview, monkeypatch, settings):
    assert pipe(monkeypatch, b"x", "kabar+nobody@in.kabar.example.com") == (0, "refused unknown_address")
    settings.INBOUND_MAX_BYTES = 1000
    huge = mail(written(), "x" * 5_000_000).encode()
    assert pipe(monkeypatch, huge, secret(interview)) == (0, "refused too_large")


def test_what_can_be_mended_is_tried_again(interview, monkeypatch, settings):
    def away(*_arguments, **_options):
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(inbound, "_file", away)
        assert pipe(broken, mail(written()).encode(), secret(interview))[0] == 75
    settings.INBOUND_ADDRESS = ""
    assert pipe(monkeypatch, mail(written()).encode(), "x@y.example")[0] == 75
    assert not InboundMail.objects.exists()
