"""Instants of July 2026 in Jakarta (UTC+7), where the usual test case lives."""

from datetime import UTC, datetime


def wib(day: int, hour: int, minute: int = 0, month: int = 7, second: int = 0) -> datetime:
    """A Jakarta wall time of 2026 as a UTC instant."""
    local = datetime.fromisoformat(f"2026-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}+07:00")
    return local.astimezone(UTC)
