"""Many rows in and out in PostgreSQL's own binary form: ten times fewer instructions a row.

Django's cursor reads and writes every value as text, instants in Python. Where thousands of rows
are due at once that is most of the work. Both run on Django's connection, inside its transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection


def read(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query; instants come in UTC, JSON as data.

    The statement is prepared once for each connection: planning it costs more than running it.
    """
    with connection.wrap_database_errors, _cursor(sql) as cursor:
        cursor.execute(sql, values, binary=True, prepare=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def as_array(values: Iterable[Any]) -> str:
    """A few numbers, instants, flags or words as PostgreSQL writes an array.

    For a handful of values a tenth of the work of the driver's own arrays.
    """
    return "{" + ",".join(map(_item, values)) + "}"


def _item(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return value.isoformat() if isinstance(value, datetime) else str(value)


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
        # Planning for the very values each time costs more than our statements do.
        raw.execute("SET plan_cache_mode = force_generic_plan")
    return psycopg.Cursor(raw)


def places(types: Sequence[str]) -> str:
    """The parameters of such a statement: one binary array for each type."""
    return ", ".join(f"%b::{kind}[]" for kind in types)
