"""One Kabar per folder: a lock that the kernel ends with its holder."""

import errno
import fcntl
import os
import time
from pathlib import Path

TIDYING_SECONDS = 10.0


class Refusal(Exception):
    """Something the person must change first; the text is the whole explanation."""


class FolderLock:
    """An flock on a file that also tells who holds it.

    The guard inherits `handle`, so after `kill -9` of the holder the lock lasts until the guard has
    ended the children: a start in that moment waits for it instead of meeting their ports.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle = -1

    def __enter__(self) -> "FolderLock":
        until = time.monotonic() + TIDYING_SECONDS
        while not self._try():
            pid, _, address = self._holder().partition(" ")
            if (pid.isdigit() and _is_alive(int(pid))) or time.monotonic() > until:
                where = f" at {address}" if address else ""
                raise Refusal(
                    f"Kabar is already running from this folder{where} (process {pid or 'unknown'})"
                    "; stop that one first, with Ctrl-C where it was started."
                )
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        # Removed while still held, so that nobody can lock the name we are about to drop.
        self.path.unlink(missing_ok=True)
        os.close(self.handle)

    def describe(self, address: str) -> None:
        """Write down who holds the lock and where it answers."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, f"{os.getpid()} {address}".encode(), 0)

    def _try(self) -> bool:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The holder before us may have removed the file between our open and our lock.
            if os.fstat(handle).st_ino == os.stat(self.path).st_ino:
                self.handle = handle
                return True
        except FileNotFoundError:
            pass
        except OSError as problem:
            if problem.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                os.close(handle)
                raise
        os.close(handle)
        return False

    def _holder(self) -> str:
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
