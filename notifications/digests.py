"""Daily mails: who is due one gets one, if there is anything to say. Reads only what is due.

What if we die here? A batch is one transaction: its mails and the next due times stand or fall
together. One mail a person and day is a unique key, so doing it twice adds nothing.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q
from django_scopes import scope

from careers.access import ADMIN, COUNSELLOR, STUDENT
from careers.models import Centre, User
from followups.calendars import UnknownPlace
from followups.gather import calendar_of_centre
from followups.services import published
from notifications import outbox, preferences
from notifications.models import Preference
from notifications.periods import (
    DESK_DIGEST,
    STUDENT_DIGEST,
    digest_key,
    digest_of,
    next_digest,
)
from notifications.reminders import Intent
from notifications.topics.days import days_of
from notifications.topics.desks import desks_of

log = logging.getLogger(__name__)
BATCH = 500


def queue(now: datetime) -> int:
    """Put all daily mails that are due into the outbox; returns how many are new."""
    waiting = Q(people__preference__next_digest_at__lte=now)
    added = 0
    for centre in Centre.objects.filter(waiting).distinct().order_by("pk"):
        try:
            with scope(centre=centre.pk):
                added += _of_centre(centre, now)
        except Exception:
            # One centre's broken row must not silence the others; its mails are still due.
            log.exception("the daily mails of centre %s failed", centre.pk)
    return added


def _of_centre(centre: Centre, now: datetime) -> int:
    added, looked = 0, BATCH
    while looked == BATCH:
        looked, new = _batch(centre, now)
        added += new
    return added


@transaction.atomic
def _batch(centre: Centre, now: datetime) -> tuple[int, int]:
    due = _due(centre, now)
    if not due:
        return 0, 0
    at, works = published(centre.pk).rules.digest_at, _working_days(centre)
    wanted = []
    for mine in due:
        user, zone = mine.user, ZoneInfo(mine.user.time_zone)
        day, begins, ends = digest_of(zone, at, now)
        if not preferences.gets_digest(user, mine):
            mine.next_digest_at = None
            continue
        # By another clock than when it was reckoned, her hour may still be to come.
        mine.next_digest_at = next_digest(zone, at, now)
        if begins <= now and (user.role == STUDENT or works(day)):
            kind = STUDENT_DIGEST if user.role == STUDENT else DESK_DIGEST
            key = digest_key(centre.pk, user.pk, day)
            wanted.append(Intent(key, kind, user.pk, None, begins, ends))
    Preference.objects.bulk_update(due, ["next_digest_at"])
    people = {mine.user_id: mine.user for mine in due}
    full = _with_news(centre.pk, wanted, people, now)
    return len(due), outbox.enqueue(centre.pk, full, now)


def _due(centre: Centre, now: datetime) -> list[Preference]:
    due = Preference.objects.filter(next_digest_at__lte=now, user__centre=centre)
    due = due.select_related("user").order_by("next_digest_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return list(due[:BATCH])


def _with_news(centre_id: int, wanted: list[Intent], people: dict[int, User], now: datetime) -> list[Intent]:
    """Those that would say anything, at hours that suit their readers."""
    wishes = preferences.wishes_of(people)
    wanted = preferences.arrange(wanted, wishes, now)
    students = [people[i.recipient_id] for i in wanted if i.kind == STUDENT_DIGEST]
    staff = [people[i.recipient_id] for i in wanted if i.kind == DESK_DIGEST]
    news = {*days_of(students, now), *desks_of(staff, centre_id, now)}
    return [intent for intent in wanted if intent.recipient_id in news]


def _working_days(centre: Centre) -> Callable[[date], bool]:
    try:
        return calendar_of_centre(centre).is_working_day
    except UnknownPlace as problem:
        # Without a calendar the week alone: rather a mail on a holiday than none at all.
        log.warning("centre %s has no calendar (%s)", centre.pk, problem)
        return lambda day: day.isoweekday() <= 5


def enlist(now: datetime) -> int:
    """See that everybody who gets a daily mail is due one; returns how many were not.

    Staff get theirs without having asked, so their rows are made here. Running it twice changes
    nothing.
    """
    enlisted = 0
    for centre in Centre.objects.order_by("pk"):
        with scope(centre=centre.pk):
            enlisted += _enlist_centre(centre, now)
    return enlisted


@transaction.atomic
def _enlist_centre(centre: Centre, now: datetime) -> int:
    staff = User.objects.filter(centre=centre, is_active=True, role__in=[COUNSELLOR, ADMIN])
    for user in staff.filter(preference=None):
        # Somebody may save her first wishes this very moment: hers stand.
        Preference.objects.get_or_create(user=user, defaults={"changed_at": now})
    idle = Preference.objects.filter(
        Q(user__role__in=[COUNSELLOR, ADMIN]) | Q(digest=True),
        user__centre=centre,
        user__is_active=True,
        reminders_off=False,
        next_digest_at=None,
    )
    woken = []
    for mine in idle.select_related("user"):
        mine.next_digest_at = preferences.digest_due(mine.user, mine, now)
        if mine.next_digest_at:
            woken.append(mine)
    Preference.objects.bulk_update(woken, ["next_digest_at"], BATCH)
    return len(woken)
