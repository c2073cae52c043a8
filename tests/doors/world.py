"""What the doors open on: a case of Dinda's with everything that has an address of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django_scopes import scope

from followups.models import NetworkingTask
from tests.factories import INTERVIEW_AT, case, employer, recruiter
from tests.people import Cast, make_cast

# Tuesday 14 July 2026, 12:30 in Jakarta: the promise has passed and Dinda's window is open.
NOW = datetime(2026, 7, 14, 5, 30, tzinfo=UTC)


class World(NamedTuple):
    """The cast, and the ids that stand in the addresses of the table."""

    cast: Cast
    ids: dict[str, Any]

    def person(self, name: str) -> Any:
        """A user of the cast by her name in the table; None for nobody."""
        if name == "Nobody":
            return None
        found = getattr(self.cast, name.lower())
        return getattr(found, "user", found)


def make_world() -> World:
    """Dinda's case, and one each of Rangga and Wati, who are strangers to it."""
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        hers = case(cast.dinda)
        case(cast.rangga, at=employer(cast.rangga, "PT Fajar Contoh"))
        task = NetworkingTask.objects.create(
            centre=cast.centre,
            application=hers.application,
            contact=recruiter(hers.application.employer),
            kind="connect",
            not_before=INTERVIEW_AT + timedelta(hours=24),
            created_at=INTERVIEW_AT,
        )
    with scope(centre=cast.other_centre.pk):
        case(cast.wati)
    return World(cast, {"application": hers.application_id, "task": task.pk})
