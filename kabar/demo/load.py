"""The whole demo, in order: people, lives, what lies long ago, and the last days lived through."""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from django.db import transaction
from django_scopes import scope, scopes_disabled

from careers.models import Application, Centre, Employer, Student, User
from followups.models import LetterDraft, NetworkingTask, Plan
from kabar.demo import acquaintances, history, letters
from kabar.demo.cases import Dealer
from kabar.demo.people import populate
from kabar.demo.replay import Replay, first_plans, nobody_to_wake
from notifications.models import Message


class Size(NamedTuple):
    """How much demo data: numbers of people and cases, and how many days are lived through."""

    students: int = 240
    applications: int = 900
    days: int = 14


def is_loaded() -> bool:
    """Whether there is a centre: then this database belongs to somebody, and is left alone."""
    return Centre.objects.exists()


def load(seed: str, size: Size, now: datetime) -> Replay:
    """Fill an empty database with everything up to `now` (aware); the same seed, the same data.

    If we die in between, the database is half filled: `--fresh` begins anew.
    """
    start = now - timedelta(days=size.days)
    with transaction.atomic():
        communities = populate(size.students, now, Random(f"{seed}:people"))  # noqa: S311
        cases = Dealer(communities, now, seed).deal(size.applications)
        centres = [community.centre for community in communities]
        for centre in centres:
            with scope(centre=centre.pk):
                history.write((c for c in cases if c.student.centre_id == centre.pk), start)
        first_plans(centres, start)
        rng = Random(f"{seed}:acquaintances")  # noqa: S311
        acquaintances.remember(centres, start, rng)
    with nobody_to_wake(), _little_garbage():
        replay = Replay(cases, start, now, lambda at: acquaintances.evening(centres, at, rng))
        replay.run()
        replay.refused += letters.write(centres, now, Random(f"{seed}:letters"))  # noqa: S311
    acquaintances.as_of(centres, now)
    return replay


@contextmanager
def _little_garbage() -> Iterator[None]:
    """Look for garbage rarely: thousands of rows and lives stay, and most of the rest frees itself."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def summary() -> dict[str, dict[str, int]]:
    """What exists, counted: people, applications by stage, plans by decision, mail by state."""
    with scopes_disabled():
        return {
            "people": {
                "centres": Centre.objects.count(),
                "counsellors": User.objects.filter(role="counsellor").count(),
                "students": Student.objects.count(),
                "employers": Employer.objects.count(),
            },
            "applications": _counted(Application, "stage"),
            "decisions": _counted(Plan, "action"),
            "mail": _counted(Message, "state"),
            "reminders": _counted(Message, "kind"),
            "letters": _counted(LetterDraft, "state"),
            "LinkedIn": _counted(NetworkingTask, "state"),
        }


def _counted(
    model: type[Application | Plan | Message | LetterDraft | NetworkingTask], field: str
) -> dict[str, int]:
    values = model.objects.order_by(field).values_list(field, flat=True)
    return dict(Counter(values).most_common())
