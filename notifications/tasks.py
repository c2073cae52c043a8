"""Doorways for Celery: the clock is read, one call is made."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from careers import clock
from notifications import bounces, delivery, digests, inbound, outbox, planner, runs, watch

SWEEP_EVERY = timedelta(seconds=settings.SWEEP_SECONDS)


@shared_task
def sweep() -> None:
    """Due plans -> intents. Dies harmlessly: what was not committed is still due."""
    now = clock.now()
    if runs.take("sweep", SWEEP_EVERY, now):
        planner.sweep(now, planner.call_help)


@shared_task
def help_sweep() -> None:
    """Share the work of a sweep that found much. It comes too late or not at all? Nothing is lost."""
    planner.sweep(clock.now())


@shared_task
def deliver() -> None:
    """Drain the outbox for a while; woken when something falls due, and periodically."""
    delivery.drain(clock.steady(), seconds=delivery.DRAIN_SECONDS, connections=settings.MAIL_CONNECTIONS)


@shared_task
def queue_digests() -> None:
    """Daily mails that are due -> intents. Dies harmlessly: what was not committed is still due."""
    digests.queue(clock.now())


@shared_task
def enlist_for_digests() -> None:
    """Everybody who gets a daily mail is due one, new staff included. Running it twice adds nothing."""
    digests.enlist(clock.now())


@shared_task
def rescue() -> None:
    """Free messages whose worker died; the outbox then wakes a worker to deliver them."""
    outbox.rescue(clock.now())


@shared_task
def forget_old_runs() -> None:
    """Keep the table of periodic runs small."""
    runs.forget_old(clock.now())


@shared_task
def watch_over() -> None:
    """Tell what wants a person. An alarm is told once an hour, however many beats ask."""
    watch.watch(clock.now())


@shared_task
def read_provider_events() -> None:
    """Understand what webhooks stored. Dies harmlessly: what was not understood still waits."""
    now = clock.now()
    if runs.take("read provider events", SWEEP_EVERY, now):
        bounces.read(clock.steady())


@shared_task
def forget_provider_events() -> None:
    """Delete what providers told once its retention is over; what it changed stays."""
    bounces.forget(clock.now())


@shared_task
def forget_refused_mail() -> None:
    """Delete the rows of inbound mail that was refused, once they have been counted long enough."""
    inbound.forget_refused(clock.now())
