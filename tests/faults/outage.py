"""Three days in which nothing runs, on a site that did and does again.

Students and counsellors go on: new interviews are held, things happen. When it runs again, what
still stands goes out, nothing goes out outside its window, and what expired is shown as missed.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.mail.ground import Ground
from tests.faults import apart
from tests.faults.report import COLUMNS, Report
from tests.faults.site import laid_ground

BEGIN = datetime(2026, 7, 6, 0, tzinfo=UTC)  # a Monday
# The second Thursday, as a window opens in Jakarta: its reminders are queued, and not yet out.
STOPS = datetime(2026, 7, 16, 5, tzinfo=UTC)
AWAY = timedelta(days=3)
AFTERWARDS = timedelta(days=4)
NEVER = (
    *("lost", "duplicated", "unknown", "mis-marked", "early", "late", "outside a window"),
    *("out during the outage", "expired and still waiting", "windows passed and not shown"),
)
TRIED = (
    *("windows told", "missed", "cases of which a window passed"),
    "out after the outage though called for before it",
)


def run(short: bool, on: Ground | None = None) -> Report:
    """40 cases on each database; the short form has 8, on PostgreSQL."""
    cases, vendors = (8, (apart.POSTGRES,)) if short else (40, apart.BOTH)
    with laid_ground(on) as ground:
        all_found = [apart.play(ground, vendor, "outage", cases) for vendor in vendors]
    found = {name: sum(each[name] for each in all_found) for name in all_found[0]}
    own = {name: found.pop(name) for name in list(found) if name not in COLUMNS}
    report = Report(
        "Outage",
        "nothing runs for three days",
        found,
        own,
        f"{cases} cases on {' and '.join(vendors)}; ten days before, four days after",
    )
    report.promise_none(*NEVER)
    for name in TRIED:
        report.promise(own[name] > 0, f"{name}: none, so nothing was tried")
    return report


def play(count: str) -> dict[str, Any]:
    """The whole story on the one database this process has."""
    from django_scopes import scope

    from notifications import planner
    from tests.faults import cases
    from tests.faults.simulated import Simulation
    from tests.people import make_cast

    cast, dice = make_cast(), random.Random(3)
    simulation = Simulation(BEGIN)
    with scope(centre=cast.centre.pk), simulation.running():
        places = cases.employers(cast, (2026, 2027), BEGIN)
        interviews = []
        for number in range(int(count)):
            moment = BEGIN + timedelta(days=7 * dice.random() * (number / int(count)))
            simulation.live(max(moment, simulation.now))
            interviews.append(cases.one(cast, places[number % len(places)], number, dice, simulation.now))
        # Of these the first window opens in the very moment it stops.
        [jakarta, *_more] = [place for place in places if place.time_zone == "Asia/Jakarta"]
        the_day_before = STOPS.date() - timedelta(days=1)
        for number in range(int(count), int(count) + 3):
            interviews.append(cases.one(cast, jakarta, number, dice, simulation.now, by=the_day_before))
        simulation.live(STOPS)
        planner.sweep(STOPS)  # the last thing that happens: intents are queued, nobody delivers
        _life_goes_on(interviews, dice)
        waiting = _waiting()
        simulation.now = STOPS + AWAY
        simulation.tick()
        passed = _windows_passed()
        simulation.live(STOPS + AWAY + AFTERWARDS)
        return {**simulation.figures(), **_afterwards(simulation, waiting, passed)}


def _life_goes_on(interviews: Any, dice: random.Random) -> None:
    """People use the site meanwhile; each case that needs somebody is news that stands for a week."""
    from careers import services
    from careers.answers import EventType

    for interview in dice.sample(interviews, max(1, len(interviews) // 8)):
        moment = STOPS + AWAY * dice.random()
        kind = EventType.STUDENT_PHONED_RECRUITER
        services.record_event(interview, kind, at=moment, by=None, now=moment)


def _waiting() -> dict[int, datetime]:
    """What the outage found in the queue, and until when it stands."""
    from notifications.models import messages as m

    return dict(m.everywhere().filter(state=m.QUEUED).values_list("pk", "expires_at"))


def _windows_passed() -> tuple[int, int]:
    """Cases of which a window passed in the outage, and how many plans do not tell so once it is over."""
    from followups.models import Plan
    from followups.policy import SEND_NOW, WAIT

    plans = Plan.objects.filter(action__in=[WAIT, SEND_NOW], earliest_date__lt=STOPS.date())
    passed = [plan for plan in plans if plan.may_be_sent]
    silent = [plan for plan in passed if not plan.missed_windows or plan.missed_at is None]
    return len(passed), len(silent)


def _afterwards(simulation: Any, waiting: dict[int, datetime], passed: tuple[int, int]) -> dict[str, int]:
    from notifications.models import messages as m

    rows = {row.pk: row for row in m.everywhere()}
    back = STOPS + AWAY
    told = {told.message: told.at for told in simulation.told}
    late_news = [pk for pk, at in told.items() if at >= back and rows[pk].due_at < back]
    stood = [pk for pk, expires in waiting.items() if expires > back]
    return {
        "waiting when it stopped": len(waiting),
        "of these still standing when it was back": len(stood),
        "out after the outage though called for before it": len(late_news),
        "out during the outage": sum(STOPS < at < back for at in told.values()),
        "expired and still waiting": sum(
            row.state == m.QUEUED and row.expires_at <= simulation.now for row in rows.values()
        ),
        "cases of which a window passed": passed[0],
        "windows passed and not shown": passed[1],
    }
