"""Where the embedded Kabar of one folder keeps its files."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from kabar.lock import Refusal


@dataclass(frozen=True)
class Place:
    """Where one Kabar keeps its files. Everything lies under `var`."""

    var: Path

    @property
    def database(self) -> Path:
        """The finished database: whoever sees it may use it."""
        return self.var / "kabar.sqlite3"

    @property
    def unfinished_database(self) -> Path:
        """The database while it is first filled; a stale one is thrown away."""
        return self.var / "unfinished.sqlite3"

    @property
    def demo(self) -> Path:
        """What the mail sink keeps: mailbox/ and sink.log."""
        return self.var / "demo"

    @property
    def logs(self) -> Path:
        """One log per child, and that of the run before."""
        return self.var / "log"

    def prepare(self) -> None:
        """Create the folders; refuse in a sentence where nothing can be written."""
        try:
            for folder in (self.var, self.logs, self.demo):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.var / ".probe"
            probe.touch()
            probe.unlink()
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise Refusal(
                f"The folder {self.var} cannot be written to ({reason}), and Kabar keeps its data "
                "there; name another one: KABAR_VAR=/path/to/folder make run"
            ) from problem


def secret_key(path: Path) -> str:
    """The signing key of this folder: made once, readable by its owner only."""
    if not path.exists() or not path.read_text().strip():
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        unfinished.replace(path)
    return path.read_text().strip()


def remove_database(path: Path) -> None:
    """Remove a SQLite file and its companions."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
