"""The ground the mail races run on: one PostgreSQL with fsync, one Valkey, a sink for each round.

All belong to one `Family`, so nothing outlives the race. Contenders run in processes of their own,
each with its own Django settings; gates let warm workers go at the same moment.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.mail.sink import Accepted, accepted
from kabar.ports import answers, free_port
from kabar.processes import Child, Family
from tests.servers import ROOT, Postgres, Valkey, server_folder

PATIENCE_SECONDS = 120.0
FIRST_DATABASE = "postgres"
GATE = "KABAR_BENCH_GATE"  # tells a worker where its gate is


@dataclass
class Sink:
    """A sink in a process of its own, and its ledger."""

    child: Child
    port: int
    log: Path
    kept: Path
    _size: int = 0
    _count: int = 0

    def count(self) -> int:
        """How many messages it has accepted, cheaply: only what is new is read."""
        size = self.log.stat().st_size if self.log.exists() else 0
        if size > self._size:
            with open(self.log, "rb") as log:
                log.seek(self._size)
                part = log.read(size - self._size)
            self._size += len(part)
            self._count += part.count(b"\n")
        return self._count

    def accepted(self) -> list[Accepted]:
        """Every message it has accepted, oldest first."""
        return accepted(self.log)


@dataclass
class Ground:
    """The servers, and how to start processes that use them."""

    family: Family
    folder: Path
    postgres: Postgres
    valkey: Valkey
    _numbers: int = field(default=0)

    def number(self) -> int:
        """A number not given before, for names."""
        self._numbers += 1
        return self._numbers

    def sink(
        self, *, latency_ms: float = 0, every: bool = False, fsync: bool = False, keep: bool = False
    ) -> Sink:
        """A new sink with an empty ledger. Its options are those of benchmarks/mail/sink.py."""
        port, base = free_port(), self.folder / f"sink-{self.number()}"
        log, kept = base.with_suffix(".ledger"), base.with_suffix(".kept")
        command = [sys.executable, "-m", "benchmarks.mail.sink", "--port", str(port), "--log", str(log)]
        command += ["--latency", str(latency_ms), *(["--every"] if every else [])]
        command += [*(["--fsync"] if fsync else []), *(["--kept", str(kept)] if keep else [])]
        child = self.family.start("sink", command, log=base.with_suffix(".log"), cwd=ROOT)
        _wait(lambda: answers(port), child)
        return Sink(child, port, log, kept)

    def sql(self, *statements: str) -> None:
        """Run statements, each on its own, as the server's owner."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]

    def url(self, database: str) -> str:
        """Where a database of ours is."""
        return self.postgres.url.rpartition("/")[0] + f"/{database}"

    def copy(self, template: str) -> str:
        """A fresh copy of a database: every round starts from the very same rows."""
        name = f"{template}_{self.number()}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY", "CHECKPOINT")
        return name

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected; the server's own first one stays."""
        if database != FIRST_DATABASE:
            self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def start(self, argv: Sequence[str], env: Mapping[str, str]) -> Child:
        """Start a process of this interpreter, as `python *argv`."""
        log = self.folder / f"process-{self.number()}.log"
        return self.family.start(" ".join(argv), [sys.executable, *argv], log=log, env=env, cwd=ROOT)

    def run(self, argv: Sequence[str], env: Mapping[str, str]) -> str:
        """Run `python *argv` to its end; returns what it printed. Raises RuntimeError if it failed."""
        command = [sys.executable, *argv]
        ran = subprocess.run(command, env=dict(env), cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError(f"{' '.join(argv)} failed:\n{ran.stdout[-2000:]}\n{ran.stderr[-4000:]}")
        return ran.stdout

    def stop(self, *children: Child) -> None:
        """End processes, however far they are."""
        for child in children:
            if child in self.family.children:
                self.family.stop_child(child)

    def kill(self, child: Child) -> None:
        """`kill -9` a process and all it started; it may have ended by itself."""
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.process.wait()
        self.stop(child)

    def commit_ms(self) -> float:
        """What one small durable commit costs here, in milliseconds: the median of a hundred."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS one_commit (n int)")
            spent = []
            for number in range(100):
                started = time.perf_counter()
                connection.execute("INSERT INTO one_commit VALUES (%s)", [number])
                spent.append(time.perf_counter() - started)
        return median(spent) * 1000


@contextmanager
def ground() -> Iterator[Ground]:
    """Start PostgreSQL (fsync on) and Valkey in a throw-away folder; all ends with the block."""
    with server_folder() as folder, Family() as family:
        family.remove_at_death(folder)
        for name in ("postgres", "valkey"):
            (folder / name).mkdir(mode=0o755)
        postgres = Postgres(family, folder / "postgres", durable=True)
        postgres.create()
        postgres.start()
        valkey = Valkey(family, folder / "valkey")
        valkey.start()
        yield Ground(family, folder, postgres, valkey)


def _wait(until: Callable[[], bool], *needed: Child) -> None:
    """Wait for something that needs some processes. Raises RuntimeError when one of them ends."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not until():
        ended = next((child for child in needed if child.exit_code() is not None), None)
        if ended is not None or time.monotonic() > patience:
            about = ended or needed[0]
            raise RuntimeError(f"{about.name} is not ready:\n{about.last_lines(30)}")
        time.sleep(0.02)


def open_gates(gates: Sequence[Path], workers: Sequence[Child]) -> float:
    """Wait until each warm worker stands at its gate, and let all of them go.

    Returns that moment, on the clock of the sinks' ledgers.
    """
    held: dict[Path, int] = {}

    def all_there() -> bool:
        for gate in gates:
            if gate not in held:
                with suppress(OSError):  # nobody reads there yet
                    held[gate] = os.open(gate, os.O_WRONLY | os.O_NONBLOCK)
        return len(held) == len(gates)

    _wait(all_there, *workers)
    time.sleep(0.2)  # all is quiet
    moment = time.monotonic()
    for descriptor in held.values():
        os.close(descriptor)
    return moment


def wait_at_gate(which: str = "") -> None:
    """In a worker: be ready, and wait for the others. The gate is a named pipe."""
    gate = os.environ.get(GATE)
    if gate:
        Path(gate + which).read_bytes()
