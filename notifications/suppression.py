"""Suppressions: when an address is held back, for how long, and who gives it free.

A row is a fact about an address in a centre; the same events in any order leave the same row. A
stronger reason replaces a weaker one. Hard bounces and complaints stand until a person lifts them;
what soft bounces hold back is reckoned anew from the stored events, and decays.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from careers.access import is_admin_of
from careers.models import User
from notifications import vocabulary
from notifications.models import ProviderEvent, Suppression
from notifications.models.suppressions import BY_HAND, COMPLAINT, HARD_BOUNCE, SOFT_BOUNCES

# So many mails in a row that could not be delivered, within WINDOW, hold an address back for HELD.
ENOUGH = 3
WINDOW = timedelta(days=7)
HELD = timedelta(days=7)
_RANK = {SOFT_BOUNCES: 1, BY_HAND: 2, HARD_BOUNCE: 3, COMPLAINT: 4}
_FAILED = (vocabulary.DEFERRED, vocabulary.SOFT_BOUNCE)


def _all() -> "QuerySet[Suppression]":
    """Every centre's: webhooks and deliveries serve all centres at once."""
    everything: QuerySet[Suppression] = Suppression.objects.with_scopes_disabled().all()
    return everything


def in_force(now: datetime) -> "QuerySet[Suppression]":
    """The suppressions of all centres that hold mail back at `now`."""
    return _all().filter(Q(until=None) | Q(until__gt=now), lifted_at=None)


def reasons(addresses: Iterable[tuple[int, str]], now: datetime) -> dict[tuple[int, str], str]:
    """(centre, address hash) -> why mail to it is held back; one query, however many are asked for."""
    asked = set(addresses)
    rows = in_force(now).filter(
        centre__in={centre for centre, _hash in asked}, address_hash__in={name for _centre, name in asked}
    )
    found = {(row.centre_id, row.address_hash): row.reason for row in rows}
    return {key: reason for key, reason in found.items() if key in asked}


def suppress(
    centre_id: int, address_hash: str, reason: str, now: datetime, until: datetime | None = None
) -> bool:
    """Hold mail to an address back in a centre, for what happened at `now`; True if that is new.

    What happened before a person lifted a suppression does not bring it back.
    """
    with transaction.atomic():
        if _lifted_since(centre_id, address_hash, now):
            return False
        row = _standing(centre_id, address_hash)
        if row is None:
            try:
                with transaction.atomic():
                    _all().create(
                        centre_id=centre_id, address_hash=address_hash, reason=reason, since=now, until=until
                    )
            except IntegrityError:
                # Another worker was first; anything else broken shows below.
                row = _standing(centre_id, address_hash)
                if row is None:
                    raise
            else:
                return True
        return _strengthen(row, reason, now, until)


def _standing(centre_id: int, address_hash: str) -> Suppression | None:
    """The row that is not lifted (its time may be over), locked."""
    rows = _all().filter(centre=centre_id, address_hash=address_hash, lifted_at=None)
    return rows.select_for_update(of=("self",)).first()


def _lifted_since(centre_id: int, address_hash: str, moment: datetime) -> bool:
    rows = _all().filter(centre=centre_id, address_hash=address_hash, lifted_at__gte=moment)
    return bool(rows.exists())


def _strengthen(row: Suppression, reason: str, since: datetime, until: datetime | None) -> bool:
    old = (row.reason, row.since, row.until)
    if _RANK[reason] > _RANK[row.reason]:
        row.reason, row.since, row.until = reason, since, until
    elif reason == row.reason and reason == SOFT_BOUNCES:
        row.since, row.until = since, until
    elif reason == row.reason:
        row.since = min(row.since, since)
    if old == (row.reason, row.since, row.until):
        return False
    row.save(update_fields=["reason", "since", "until"])
    return True


def reckon(centre_id: int, address_hash: str, now: datetime) -> None:
    """Bring what soft bounces say of an address at `now` in line with the stored events."""
    since = _enough_failures(centre_id, address_hash, now)
    if since is not None and since + HELD > now:
        suppress(centre_id, address_hash, SOFT_BOUNCES, since, until=since + HELD)
        return
    # Something was delivered since, or it is long ago.
    _all().filter(centre=centre_id, address_hash=address_hash, reason=SOFT_BOUNCES, lifted_at=None).delete()


def _enough_failures(centre_id: int, address_hash: str, now: datetime) -> datetime | None:
    """When, for the last time, ENOUGH mails in a row had failed within WINDOW; None if never."""
    events = ProviderEvent.objects.filter(recipient_hash=address_hash, occurred_at__gt=now - WINDOW - HELD)
    delivered = events.filter(type=vocabulary.DELIVERED).aggregate(last=Max("occurred_at"))["last"]
    lifted = (
        _all().filter(centre=centre_id, address_hash=address_hash).aggregate(last=Max("lifted_at"))["last"]
    )
    failed = events.filter(type__in=_FAILED)
    for fresh_start in (delivered, lifted):
        if fresh_start is not None:
            failed = failed.filter(occurred_at__gt=fresh_start)
    first: dict[str, datetime] = {}
    # One mail that is tried again and again has failed once.
    for kabar_id, provider_id, digest, moment in failed.order_by("occurred_at").values_list(
        "kabar_id", "provider_message_id", "digest", "occurred_at"
    ):
        first.setdefault(kabar_id or provider_id or digest, moment)
    moments = sorted(first.values())
    runs = zip(moments, moments[ENOUGH - 1 :], strict=False)
    return max((end for start, end in runs if end - start <= WINDOW), default=None)


def lift(suppression: Suppression, by: User, now: datetime) -> None:
    """A person gives an address free again; complaints too, since she may have asked the student.

    Raises ValidationError if she may not, or if it is free already.
    """
    if not is_admin_of(by, suppression.centre_id):
        raise ValidationError(_("Only an admin of the centre can let mail go to this address again."))
    standing = _all().filter(pk=suppression.pk, lifted_at=None)
    if not standing.update(lifted_at=now, lifted_by=by):
        raise ValidationError(_("Mail goes to this address again already."))
