"""The day strip: whole weeks from a Monday, one cell a day, that shows why not earlier.

Takes dates only. The calendar is asked through ``closed_name``, so that the strip knows no country.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import dateformat
from django.utils.translation import gettext

WEEK = dt.timedelta(days=7)
FEWEST_WEEKS, MOST_WEEKS = 4, 12


@dataclass(frozen=True)
class Key:
    """One line of the legend: the cell's class and what it means."""

    shape: str
    text: str


@dataclass
class Cell:
    """One day: its number, its classes, and the same meaning in words for those who do not see it."""

    day: dt.date
    shapes: list[str] = field(default_factory=list)
    meanings: list[str] = field(default_factory=list)

    @property
    def classes(self) -> str:
        """The class attribute of the cell."""
        return " ".join(self.shapes)

    @property
    def words(self) -> str:
        """November, Selasa, wawancara: read after the day's number."""
        return ", ".join([dateformat.format(self.day, "F, l"), *self.meanings])


@dataclass(frozen=True)
class DayStrip:
    """What components/daystrip.html draws."""

    label: str
    weekdays: list[str]
    cells: list[Cell]
    legend: list[Key]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def strip_days(today: dt.date, marks: Iterable[dt.date]) -> list[dt.date]:
    """The days shown: from the week of the first mark to the week of the last, 4 to 12 weeks.

    When the marks lie further apart than that, the strip begins in the week of today or of the last
    mark, whichever comes first, so that what is still to come is always in it.
    """
    known = sorted({today, *marks})
    first, last = _monday(known[0]), _monday(known[-1])
    if last - first >= MOST_WEEKS * WEEK:
        first = max(first, min(_monday(today), last - (MOST_WEEKS - 1) * WEEK))
    weeks = min(max((last - first) // WEEK + 1, FEWEST_WEEKS), MOST_WEEKS)
    return [first + dt.timedelta(days=offset) for offset in range(weeks * 7)]


def day_strip(
    *,
    today: dt.date,
    closed_name: Callable[[dt.date], str | None],
    interview: dt.date | None = None,
    promise: dt.date | None = None,
    replaced_promises: Sequence[dt.date] = (),
    slot: dt.date | None = None,
    events: Sequence[tuple[dt.date, str]] = (),
) -> DayStrip:
    """Draw the recruiter's days around one application. All dates are recruiter-local.

    ``closed_name(day)``: None on a working day, "" at a weekend, the holiday's name on a closed day.
    ``promise``: the last day of the promise in force. ``replaced_promises``: those it replaced.
    ``slot``: the day of the window, None when nothing will be sent. ``events``: what else happened,
    with words (an e-mail sent). Days after the interview and before the slot are the waiting days.
    """
    happened = [*([(interview, gettext("interview"))] if interview else []), *events]
    marks: list[tuple[dt.date, str, str]] = [(day, "ev", words) for day, words in happened]
    marks += [(day, "old", gettext("earlier promise")) for day in replaced_promises if day != promise]
    if promise:
        marks.append((promise, "due", gettext("promise in force")))
    if slot:
        marks.append((slot, "go", gettext("time to send")))
    marks.append((today, "now", gettext("today")))

    days = strip_days(today, [day for day, _, _ in marks])
    cells = {day: Cell(day) for day in days}
    closed = {day: name for day in days if (name := closed_name(day)) is not None}
    for day, name in closed.items():
        cells[day].shapes.append("we")
        cells[day].meanings.append(name or gettext("weekend"))
    until = slot or promise
    for day, cell in cells.items():
        if interview and until and interview < day < until:
            cell.shapes.append("wait")
    for day, shape, words in marks:
        if day in cells:
            cells[day].shapes.append(shape)
            cells[day].meanings.append(words)
    for cell in cells.values():
        if "go" in cell.shapes:  # the one loud cell: nothing else may colour it
            cell.shapes = [shape for shape in cell.shapes if shape in ("go", "now")]
    return DayStrip(
        label=_months(days[0], days[-1]),
        weekdays=[dateformat.format(day, "D") for day in days[:7]],
        cells=list(cells.values()),
        legend=_legend(marks, closed),
    )


def _months(first: dt.date, last: dt.date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return dateformat.format(first, "F Y")
    return f"{dateformat.format(first, 'F Y')} – {dateformat.format(last, 'F Y')}"


def _legend(marks: list[tuple[dt.date, str, str]], closed: dict[dt.date, str]) -> list[Key]:
    def dated(day: dt.date, words: str) -> str:
        return f"{dateformat.format(day, 'j M')} {words}"

    keys = [Key(shape, dated(day, words)) for day, shape, words in marks]
    keys += [Key("we", dated(day, name)) for day, name in closed.items() if name]
    if any(not name for name in closed.values()):
        keys.append(Key("we", gettext("weekend")))
    return keys
