"""django-post_office: what its README names for speed."""

import os

from benchmarks.mail.settings.peer import *  # noqa: F403
from benchmarks.mail.settings.peer import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "post_office"]
POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "BATCH_SIZE": int(os.environ.get("BENCH_BATCH_SIZE", "5000")),
    "THREADS_PER_PROCESS": int(os.environ.get("BENCH_THREADS", "5")),
    "LOG_LEVEL": 1,  # failures only; the default writes a row for each mail
    "SENDING_ORDER": ["created"],
}
LOGGING_LEVEL = "WARNING"  # post_office sets its own handler to INFO unless told otherwise
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"post_office": {"class": "logging.StreamHandler"}},
    "loggers": {"post_office": {"handlers": ["post_office"], "level": "WARNING"}},
}
