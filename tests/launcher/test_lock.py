"""The folder's lock lasts until the guard has tidied up, and means nothing afterwards."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kabar.lock import FolderLock, Refusal

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import pathlib, sys, time
from kabar.lock import FolderLock
from kabar.processes import Family
with FolderLock(pathlib.Path(sys.argv[1])) as lock:
    lock.describe("http://127.0.0.1:8000/")
    with Family(keep_open=[lock.handle]) as family:
        family.remove_at_death(lock.path)
        print(family._guard.pid, flush=True)
        time.sleep(600)
"""


def is_locked(path: Path) -> bool:
    try:
        with open(path) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def test_the_guard_holds_the_lock_of_a_killed_owner_until_it_has_finished(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    command = [sys.executable, "-c", OWNER, str(path)]
    owner = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner.stdout:
        guard = int(owner.stdout.readline())
    os.kill(guard, signal.SIGSTOP)
    owner.kill()
    owner.wait()
    assert is_locked(path)

    os.kill(guard, signal.SIGCONT)
    with FolderLock(path):  # waits for the guard, for its holder is dead
        assert is_locked(path)
    until = time.monotonic() + 20
    while path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not path.exists()


def test_a_living_holder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    with FolderLock(path) as lock:
        lock.describe("http://127.0.0.1:8123/")
        with pytest.raises(Refusal, match=rf"http://127.0.0.1:8123/ \(process {os.getpid()}\)"):
            FolderLock(path).__enter__()
    assert not path.exists()


def test_a_lock_file_left_by_a_power_failure_means_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    path.write_text(f"{os.getpid()} http://127.0.0.1:8000/")
    with FolderLock(path):
        assert is_locked(path)
