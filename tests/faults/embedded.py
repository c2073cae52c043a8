"""The embedded set-up of `make run`, piece by piece, so that pieces can be killed."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kabar.ports import free_port
from kabar.processes import Child, Family
from tests.servers import HOST, ROOT, Sink, Valkey

WAITING = ("queued", "claimed", "sending")


@dataclass
class Embedded:
    """SQLite, Valkey, sink, worker with beat, and web server in one folder, with short leases."""

    family: Family
    folder: Path
    sink: Sink
    valkey: Valkey
    port: int = field(default_factory=free_port)
    worker: Child | None = None
    web: Child | None = None

    @classmethod
    def start(cls, family: Family, folder: Path, cases: int, pause_seconds: float) -> "Embedded":
        """Everything but the worker runs; `cases` reminders are due."""
        for name in ("sink", "valkey"):
            (folder / name).mkdir()
        sink = Sink(family, folder / "sink", pause_seconds=pause_seconds)
        made = cls(family, folder, sink, Valkey(family, folder / "valkey"))
        sink.start()
        made.valkey.start()
        made.manage("manage.py", "migrate", "-v", "0")
        made.manage("-m", "tests.faults.seed", str(cases))
        made.start_web()
        return made

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "kabar.settings.dev",
            "KABAR_DATABASE_URL": f"sqlite:///{self.folder / 'kabar.sqlite3'}",
            "KABAR_BROKER_URL": self.valkey.broker_url(),
            "KABAR_CACHE_URL": self.valkey.cache_url(),
            "KABAR_SMTP_HOST": HOST,
            "KABAR_SMTP_PORT": str(self.sink.port),
            "KABAR_SWEEP_SECONDS": "1",
            "KABAR_MAIL_DEADLINE_SECONDS": "2",
            "KABAR_MAIL_LEASE_SECONDS": "6",
        }

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], check=True, env=self.env, cwd=ROOT)

    def start_worker(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "kabar.celery", "worker", "-B"]
        command += ["-s", str(self.folder / "beat"), "--pool", "threads", "--concurrency", "2"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        log = self.folder / "worker.log"
        self.worker = self.family.start("worker", command, log=log, env=self.env, cwd=ROOT)

    def start_web(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "kabar.wsgi:application"]
        command += ["--bind", f"{HOST}:{self.port}", "--threads", "4", "--no-control-socket"]
        log = self.folder / "web.log"
        self.web = self.family.start("web", command, log=log, env=self.env, cwd=ROOT)

    def kill(self, name: str) -> None:
        """`kill -9` a piece with all its processes, and start it again."""
        if name == "broker":
            self.valkey.kill()
            self.valkey.start()
            return
        child = self.worker if name == "worker" else self.web
        assert child is not None
        os.killpg(child.pid, signal.SIGKILL)
        self.family.stop_child(child)
        (self.start_worker if name == "worker" else self.start_web)()

    def messages(self) -> dict[str, str]:
        """Every message's id and state, as the database tells it."""
        with sqlite3.connect(f"file:{self.folder / 'kabar.sqlite3'}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT id, state FROM notifications_message").fetchall()
        return {str(number): state for number, state in rows}

    def waiting(self) -> int:
        """How many messages have no outcome yet."""
        return sum(state in WAITING for state in self.messages().values())

    def accepted(self) -> Counter[str]:
        """How often the sink's own log has each message: the judge."""
        return Counter(entry.message_id for entry in self.sink.entries())
