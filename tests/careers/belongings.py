"""One row of everything for each student of the cast: what tests of access and constraints look at."""

from datetime import date, timedelta
from typing import Any

from django_scopes import scopes_disabled

from careers import services
from careers.answers import EventType, Label
from careers.models import EmployerClosedDay, Student
from careers.services.help import ask_for_help
from followups.models import (
    Approval,
    CentreDay,
    ConfirmedYear,
    DraftVersion,
    LetterDraft,
    LetterTemplate,
    NetworkingTask,
    Plan,
    Review,
)
from followups.services import published
from notifications.addresses import address_hash
from notifications.models import InboundMail, Message, Suppression
from tests.factories import INTERVIEW_AT, case, employer, recruiter
from tests.people import Cast

Rows = dict[str, Any]
LATER = INTERVIEW_AT + timedelta(days=9)
DAY = date(2026, 8, 24)


def belongings(student: Student) -> Rows:
    """Model name -> the student's row of it (an employer and a contact of her own included)."""
    first = student.user.name.split()[0]
    with scopes_disabled():
        firm = employer(student, f"PT {first} Contoh")
        interview = case(student, at=firm)
        application = interview.application
        options: dict[str, Any] = {"by": student.user, "now": LATER}
        letter = services.record_letter(interview, sent_at=LATER, **options)
        reply = services.record_reply(interview, Label.NEUTRAL_ACK, received_at=LATER, **options)
        event = services.record_event(interview, EventType.RESOLVED, at=LATER, **options)
        note = services.write_note(application, "Semoga lancar.", shared=True, **options)
        centre = student.centre
        draft = LetterDraft.objects.create(
            centre=centre, interview=interview, kind="follow_up", attempt=2, language="en",
            begun_at=LATER, changed_at=LATER,
        )  # fmt: skip
        version = DraftVersion.objects.create(
            centre=centre, draft=draft, number=1, written_at=LATER, checked_at=LATER
        )
        return {
            "Student": student,
            "Employer": firm,
            "EmployerClosedDay": EmployerClosedDay.objects.create(
                centre=centre, employer=firm, day=DAY, name="Hari jadi"
            ),
            "Contact": recruiter(firm),
            "Application": application,
            "Interview": interview,
            "PromiseEntry": interview.promises.get(),
            "Letter": letter,
            "Reply": reply,
            "CaseEvent": event,
            "Note": note,
            "HelpRequest": ask_for_help(application, "Apa yang sebaiknya saya tulis?", now=LATER),
            "Plan": Plan.objects.get(application=application),
            "Approval": Approval.objects.create(
                centre=centre, interview=interview, attempt=2, approved_at=LATER
            ),
            "LetterDraft": draft,
            "DraftVersion": version,
            "Review": Review.objects.create(centre=centre, draft=draft, version=version, asked_at=LATER),
            "NetworkingTask": NetworkingTask.objects.create(
                centre=centre,
                application=application,
                contact=recruiter(firm),
                kind="connect",
                not_before=LATER,
                created_at=LATER,
            ),
            "InboundMail": InboundMail.objects.create(
                centre=centre,
                application=application,
                letter=letter,
                digest=first,
                outcome="letter",
                size=1,
                received_at=LATER,
            ),
            "Message": Message.objects.create(
                centre=centre,
                key=f"window_open:{application.pk}",
                kind="window_open",
                recipient=student.user,
                application=application,
                due_at=LATER,
                expires_at=LATER,
                next_attempt_at=LATER,
                message_id=f"<{first}@kabar.example.com>",
                queued_at=LATER,
            ),
        }


def of_the_centre(cast: Cast, centre: Any) -> Rows:
    """What belongs to a centre as a whole."""
    with scopes_disabled():
        day = CentreDay.objects.create(centre=centre, day=DAY, name="Cuti bersama tambahan")
        year = ConfirmedYear.objects.create(centre=centre, year=2029, confirmed_at=LATER)
        held = Suppression.objects.create(
            centre=centre, address_hash=address_hash("gone@example.com"), reason="hard_bounce", since=LATER
        )
        rules = published(centre.pk)
        letter = LetterTemplate.objects.create(
            centre=centre, kind="follow_up", language="id", variant=1, subject="-", body="-", updated_at=LATER
        )
        return {
            "CentreDay": day,
            "ConfirmedYear": year,
            "LetterTemplate": letter,
            "PolicyVersion": rules,
            "Suppression": held,
        }
