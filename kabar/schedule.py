"""The ONE table of periodic jobs. Beat reads it; every job reconciles, so a lost run is harmless.

A job whose second run would only cost time goes through `kabar.tasks.once`, with the length of its
slot in minutes: however many beats ask within one slot, it runs once.
"""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab


def schedule(sweep_seconds: float) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule; `sweep_seconds` is how often due plans and mail are looked for."""
    often = timedelta(seconds=sweep_seconds)
    return {
        "sweep due plans": {"task": "notifications.tasks.sweep", "schedule": often},
        "deliver what is due": {
            "task": "notifications.tasks.deliver",
            "schedule": often,
            # While workers are away, a few of them are enough for when they return.
            "options": {"expires": max(60, 2 * sweep_seconds)},
        },
        "rescue mail of dead workers": {"task": "notifications.tasks.rescue", "schedule": 2 * often},
        "queue daily mails": {"task": "notifications.tasks.queue_digests", "schedule": often},
        "see who gets a daily mail": {
            "task": "kabar.tasks.once",
            "args": ("notifications.tasks.enlist_for_digests", 15),
            "schedule": crontab(minute="10,40"),
        },
        "watch over deliveries": {
            "task": "notifications.tasks.watch_over",
            "schedule": timedelta(minutes=1),
        },
        "read what providers told": {
            "task": "notifications.tasks.read_provider_events",
            "schedule": often,
        },
        "forget old provider events": {
            "task": "notifications.tasks.forget_provider_events",
            "schedule": crontab(hour=19, minute=10),
        },
        "forget refused mail": {
            "task": "notifications.tasks.forget_refused_mail",
            "schedule": crontab(hour=19, minute=15),
        },
        "plan every open case again": {
            "task": "kabar.tasks.once",
            "args": ("followups.tasks.reconcile_all", 60),
            "schedule": crontab(hour=18, minute=0),  # 01.00 in Jakarta
        },
        "keep in touch": {
            "task": "kabar.tasks.once",
            "args": ("followups.tasks.keep_in_touch", 15),
            "schedule": crontab(minute=20),
        },
        "forget old runs": {
            "task": "notifications.tasks.forget_old_runs",
            "schedule": crontab(hour=19, minute=0),
        },
    }
