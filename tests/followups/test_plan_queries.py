"""What planning costs: constant queries, and sweeps that read only what is due."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from careers.models import Application, Interview
from followups.gather import gather
from followups.models import Plan
from followups.services import due_cases, published, reconcile_centre, roll
from followups.services.plans import DUE_CASES
from tests.factories import INTERVIEW_AT, case, employer
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
NOW = INTERVIEW_AT + timedelta(days=1)


@pytest.fixture
def cast() -> Iterator[Cast]:
    made = make_cast()
    with scope(centre=made.centre.pk):
        yield made


def cases(cast: Cast, first: int, last: int) -> None:
    """Applications of both students at several employers."""
    for number in range(first, last):
        student = (cast.dinda, cast.rangga)[number % 2]
        at = employer(student, f"PT Nomor {number % 7}")
        case(student, at=at, position=f"Position {number}")


@pytest.mark.postgres  # SQLite takes fewer variables in a statement, and so more statements
def test_planning_costs_the_same_queries_for_three_applications_and_for_sixty(cast: Cast) -> None:
    counts = []
    for first, last in ((0, 3), (3, 60)):
        cases(cast, first, last)
        ids = list(Application.objects.values_list("pk", flat=True))
        Plan.objects.update(attempt=2)
        with CaptureQueriesContext(connection) as gathering:
            assert len(gather(ids)) == last
        with CaptureQueriesContext(connection) as reconciling:
            assert reconcile_centre(cast.centre, NOW) == last
        with CaptureQueriesContext(connection) as sweeping, transaction.atomic():
            assert len(roll(cast.centre, due_cases(cast.centre, NOW), NOW)) == last
        counts.append((len(gathering), len(reconciling), len(sweeping)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 12


@pytest.mark.postgres
def test_a_sweep_reads_only_what_is_due_by_the_partial_index(cast: Cast) -> None:
    interview = case(cast.dinda)
    application, policy = interview.application, published(cast.centre.pk)
    applications = Application.objects.bulk_create(
        Application(
            centre=cast.centre, student=cast.dinda, employer=application.employer,
            position=f"Position {number}", created_at=NOW, stage_changed_at=NOW,
        )
        for number in range(3000)
    )  # fmt: skip
    interviews = Interview.objects.bulk_create(
        Interview(centre=cast.centre, application=a, round=1, held_at=INTERVIEW_AT, created_at=NOW)
        for a in applications
    )
    Plan.objects.bulk_create(
        Plan(
            centre=cast.centre, application=a, interview=i, action="stop", reason="rejected", attempt=0,
            policy=policy, calendar_version="", decided_at=NOW,
            next_check_at=None if number % 3 else NOW + timedelta(minutes=number - 10),
        )
        for number, (a, i) in enumerate(zip(applications, interviews, strict=True))
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followups_plan, careers_application")
        with transaction.atomic():
            due = due_cases(cast.centre, NOW)
        cursor.execute(f"EXPLAIN {DUE_CASES}", [cast.centre.pk, NOW, 500])
        explained = "\n".join(row[0] for row in cursor.fetchall())
    assert len(due) == 5
    assert "plan_due" in explained
    assert "Seq Scan" not in explained
    assert "LockRows" in explained
