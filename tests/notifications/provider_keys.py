"""Invented keys of every provider, and what each does with them to a request."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from svix.webhooks import Webhook

from kabar.mail_provider import PROVIDERS, webhooks
from notifications import sns

SECRET = "kabar:a-long-secret-for-webhooks"
CERTIFICATE_URL = "https://sns.ap-southeast-3.amazonaws.com/SimpleNotificationService-0123abcd.pem"
SVIX_SECRET = "whsec_" + b64encode(b"an invented key of 32 characters").decode()
LISTENING = webhooks([name for name in PROVIDERS if name != "scaleway"])


def present() -> datetime:
    """The time by a provider's clock, which is not ours to set."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251


@cache
def rsa_key(whose: str) -> rsa.RSAPrivateKey:
    """One key for each name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key(whose: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_lines(key: Any) -> str:
    """A public key as anymail's settings want it: the lines between the marks."""
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return "\n".join(pem.decode().strip().splitlines()[1:-1])


@cache
def anymail_settings() -> dict[str, Any]:
    """What ANYMAIL holds while all providers are listened to."""
    return {
        "WEBHOOK_SECRET": [SECRET],
        "BREVO_API_KEY": "invented",
        "MAILERSEND_SIGNING_SECRET": "mailersend-key",
        "MAILERSEND_INBOUND_SECRET": "mailersend-inbound",
        "MAILGUN_API_KEY": "invented",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-key",
        "MAILTRAP_API_TOKEN": "invented",
        "MAILTRAP_TRACKING_SECRET": "mailtrap-key",
        "MAILTRAP_INBOUND_SECRET": "mailtrap-inbound",
        "MANDRILL_WEBHOOK_KEY": "mandrill-key",
        "POSTAL_WEBHOOK_KEY": public_lines(rsa_key("postal")),
        "RESEND_API_KEY": "invented",
        "RESEND_SIGNING_SECRET": SVIX_SECRET,
        "RESEND_INBOUND_SECRET": SVIX_SECRET,
        "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": public_lines(ec_key("sendgrid")),
        "UNISENDER_GO_API_KEY": "unisender-key",
    }


def keyed(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def mandrill(key: str, url: str, form: dict[str, str]) -> str:
    words = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.new(key.encode(), words.encode(), hashlib.sha1).digest()).decode()


def postal(whose: str, body: bytes) -> str:
    return b64encode(rsa_key(whose).sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()


def sendgrid(whose: str, moment: str, body: bytes) -> str:
    return b64encode(ec_key(whose).sign(moment.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


def svix(event_id: str, moment: datetime, body: bytes) -> str:
    return Webhook(SVIX_SECRET).sign(event_id, moment, body.decode())


def unisender(key: str, content: dict[str, Any]) -> bytes:
    """The body with the hash of the body in it, the key standing in the hash's place."""
    mark = "0" * 32
    body = json.dumps({"auth": mark, **content})
    return body.replace(mark, hashlib.md5(body.replace(mark, key).encode()).hexdigest()).encode()


@cache
def certificate(whose: str, good_from: datetime, good_until: datetime) -> bytes:
    """A certificate made by ourselves, as Amazon publishes one."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(rsa_key(whose).public_key()).serial_number(1)
    builder = builder.not_valid_before(good_from).not_valid_after(good_until)
    return builder.sign(rsa_key(whose), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def amazon_certificate(_url: str) -> bytes:
    now = present().replace(hour=0, minute=0, second=0)
    return certificate("amazon", now - timedelta(days=30), now + timedelta(days=30))


def amazon(message: dict[str, Any], version: str = "2", whose: str = "amazon") -> dict[str, Any]:
    """The notification with its signature."""
    algorithm = {"1": hashes.SHA1(), "2": hashes.SHA256()}[version]
    signature = rsa_key(whose).sign(sns.signed_words(message), padding.PKCS1v15(), algorithm)
    return {
        **message,
        "SignatureVersion": version,
        "Signature": b64encode(signature).decode(),
        "SigningCertURL": CERTIFICATE_URL,
    }
