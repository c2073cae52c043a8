"""Networking tasks: the one next touch of each student and contact, kept, done, skipped, snoozed.

Reconcile: what should stand (followups/contacts.py) is compared with the open tasks, and only the
difference is written. Closed tasks are history and never touched.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.models import Application, Centre, Student, User
from followups.contacts import OPEN_STATE, Standing, standings
from followups.models import NetworkingTask, Plan
from followups.policy import DONE, KEPT_FOR, SKIPPED

CHUNK = 500
# Longer is no snooze but a skip.
LONGEST_SNOOZE = timedelta(days=60)


def refresh(where: Centre | Iterable[int], now: datetime) -> int:
    """Keep the networking tasks of a centre, or of the students of some applications (ids).

    For the sweep and the nightly job; returns how many tasks were made, moved or taken back.
    Running it twice changes nothing; each chunk is one transaction, and if we die in between, the
    next run finishes. The caller holds the centre's scope.
    """
    if isinstance(where, Centre):
        students = _students_who_met_someone(where, now)
    else:
        rows = Application.objects.filter(pk__in=list(where)).order_by("student_id")
        students = list(rows.values_list("student_id", "centre_id").distinct())
    by_centre: dict[int, list[int]] = {}
    for student_id, centre_id in students:
        by_centre.setdefault(centre_id, []).append(student_id)
    changed = 0
    for centre_id, ids in by_centre.items():
        for start in range(0, len(ids), CHUNK):
            changed += _reconcile(centre_id, ids[start : start + CHUNK], now)
    return changed


def _students_who_met_someone(centre: Centre, now: datetime) -> list[tuple[int, int]]:
    recent = Student.objects.filter(centre=centre, applications__interviews__held_at__gt=now - KEPT_FOR)
    left_over = Student.objects.filter(centre=centre, applications__networking__state=OPEN_STATE)
    ids = {*recent.values_list("pk", flat=True), *left_over.values_list("pk", flat=True)}
    return [(pk, centre.pk) for pk in sorted(ids)]


@transaction.atomic
def _reconcile(centre_id: int, student_ids: Sequence[int], now: datetime) -> int:
    made: list[NetworkingTask] = []
    moved: list[NetworkingTask] = []
    gone: list[int] = []
    for (_student, contact_id), standing in standings(centre_id, student_ids, now).items():
        keep = _fitting(standing)
        gone += [task.pk for task in standing.open_tasks if task is not keep]
        touch, application = standing.touch, standing.application
        if touch is None or application is None:
            continue
        if keep is None:
            made.append(
                NetworkingTask(
                    centre_id=centre_id,
                    application=application,
                    contact_id=contact_id,
                    kind=touch.kind,
                    not_before=touch.not_before,
                    created_at=now,
                )
            )
        elif touch.not_before > keep.not_before or keep.application_id != application.pk:
            # Only ever later: a snooze stands against an earlier hour.
            keep.not_before = max(touch.not_before, keep.not_before)
            keep.application = application
            moved.append(keep)
    NetworkingTask.objects.filter(pk__in=gone, state=OPEN_STATE).delete()
    # Two refreshes at once: the constraint `networking_one_open_per_contact` lets one task stand.
    NetworkingTask.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
    NetworkingTask.objects.bulk_update(moved, ["not_before", "application"], batch_size=CHUNK)
    return len(made) + len(moved) + len(gone)


def _fitting(standing: Standing) -> NetworkingTask | None:
    """The open task that says what should stand, if there is one."""
    if standing.touch is None:
        return None
    return next((t for t in standing.open_tasks if t.kind == standing.touch.kind), None)


@transaction.atomic
def finish(task: NetworkingTask, how: str, *, by: User, now: datetime) -> None:
    """The student did it (DONE) or will not (SKIPPED); the next touch is worked out at once.

    A touch made before its hour is still a touch: it is recorded, and counts for the caps. Clicking
    twice is once. Raises ValidationError for anybody but the student, and if it was marked
    otherwise before.
    """
    if how not in (DONE, SKIPPED):
        raise ValueError(how)
    _hers(task, by)
    closed = NetworkingTask.objects.filter(pk=task.pk, state=OPEN_STATE).update(state=how, closed_at=now)
    task.refresh_from_db()
    if not closed and task.state != how:
        raise ValidationError(_("This has already been marked."))
    if closed and how == DONE:
        # She was in touch: windows missed before it are forgotten, and nothing is told of them.
        missed = Plan.objects.filter(application=task.application_id, missed_windows__gt=0)
        missed.update(missed_windows=0, missed_at=None, next_check_at=now)
    refresh([task.application_id], now)


@transaction.atomic
def snooze(
    task: NetworkingTask,
    *,
    until: datetime | None = None,
    days: int | None = None,
    by: User,
    now: datetime,
) -> None:
    """Not now: the task rests until an instant or for some days, but never comes earlier.

    Raises ValidationError for anybody but the student, for a time that has passed or lies too far
    away, and for a task that is no longer open.
    """
    _hers(task, by)
    if (until is None) == (days is None):
        raise ValueError("either until or days")
    rests_until = until if until is not None else now + timedelta(days=days or 0)
    if not now < rests_until <= now + LONGEST_SNOOZE:
        raise ValidationError(
            _("Choose a day within the next %(days)s days.") % {"days": LONGEST_SNOOZE.days}
        )
    still_open = NetworkingTask.objects.filter(pk=task.pk, state=OPEN_STATE)
    if not still_open.update(not_before=max(rests_until, task.not_before)):
        raise ValidationError(_("This has already been marked."))
    task.refresh_from_db()


def _hers(task: NetworkingTask, by: User) -> None:
    if task.application.student.user_id != by.pk:
        raise ValidationError(_("Only the student marks what she did on LinkedIn."))
