"""The Celery application: settings say how, each app's tasks.py says what."""

import gc
import logging.config
import os
from typing import Any

from celery import Celery, signals
from django.conf import settings
from kombu.transport import redis
from redis.exceptions import ConnectionError  # the one that kombu looks for
from structlog.contextvars import bind_contextvars, clear_contextvars

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabar.settings.dev")


class _Channel(redis.Channel):  # type: ignore[misc]
    """A channel that says so if its connection is gone.

    A task that outlives the connection acknowledges itself on the old channel, where kombu 5.7 stumbles
    (AttributeError) and the worker ends with it. A broken connection is what it knows how to survive.
    """

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the channel was closed with its connection")
        return super()._connparams(asynchronous)


redis.Transport.Channel = _Channel
app = Celery("kabar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _log_as_the_site_does(**_ignored: Any) -> None:
    """Celery adds no handlers of its own: those would write past kabar/logs.py."""
    logging.config.dictConfig(settings.LOGGING)


@signals.worker_process_init.connect
def _leave_the_code_alone(**_ignored: Any) -> None:
    """What was loaded lives as long as the process: the garbage collector need not look at it
    again and again (a look at everything takes 50 ms)."""
    gc.collect()
    gc.freeze()


@signals.task_prerun.connect
def _name_the_task(task_id: str, task: Any, **_ignored: Any) -> None:
    bind_contextvars(task_id=task_id, task=task.name)


@signals.task_postrun.connect
def _forget_the_task(**_ignored: Any) -> None:
    clear_contextvars()
