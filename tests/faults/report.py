"""What one experiment found, and whether it kept its promises.

Each experiment is a module with `run(short: bool) -> Report`; tests/faults/__main__.py plays them
and prints a row for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# The figures every experiment has; a dash where it has no such thing.
COLUMNS = ("intents", "accepted", "lost", "duplicated", "unknown", "mis-marked")
WIDTHS = (8, 10, 6, 12, 9, 12)
TITLE = 54


@dataclass
class Report:
    """`broken` are sentences; without one the promises held.

    `own` are figures of this experiment alone; `setup` says under which settings it ran.
    """

    code: str
    title: str
    figures: Mapping[str, int]
    own: Mapping[str, object] = field(default_factory=dict)
    setup: str = ""
    broken: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.broken

    def promise(self, kept: bool, otherwise: str) -> None:
        """Note a promise, and the sentence that says how it was broken."""
        if not kept:
            self.broken.append(otherwise)

    def promise_none(self, *names: str) -> None:
        """Note that these figures must be 0."""
        found = {**self.figures, **self.own}
        for name in names:
            self.promise(found[name] == 0, f"{name}: {found[name]}, and not 0")

    def __str__(self) -> str:
        cells = [f"{self.figures[name]:,}" if name in self.figures else "–" for name in COLUMNS]
        verdict = "holds" if self.holds else "BROKEN"
        row = f"{self.code + ' ' + self.title:<{TITLE}}{_aligned(cells)}   {verdict}"
        lines = [row, *_indented(self.setup)]
        if self.own:
            lines += _indented("; ".join(f"{name} {value}" for name, value in self.own.items()))
        return "\n".join([*lines, *(f"    BROKEN: {sentence}" for sentence in self.broken)])


def heading() -> str:
    """The line above the rows."""
    return f"{'':<{TITLE}}{_aligned(COLUMNS)}"


def _aligned(cells: Iterable[str]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]
