"""The one clock. Only doors read it (house law 1); everything below takes `now` as an argument.

On PostgreSQL it is the database's time, so that workers whose own clocks are wrong still agree.
"""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC)  # noqa: TID251 -- the one place that may
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)
