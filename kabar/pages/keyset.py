"""Keyset paging: the pages before and after a row, found by the row's own keys.

A page costs the same however deep it lies, and rows that appear meanwhile shift nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

_INSTANT = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True)
class Page:
    """Rows of one page; `previous` and `next` are cursors, "" at the ends."""

    rows: list[Any]
    previous: str
    next: str


class Keyset:
    """An order by some keys, the last of which is unique, and none of which is null.

    `read` turns a cursor into values of the keys (ValueError if it is none), `write` a row into a
    cursor. `falling` puts the largest keys first.
    """

    def __init__(
        self, keys: tuple[str, ...], read: Any, write: Any, size: int, *, falling: bool = False
    ) -> None:
        self.keys, self.read, self.write, self.size, self.falling = keys, read, write, size, falling

    def page(self, queryset: QuerySet[Any], *, after: str = "", before: str = "") -> Page:
        """The page after or before a cursor; the first one if the cursor cannot be read."""
        backwards = bool(before) and not after
        try:
            values = self.read(after or before) if after or before else None
        except ValueError:
            values, backwards = None, False
        order = [f"-{key}" for key in self.keys] if backwards != self.falling else list(self.keys)
        rows: list[Model] = list(
            queryset.filter(self._beyond(values, backwards)).order_by(*order)[: self.size + 1]
        )
        more, rows = len(rows) > self.size, rows[: self.size]
        if backwards:
            rows.reverse()
        if not rows:
            return Page([], "", "")
        first, last = self.write(rows[0]), self.write(rows[-1])
        if backwards:
            return Page(rows, first if more else "", last)
        return Page(rows, first if values else "", last if more else "")

    def _beyond(self, values: tuple[Any, ...] | None, backwards: bool) -> Q:
        """(a, b, c) > (x, y, z), written out so that every database understands it."""
        if values is None:
            return Q()
        compare = "lt" if backwards != self.falling else "gt"
        found, equal = Q(pk__in=[]), Q()
        for key, value in zip(self.keys, values, strict=True):
            found |= equal & Q(**{f"{key}__{compare}": value})
            equal &= Q(**{key: value})
        return found


def newest_first(field: str, size: int) -> Keyset:
    """The order by an instant (never null) and the id, the newest on top."""

    def read(text: str) -> tuple[datetime, int]:
        moment, pk = text.rsplit(".", 1)
        return datetime.strptime(moment, _INSTANT).replace(tzinfo=UTC), int(pk)

    def write(row: Any) -> str:
        return f"{getattr(row, field).astimezone(UTC):{_INSTANT}}.{row.pk}"

    return Keyset((field, "pk"), read, write, size, falling=True)
