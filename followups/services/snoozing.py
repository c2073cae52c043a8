"""Putting a window off: the student writes at the next one, and nobody reminds her of this one."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.models import Application
from careers.signals import announce
from followups.models import Plan
from followups.policy import SEND_NOW, WAIT


@transaction.atomic
def snooze(plan: Plan, now: datetime) -> None:
    """ "Not this window": the plan's window is put off, and is not counted as missed.

    Nothing is decided by it: the window stays right, and a letter sent in it counts as any other.
    The one she saw is put off, also if the stored plan has moved on; doing it twice is once.
    Raises ValidationError if no window stands or it is over.
    """
    _take_turns(plan)
    if plan.action not in (WAIT, SEND_NOW) or plan.window_end is None:
        raise ValidationError(_("There is no window to put off here any more."))
    if plan.window_end <= now:
        raise ValidationError(_("This window is over already."))
    _write(plan, plan.window_end, now)


@transaction.atomic
def unsnooze(plan: Plan, now: datetime) -> None:
    """She takes it back: the window counts again, and what was not yet told of it is told."""
    _take_turns(plan)
    _write(plan, None, now)


def _take_turns(plan: Plan) -> None:
    # Whoever decides about the case holds its application; a sweep must not write beside us.
    Application.objects.select_for_update(no_key=True).get(pk=plan.application_id)


def _write(plan: Plan, until: datetime | None, now: datetime) -> None:
    Plan.objects.filter(pk=plan.pk).update(snoozed_until=until)
    plan.snoozed_until = until
    # Decided again, and due at once: the next sweep withdraws the reminders of this window.
    announce(plan.centre_id, [plan.application_id], now)
