"""Promises, events and notes: what was said, what happened, what a person thinks of it."""

import logging
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.answers import EventType, PromiseKind
from careers.models import Application, CaseEvent, Interview, Note, PromiseEntry, User
from careers.services.stages import by_answers, move
from careers.signals import announce
from careers.stages import Stage

audit = logging.getLogger("kabar.audit")
# Events that end the application for the student herself.
_WITHDRAWING = {EventType.ACCEPTED_OTHER_OFFER, EventType.STUDENT_WITHDREW}


def latest_interview(application: Application) -> Interview | None:
    """The round that counts: the last one."""
    found: Interview | None = application.interviews.order_by("-round").first()
    return found


def not_in_the_future(moment: datetime, now: datetime) -> None:
    """Refuse a record of something that has not happened yet."""
    if moment > now:
        raise ValidationError(_("This lies in the future. Record it once it has happened."))


def within_reach(day: date | None, now: datetime) -> None:
    """Refuse a day nobody can have meant: more than two years away."""
    if day and abs((day - now.date()).days) > 2 * 366:
        raise ValidationError(_("This date is more than two years away. Is the year right?"))


@transaction.atomic
def record_promise(
    interview: Interview,
    kind: PromiseKind,
    *,
    days: int | None = None,
    low: int | None = None,
    day: date | None = None,
    quote: str = "",
    channel: str = "said",
    said_by: str = "",
    said_on: date | None = None,
    by: User | None,
    now: datetime,
) -> PromiseEntry:
    """A new line of the promise ledger; earlier lines stay. `said_on` defaults to the interview's
    recruiter-local day."""
    zone = ZoneInfo(interview.application.employer.time_zone)
    held_on = interview.held_at.astimezone(zone).date()
    said_on = said_on or held_on
    within_reach(day, now)
    within_reach(said_on, now)
    if day and day < said_on:
        raise ValidationError(_("The promised date lies before the day it was promised."))
    if low is not None and days is not None and low > days:
        raise ValidationError(_("The range ends before it starts: swap the two numbers."))
    if said_on > now.astimezone(zone).date() and said_on != held_on:
        raise ValidationError(_("This lies in the future. Record it once it has happened."))
    entry: PromiseEntry = PromiseEntry.objects.create(
        centre_id=interview.centre_id,
        interview=interview,
        kind=kind,
        days=days,
        low=low,
        day=day,
        quote=quote,
        channel=channel,
        said_by=said_by,
        said_on=said_on,
        recorded_at=now,
        recorded_by=by,
    )
    announce(interview.centre_id, [interview.application_id], now)
    return entry


@transaction.atomic
def record_event(
    interview: Interview, type: EventType, *, at: datetime, by: User | None, now: datetime
) -> CaseEvent:
    """Something that happened to a round. Withdrawing also closes the application."""
    not_in_the_future(at, now)
    event: CaseEvent = CaseEvent.objects.create(
        centre_id=interview.centre_id,
        interview=interview,
        type=type,
        at=at,
        recorded_at=now,
        recorded_by=by,
    )
    if type in _WITHDRAWING:
        Application.objects.filter(pk=interview.application_id).update(
            stage=Stage.WITHDRAWN, stage_changed_at=now
        )
    announce(interview.centre_id, [interview.application_id], now)
    return event


@transaction.atomic
def retract_event(event: CaseEvent, *, by: User | None, now: datetime) -> None:
    """It was recorded by mistake. A withdrawal that rested on it alone is undone.

    Raises ValidationError if that would open an application that is open a second time.
    """
    application, pk = event.interview.application, event.pk
    event.delete()
    others = CaseEvent.objects.filter(interview__application=application, type__in=list(_WITHDRAWING))
    last = latest_interview(application)
    if event.type in _WITHDRAWING and last and not others.exists():
        move(application.pk, by_answers(last), now, only_from=[Stage.WITHDRAWN])
    audit.info("event %s of application %s retracted by %s", pk, application.pk, by and by.pk)
    announce(application.centre_id, [application.pk], now)


@transaction.atomic
def write_note(application: Application, text: str, *, shared: bool, by: User, now: datetime) -> Note:
    """A note on a case; it decides nothing, so nothing is announced."""
    note: Note = Note.objects.create(
        centre_id=application.centre_id,
        application=application,
        author=by,
        text=text.strip(),
        shared=shared,
        written_at=now,
    )
    return note
