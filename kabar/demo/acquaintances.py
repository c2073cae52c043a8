"""LinkedIn, now and then: what students did about their networking tasks before and during the replay."""

from datetime import datetime, timedelta
from random import Random

from django_scopes import scope

from careers.models import Centre
from followups.models import NetworkingTask
from followups.policy import DONE, SKIPPED
from followups.services.networking import finish, refresh, snooze
from kabar.demo.setting import DAY

# The share of due tasks that is looked at, in one way or another, on one evening.
LOOKED_AT = 0.035
OPEN = "open"
# By people, never by ids: the same seed must find the same tasks in the same order.
ORDER = ("application__student__user__email", "contact__email", "contact__employer__name", "kind", "pk")


def remember(centres: list[Centre], start: datetime, rng: Random) -> None:
    """The invitations of earlier weeks: most were sent, some skipped; then what comes next."""
    for centre in centres:
        with scope(centre=centre.pk):
            refresh(centre, start)
            closed = []
            for task in NetworkingTask.objects.filter(not_before__lt=start - DAY).order_by(*ORDER):
                chance = rng.random()
                if chance < 0.75:
                    age = int((start - task.not_before).total_seconds())
                    task.state = DONE if chance < 0.62 else SKIPPED
                    task.created_at = task.not_before - DAY
                    task.closed_at = task.not_before + timedelta(seconds=rng.randint(3600, min(age, 500_000)))
                    closed.append(task)
            fields = ["state", "created_at", "closed_at"]
            NetworkingTask.objects.bulk_update(closed, fields, batch_size=200)
            refresh(centre, start)


def evening(centres: list[Centre], now: datetime, rng: Random) -> None:
    """Students do, skip or put off what is due; new acquaintances are the sweep's to notice."""
    for centre in centres:
        with scope(centre=centre.pk):
            due = NetworkingTask.objects.filter(state=OPEN, not_before__lte=now).order_by(*ORDER)
            for task in due.select_related("application__student__user", "contact"):
                _act(task, now, rng)


def as_of(centres: list[Centre], now: datetime) -> None:
    """What should stand at the end, for everybody (the nightly job does the same)."""
    for centre in centres:
        with scope(centre=centre.pk):
            refresh(centre, now)


def _act(task: NetworkingTask, now: datetime, rng: Random) -> None:
    chance, student = rng.random() / LOOKED_AT, task.application.student.user
    if chance < 0.7:
        finish(task, DONE, by=student, now=now)
    elif chance < 0.85:
        finish(task, SKIPPED, by=student, now=now)
    elif chance < 1:
        snooze(task, days=rng.randint(2, 6), by=student, now=now)
