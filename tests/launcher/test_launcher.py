"""`make run` as a person meets it: real processes, a data folder of its own, a free port.

The launcher runs with `--demo no` here; test_first_start.py begins with the demo data.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from kabar.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 240.0
CHILDREN = ("valkey", "sink", "worker", "web")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts processes in /proc")


@dataclass
class Run:
    """One launcher under test, and what it said."""

    process: subprocess.Popen[bytes]
    var: Path
    port: int

    @property
    def said(self) -> str:
        return (self.var.parent / f"said-{self.port}.txt").read_text()

    def wait_until_ready(self) -> None:
        wait_for(lambda: "Kabar is ready" in self.said or self.process.poll() is not None, self)
        assert self.process.poll() is None, self.said

    def signal(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)


def wait_for(condition, run: Run) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, f"Waited in vain. The launcher said:\n{run.said}"
        time.sleep(0.05)


def processes_of(var: Path) -> dict[int, str]:
    """Every living process that was given this data folder: children, grandchildren, the guard.

    They are known by their environment, which they inherit; Valkey writes its title over its own,
    but the title names the folder.
    """
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue  # it ended while we looked
        marked = os.fsencode(f"KABAR_VAR={var}") + b"\0" in environment + b"\0"
        if command and (marked or os.fsencode(var) in command):
            found[int(entry.name)] = command.replace(b"\0", b" ").decode()
    return found


def start(var: Path, port: int | None = None, demo: str = "no") -> Run:
    port = port or free_port()
    env = {**os.environ, "KABAR_VAR": str(var)}
    for name in ("DJANGO_SETTINGS_MODULE", "KABAR_DATABASE_URL"):
        env.pop(name, None)
    command = [sys.executable, "-m", "kabar.launcher", "--port", str(port), "--demo", demo]
    with open(var.parent / f"said-{port}.txt", "wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    return Run(process, var, port)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after its first start, so that the other tests need not migrate again."""
    var = tmp_path_factory.mktemp("first") / "var"
    run = start(var)
    run.wait_until_ready()
    assert run.signal(signal.SIGINT) == 0, run.said
    return var


@pytest.fixture
def var(filled: Path, tmp_path: Path) -> Iterator[Path]:
    var = tmp_path / "var"
    shutil.copytree(filled, var)
    yield var
    for pid in processes_of(var):  # only after a failure: the test itself says so
        os.kill(pid, signal.SIGKILL)


def test_it_answers_and_knows_the_processes_it_consists_of(var: Path) -> None:
    run = start(var)
    run.wait_until_ready()
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/health/ready/") as response:
        assert response.status == 200
    assert "no demo data" in run.said  # and no logins that would not work
    assert "@" not in run.said
    # Else the tests below would count nothing and be content with it.
    wait_for(lambda: sum("celery" in c for c in processes_of(var).values()) == 2, run)
    commands = " ".join(processes_of(var).values())
    for part in ("guard.py", "valkey-server", "kabar.sink", "celery", "gunicorn"):
        assert part in commands
    assert run.signal(signal.SIGTERM) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_polite_stop_ends_with_success_and_leaves_nothing(var: Path, number: signal.Signals) -> None:
    run = start(var)
    run.wait_until_ready()
    assert run.signal(number) == 0, run.said
    assert processes_of(var) == {}
    assert not (var / "run.lock").exists()
    assert not (var / "run").exists()


def test_a_stop_while_it_is_still_starting_leaves_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    run = start(var)
    wait_for(lambda: "Creating the database" in run.said, run)
    assert run.signal(signal.SIGINT) == 0, run.said
    assert processes_of(var) == {}
    assert not (var / "kabar.sqlite3").exists()  # the next start begins again, not half-way


def test_kill_9_leaves_no_process_and_no_lock_and_the_next_start_works(var: Path) -> None:
    run = start(var)
    run.wait_until_ready()
    wait_for(lambda: sum("celery" in c for c in processes_of(var).values()) == 2, run)
    assert run.signal(signal.SIGKILL) == -signal.SIGKILL
    again = start(var, run.port)  # at once, on the same port: it waits for the old one's guard
    again.wait_until_ready()
    assert again.signal(signal.SIGTERM) == 0
    assert processes_of(var) == {}


def test_kill_9_alone_is_tidied_up_by_the_guard(var: Path) -> None:
    run = start(var)
    run.wait_until_ready()
    run.signal(signal.SIGKILL)
    wait_for(lambda: not processes_of(var), run)
    assert not (var / "run.lock").exists()
    assert not (var / "run").exists()


def test_kill_9_of_launcher_and_guard_together_leaves_no_process(var: Path) -> None:
    run = start(var)
    run.wait_until_ready()
    wait_for(lambda: sum("celery" in c for c in processes_of(var).values()) == 2, run)
    guard = next(pid for pid, command in processes_of(var).items() if "guard.py" in command)
    os.kill(guard, signal.SIGSTOP)  # it must not act between the two blows
    run.signal(signal.SIGKILL)
    os.kill(guard, signal.SIGKILL)
    wait_for(lambda: not processes_of(var), run)
    again = start(var)  # the lock file and the socket are still there, and mean nothing
    again.wait_until_ready()
    assert again.signal(signal.SIGTERM) == 0


@pytest.mark.parametrize("name", CHILDREN)
def test_when_a_part_dies_the_launcher_names_it_and_stops_everything(var: Path, name: str) -> None:
    run = start(var)
    run.wait_until_ready()
    mark = {"valkey": "valkey-server", "sink": "kabar.sink", "web": "gunicorn"}.get(name, "celery")
    pid = min(pid for pid, command in processes_of(var).items() if mark in command)
    os.kill(pid, signal.SIGKILL)
    assert run.process.wait(PATIENCE_SECONDS) == 1
    assert f"{name} stopped by itself (exit code -9)" in run.said
    assert "Traceback" not in run.said.split(f"{name}.log:")[0]
    assert processes_of(var) == {}


def test_a_second_start_in_the_same_folder_is_refused_in_one_sentence(var: Path) -> None:
    run = start(var)
    run.wait_until_ready()
    second = start(var)
    assert second.process.wait(PATIENCE_SECONDS) == 1
    assert f"already running from this folder at http://127.0.0.1:{run.port}/" in second.said
    assert len(second.said.strip().splitlines()) == 1
    assert run.process.poll() is None
    assert run.signal(signal.SIGTERM) == 0


def test_a_port_in_use_is_refused_in_one_sentence(var: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        run = start(var, port)
        assert run.process.wait(PATIENCE_SECONDS) == 1
    assert f"Port {port} is in use" in run.said
    assert len(run.said.strip().splitlines()) == 1
    assert processes_of(var) == {}
    assert not (var / "run.lock").exists()


def test_a_port_that_is_no_port_is_refused_in_one_sentence(var: Path) -> None:
    run = start(var, 99999)
    assert run.process.wait(PATIENCE_SECONDS) == 1
    assert "PORT is '99999'" in run.said
    assert len(run.said.strip().splitlines()) == 1


def test_a_data_folder_that_cannot_be_written_to_is_refused_in_one_sentence(tmp_path: Path) -> None:
    # Root may write anywhere; below a file even root can create nothing.
    (tmp_path / "file").touch()
    env = {**os.environ, "KABAR_VAR": str(tmp_path / "file" / "var")}
    command = [sys.executable, "-m", "kabar.launcher", "--port", str(free_port())]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "cannot be written to" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_secret_key_is_made_once_and_is_for_its_owner_only(filled: Path, var: Path) -> None:
    key = (var / "secret-key").read_text()
    run = start(var)
    run.wait_until_ready()
    run.signal(signal.SIGTERM)
    assert (var / "secret-key").read_text() == key
    assert (filled / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_data_folder_with_a_long_path_works_although_socket_paths_are_short(
    filled: Path, tmp_path: Path
) -> None:
    var = tmp_path / ("a-long-name-" * 8) / "var"
    shutil.copytree(filled, var)
    run = start(var)
    run.wait_until_ready()
    assert run.signal(signal.SIGTERM) == 0
    assert processes_of(var) == {}
