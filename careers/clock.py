"""The one clock. Only doors read it (house law 1); everything below takes `now` as an argument.

On PostgreSQL it is the database's time, so that workers whose own clocks are wrong still agree.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC)  # noqa: TID251 -- the one place that may
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


STEADY_SECONDS = 5.0


def steady() -> Callable[[], datetime]:
    """A clock for a job that lasts and asks often: it reads `now` every few seconds.

    In between it adds what a clock that never jumps says has passed.
    """
    anchor, since = now(), time.monotonic()

    def moment() -> datetime:
        nonlocal anchor, since
        passed = time.monotonic() - since
        if passed > STEADY_SECONDS:
            anchor, since = max(now(), anchor + timedelta(seconds=passed)), time.monotonic()
            return anchor
        return anchor + timedelta(seconds=passed)

    return moment
