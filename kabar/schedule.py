"""The ONE table of periodic jobs. Beat reads it; every job reconciles, so a lost run is harmless."""

from typing import Any

from celery.schedules import crontab

from notifications.tasks import SWEEP_EVERY

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep due plans": {
        "task": "notifications.tasks.sweep",
        "schedule": SWEEP_EVERY,
    },
    "deliver what is due": {
        "task": "notifications.tasks.deliver",
        "schedule": SWEEP_EVERY,
    },
    "rescue mail of dead workers": {
        "task": "notifications.tasks.rescue",
        "schedule": 2 * SWEEP_EVERY,
    },
    "plan every open case again": {
        "task": "followups.tasks.reconcile_all",
        "schedule": crontab(hour=18, minute=0),  # 01.00 in Jakarta
    },
    "forget old runs": {
        "task": "notifications.tasks.forget_old_runs",
        "schedule": crontab(hour=19, minute=0),
    },
}
