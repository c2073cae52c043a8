"""The ONE table of periodic jobs. Beat reads it; every job reconciles, so a lost run is harmless."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab


def schedule(sweep_seconds: float) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule; `sweep_seconds` is how often due plans and mail are looked for."""
    often = timedelta(seconds=sweep_seconds)
    return {
        "sweep due plans": {"task": "notifications.tasks.sweep", "schedule": often},
        "deliver what is due": {"task": "notifications.tasks.deliver", "schedule": often},
        "rescue mail of dead workers": {"task": "notifications.tasks.rescue", "schedule": 2 * often},
        "plan every open case again": {
            "task": "followups.tasks.reconcile_all",
            "schedule": crontab(hour=18, minute=0),  # 01.00 in Jakarta
        },
        "keep in touch": {
            "task": "followups.tasks.keep_in_touch",
            "schedule": crontab(minute=20),
        },
        "forget old runs": {
            "task": "notifications.tasks.forget_old_runs",
            "schedule": crontab(hour=19, minute=0),
        },
    }
