"""What the doors open on: a case of Dinda's with everything that has an address of its own."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django_scopes import scope

from careers.models import Interview
from followups.models import NetworkingTask
from notifications import links
from notifications.addresses import address_hash
from notifications.models import Message, Suppression
from notifications.models.messages import UNKNOWN
from notifications.suppression import suppress
from tests.factories import INTERVIEW_AT, case, employer, recruiter
from tests.followups.letters import asked, checked
from tests.notifications.queued import mail
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
        message = _mail(hers)
        unknown = mail(cast.dinda.user, NOW - timedelta(minutes=20), UNKNOWN, application=hers.application)
        waiting = asked(hers)
        checked(hers, now=NOW)
        suppress(cast.centre.pk, address_hash(cast.dinda.user.email), "hard_bounce", INTERVIEW_AT)
        watched = {"unknown": unknown.pk, "suppression": Suppression.objects.get().pk}
    with scope(centre=cast.other_centre.pk):
        case(cast.wati)
    links_of_hers = {
        act: links.token(act, message.pk, message.recipient_id) for act in ("sent", "unsubscribe")
    }
    ids = {"application": hers.application_id, "interview": hers.pk, "review": waiting.pk, "task": task.pk}
    return World(cast, {**ids, **watched, **links_of_hers})


def _mail(interview: Interview) -> Message:
    """The reminder of the window that is open, with its links."""
    application = interview.application
    reader = application.student.user
    return Message.objects.create(
        centre_id=application.centre_id,
        key=f"{application.centre_id}:window_open:{interview.pk}:{reader.pk}:1@2026-07-14T12:00",
        kind="window_open",
        recipient=reader,
        application=application,
        due_at=NOW - timedelta(minutes=30),
        expires_at=NOW + timedelta(minutes=30),
        next_attempt_at=NOW - timedelta(minutes=30),
        message_id="<door@kabar.example.com>",
        queued_at=NOW - timedelta(minutes=30),
    )
