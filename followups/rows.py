"""Many rows in and out in PostgreSQL's own binary form: ten times fewer instructions a row.

Django's cursor reads and writes every value as text, instants in Python. Where thousands of rows
are due at once that is most of the work. Both run on Django's connection, inside its transaction.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def read(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query; instants come in UTC, JSON as data.

    The statement is prepared once for each connection: planning it costs more than running it.
    """
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(sql, values, binary=True, prepare=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def write(sql: str, columns: Sequence[Sequence[Any]], *values: Any) -> int:
    """Run a statement of these values and then of one array for each column, to be unnested.

    Returns the number of rows written.
    """
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(sql, [*values, *(list(column) for column in columns)])
        return cursor.rowcount


def _cursor() -> "psycopg.Cursor[tuple[Any, ...]]":
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
