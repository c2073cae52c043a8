"""django-mailer: its log rows without a second copy of each mail."""

import os

from benchmarks.mail.settings.peer import *  # noqa: F403
from benchmarks.mail.settings.peer import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "mailer"]
MAILER_EMAIL_LOG_MESSAGE_DATA = False
MAILER_MESSAGES_BATCH_SIZE = 500
# Its default is a lock file; without one, several workers share the queue by row locks.
MAILER_USE_FILE_LOCK = os.environ.get("BENCH_FILE_LOCK") == "yes"
MAILER_LOCK_PATH = os.environ.get("BENCH_LOCK_PATH")
