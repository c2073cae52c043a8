"""E14: clocks that change, end a year, or are wrong.

Random cases live through simulated time in which clocks change in the recruiters' and the students'
zones and a year ends: each slot is told once, and none early. Then real workers whose own clocks
are ten minutes off work on the one database: its clock counts, and theirs does not.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.mail.ground import Ground
from tests.faults import apart
from tests.faults.report import Report
from tests.faults.site import laid_ground

# Clocks are set back in Europe and in America, then a year ends: all of a winter's and a summer's turns.
WHOLE_YEAR = [(datetime(2026, 9, 20, tzinfo=UTC), 365)]
# Europe's clocks are set back (25 October 2026), and a year's end.
TURNS = [(datetime(2026, 10, 18, 20, tzinfo=UTC), 12), (datetime(2026, 12, 22, 20, tzinfo=UTC), 17)]
OFF = timedelta(minutes=10)


def run(short: bool, on: Ground | None = None) -> Report:
    """A year with 60 cases; the short form lives through two turns with 4."""
    cases = 4 if short else 60
    with laid_ground(on) as ground:
        found = apart.play(ground, apart.POSTGRES, "clocks", cases, int(short))
        workers = {vendor: apart.play(ground, vendor, "wrong_clocks") for vendor in apart.BOTH}
    own = {name: found.pop(name) for name in ("windows told", "early", "late", "outside a window", "beats")}
    postgres, sqlite = workers[apart.POSTGRES], workers[apart.SQLITE]
    own |= {f"by workers with wrong clocks: {name}": count for name, count in postgres.items()}
    own["on SQLite, whose clock is the machine's, early"] = sqlite["early"]
    report = Report(
        "E14",
        "clocks set on and back, and wrong by 10 minutes",
        found,
        own,
        f"{cases} cases, recruiters and students in Amsterdam, New York, Sydney and Jakarta; clocks of "
        f"workers −10, 0 and +10 minutes",
    )
    report.promise_none("lost", "duplicated", "unknown", "mis-marked", "early", "late", "outside a window")
    for name in ("early", "twice", "leases taken", "not told"):
        report.promise(not postgres[name], f"wrong clocks: {name}: {postgres[name]}")
    report.promise(own["windows told"] > cases, "hardly any window was told")
    return report


def play(cases: str, short: str) -> dict[str, Any]:
    """Simulated time on the one database this process has."""
    from collections import Counter

    from django_scopes import scope

    from tests.people import make_cast

    total: Counter[str] = Counter()
    cast, dice = make_cast(), random.Random(14)
    with scope(centre=cast.centre.pk):
        for number, (begin, days) in enumerate(TURNS if int(short) else WHOLE_YEAR):
            total.update(_live(cast, number * 1000, int(cases), begin, days, dice))
            _forget()
    return dict(total)


def _live(
    cast: Any, first: int, count: int, begin: datetime, days: int, dice: random.Random
) -> dict[str, int]:
    from tests.faults import cases
    from tests.faults.simulated import Simulation

    places = cases.employers(cast, (2026, 2027), begin)
    simulation = Simulation(begin)
    # The cases come one after the other, so that all of the time is lived through.
    arrivals = sorted(begin + timedelta(days=dice.random() * days * 0.7) for _case in range(count))
    if days < 100:
        arrivals = [begin] * count
    with simulation.running():
        for number, moment in enumerate(arrivals):
            simulation.live(moment, lambda: _some_write(simulation, dice))
            cases.one(cast, places[number % len(places)], first + number, dice, moment)
        simulation.live(begin + timedelta(days=days), lambda: _some_write(simulation, dice))
        return {**simulation.figures(), "beats": simulation.ticks}


def _some_write(simulation: Any, dice: random.Random) -> None:
    """Of the students who are told that a window is open, some write and most do not."""
    from careers import services
    from careers.models import Interview
    from notifications.models import messages as m

    for told in [told for told in simulation.told if told.at == simulation.now]:
        row = m.everywhere().get(pk=told.message)
        if row.kind == "window_open" and dice.random() < 0.15:
            interview = Interview.objects.get(application=row.application)
            services.record_letter(interview, sent_at=told.at, by=None, now=told.at)


def _forget() -> None:
    from careers.models import Application
    from notifications.models import messages as m

    m.everywhere().delete()
    Application.objects.all().update(stage="withdrawn")
    from followups.models import Plan

    Plan.objects.update(next_check_at=None)
