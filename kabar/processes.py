"""Child processes that never outlive their owner: used by the launcher and by the test servers.

Three nets, each for a case the others miss:

1. `Family.stop` ends the children in reverse order. The ordinary way.
2. On Linux every child asks the kernel for a signal when its parent dies (kabar/leash.py). For
   `kill -9`.
3. The guard (kabar/guard.py) ends whole process groups when the owner's pipe closes: grandchildren
   too, and on systems without a parent-death signal.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GUARD = Path(__file__).with_name("guard.py")
LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True)
class Account:
    """The numeric user and group a child shall run as (PostgreSQL refuses to run as root)."""

    uid: int
    gid: int


@dataclass
class Child:
    """One process we started. It leads its own session, so its pid is its process group too."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    @property
    def pid(self) -> int:
        """The process id, and the id of the group of all it starts."""
        return self.process.pid

    def exit_code(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        return self.process.poll()

    def last_lines(self, count: int = 15) -> str:
        """The end of the child's log, for the sentence that says why it stopped."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-count:])


@dataclass
class Family:
    """The children of one owner, in the order they were started.

    `keep_open` are file descriptors (the owner's lock) that the guard holds until it has finished.
    Use it as a context manager: leaving the block stops every child and dismisses the guard.
    """

    keep_open: Sequence[int] = ()
    children: list[Child] = field(default_factory=list)
    _guard: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Family":
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(GUARD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=tuple(self.keep_open),
            cwd="/",
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        assert self._guard is not None
        assert self._guard.stdin is not None
        self._tell("done")
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.close()
        self._guard.wait()

    def start(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Start a process in its own session; its output goes to `log`, which is begun anew."""
        who = "-" if account is None else f"{account.uid}:{account.gid}"
        leash = [sys.executable, "-I", "-S", LEASH, os.getpid(), int(stop_signal), who]
        with open(log, "wb") as output:
            process = subprocess.Popen(
                [str(part) for part in [*leash, *argv]],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
            )
        self._tell(f"watch {process.pid}")
        child = Child(name, process, log, stop_signal)
        self.children.append(child)
        return child

    def remove_at_death(self, path: Path) -> None:
        """Have the guard remove a path should the owner die before it can do so itself."""
        self._tell(f"remove {path}")

    def ended(self) -> Child | None:
        """A child that has ended though nobody stopped it, or None."""
        return next((child for child in self.children if child.exit_code() is not None), None)

    def guard_is_alive(self) -> bool:
        """Whether the guard still watches; without it a `kill -9` would leave grandchildren."""
        return self._guard is not None and self._guard.poll() is None

    def stop_child(self, child: Child, grace_seconds: float = 5.0) -> None:
        """End a child and whatever it left in its process group."""
        if child.exit_code() is None:
            child.process.send_signal(child.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(grace_seconds)
        _kill_group(child.pid)
        child.process.wait()
        self._tell(f"forget {child.pid}")
        self.children.remove(child)

    def stop(self) -> None:
        """End all children, the last started first."""
        for child in reversed(list(self.children)):
            self.stop_child(child)

    def _tell(self, order: str) -> None:
        assert self._guard is not None
        assert self._guard.stdin is not None
        # Should the guard have been killed, the owner sees that by guard_is_alive() and stops.
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.write(order + "\n")
            self._guard.stdin.flush()


class Signals:
    """Turns signals into something to wait for, so that waiting costs nothing and misses nothing.

    SIGINT, SIGTERM and SIGHUP set `stop_requested`; the end of a child only wakes the waiter.
    """

    def __init__(self) -> None:
        self.stop_requested = False
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _request_stop(self, *_: object) -> None:
        self.stop_requested = True

    def wait(self, seconds: float) -> None:
        """Return after `seconds`, or earlier when a signal arrives."""
        if select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 4096)

    def wait_until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Wait for a condition, looked at every 20 ms; False when the time or our run is over."""
        until = time.monotonic() + seconds
        while not self.stop_requested and time.monotonic() < until:
            if condition():
                return True
            self.wait(0.02)
        return False


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left in it
        os.killpg(group, signal.SIGKILL)
