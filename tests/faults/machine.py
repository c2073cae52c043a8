"""E8: the outbox beside a small reference model, on both databases, over many random histories.

The machine and its model are in tests/notifications/, where a short form plays with every test run.
"""

from types import SimpleNamespace
from typing import Any

from benchmarks.mail.ground import Ground
from tests.faults import apart
from tests.faults.report import Report
from tests.faults.site import laid_ground

STEPS = 60


def run(short: bool, on: Ground | None = None) -> Report:
    """1,500 histories on each database; the short form has 15."""
    examples = 15 if short else 1_500
    with laid_ground(on) as ground:
        found = {vendor: apart.play(ground, vendor, "machine", examples) for vendor in apart.BOTH}
    own = {
        f"{what} ({vendor})": count
        for vendor, figures in found.items()
        for what, count in figures.items()
        if what != "divergence"
    }
    report = Report(
        "E8", "outbox beside its model", {}, own, f"up to {STEPS} steps in each history, two workers"
    )
    report.broken += [
        f"{vendor}: {figures['divergence']}" for vendor, figures in found.items() if figures["divergence"]
    ]
    return report


def play(examples: str) -> dict[str, Any]:
    """That many histories on the one database this process has."""
    from django_scopes import scope
    from hypothesis import HealthCheck, settings
    from hypothesis.stateful import run_state_machine_as_test

    from tests import factories
    from tests.notifications.outbox_machine import OutboxMachine
    from tests.people import make_cast

    cast, divergence = make_cast(), ""
    bounds = settings(
        max_examples=int(examples),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    with scope(centre=cast.centre.pk):
        cases = {
            "first": factories.case(cast.dinda).application_id,
            "second": factories.case(cast.rangga).application_id,
        }
        OutboxMachine.cast = SimpleNamespace(**cast._asdict(), cases=cases)
        try:
            run_state_machine_as_test(OutboxMachine, settings=bounds)
        except Exception as differs:
            divergence = "\n".join(
                [f"{type(differs).__name__}: {differs}", *getattr(differs, "__notes__", [])]
            )
    return {
        "histories": OutboxMachine.examples,
        "comparisons": OutboxMachine.steps,
        **OutboxMachine.happened,
        "divergence": divergence,
    }
