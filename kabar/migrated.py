"""What a SQLite database says about itself, in milliseconds and without loading Django.

`migrate` takes over a second even when there is nothing to do. After it has run, the launcher
writes a number into the database file itself (SQLite's `user_version`, which Django leaves alone).
It is made of the lock, of the names of our migrations, and of the migrations the database says it
has: a changed package, a new migration or one taken back each give another number.
"""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_MARK = 0x4B616261  # "Kaba", in SQLite's `application_id`


def needs_migration(database: Path) -> bool:
    """Whether `migrate` has to run before this database is used."""
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version != fingerprint(connection)


def mark_migrated(database: Path) -> None:
    """Remember that `migrate` has just run, and move everything from the WAL into the file."""
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        connection.execute(f"PRAGMA user_version = {fingerprint(connection)}")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def mark_demo(database: Path) -> None:
    """Remember that this database holds the demo people."""
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        connection.execute(f"PRAGMA application_id = {DEMO_MARK}")
        connection.commit()


def has_demo(database: Path) -> bool:
    """Whether one can sign in to this database as the demo people."""
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        mark: int = connection.execute("PRAGMA application_id").fetchone()[0]
        return mark == DEMO_MARK


def fingerprint(connection: sqlite3.Connection) -> int:
    """A number that changes when the code's or the database's migrations do; never 0."""
    names = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/[0-9]*.py"))
    try:
        query = "SELECT app, name FROM django_migrations ORDER BY app, name"
        applied = [f"{app}.{name}" for app, name in connection.execute(query)]
    except sqlite3.OperationalError:  # no such table: nothing was ever migrated
        applied = []
    lock = (ROOT / "requirements.lock").read_text()
    return (zlib.crc32("\n".join([lock, *names, *applied]).encode()) & 0x7FFFFFFF) or 1
