"""Mail that came in: matched by its secret address, judged, filed once, or refused and counted.

Two doors call `receive`: the providers' webhooks (notifications/provider_mail.py) and the command
`receive_mail` for a mail server's pipe. Nothing is ever answered by mail: a refusal is a row.

What if we die here? Everything of one mail is one transaction under a unique digest; whoever
brought the mail gets no answer and brings it again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django_scopes import scope, scopes_disabled

from careers.models import Application
from notifications import case_address, filing, incoming
from notifications.models import InboundMail
from notifications.models.inbound import REFUSED

log = logging.getLogger(__name__)
SWITCHED_OFF, UNKNOWN_ADDRESS, NOT_FITTING, OVER = "switched_off", "unknown_address", "not_fitting", "over"
TOO_MANY = "too_many"
# A day; more is a loop somewhere, or somebody who should not know the address.
MOST_FILED = 30
# How long refused mail stays counted.
KEPT = timedelta(days=90)


def receive(raw: bytes, envelope_recipients: Iterable[str], now: datetime) -> InboundMail:
    """Take one mail in; returns the row that says what became of it.

    `envelope_recipients` are the addresses it was delivered to; without one of ours among them the
    headers are asked. The first secret address counts. The same mail again returns the same row.
    Raises nothing because of what the mail contains; database errors go through.
    """
    with scopes_disabled():
        application = _application_of(raw, list(envelope_recipients))
    if application is None:
        reason = UNKNOWN_ADDRESS if case_address.is_switched_on() else SWITCHED_OFF
        return _refused_unmatched(raw, reason, now)
    with scope(centre=application.centre_id):
        return _file(application, raw, now)


def _application_of(raw: bytes, recipients: list[str]) -> Application | None:
    ids = [case_address.application_id_of(address) for address in recipients]
    if not any(map(case_address.is_ours, recipients)):
        ids = [case_address.application_id_of(a) for a in incoming.recipients_named(raw)]
    named = next((pk for pk in ids if pk is not None), None)
    if named is None:
        return None
    found: Application | None = Application.objects.filter(pk=named).select_related("student__user").first()
    return found


def _refused_unmatched(raw: bytes, reason: str, now: datetime) -> InboundMail:
    """Counted, without a case; a forged address learns nothing from it."""
    log.info("inbound mail refused: %s", reason)
    digest = incoming.digest_of(raw[: settings.INBOUND_MAX_BYTES], "")
    fields = {"outcome": REFUSED, "reason": reason, "size": len(raw), "received_at": now}
    with scopes_disabled():
        row: InboundMail = InboundMail.objects.get_or_create(digest=digest, defaults=fields)[0]
    return row


@transaction.atomic
def _file(application: Application, raw: bytes, now: datetime) -> InboundMail:
    # One mail of a case waits for the other, so that the same mail twice at once is one.
    Application.objects.select_for_update().get(pk=application.pk)
    digest = incoming.digest_of(raw, f"application {application.pk}")
    known: InboundMail | None = InboundMail.objects.filter(digest=digest).first()
    if known:
        return known
    filed = _filed(application, raw, now)
    log.info("inbound mail for application %s: %s %s", application.pk, filed.outcome, filed.reason)
    row: InboundMail = InboundMail.objects.create(
        centre_id=application.centre_id,
        application=application,
        digest=digest,
        size=len(raw),
        received_at=now,
        outcome=filed.outcome,
        reason=filed.reason,
        letter=filed.letter,
        reply=filed.reply,
    )
    return row


def _filed(application: Application, raw: bytes, now: datetime) -> filing.Filed:
    """Read, judge and file one mail."""
    user = application.student.user
    if not user.is_active:
        return filing.Filed(REFUSED, OVER)
    today = InboundMail.objects.filter(application=application, received_at__gt=now - timedelta(days=1))
    if today.exclude(outcome=REFUSED).count() >= MOST_FILED:
        return filing.Filed(REFUSED, TOO_MANY)
    people = filing.correspondents(application, our_senders())
    try:
        mail = incoming.read(
            raw,
            zone=ZoneInfo(user.time_zone),
            our_senders=people.our_senders,
            our_domain=settings.MAIL_DOMAIN,
            most_bytes=settings.INBOUND_MAX_BYTES,
        )
    except incoming.Refused as refused:
        if refused.__cause__:
            # Bytes nobody foresaw: worth a look, with the kind of failure and not the words.
            kind = type(refused.__cause__).__name__
            log.warning("inbound mail for application %s cannot be read: %s", application.pk, kind)
        return filing.Filed(REFUSED, refused.code)
    ours = frozenset(filter(case_address.is_ours, mail.visible))
    verdict = incoming.judge(mail, people, ours)
    if verdict.outcome == REFUSED:
        return filing.Filed(REFUSED, verdict.reason)
    try:
        with transaction.atomic():
            return filing.file(application, mail, verdict.outcome, now)
    except ValidationError as error:
        log.info("inbound mail for application %s does not fit: %s", application.pk, error.messages)
        return filing.Filed(REFUSED, NOT_FITTING)


def our_senders() -> frozenset[str]:
    """The addresses our own mail comes from."""
    named = (settings.DEFAULT_FROM_EMAIL, getattr(settings, "REMINDER_FROM_EMAIL", ""))
    return frozenset(parseaddr(sender)[1].lower() for sender in named if sender)


def forget_refused(now: datetime) -> int:
    """Delete the rows of refused mail past their time; those of filed mail keep it from being filed twice."""
    with scopes_disabled():
        deleted, _per_model = InboundMail.objects.filter(outcome=REFUSED, received_at__lt=now - KEPT).delete()
    return deleted
