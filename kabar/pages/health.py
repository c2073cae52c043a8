"""Health: is the process alive, can it serve, and what does it know about itself?

`/health/live/` always answers; `/health/ready/` asks the database; `/health/` tells the detail as
JSON, with the codes of notifications/alarms.py. The age of what is due is watched, not whether some
process seems to be running.
"""

from datetime import datetime

from celery import current_app
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from careers import clock
from notifications.alarms import alarms
from notifications.readings import readings


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
    """What is well and what wants a person, as JSON; 503 if the database is away."""
    if not database_answers():
        return JsonResponse({"status": "down", "database": "away"}, status=503)
    now = clock.now()
    known = readings(now)
    attention = [alarm.code for alarm in alarms(known, now)]
    if not broker_answers():
        attention.append("broker")
    return JsonResponse(
        {
            "status": "attention" if attention else "ok",
            "attention": attention,
            "database": "answers",
            "broker": "away" if "broker" in attention else "answers",
            "oldest_due_seconds": _seconds(now, known.mail_due_since, known.plans_due_since),
            "mails_with_unknown_outcome": known.unknown,
            "provider_events_waiting": known.events_waiting,
            "last_sweep_seconds": _seconds(now, known.swept_at),
            "calendar_confirmed_days": min((place.days for place in known.places), default=None),
        }
    )


def _seconds(now: datetime, *moments: datetime | None) -> int | None:
    """Since the oldest of them; None if there is none."""
    oldest = min((moment for moment in moments if moment), default=None)
    return round((now - oldest).total_seconds()) if oldest else None


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
