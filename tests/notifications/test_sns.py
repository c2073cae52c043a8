"""Amazon's signature: who made it, with what, and from where its certificate may come."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from notifications import sns
from tests.notifications import provider_keys as keys

NOW = datetime(2026, 7, 14, 5, 0, tzinfo=UTC)
NOTIFICATION = {
    "Type": "Notification",
    "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    "TopicArn": "arn:aws:sns:ap-southeast-3:123456789012:kabar",
    "Subject": "Amazon SES Email Event Notification",
    "Message": "{}",
    "Timestamp": "2026-07-14T04:59:30.123Z",
}
SUBSCRIPTION = {
    **NOTIFICATION,
    "Type": "SubscriptionConfirmation",
    "Token": "2336412f37",
    "SubscribeURL": "https://sns.ap-southeast-3.amazonaws.com/?Action=ConfirmSubscription",
}


@pytest.fixture(autouse=True)
def _no_certificates():
    sns._certificates.clear()
    yield
    sns._certificates.clear()


def published(whose="amazon", start=timedelta(days=-30), end=timedelta(days=30)):
    return lambda _url: keys.certificate(whose, NOW + start, NOW + end)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("message", [NOTIFICATION, SUBSCRIPTION])
def test_what_amazon_signed_is_believed(message, version):
    signed_at = sns.verify(keys.amazon(message, version), NOW, published())
    assert signed_at == datetime(2026, 7, 14, 4, 59, 30, 123000, tzinfo=UTC)


def test_a_subject_that_is_absent_is_not_signed():
    message = {name: value for name, value in NOTIFICATION.items() if name != "Subject"}
    assert sns.verify(keys.amazon(message), NOW, published())
    assert b"Subject" not in sns.signed_words({**message, "Subject": None})


@pytest.mark.parametrize("name", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn"])
def test_no_signed_word_may_be_changed(name):
    message = {**keys.amazon(NOTIFICATION), name: "2026-07-14T04:59:31.000Z"}
    with pytest.raises(sns.Forged, match="wrong"):
        sns.verify(message, NOW, published())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"SignatureVersion": "3"}, "SignatureVersion"),
        ({"SignatureVersion": None}, "SignatureVersion"),
        ({"SignatureVersion": "1"}, "wrong"),
        ({"Signature": "not base64!"}, "read"),
        ({"Signature": ""}, "wrong"),
        ({"Timestamp": "yesterday"}, "read"),
        ({"Timestamp": "2026-07-14T04:59:30"}, "zone"),
        ({"SigningCertURL": "https://sns.example.com/x.pem"}, "address"),
    ],
)
def test_a_signature_that_is_not_amazons_is_not_believed(changes, why):
    with pytest.raises(sns.Forged, match=why):
        sns.verify({**keys.amazon(NOTIFICATION), **changes}, NOW, published())


def test_a_missing_signature_is_no_signature():
    with pytest.raises(sns.Forged):
        sns.verify({**NOTIFICATION, "SignatureVersion": "2"}, NOW, published())


def test_another_key_than_the_published_one_is_not_believed():
    with pytest.raises(sns.Forged, match="wrong"):
        sns.verify(keys.amazon(NOTIFICATION, whose="somebody"), NOW, published())


@pytest.mark.parametrize(("start", "end"), [(-30, -1), (1, 30)])
def test_a_certificate_is_good_only_in_its_time(start, end):
    with pytest.raises(sns.Forged, match="valid"):
        sns.verify(
            keys.amazon(NOTIFICATION), NOW, published(start=timedelta(days=start), end=timedelta(days=end))
        )


@pytest.mark.parametrize(
    ("url", "amazons"),
    [
        (keys.CERTIFICATE_URL, True),
        ("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-a.pem", True),
        ("http://sns.us-east-1.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-east-1.amazonaws.com.example.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-east-1.amazonaws.com@example.com/SimpleNotificationService-a.pem", False),
        ("https://evil@sns.us-east-1.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-a.pem", False),
        ("https://s3.us-east-1.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("https://bucket.s3.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-east-1.amazonaws.com/../SimpleNotificationService-a.pem", False),
        ("https://sns.us-east-1.amazonaws.com/other.pem", False),
        ("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-a.pem?x=1", False),
        ("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-a.pem#x", False),
        ("https://sns.a.b.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("file:///etc/SimpleNotificationService-a.pem", False),
        ("https://[sns/SimpleNotificationService-a.pem", False),
        ("", False),
    ],
)
def test_a_certificate_is_fetched_from_amazons_own_hosts_and_nowhere_else(url, amazons):
    asked = []

    def fetch(address):
        asked.append(address)
        return published()(address)

    message = {**keys.amazon(NOTIFICATION), "SigningCertURL": url}
    if amazons:
        assert sns.verify(message, NOW, fetch)
        assert sns.verify(message, NOW, fetch), "the second time it is known"
        assert asked == [url]
    else:
        with pytest.raises(sns.Forged, match="address"):
            sns.verify(message, NOW, fetch)
        assert asked == []


def test_a_page_that_is_no_certificate_is_not_believed_and_not_kept():
    with pytest.raises(sns.Forged, match="read"):
        sns.verify(keys.amazon(NOTIFICATION), NOW, lambda _url: b"<html>")
    assert sns.verify(keys.amazon(NOTIFICATION), NOW, published())


def test_when_the_certificate_cannot_be_had_the_caller_hears_of_it():
    def away(_url):
        raise requests.ConnectionError("away")

    with pytest.raises(requests.ConnectionError):
        sns.verify(keys.amazon(NOTIFICATION), NOW, away)
