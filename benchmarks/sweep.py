"""A sweep reads only what is due: PostgreSQL's own word for it, at three sizes.

A throw-away PostgreSQL (the one of the tests) is filled with plans of which 25 are due, whatever
their number; the time of the due scan must not grow with them.
"""

import os
import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)
SIZES = (1_000, 5_000, 20_000)
DUE = 25


def run() -> None:
    """Start PostgreSQL, fill it, and print the due scan's time and its EXPLAIN."""
    from kabar.processes import Family
    from tests.servers import Postgres, server_folder

    with server_folder() as folder, Family() as family:
        family.remove_at_death(folder)
        (folder / "postgres").mkdir(mode=0o755)
        postgres = Postgres(family, folder / "postgres")
        postgres.create()
        postgres.start()
        os.environ |= {
            "KABAR_DATABASE_URL": postgres.url,
            "KABAR_BROKER_URL": "redis+socket:///none",
            "KABAR_CACHE_URL": "unix:///none",
            "DJANGO_SETTINGS_MODULE": "kabar.settings.test",
        }
        import django

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope, scopes_disabled

    from careers.models import Centre
    from followups.services import ensure_first_policy

    call_command("migrate", verbosity=0)
    with scopes_disabled():
        centre = Centre.objects.create(name="Bench", slug="bench", created_at=NOW)
        policy = ensure_first_policy(centre, NOW)
    print(f"\nThe due scan of a sweep: {DUE} plans due among")
    made = 0
    for size in SIZES:
        with scope(centre=centre.pk):
            _add_plans(centre, policy, made, size)
            made = size
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            milliseconds, explained = _scan(centre)
        print(f"  {size:>7,} plans  {milliseconds:>6.2f} ms")
    print("  " + "\n  ".join(explained))
    connection.close()


def _add_plans(centre: Any, policy: Any, first: int, last: int) -> None:
    from careers.models import Application, Employer, Interview, Student, User
    from followups.models import Plan

    user, _made = User.objects.get_or_create(
        email="bench@kabar.example.com",
        defaults={"name": "Bench", "centre": centre, "role": "student", "date_joined": NOW},
    )
    student, _made = Student.objects.get_or_create(
        centre=centre, user=user, defaults={"number": "1", "programme": "Bench", "cohort": 2022}
    )
    employer, _made = Employer.objects.get_or_create(
        centre=centre, name="PT Bench", city="Jakarta", defaults={"created_at": NOW}
    )
    common: dict[str, Any] = {"centre": centre}
    applications = Application.objects.bulk_create(
        Application(
            student=student, employer=employer, position=f"Position {n}", created_at=NOW,
            stage_changed_at=NOW, **common,
        )
        for n in range(first, last)
    )  # fmt: skip
    interviews = Interview.objects.bulk_create(
        Interview(application=a, round=1, held_at=NOW, created_at=NOW, **common) for a in applications
    )
    Plan.objects.bulk_create(
        Plan(
            application=a, interview=i, action="stop", reason="rejected", attempt=0, policy=policy,
            calendar_version="", decided_at=NOW, next_check_at=_due(n), **common,
        )
        for n, (a, i) in enumerate(zip(applications, interviews, strict=True), start=first)
    )  # fmt: skip


def _due(number: int) -> datetime | None:
    """The first few are due, one in three never again, the others on some later day."""
    if number < DUE:
        return NOW - timedelta(minutes=number)
    return None if number % 3 == 0 else NOW + timedelta(minutes=number)


def _scan(centre: Any) -> tuple[float, list[str]]:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from followups.services import due_plans

    spent = []
    for _round in range(21):
        with transaction.atomic():
            started = time.perf_counter()
            assert len(due_plans(centre, NOW)) == DUE
            spent.append(time.perf_counter() - started)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        due_plans(centre, NOW)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {queries[-1]['sql']}")
        return statistics.median(spent) * 1000, [row[0] for row in cursor.fetchall()]
