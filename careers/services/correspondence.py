"""Letters and replies: what the student wrote and what came back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from careers.answers import Label
from careers.models import Application, Interview, Letter, Reply, User
from careers.services.records import not_in_the_future, within_reach
from careers.signals import announce
from careers.stages import Stage

_STAGE_AFTER = {Label.OFFER: Stage.OFFERED, Label.REJECTION: Stage.REJECTED}


@transaction.atomic
def record_letter(interview: Interview, *, sent_at: datetime, by: User | None, now: datetime) -> Letter:
    """ "I sent it": a follow-up the student sent by hand, at whatever hour.

    The attempt is counted here; the same letter told twice is one letter.
    """
    not_in_the_future(sent_at, now)
    if sent_at < interview.held_at:
        raise ValidationError(_("This lies before the interview."))
    sent = interview.letters.filter(bounced=False)
    if sent.filter(sent_at=sent_at).exists():
        raise ValidationError(_("This follow-up is already recorded."))
    attempt = sent.count() + 1
    try:
        with transaction.atomic():
            letter: Letter = Letter.objects.create(
                centre_id=interview.centre_id,
                interview=interview,
                attempt=attempt,
                sent_at=sent_at,
                recorded_at=now,
                recorded_by=by,
            )
    except IntegrityError:
        # Two clicks at once: the constraint `letter_attempt_once` lets one of them win.
        raise ValidationError(_("This follow-up is already recorded.")) from None
    announce(interview.centre_id, [interview.application_id], now)
    return letter


@transaction.atomic
def mark_bounced(letter: Letter, *, now: datetime) -> None:
    """The letter came back: it was not sent, and the address needs a person."""
    if letter.bounced:
        return
    letter.bounced = True
    letter.save(update_fields=["bounced"])
    announce(letter.centre_id, [letter.interview.application_id], now)


@transaction.atomic
def record_thanks(interview: Interview, *, sent_at: datetime, now: datetime) -> None:
    """The thank-you note went out; it asks for nothing and is never counted."""
    not_in_the_future(sent_at, now)
    interview.thanked_at = sent_at
    interview.save(update_fields=["thanked_at"])
    announce(interview.centre_id, [interview.application_id], now)


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
    """An employer's answer, labelled by a person; offers and rejections move the stage."""
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
    _follow_with_stage(interview, label, now)
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
    """Read an answer anew; everything is planned again, and a stop made by mistake is undone."""
    _check_dates(label, wait_until, wait_days, return_date, now)
    undone = _STAGE_AFTER.get(Label(reply.label))
    reply.label, reply.wait_until, reply.wait_days = label, wait_until, wait_days
    reply.return_date, reply.recorded_at, reply.recorded_by = return_date, now, by
    reply.save()
    interview = reply.interview
    if undone and undone != _STAGE_AFTER.get(label):
        Application.objects.filter(pk=interview.application_id, stage=undone).update(
            stage=Stage.INTERVIEWING, stage_changed_at=now
        )
    _follow_with_stage(interview, label, now)
    announce(reply.centre_id, [interview.application_id], now)


def _follow_with_stage(interview: Interview, label: Label, now: datetime) -> None:
    stage = _STAGE_AFTER.get(label)
    if stage:
        Application.objects.filter(pk=interview.application_id).exclude(stage=stage).update(
            stage=stage, stage_changed_at=now
        )
