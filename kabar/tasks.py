"""The doorway for periodic jobs that should run once, however many beats ask (kabar/schedule.py)."""

from datetime import timedelta

from celery import current_app, shared_task

from careers import clock
from notifications import runs


@shared_task
def once(task: str, minutes: int) -> None:
    """Run a task here if nobody has taken its present slot of so many minutes.

    If it dies on the way, its next slot does the work: it reconciles.
    """
    if runs.take(task, timedelta(minutes=minutes), clock.now()):
        current_app.tasks[task]()
