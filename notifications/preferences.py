"""Wishes about reminders: what a person chose, and what that leaves of the reminders called for.

Read twice for every mail: by the planner before it is queued, and at the moment of sending.
Whoever changes a wish has her cases looked at again, as after any fact. Security mail knows no
wishes and never comes by here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_scopes import scope

from careers.access import ADMIN, COUNSELLOR, STUDENT
from careers.models import User
from careers.services.people import plan_again_for
from followups.rows import read
from followups.services import published
from notifications import outbox
from notifications.models import Message, Preference
from notifications.models import messages as m
from notifications.periods import (
    AS_IT_COMES,
    CAP_COUNTS,
    DESK_DIGEST,
    Later,
    Wishes,
    earliest,
    next_digest,
    wants,
)
from notifications.reminders import Intent

_STAFF = ("desk_digest", "approval_needed", "missed_alert", "help_asked")
# What each role may switch off, in the order pages show it.
KINDS_OF: Mapping[str, tuple[str, ...]] = {
    STUDENT: ("heads_up", "window_open", "window_missed", "thank_you_due", "stopped_kindly"),
    COUNSELLOR: _STAFF,
    ADMIN: (*_STAFF, "calendar_horizon"),
}
MOST_A_WEEK = 50
LONGEST_PAUSE = timedelta(days=366)
_FIELDS = (
    "reminders_off", "muted", "digest", "quiet_from", "quiet_until", "weekly_cap", "paused_until",
)  # fmt: skip


# --- what is wished ------------------------------------------------------------------------------


def wishes_of(user_ids: Iterable[int]) -> dict[int, Wishes]:
    """What each of these people wants, those without a row included. One query."""
    wishes = dict.fromkeys(user_ids, AS_IT_COMES)
    for user_id, zone, *values in _rows(list(wishes)):
        chosen: dict[str, Any] = dict(zip(_FIELDS, values, strict=True))
        off, muted = chosen.pop("reminders_off"), frozenset(chosen.pop("muted"))
        wishes[user_id] = Wishes(off=off, muted=muted, zone=zone, **chosen)
    return wishes


_CHOSEN = f"""
    SELECT user_id, person.time_zone, {", ".join(_FIELDS)} FROM notifications_preference
    JOIN careers_user AS person ON person.id = user_id WHERE user_id = ANY(%s)"""  # noqa: S608 -- our columns


def _rows(user_ids: list[int]) -> Iterable[tuple[Any, ...]]:
    if connection.vendor == "postgresql":
        return read(_CHOSEN, [user_ids])
    rows = Preference.objects.filter(user__in=user_ids)
    return rows.values_list("user_id", "user__time_zone", *_FIELDS)


def arrange(intents: Iterable[Intent], wishes: Mapping[int, Wishes], now: datetime) -> list[Intent]:
    """What is left of these reminders, each at the first hour its recipient allows.

    Left out: kinds she does not want, those her daily mail speaks of, and those that would expire
    before her pause or her quiet hours end. An hour that suits her stays as it is.
    """
    arranged = []
    for intent in intents:
        wish = wishes.get(intent.recipient_id, AS_IT_COMES)
        if wish is AS_IT_COMES:
            arranged.append(intent)
        elif wants(wish, intent.kind):
            # A mail that is late must not fall into quiet hours that have begun since.
            planned = max(intent.due_at, now)
            moment = earliest(wish, planned)
            if moment == planned:
                arranged.append(intent)
            elif moment < intent.expires_at:
                arranged.append(intent._replace(due_at=moment))
    return arranged


def standing(
    intents: Iterable[Intent], wishes: Mapping[int, Wishes], now: datetime
) -> dict[str, Later | None]:
    """Key -> None for what may go out now, or until when it must wait; others no longer stand.

    The same question as `arrange`, asked at the moment of sending.
    """
    return {
        intent.key: Later(intent.due_at) if intent.due_at > now else None
        for intent in arrange(intents, wishes, now)
    }


def cap_of(message: Message) -> int | None:
    """How many reminders a week its reader wants at most.

    Costs no query where the message comes with her preference
    (`select_related("recipient__preference")`).
    """
    mine = getattr(message.recipient, "preference", None)
    return mine.weekly_cap if mine is not None else None


def cap_reached(message: Message, now: datetime) -> bool:
    """Whether this reader has had as many reminders in the last seven days as she wants.

    Costs a query only for people with a cap.
    """
    cap = cap_of(message)
    if cap is None:
        return False
    since = now - CAP_COUNTS
    hers = m.everywhere().filter(recipient=message.recipient_id, category=m.REMINDER)
    # What is being sent, or may have been, counts as well: rather one too few.
    went = Q(sent_at__gt=since) | Q(state=m.SENDING) | Q(state=m.UNKNOWN, settled_at__gt=since)
    return bool(hers.filter(went).exclude(pk=message.pk).count() >= cap)


# --- changing one's mind -------------------------------------------------------------------------


@transaction.atomic
def save(user: User, now: datetime, **choices: Any) -> Preference:
    """Keep choices (fields of Preference, others stay as they are), and have her cases looked at again.

    Saving the same twice changes nothing. Raises ValidationError, with the field, for what cannot
    be meant.
    """
    if user.centre_id is None:
        raise ValidationError(_("The operator gets no reminders."))
    unknown = set(choices) - set(_FIELDS)
    if unknown:
        raise TypeError(f"no such choice: {', '.join(sorted(unknown))}")
    mine, created = Preference.objects.select_for_update().get_or_create(
        user=user, defaults={"changed_at": now}
    )
    before = [getattr(mine, name) for name in _FIELDS]
    for name, value in choices.items():
        setattr(mine, name, sorted(value) if name == "muted" else value)
    _check(user, mine, choices, now)
    with scope(centre=user.centre_id):
        mine.next_digest_at = digest_due(user, mine, now)
        if created or before != [getattr(mine, name) for name in _FIELDS]:
            mine.changed_at = now
            mine.save()
            # Queued reminders are looked at again at once; what is wanted again is called for again.
            outbox.reconsider(user.pk, now)
            plan_again_for(user, now)
    return mine


def turn_off(user: User, now: datetime) -> Preference:
    """No reminder of any kind: what one-click unsubscribe (RFC 8058) does."""
    return save(user, now, reminders_off=True)


def turn_on(user: User, now: datetime) -> Preference:
    """Reminders again, of the kinds she left on; a pause is over."""
    return save(user, now, reminders_off=False, paused_until=None)


def mute(user: User, kind: str, now: datetime) -> Preference:
    """Not this kind any more. Without her daily mail a person hears of single things again."""
    chosen = _of(user)
    changes: dict[str, Any] = {"muted": {*chosen.muted, kind}}
    if kind == DESK_DIGEST and chosen.digest:
        changes["digest"] = False
    return save(user, now, **changes)


def unmute(user: User, kind: str, now: datetime) -> Preference:
    """This kind again."""
    return save(user, now, muted=set(_of(user).muted) - {kind})


def pause(user: User, until: date | None, now: datetime) -> Preference:
    """No reminders before the morning of that local day; None ends a pause."""
    return save(user, now, paused_until=until)


def _of(user: User) -> Preference:
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def _check(user: User, mine: Preference, choices: Mapping[str, Any], now: datetime) -> None:
    if "muted" in choices and not set(mine.muted) <= set(KINDS_OF[user.role]):
        raise ValidationError({"muted": _("There is no such reminder for you.")})
    if (mine.quiet_from is None) != (mine.quiet_until is None):
        missing = "quiet_from" if mine.quiet_from is None else "quiet_until"
        raise ValidationError({missing: _("Quiet hours need a beginning and an end.")})
    if mine.quiet_from is not None and mine.quiet_from == mine.quiet_until:
        told = _("These quiet hours would never end. To hear nothing at all, switch reminders off.")
        raise ValidationError({"quiet_until": told})
    if mine.weekly_cap is not None and not 1 <= mine.weekly_cap <= MOST_A_WEEK:
        told = _("Choose a number from 1 to %(most)s, or leave it empty.") % {"most": MOST_A_WEEK}
        raise ValidationError({"weekly_cap": told})
    if mine.digest and DESK_DIGEST in mine.muted:
        told = _("You chose only the daily mail, so it cannot be left out.")
        raise ValidationError({"muted": told})
    until = choices.get("paused_until")
    if until is not None:
        today = now.astimezone(ZoneInfo(user.time_zone)).date()
        if until <= today:
            raise ValidationError({"paused_until": _("Choose a day after today, or leave it empty.")})
        if until > today + LONGEST_PAUSE:
            told = _("This is more than a year away. Rather switch reminders off, and on again later.")
            raise ValidationError({"paused_until": told})


# --- daily mails ---------------------------------------------------------------------------------


def gets_digest(user: User, mine: Preference) -> bool:
    """Whether this person gets a daily mail at all: students who chose it, staff unless they did not."""
    if not user.is_active or user.centre_id is None or mine.reminders_off:
        return False
    return mine.digest if user.role == STUDENT else DESK_DIGEST not in mine.muted


def digest_due(user: User, mine: Preference, now: datetime) -> datetime | None:
    """When this person's next daily mail is due; None if she gets none. Inside her centre's scope."""
    if not gets_digest(user, mine):
        return None
    assert user.centre_id is not None
    return next_digest(ZoneInfo(user.time_zone), published(user.centre_id).rules.digest_at, now)


def move_digest(user: User, now: datetime) -> None:
    """Her clock has changed (another time zone): her daily mail comes by the new one."""
    mine = Preference.objects.filter(user=user).first()
    if mine is not None and user.centre_id:
        with scope(centre=user.centre_id):
            Preference.objects.filter(pk=mine.pk).update(next_digest_at=digest_due(user, mine, now))


def digests_of(messages: Sequence[Message]) -> set[int]:
    """The people among the recipients who still want the daily mail that is queued for them."""
    people = {message.recipient_id: message.recipient for message in messages}
    rows = Preference.objects.filter(user__in=list(people))
    return {mine.user_id for mine in rows if gets_digest(people[mine.user_id], mine)}
