"""Where recorded answers put an application. Only its last round counts, and what the student
decided herself is never overwritten by an answer."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from careers.answers import Label
from careers.models import Application, Interview
from careers.stages import Stage, may_move

STAGE_AFTER = {Label.OFFER: Stage.OFFERED, Label.REJECTION: Stage.REJECTED}
_HER_OWN = frozenset({Stage.WITHDRAWN, Stage.ACCEPTED})


def move(application_id: int, stage: Stage, now: datetime, *, only_from: Iterable[Stage]) -> None:
    """Set the stage if it is one of `only_from`.

    Raises ValidationError if that would open the same application a second time.
    """
    rows = Application.objects.filter(pk=application_id, stage__in=list(only_from)).exclude(stage=stage)
    try:
        with transaction.atomic():
            rows.update(stage=stage, stage_changed_at=now)
    except IntegrityError:
        # The constraint `application_open_once`.
        raise twin_is_open() from None


def twin_is_open() -> ValidationError:
    """The refusal to open what is open already."""
    return ValidationError(
        _("The same application is already open a second time. Close that one first, then try again.")
    )


def by_answers(interview: Interview) -> Stage:
    """The stage that the newest offer or rejection of a round means; without any, interviewing."""
    reply = interview.replies.filter(label__in=list(STAGE_AFTER)).order_by("-received_at", "-pk").first()
    return STAGE_AFTER[Label(reply.label)] if reply else Stage.INTERVIEWING


def follow_answer(interview: Interview, label: Label, now: datetime) -> None:
    """An offer or a rejection moves the stage, from wherever it may."""
    stage = STAGE_AFTER.get(label)
    if stage is None or not is_latest(interview):
        return
    before = [s for s in Stage if s not in _HER_OWN and may_move(s, stage)]
    move(interview.application_id, stage, now, only_from=before)


def reread_answer(interview: Interview, before: Label, label: Label, now: datetime) -> None:
    """A reading was corrected: the stage it had brought is undone, the new one is followed."""
    undone = STAGE_AFTER.get(before)
    if undone and is_latest(interview):
        move(interview.application_id, by_answers(interview), now, only_from=[undone])
    follow_answer(interview, label, now)


def is_latest(interview: Interview) -> bool:
    """False for a round that a later one has followed."""
    later = Interview.objects.filter(application_id=interview.application_id, round__gt=interview.round)
    return not later.exists()
