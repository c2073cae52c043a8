"""Rows that may be there already: INSERT … ON CONFLICT DO NOTHING, spelled out.

Django's ignore_conflicts is INSERT OR IGNORE on SQLite, which swallows broken constraints too.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

CHUNK = 500


def insert_new(rows: Sequence[Model]) -> int:
    """Insert rows of one model, leaving out those that a unique key knows; returns how many are new.

    Any other broken constraint raises IntegrityError.
    """
    return sum(_insert(rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK))


def _insert(rows: Sequence[Model]) -> int:
    options = rows[0]._meta
    fields = [f for f in options.concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in fields)
    places = "(" + ", ".join(["%s"] * len(fields)) + ")"
    values = [f.get_db_prep_save(f.pre_save(row, add=True), connection) for row in rows for f in fields]
    # Only names of our own model stand in the text; every value is a parameter.
    sql = (
        f"INSERT INTO {quote(options.db_table)} ({columns}) "  # noqa: S608
        f"VALUES {', '.join([places] * len(rows))} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
