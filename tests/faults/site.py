"""Kabar as in production on a throw-away ground: workers, beats and a web server, all to be killed.

PostgreSQL and Valkey come from benchmarks/mail/ground.py, and so does the mail server, whose ledger
is on the disk before it says "250". Times are short, so that what a dead worker held is looked at
within the experiment.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from benchmarks.mail import sink
from benchmarks.mail.ground import Ground, Sink, ground
from kabar.ports import answers, free_port
from kabar.processes import Child
from tests.faults import judge
from tests.servers import children_of

CONNECTIONS = 2  # of one drain to the mail server: settings.MAIL_CONNECTIONS
SLOTS = 2  # tasks that one worker runs at once
LEASE = 6.0
SHORT_TIMES = {
    "KABAR_SWEEP_SECONDS": "2",
    "KABAR_MAIL_DEADLINE_SECONDS": "2",
    "KABAR_MAIL_LEASE_SECONDS": f"{LEASE:g}",
    "KABAR_MAIL_CONNECTIONS": f"{CONNECTIONS}",
}
TIMES_IN_WORDS = f"lease {LEASE:g} s, deadline 2 s, sweep every 2 s"
PATIENCE = 120.0  # seconds in which something must have moved
_prepared: dict[str, str] = {}  # databases of the present ground, by what was prepared in them


@contextmanager
def laid_ground(given: Ground | None) -> Iterator[Ground]:
    """The ground somebody laid already, or one of our own."""
    if given is not None:
        yield given
        return
    with ground() as own:
        yield own


class Stalled(Exception):
    """Nothing moves any more."""


@dataclass
class Worker:
    """A Celery worker: its processes, and how many mails it may have in flight."""

    child: Child
    pool: str
    options: Mapping[str, str]

    @property
    def is_ready(self) -> bool:
        """Whether it has said that it takes tasks."""
        return "ready." in self.child.log.read_text(errors="replace")

    def hands(self) -> list[int]:
        """The processes of a prefork pool that do the work."""
        return children_of(self.child.pid) if self.pool == "prefork" else []


@dataclass
class Site:
    """One Kabar: a database with due cases, a mail server, and what runs on them."""

    ground: Ground
    database: str
    smtp: Sink
    times: Mapping[str, str] = field(default_factory=lambda: SHORT_TIMES)
    workers: list[Worker] = field(default_factory=list)
    others: list[Child] = field(default_factory=list)
    port: int = 0

    @classmethod
    def open(cls, on: Ground, cases: int, latency_ms: float) -> "Site":
        """Nothing runs yet; `cases` are due, and the mail server takes its time for each mail."""
        return cls(on, on.copy(_seeded(on, cases)), on.sink(latency_ms=latency_ms, fsync=True))

    @property
    def url(self) -> str:
        return self.ground.url(self.database)

    @property
    def env(self) -> dict[str, str]:
        return {
            **environment(self.ground, self.database),
            **self.times,
            "KABAR_SMTP_PORT": str(self.smtp.port),
        }

    # --- what runs --------------------------------------------------------------------------------

    def start_worker(self, pool: str = "prefork", queue: str = "", **options: str) -> Worker:
        """A worker with SLOTS slots; `options` change its environment."""
        argv = ["-m", "celery", "-A", "kabar.celery", "worker", "--pool", pool]
        argv += ["--concurrency", str(SLOTS), "--hostname", f"w{self.ground.number()}@localhost"]
        argv += ["-Q", queue] if queue else []
        worker = Worker(self.ground.start(argv, {**self.env, **options}), pool, options)
        self.workers.append(worker)
        return worker

    def start_beat(self) -> Child:
        schedule = self.ground.folder / f"beat-{self.ground.number()}"
        beat = self.ground.start(
            ["-m", "celery", "-A", "kabar.celery", "beat", "-s", str(schedule)], self.env
        )
        self.others.append(beat)
        return beat

    def start_web(self) -> None:
        """The web server; returns when it answers."""
        self.port = free_port()
        argv = ["-m", "gunicorn", "kabar.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        web = self.ground.start([*argv, "--threads", "4", "--no-control-socket"], self.env)
        self.others.append(web)
        wait(lambda: answers(self.port), "the web server does not answer")

    def replace(self, worker: Worker) -> None:
        """`kill -9` a worker with all its processes, and start another like it."""
        self.workers.remove(worker)
        self.ground.kill(worker.child)
        self.start_worker(worker.pool, **worker.options)

    def close(self) -> None:
        """End all of it and drop the database."""
        self.ground.stop(*(worker.child for worker in self.workers), *self.others, self.smtp.child)
        self.ground.drop(self.database)

    # --- what is seen -----------------------------------------------------------------------------

    def ask(self, sql: str) -> int:
        """One number from the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(sql).fetchone()  # type: ignore[call-overload]
        return int(found[0])

    def do(self, sql: str) -> None:
        """Change something."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[call-overload]

    def texts(self, sql: str) -> list[str]:
        """The first column from the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return [str(row[0]) for row in connection.execute(sql)]  # type: ignore[call-overload]

    def ended(self) -> list[Child]:
        """What has ended though nobody stopped it."""
        running = [*(worker.child for worker in self.workers), *self.others]
        return [child for child in running if child.exit_code() is not None]

    def due_plans(self) -> int:
        """Cases that a sweep should look at."""
        return self.ask("SELECT count(*) FROM followups_plan WHERE next_check_at <= clock_timestamp()")

    def waiting(self) -> int:
        """Intents without an outcome, and cases that nobody looked at yet."""
        unsettled = "state IN ('queued', 'claimed', 'sending')"
        return self.due_plans() + self.ask(f"SELECT count(*) FROM notifications_message WHERE {unsettled}")

    def rows(self) -> list[judge.Row]:
        return judge.rows(self.url)

    def cases(self) -> list[tuple[int, str]]:
        """Whom to tell what: every application of the experiments waits for a note of thanks."""
        return [(int(pk), "thank_you_due") for pk in self.texts("SELECT id FROM careers_application")]

    def ledger(self) -> Counter[str]:
        return sink.copies(self.smtp.log)

    def wait_for_mails(self, count: int) -> None:
        """Until the mail server has taken so many. Raises Stalled if it takes none for long."""
        seen, since = -1, time.monotonic()
        while self.smtp.count() < count:
            if self.smtp.count() != seen:
                seen, since = self.smtp.count(), time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                raise Stalled(f"no mail since {PATIENCE:g} s, {seen} of {count} taken")
            time.sleep(0.05)

    def wait_until_drained(self, seconds: float = PATIENCE) -> float:
        """Until everything due has its outcome; returns how long that took. Raises Stalled."""
        began = time.monotonic()
        wait(lambda: not self.waiting(), "not all has an outcome", seconds, every=0.25)
        return time.monotonic() - began


def wait(until: Callable[[], object], otherwise: str, seconds: float = PATIENCE, every: float = 0.05) -> None:
    """Until a condition holds. Raises Stalled with the sentence if it does not in time."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise Stalled(f"{otherwise} within {seconds:g} s")
        time.sleep(every)


@contextmanager
def noting(broken: list[str]) -> Iterator[None]:
    """Whatever stalls inside is noted as a broken promise; the figures are still to be told."""
    try:
        yield
    except Stalled as stalled:
        broken.append(str(stalled))


def kill(pid: int) -> None:
    """`kill -9` one process, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def environment(on: Ground, database: str) -> dict[str, str]:
    """What Kabar's processes need to know; nothing of ours but what is said here."""
    outer = {key: value for key, value in os.environ.items() if not key.startswith(("KABAR_", "DJANGO_"))}
    return {
        **outer,
        "DJANGO_SETTINGS_MODULE": "kabar.settings.dev",
        "KABAR_DATABASE_URL": on.url(database),
        "KABAR_BROKER_URL": on.valkey.broker_url(0),
        "KABAR_CACHE_URL": on.valkey.cache_url(1),
        "KABAR_SMTP_HOST": "127.0.0.1",
    }


def _seeded(on: Ground, cases: int) -> str:
    """A database with so many due cases, to be copied."""
    name = f"cases_{on.number()}"
    on.sql(f"CREATE DATABASE {name} TEMPLATE {migrated(on)} STRATEGY FILE_COPY")
    on.run(["-m", "tests.faults.seed", str(cases)], environment(on, name))
    return name


def migrated(on: Ground) -> str:
    """A database with our tables and no rows; made once for each ground."""
    name = _prepared.get(str(on.folder))
    if name is None:
        name = _prepared[str(on.folder)] = f"empty_{on.number()}"
        on.sql(f"CREATE DATABASE {name}")
        on.run(["manage.py", "migrate", "-v", "0"], environment(on, name))
    return name
