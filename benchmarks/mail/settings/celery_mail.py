"""One Celery task per mail: Celery's guide to optimising, for short tasks and for sure ones."""

import os

from benchmarks.mail.settings.peer import *  # noqa: F403
from benchmarks.mail.settings.peer import BROKER_URL

LATE = os.environ.get("BENCH_ACKS_LATE") == "yes"
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = LATE
CELERY_TASK_REJECT_ON_WORKER_LOST = LATE
# Many short tasks are fetched ahead; tasks acknowledged late are fetched one by one.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1 if LATE else 64
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "idle"
CELERY_TASK_ROUTES = {"mail.send": {"queue": "mail"}}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": float(os.environ.get("BENCH_VISIBILITY_TIMEOUT", "3600")),
}
