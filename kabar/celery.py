"""The Celery application: it finds the tasks of the apps and takes the one schedule table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabar.settings.dev")

app = Celery("kabar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def _take_schedule(sender: Celery, **_kwargs: object) -> None:
    from kabar.schedule import SCHEDULE

    sender.conf.beat_schedule = SCHEDULE
