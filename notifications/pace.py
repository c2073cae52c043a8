"""The pace a provider allows: so many mails a second, of all workers together.

A worker reserves the moments of its whole share in one statement. Moments that are not used are
lost: never faster than allowed, whoever dies.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from notifications.models import Pace


def reserve(count: int, now: datetime) -> tuple[datetime, timedelta]:
    """The first moment at which one of `count` mails may begin, and the time between them.

    Without a limit (settings.MAIL_PER_SECOND is 0) both are at once.
    """
    if not settings.MAIL_PER_SECOND:
        return now, timedelta(0)
    between = timedelta(seconds=1 / settings.MAIL_PER_SECOND)
    with transaction.atomic():
        Pace.objects.bulk_create([Pace(provider=settings.MAIL_PROVIDER, next_at=now)], ignore_conflicts=True)
        pace = Pace.objects.select_for_update().get(pk=settings.MAIL_PROVIDER)
        first = max(pace.next_at, now)
        pace.next_at = first + count * between
        pace.save(update_fields=["next_at"])
    return first, between
