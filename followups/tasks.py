"""Doorways for Celery: the nightly safety net."""

from celery import shared_task
from django_scopes import scope

from careers import clock
from careers.models import Centre
from followups.services import networking, reconcile_centre


@shared_task
def reconcile_all() -> None:
    """Plan every open case of every centre again; running it twice changes nothing."""
    now = clock.now()
    for centre in Centre.objects.order_by("pk"):
        with scope(centre=centre.pk):
            reconcile_centre(centre, now)


@shared_task
def keep_in_touch() -> None:
    """Open, move and take back networking tasks of every centre; running it twice changes nothing."""
    now = clock.now()
    for centre in Centre.objects.order_by("pk"):
        with scope(centre=centre.pk):
            networking.refresh(centre, now)
