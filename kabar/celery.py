"""The Celery application: settings say how, each app's tasks.py says what."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kabar.settings.dev")

app = Celery("kabar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
