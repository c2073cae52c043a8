"""Doorways for Celery: the clock is read, one call is made."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from careers import clock
from notifications import delivery, outbox, planner, runs

SWEEP_EVERY = timedelta(seconds=settings.SWEEP_SECONDS)


@shared_task
def sweep() -> None:
    """Due plans -> intents. Dies harmlessly: what was not committed is still due."""
    now = clock.now()
    if runs.take("sweep", SWEEP_EVERY, now):
        planner.sweep(now)


@shared_task
def deliver() -> None:
    """Drain the outbox for a while; woken when something falls due, and periodically."""
    delivery.drain(clock.now, seconds=delivery.DRAIN_SECONDS)


@shared_task
def rescue() -> None:
    """Free messages whose worker died; the outbox then wakes a worker to deliver them."""
    outbox.rescue(clock.now())


@shared_task
def forget_old_runs() -> None:
    """Keep the table of periodic runs small."""
    runs.forget_old(clock.now())
