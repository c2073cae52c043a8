"""A sweep reads only what is due: PostgreSQL's own word for it, up to millions of plans.

A throw-away PostgreSQL (the one of the tests) is filled with plans and messages of which 1,000 are
due, whatever their number; the time to find them must not grow with them.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 7, 6, 2, tzinfo=UTC)
SIZES = (20_000, 1_000_000, 5_000_000)
DUE = 1_000
ROUNDS = 21


def run(*, short: bool = False) -> None:
    """Start PostgreSQL, fill it, and print the due scan's time and its EXPLAIN.

    Millions of rows take minutes to make: the short form does without them.
    """
    sizes = SIZES[:1] if short else SIZES
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
        _measure(sizes)


def _measure(sizes: Sequence[int]) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope

    from notifications import outbox

    call_command("migrate", verbosity=0)
    centre, rows = _first_rows()
    print(f"\nThe due scan: {DUE:,} plans, and as many messages, due among so many of each")
    print(f"  {'':>10}{'due_cases':>28}{'its query alone':>20}{'claim of 25':>16}{'its due groups':>18}")
    made = 1
    with scope(centre=centre.pk):
        for size in sizes:
            _multiply(rows, made, size)
            made = size
            spent, server, explained = _scan(centre)
            claimed = _median(lambda: outbox.claim(centre.pk, NOW, 25))
            groups = _median(lambda: outbox.due_groups(NOW))
            print(f"  {size:>10,}{spent:>25.2f} ms{server:>17.2f} ms{claimed:>13.2f} ms{groups:>15.2f} ms")
    print("  " + "\n  ".join(explained))
    connection.close()


def _first_rows() -> tuple[Any, list[Any]]:
    """One centre, and one row of each table that is then multiplied."""
    from django_scopes import scope

    from careers.models import Application, Centre, Employer, Interview, Student, User
    from followups.models import Plan
    from followups.services import ensure_first_policy
    from notifications.models import Message

    centre = Centre.objects.create(name="Bench", slug="bench", created_at=NOW)
    user = User.objects.create(
        email="bench@kabar.example.com", name="Bench", centre=centre, role="student", date_joined=NOW
    )
    with scope(centre=centre.pk):
        own: dict[str, Any] = {"centre": centre}
        student = Student.objects.create(user=user, number="1", programme="Bench", cohort=2022, **own)
        employer = Employer.objects.create(name="PT Bench", city="Jakarta", created_at=NOW, **own)
        application = Application.objects.create(
            student=student, employer=employer, position="Bench", created_at=NOW, stage_changed_at=NOW, **own
        )
        interview = Interview.objects.create(
            application=application, round=1, held_at=NOW, created_at=NOW, **own
        )
        plan = Plan.objects.create(
            application=application, interview=interview, action="stop", reason="rejected", attempt=0,
            policy=ensure_first_policy(centre, NOW), calendar_version="", decided_at=NOW, **own,
        )  # fmt: skip
        message = Message.objects.create(
            key="bench", kind="window_open", recipient=user, application=application, due_at=NOW,
            expires_at=NOW + timedelta(days=1), next_attempt_at=NOW + timedelta(days=2), message_id="<bench>",
            queued_at=NOW, **own,
        )  # fmt: skip
        return centre, [application, plan, message]


def _multiply(rows: list[Any], first: int, last: int) -> None:
    """Copy those rows up to `last` of each, by SQL: rows alike but for what must differ.

    The first thousand are due; of the other plans one in three never again, of the other messages
    nine in ten were sent long ago, and the rest comes later.
    """
    from django.db import connection

    due, later = "%(now)s - n * interval '1 second'", "%(now)s + n * interval '1 second'"
    application, plan, message = rows
    differ = {
        application: {"position": "'Position ' || n"},
        plan: {
            "application_id": f"{application.pk} + n",
            "next_check_at": f"CASE WHEN n <= {DUE} THEN {due} WHEN n %% 3 > 0 THEN {later} END",
        },
        message: {
            "key": "'bench:' || n",
            "message_id": "'<' || n || '@kabar.example.com>'",
            "application_id": f"{application.pk} + n",
            "state": f"CASE WHEN n <= {DUE} OR n %% 10 = 0 THEN 'queued' ELSE 'sent' END",
            "sent_at": f"CASE WHEN n <= {DUE} OR n %% 10 = 0 THEN NULL ELSE %(now)s END",
            "next_attempt_at": f"CASE WHEN n <= {DUE} THEN {due} ELSE {later} END",
        },
    }
    with connection.cursor() as cursor:
        # The rows name each other rightly; checking each of the millions would take the time.
        cursor.execute("SET session_replication_role = replica")
        for row, other in differ.items():
            columns = [str(field.column) for field in row._meta.concrete_fields]
            values = [{"id": f"{row.pk} + n", **other}.get(column, column) for column in columns]
            table = row._meta.db_table
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table}, "
                f"generate_series({first}, {last - 1}) AS n WHERE id = {row.pk}",
                {"now": NOW},
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _median(call: Callable[[], Any]) -> float:
    """The milliseconds of a call whose changes are taken back."""
    from django.db import transaction

    spent = []
    for _round in range(ROUNDS):
        with transaction.atomic():
            started = time.perf_counter()
            assert call()
            spent.append(time.perf_counter() - started)
            transaction.set_rollback(True)
    return statistics.median(spent) * 1000


def _scan(centre: Any) -> tuple[float, float, list[str]]:
    """The time of `due_cases`, the server's own time for its query, and how it went about it."""
    from django.db import connection, transaction

    from followups.services import due_cases
    from followups.services.plans import DUE_CASES

    with transaction.atomic():
        assert len(due_cases(centre, NOW, DUE)) == DUE
    spent = _median(lambda: due_cases(centre, NOW, DUE))
    server = []
    for _round in range(ROUNDS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {DUE_CASES}", [centre.pk, NOW, DUE])
            explained = [row[0] for row in cursor.fetchall()]
        server.append(float(explained[-1].split()[2]))
    return spent, statistics.median(server), explained
