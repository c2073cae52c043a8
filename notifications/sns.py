"""Amazon's notifications: is this one signed by Amazon? django-anymail does not ask.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html: the fields in a
fixed order, signed with RSA and SHA1 (version 1) or SHA256 (version 2) by a certificate that is
fetched from Amazon's own hosts, and from nowhere else.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class Forged(Exception):
    """Not Amazon's, or not to be believed; the sentence says why."""


_HOST = re.compile(r"sns\.[a-z0-9][a-z0-9-]{2,30}\.amazonaws\.com(\.cn)?")
_PATH = re.compile(r"/SimpleNotificationService-[A-Za-z0-9]{1,80}\.pem")
# Connecting and reading, seconds: a webhook is answered fast.
_TIMEOUT = (3.0, 5.0)
_MAX_BYTES = 20_000
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SUBSCRIPTION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303
_certificates: dict[str, x509.Certificate] = {}
_MOST_CERTIFICATES = 20


def verify(message: Mapping[str, Any], now: datetime, fetch: "Fetch | None" = None) -> datetime:
    """When Amazon signed the message (aware).

    Raises Forged; requests.RequestException if the certificate cannot be had just now.
    """
    algorithm = _HASHES.get(str(message.get("SignatureVersion")))
    if algorithm is None:
        raise Forged("unknown SignatureVersion")
    try:
        signature = b64decode(str(message["Signature"]), validate=True)
        signed_at = datetime.fromisoformat(str(message["Timestamp"]).replace("Z", "+00:00"))
        url = str(message["SigningCertURL"])
    except (KeyError, ValueError, binascii.Error) as missing:
        raise Forged("no signature that can be read") from missing
    if signed_at.tzinfo is None:
        raise Forged("a timestamp without a zone")
    certificate = _certificate(url, fetch or _fetch)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Forged("the certificate is not valid now")
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Forged("the certificate's key is of another kind")
    try:
        key.verify(signature, signed_words(message), padding.PKCS1v15(), algorithm)
    except InvalidSignature as wrong:
        raise Forged("the signature is wrong") from wrong
    return signed_at


def signed_words(message: Mapping[str, Any]) -> bytes:
    """The bytes that Amazon signs: names and values of the fields there are, a line each."""
    names = _NOTIFICATION if message.get("Type") == "Notification" else _SUBSCRIPTION
    return "".join(f"{name}\n{message[name]}\n" for name in names if message.get(name) is not None).encode()


Fetch = Callable[[str], bytes]


def _certificate(url: str, fetch: Fetch) -> x509.Certificate:
    known = _certificates.get(url)
    if known is not None:
        return known
    if not is_amazons(url):
        raise Forged("the certificate's address is not Amazon's")
    try:
        loaded = x509.load_pem_x509_certificate(fetch(url))
    except ValueError as broken:
        raise Forged("the certificate cannot be read") from broken
    if len(_certificates) >= _MOST_CERTIFICATES:
        _certificates.clear()
    _certificates[url] = loaded
    return loaded


def is_amazons(url: str) -> bool:
    """Whether this is the address of a certificate of Amazon's notifications, spelled plainly."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and _HOST.fullmatch(parts.netloc) is not None
        and _PATH.fullmatch(parts.path) is not None
        and url == f"https://{parts.netloc}{parts.path}"
    )


def _fetch(url: str) -> bytes:
    with requests.get(url, timeout=_TIMEOUT, allow_redirects=False, stream=True) as answer:
        answer.raise_for_status()
        body: bytes = answer.raw.read(_MAX_BYTES + 1, decode_content=True)
    if answer.status_code != 200 or len(body) > _MAX_BYTES:
        raise Forged("the certificate's address answers something else")
    return body
