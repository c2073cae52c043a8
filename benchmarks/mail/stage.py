"""A stage is set once: the same mails, queued by each contender in a database of its own.

Every round then starts from fresh copies of those databases.
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from valkey import Valkey

from benchmarks.mail import mails, sink
from benchmarks.mail.entrants import ALL, KABAR, Contender
from benchmarks.mail.ground import FIRST_DATABASE, GATE, Ground, Sink, open_gates
from kabar.processes import Child

IDLE_SECONDS = 30.0  # a drain that delivers nothing for so long is over


class Run(NamedTuple):
    """One drain: when it was let go, what the sink took, and when the contender was done.

    `done` is when every worker had written down its results; on the clock of the ledger.
    """

    go: float
    taken: list[sink.Accepted]
    done: float

    @property
    def drain(self) -> float:
        """Mails per second from the first to the last one the sink took."""
        return (len(self.taken) - 1) / (self.taken[-1].at - self.taken[0].at)

    @property
    def arrival(self) -> float:
        """Mails per second from the start to the last one the sink took."""
        return len(self.taken) / (self.taken[-1].at - self.go)

    @property
    def whole(self) -> float:
        """Mails per second from the start until all results are written down."""
        return len(self.taken) / (self.done - self.go)


@dataclass
class Stage:
    """`count` mails, queued by everyone."""

    ground: Ground
    count: int
    contenders: Sequence[Contender] = ALL
    now: datetime = datetime.min
    _databases: dict[str, str] = field(default_factory=dict)

    @property
    def mails(self) -> Path:
        """The mails, for those who queue them rendered."""
        return self.ground.folder / f"mails-{self.count}.json"

    @property
    def kept(self) -> Path:
        """The same as bytes."""
        return self.ground.folder / f"mails-{self.count}.kept"

    def set(self) -> "Stage":
        """Queue Kabar's reminders, let it send them once to a sink that keeps, and queue the rest."""
        self._cases()
        keeping = self.ground.sink(keep=True)
        self.run(KABAR, 1, keeping)
        keeping.kept.rename(self.kept)
        written = [mails.parse(content) for content in sink.kept_messages(self.kept)]
        assert len({mail.key for mail in written}) == self.count
        mails.write(self.mails, sorted(written, key=lambda mail: int(mail.key)))
        for contender in self.contenders:
            if contender.module in ("post_office", "django_mailer") and not contender.alike:
                self._make(contender)
                argv = ["-m", "benchmarks.mail.process", contender.module, "fill", str(self.mails)]
                self.ground.run(argv, self.env(contender))
        self.ground.sql("ANALYZE", "CHECKPOINT")
        return self

    def keys(self) -> list[str]:
        """What the ledgers know the mails by."""
        return [mail.key for mail in mails.read(self.mails)]

    def plan(self) -> "Stage":
        """Only plan Kabar's cases: all are due, and nothing is queued."""
        self._cases("--plans-only")
        return self

    def _cases(self, *options: str) -> None:
        self._make(KABAR)
        argv = ["-m", "benchmarks.mail.cases", str(self.count), *options]
        made = json.loads(self.ground.run(argv, self.env(KABAR)))
        self.now = datetime.fromisoformat(made["now"])
        assert made["queued"] == (0 if options else self.count)

    def _make(self, contender: Contender) -> None:
        database = f"{contender.module}_{self.ground.number()}"
        self._databases[contender.name] = database
        self.ground.sql(f"CREATE DATABASE {database}")
        self.ground.run(["-m", "benchmarks.mail.process", contender.module, "migrate"], self.env(contender))

    def env(self, contender: Contender, database: str = "", smtp: Sink | None = None) -> dict[str, str]:
        """The environment of a contender's processes: nothing of ours but what is said here."""
        outer = {key: value for key, value in os.environ.items() if not key.startswith(("KABAR_", "DJANGO_"))}
        name = database or self._databases.get(contender.alike or contender.name, FIRST_DATABASE)
        shift = self.now.replace(tzinfo=UTC) - datetime.now(UTC) if self.now is not datetime.min else None
        return {
            **outer,
            "DJANGO_SETTINGS_MODULE": f"benchmarks.mail.settings.{contender.settings}",
            "KABAR_DATABASE_URL": self.ground.url(name),
            "KABAR_BROKER_URL": self.ground.valkey.broker_url(5),
            "KABAR_CACHE_URL": self.ground.valkey.cache_url(6),
            "KABAR_SMTP_HOST": "127.0.0.1",
            "KABAR_SMTP_PORT": str(smtp.port if smtp else 9),
            "BENCH_CLOCK_SHIFT": str(shift.total_seconds() if shift else 0),
            "BENCH_KEPT": str(self.kept),
            "BENCH_MAILS": str(self.mails),
            "BENCH_FOLDER": str(self.ground.folder),
            **contender.env,
        }

    def fresh(self, contender: Contender) -> str:
        """A copy of the database with a contender's queue, as it was set."""
        template = self._databases.get(contender.alike or contender.name)
        return self.ground.copy(template) if template else FIRST_DATABASE

    def run(self, contender: Contender, workers: int, smtp: Sink) -> Run:
        """One contender drains a fresh copy of its queue. Raises RuntimeError if it does not finish."""
        database = self.fresh(contender)
        env = self.env(contender, database, smtp) | {"BENCH_WORKERS": str(workers)}
        self.fill_broker(contender, env)
        children, gates = self.start(contender, workers, env)
        go = open_gates(gates, children)
        self.wait(contender, children, smtp, IDLE_SECONDS)
        done = self._done(contender, children)
        self.ground.stop(*children, smtp.child)
        self.ground.drop(database)
        return Run(go, smtp.accepted(), done)

    def together(self, contender: Contender, workers: int, arguments: Sequence[str]) -> list[float]:
        """The seconds of a piece of work that so many processes share, one for each database."""
        databases = arguments[arguments.index("--") + 1 :]
        children, gates = [], []
        for _worker in range(workers):
            gate = self.ground.folder / f"gate-{self.ground.number()}"
            argv = ["-m", "benchmarks.mail.process", "kabar_queue", "together", *arguments]
            for number in range(len(databases)):
                os.mkfifo(f"{gate}.{number}")
            gates.append(gate)
            children.append(self.ground.start(argv, {**self.env(contender), GATE: str(gate)}))
        spent = []
        for number in range(len(databases)):
            go = open_gates([Path(f"{gate}.{number}") for gate in gates], children)
            ends = [self._end(child, number) for child in children]
            spent.append(max(ends) - go)
        self.ground.stop(*children)
        return spent

    def _end(self, child: Child, number: int) -> float:
        """When a process had done that piece of work."""
        patience = time.monotonic() + IDLE_SECONDS
        while time.monotonic() < patience:
            for line in child.last_lines(100).splitlines():
                if line.startswith(f"done {number} "):
                    return float(line.split()[2])
            time.sleep(0.02)
        raise RuntimeError(f"it did not finish:\n{child.last_lines(30)}")

    def fill_broker(self, contender: Contender, env: Mapping[str, str]) -> None:
        """Queue the tasks, if this contender has any, in an empty broker."""
        if contender.module == "celery_task":
            self._broker().flushdb()
            self.ground.run(["-m", "benchmarks.mail.process", "celery_task", "fill", str(self.mails)], env)

    def start(
        self, contender: Contender, workers: int, env: Mapping[str, str]
    ) -> tuple[list[Child], list[Path]]:
        """Start its workers; each waits at its gate."""
        argv = ["-m", "benchmarks.mail.process", contender.module, contender.verb]
        if contender.module == "celery_task":
            argv = ["-m", "celery", "-A", "benchmarks.mail.contenders.celery_task", "worker", "-Q", "idle"]
            argv += ["-c", str(workers), "-l", "WARNING", "-O", "fair"]
            argv += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        children, gates = [], []
        for _worker in range(1 if contender.tree else workers):
            gate = self.ground.folder / f"gate-{self.ground.number()}"
            os.mkfifo(gate)
            gates.append(gate)
            children.append(self.ground.start(argv, {**env, GATE: str(gate)}))
        return children, gates

    def wait(self, contender: Contender, children: Sequence[Child], smtp: Sink, patience: float) -> None:
        """Until all is delivered and written down, or nothing has moved for `patience` seconds."""
        seen, since = 0, time.monotonic()
        while time.monotonic() - since < patience:
            if contender.module == "celery_task":
                over = smtp.count() >= self.count and not self._left_in_broker()
            else:
                over = all(child.exit_code() is not None for child in children)
            if over:
                return
            if smtp.count() != seen:
                seen, since = smtp.count(), time.monotonic()
            time.sleep(0.02)

    def _done(self, contender: Contender, children: Sequence[Child]) -> float:
        moments = [time.monotonic()] if contender.module == "celery_task" else []
        for child in children:
            for line in child.last_lines(3).splitlines():
                with suppress(ValueError):
                    moments.append(float(line.removeprefix("done ")))
        if not moments:
            raise RuntimeError(f"{contender.name} did not finish:\n{children[0].last_lines(30)}")
        return max(moments)

    def _broker(self) -> Valkey:
        return Valkey(unix_socket_path=str(self.ground.valkey.socket), db=5)

    def _left_in_broker(self) -> int:
        broker = self._broker()
        return int(broker.llen("mail")) + int(broker.hlen("unacked"))
