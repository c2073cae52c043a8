"""Who takes part in the mail races, each with its best documented settings."""

from collections.abc import Mapping
from typing import NamedTuple


class Contender(NamedTuple):
    """Who sends. `env` are its own options; `alike` names who has queued the very same rows.

    `tree` is one command that starts its own worker processes.
    """

    name: str
    module: str
    settings: str
    env: Mapping[str, str] = {}
    verb: str = "drain"
    tree: bool = False
    alike: str = ""

    def tuned(self, name: str, **env: str) -> "Contender":
        """The same queue, drained with other options."""
        return self._replace(name=name, env={**self.env, **env}, alike=self.alike or self.name)


KABAR = Contender("Kabar", "kabar", "kabar", env={"BENCH_CONNECTIONS": "8"})
KABAR_ONE = KABAR.tuned("Kabar, 1 connection per worker", BENCH_CONNECTIONS="1")
KABAR_DEFAULT = KABAR.tuned("Kabar, its default of 4 connections", BENCH_CONNECTIONS="4")
LOOP = Contender("yardstick: one smtplib connection, rendering, no outbox", "loop", "kabar", alike=KABAR.name)

POST_OFFICE = Contender("post_office, rendered when queued", "post_office", "post_office", tree=True)
POST_OFFICE_LATE = POST_OFFICE._replace(
    name="post_office, render_on_delivery", env={"BENCH_ON_DELIVERY": "yes"}
)
# Its README leaves open how many threads are best for SMTP: the fastest of these counts.
THREADS = [
    entrant.tuned(f"{entrant.name}, {threads} threads", BENCH_THREADS=str(threads))
    for entrant in (POST_OFFICE, POST_OFFICE_LATE)
    for threads in (1, 20)
]
MAILER = Contender("django-mailer", "django_mailer", "django_mailer")
CELERY = Contender("one Celery task per mail", "celery_task", "celery_mail", tree=True)
CELERY_LATE = CELERY._replace(name="one Celery task per mail, acks_late", env={"BENCH_ACKS_LATE": "yes"})

BYTES = Contender("limit: one smtplib connection, ready bytes", "bytes_only", "peer")
FLOOD = BYTES._replace(name="limit: the sink's own ceiling", verb="flood")

EACH_ONCE = (KABAR, POST_OFFICE, POST_OFFICE_LATE, MAILER, CELERY, CELERY_LATE, LOOP, BYTES, FLOOD)
ALL = (
    KABAR, KABAR_ONE, KABAR_DEFAULT, POST_OFFICE, POST_OFFICE_LATE, *THREADS, MAILER, CELERY, CELERY_LATE,
    LOOP, BYTES, FLOOD,
)  # fmt: skip
# One connection each, so they run with one worker only.
SINGLE = (LOOP, BYTES, FLOOD)
