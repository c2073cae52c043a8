"""An experiment that plays in a process and a database of its own, on PostgreSQL or SQLite.

    python -m tests.faults.apart crash_points 20 2525 ledger

sets Django up, calls `play("20", "2525", "ledger")` of that module of this room, and prints what it
returns, as JSON, on its last line.
"""

import json
import os
import shutil
import sys
from importlib import import_module
from typing import Any

import django

from benchmarks.mail.ground import Ground
from tests.faults import site

POSTGRES, SQLITE = "postgresql", "sqlite"
BOTH = (POSTGRES, SQLITE)


def play(on: Ground, vendor: str, module: str, *arguments: object, **environment: str) -> dict[str, Any]:
    """What `module.play(*arguments)` returns, on a fresh migrated database of that vendor.

    `environment` adds to what Kabar's processes need to know. Raises RuntimeError if it fails.
    """
    database = on.copy(site.migrated(on)) if vendor == POSTGRES else ""
    env = site.environment(on, database or "none")
    env["DJANGO_SETTINGS_MODULE"] = "kabar.settings.test"
    if vendor == SQLITE:
        env["KABAR_DATABASE_URL"] = _sqlite(on, env)
    argv = ["-m", "tests.faults.apart", module, *map(str, arguments)]
    try:
        found: dict[str, Any] = json.loads(on.run(argv, {**env, **environment}).splitlines()[-1])
    finally:
        if database:
            on.drop(database)
    return found


def _sqlite(on: Ground, env: dict[str, str]) -> str:
    """A copy of an empty migrated SQLite database, which is made once for each ground."""
    template = on.folder / "empty.sqlite3"
    if not template.exists():
        on.run(["manage.py", "migrate", "-v", "0"], {**env, "KABAR_DATABASE_URL": f"sqlite:///{template}"})
    own = on.folder / f"own-{on.number()}.sqlite3"
    for suffix in ("", "-wal", "-shm"):  # what is committed may stand in the log beside it
        part = template.with_name(template.name + suffix)
        if part.exists():
            shutil.copy(part, own.with_name(own.name + suffix))
    return f"sqlite:///{own}"


def main() -> None:
    django.setup()
    module, *arguments = sys.argv[1:]
    found = import_module(f"tests.faults.{module}").play(*arguments)
    print(json.dumps(found), flush=True)
    sys.stdout.flush()
    os._exit(0)  # threads of an ill-mannered server may still hang


if __name__ == "__main__":
    main()
