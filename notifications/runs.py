"""Periodic runs: a job takes its slot once, however many beats ask."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from notifications.models import JobRun

KEEP = timedelta(days=7)


def take(job: str, every: timedelta, now: datetime) -> bool:
    """True for the one run that takes this job's present slot (UTC, aligned to the period).

    If the run dies after this commit, the next slot does the work: every job reconciles.
    """
    seconds = int(every.total_seconds())
    slot = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
    try:
        with transaction.atomic():
            JobRun.objects.create(job=job, slot=slot, started_at=now)
    except IntegrityError:
        return False
    return True


def forget_old(now: datetime) -> int:
    """Delete runs nobody will ask about again."""
    deleted, _per_model = JobRun.objects.filter(slot__lt=now - KEEP).delete()
    return deleted
