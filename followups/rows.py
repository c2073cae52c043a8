"""Many rows in and out in PostgreSQL's own binary form: ten times fewer instructions a row.

Django's cursor reads and writes every value as text, instants in Python. Where thousands of rows
are due at once that is most of the work. Both run on Django's connection, inside its transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.pq import ConnStatus, ExecStatus


def read(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query; instants come in UTC, JSON as data.

    The statement is prepared once for each connection: planning it costs more than running it.
    """
    with connection.wrap_database_errors, _cursor(sql) as cursor:
        cursor.execute(sql, values, binary=True, prepare=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def numbers(sql: str, values: Sequence[Any]) -> tuple[int, ...]:
    """The one row of whole numbers of a statement that commits by itself.

    One call into PostgreSQL's own library, a third of the work of a cursor: for the statement that
    every single mail needs. Inside a transaction it is read as any other.
    """
    connection.ensure_connection()
    if connection.in_atomic_block:
        return read(sql, values)[0]
    with connection.wrap_database_errors:
        raw = connection.connection
        name = _prepared_in(raw, sql)
        result = raw.pgconn.exec_prepared(name, [_as_text(value) for value in values])
        _raise_if_failed(raw, result)
        return tuple(int(result.get_value(0, place)) for place in range(result.nfields))


_names: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()


def _prepared_in(raw: Any, sql: str) -> bytes:
    """The name of this statement in this connection, where it is prepared once."""
    known = _names.setdefault(raw, {})
    name = known.get(sql)
    if name is None:
        name = f"kabar_{len(known)}".encode()
        pieces = sql.split("%s")
        numbered = "".join(f"{piece}${place}" for place, piece in enumerate(pieces[:-1], start=1))
        _raise_if_failed(raw, raw.pgconn.prepare(name, (numbered + pieces[-1]).encode()))
        known[sql] = name
    return name


def _raise_if_failed(raw: Any, result: Any) -> None:
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return
    if raw.pgconn.status == ConnStatus.BAD:
        raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
    raise psycopg.errors.error_from_result(result)


def _as_text(value: Any) -> bytes | None:
    if value is None:
        return None
    return (value.isoformat() if isinstance(value, datetime) else str(value)).encode()


def write(sql: str, columns: Sequence[Sequence[Any]], *values: Any) -> int:
    """Run a statement of these values and then of one array for each column, to be unnested.

    Returns the number of rows written.
    """
    with connection.wrap_database_errors, _cursor(sql) as cursor:
        cursor.execute(sql, [*values, *(list(column) for column in columns)])
        return cursor.rowcount


def _cursor(sql: str) -> "psycopg.Cursor[tuple[Any, ...]]":
    if connection.queries_logged:  # those who count queries count these as well
        connection.queries_log.append({"sql": sql, "time": "0.000"})
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw = connection.connection
    # Django never prepares; here it is asked for, statement by statement.
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 5
    return psycopg.Cursor(raw)


def places(types: Sequence[str]) -> str:
    """The parameters of such a statement: one binary array for each type."""
    return ", ".join(f"%b::{kind}[]" for kind in types)
