"""Health: is the process alive, can it serve, and what does it know about itself?

`/health/live/` always answers; `/health/ready/` asks the database; `/health/` tells the detail as
JSON. The age of the oldest due mail is watched, not whether some process seems to be running.
"""

from typing import Any

from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled
from kombu.exceptions import OperationalError

from careers import clock
from followups.gather import horizon
from followups.selectors import oldest_due_plan
from notifications.selectors import oldest_due_age, unknown_outcomes

LATE_SECONDS = 120


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers; 503 otherwise."""
    if database_answers():
        return HttpResponse("ready\n", content_type="text/plain")
    return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")


@require_safe
@never_cache
def detail(request: HttpRequest) -> JsonResponse:
    """What is well and what is not, as JSON; 503 if the database is away."""
    if not database_answers():
        return JsonResponse({"status": "down", "database": "away"}, status=503)
    now = clock.now()
    with scopes_disabled():
        last_year = horizon(now.year)
        plan_due = oldest_due_plan(now)
    ages = [age for age in (oldest_due_age(now), plan_due and now - plan_due) if age]
    seconds = round(max(ages).total_seconds()) if ages else None
    unknown = unknown_outcomes(now)
    well = {
        "database": True,
        "broker": broker_answers(),
        "oldest_due": seconds is None or seconds <= LATE_SECONDS,
        "mail": unknown == 0,
        "calendar": last_year is None or last_year > now.year,
    }
    report: dict[str, Any] = {
        "status": "ok" if all(well.values()) else "attention",
        "attention": [name for name, fine in well.items() if not fine],
        "database": "answers",
        "broker": "answers" if well["broker"] else "away",
        "oldest_due_seconds": seconds,
        "mails_with_unknown_outcome": unknown,
        "calendar_confirmed_until": last_year,
    }
    return JsonResponse(report)


def database_answers() -> bool:
    """True if a query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    """True if the broker takes a connection within its second."""
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (OSError, OperationalError):
        return False
    return True
