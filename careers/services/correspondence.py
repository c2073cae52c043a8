"""Replies: what came back, as a person reads it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.answers import Label
from careers.models import Interview, Reply, User
from careers.services.letters import mark_arrived, mark_returned
from careers.services.records import not_in_the_future, within_reach
from careers.services.stages import follow_answer, reread_answer
from careers.signals import announce


def _check_dates(
    label: Label, wait_until: date | None, wait_days: int | None, return_date: date | None, now: datetime
) -> None:
    within_reach(wait_until, now)
    within_reach(return_date, now)
    if label is not Label.ASKED_TO_WAIT_UNTIL and (wait_until or wait_days is not None):
        raise ValidationError(_("A date to wait for belongs to “please wait until a date” only."))
    if label is not Label.AUTO_REPLY and return_date:
        raise ValidationError(_("A return date belongs to an out-of-office note only."))
    if wait_until and wait_days is not None:
        raise ValidationError(_("Give a date or a number of days, not both."))


@transaction.atomic
def record_reply(
    interview: Interview,
    label: Label,
    *,
    received_at: datetime,
    wait_until: date | None = None,
    wait_days: int | None = None,
    return_date: date | None = None,
    text: str = "",
    by: User | None,
    now: datetime,
) -> Reply:
    """An employer's answer, labelled by a person.

    Offers and rejections of the last round move the stage; a bounce marks the letter it speaks of.
    """
    not_in_the_future(received_at, now)
    _check_dates(label, wait_until, wait_days, return_date, now)
    reply: Reply = Reply.objects.create(
        centre_id=interview.centre_id,
        interview=interview,
        received_at=received_at,
        label=label,
        wait_until=wait_until,
        wait_days=wait_days,
        return_date=return_date,
        text=text,
        recorded_at=now,
        recorded_by=by,
    )
    if label is Label.BOUNCE:
        mark_returned(reply)
    follow_answer(interview, label, now)
    announce(interview.centre_id, [interview.application_id], now)
    return reply


@transaction.atomic
def correct_reply(
    reply: Reply,
    label: Label,
    *,
    wait_until: date | None = None,
    wait_days: int | None = None,
    return_date: date | None = None,
    by: User | None,
    now: datetime,
) -> None:
    """Read an answer anew; everything is planned again, and a stop made by mistake is undone.

    Raises ValidationError if that would open an application that is open a second time.
    """
    _check_dates(label, wait_until, wait_days, return_date, now)
    before = Label(reply.label)
    reply.label, reply.wait_until, reply.wait_days = label, wait_until, wait_days
    reply.return_date, reply.recorded_at, reply.recorded_by = return_date, now, by
    reply.save()
    if before is Label.BOUNCE and label is not Label.BOUNCE:
        mark_arrived(reply)
    elif label is Label.BOUNCE:
        mark_returned(reply)
    reread_answer(reply.interview, before, label, now)
    announce(reply.centre_id, [reply.interview.application_id], now)
