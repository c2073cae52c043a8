"""Applications and interview rounds: opening them and moving them along."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from careers.answers import EventType, Label
from careers.models import Application, Contact, Employer, Interview, Student, User
from careers.services.correspondence import record_reply
from careers.services.records import latest_interview, record_event
from careers.services.stages import twin_is_open
from careers.signals import announce
from careers.stages import Stage, may_move


@transaction.atomic
def create_application(
    student: Student,
    employer: Employer,
    position: str,
    *,
    contact: Contact | None = None,
    applied_on: date | None = None,
    now: datetime,
) -> Application:
    """A new application; refused if the same one is already open."""
    position = " ".join(position.split())
    twin = Application.objects.filter(student=student, employer=employer, position=position)
    known = ValidationError(_("This application is already in the list and still open."))
    if twin.open().exists():
        raise known
    try:
        with transaction.atomic():
            application: Application = Application.objects.create(
                centre_id=student.centre_id,
                student=student,
                employer=employer,
                position=position,
                contact=contact,
                applied_on=applied_on,
                created_at=now,
                stage_changed_at=now,
            )
    except IntegrityError:
        # Two clicks at once: the constraint `application_open_once` lets one of them win.
        raise known from None
    announce(application.centre_id, [application.pk], now)
    return application


@transaction.atomic
def add_interview(
    application: Application,
    held_at: datetime,
    *,
    interviewers: Iterable[Contact] = (),
    is_final: bool = False,
    now: datetime,
) -> Interview:
    """A new interview round, past or planned: it starts a new clock and new counters.

    It opens a closed application again; refused if the same one is open a second time.
    """
    before = latest_interview(application)
    if before and held_at <= before.held_at:
        raise ValidationError(_("This round must be later than the round before it."))
    try:
        with transaction.atomic():
            interview: Interview = Interview.objects.create(
                centre_id=application.centre_id,
                application=application,
                round=before.round + 1 if before else 1,
                held_at=held_at,
                is_final=is_final,
                created_at=now,
            )
    except IntegrityError:
        # Two clicks at once: the constraint `interview_round_once` lets one of them win.
        raise ValidationError(_("This interview round is already recorded.")) from None
    interview.interviewers.set(interviewers)
    if application.stage != Stage.INTERVIEWING:
        _set_stage(application, Stage.INTERVIEWING, now)
    announce(application.centre_id, [application.pk], now)
    return interview


# The fact behind a stage a person sets by hand, so that decisions rest on facts alone.
_REPLY_BEHIND = {Stage.OFFERED: Label.OFFER, Stage.REJECTED: Label.REJECTION}


@transaction.atomic
def move_stage(application: Application, stage: Stage, *, by: User | None, now: datetime) -> None:
    """Move an application by hand, recording the fact that goes with the move.

    Raises ValidationError for a move that is not allowed (careers/stages.py).
    """
    if not may_move(Stage(application.stage), stage) or stage is Stage.UNANSWERED:
        raise ValidationError(_("The application cannot move there from its present stage."))
    interview = latest_interview(application)
    if interview and stage in _REPLY_BEHIND:
        record_reply(interview, _REPLY_BEHIND[stage], received_at=now, by=by, now=now)
    elif interview and stage is Stage.WITHDRAWN:
        record_event(interview, EventType.STUDENT_WITHDREW, at=now, by=by, now=now)
    application.refresh_from_db(fields=["stage"])
    if application.stage != stage:
        _set_stage(application, stage, now)
        announce(application.centre_id, [application.pk], now)


def _set_stage(application: Application, stage: Stage, now: datetime) -> None:
    application.stage, application.stage_changed_at = stage, now
    try:
        with transaction.atomic():
            application.save(update_fields=["stage", "stage_changed_at"])
    except IntegrityError:
        raise twin_is_open() from None


def close_unanswered(application_ids: list[int], now: datetime) -> int:
    """Close cases that stayed silent after the last follow-up; returns how many were open.

    Idempotent: only applications still interviewing are touched.
    """
    waiting = Application.objects.filter(pk__in=application_ids, stage=Stage.INTERVIEWING)
    return int(waiting.update(stage=Stage.UNANSWERED, stage_changed_at=now))
