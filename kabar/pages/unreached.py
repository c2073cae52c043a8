"""Whose mail comes back: told to the staff, so that a person asks for another address."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from careers.models import Student
from kabar.pages.case import CasePage
from notifications import suppression
from notifications.addresses import address_hash
from notifications.models.suppressions import BY_HAND, COMPLAINT


def unreached(students: Iterable[Student], now: datetime) -> dict[int, str]:
    """Student's id -> why our mail to her address is held back; one query, however many.

    The students come with their users.
    """
    names = {s.pk: (s.centre_id, address_hash(s.user.email)) for s in students}
    found = suppression.reasons(names.values(), now)
    return {pk: found[name] for pk, name in names.items() if name in found}


def in_short(reason: str) -> str:
    """A few words for a row; "" if her mail arrives."""
    if not reason:
        return ""
    return _("no mail to her") if reason in (COMPLAINT, BY_HAND) else _("mail comes back")


def mail_held(case: CasePage) -> str:
    """For the staff, on the page of a case: that our mail does not reach the student; "" if it does."""
    if not case.staff:
        return ""
    student = case.application.student
    return _in_full(unreached([student], case.now).get(student.pk, ""), student)


def _in_full(reason: str, student: Student) -> str:
    """What the counsellor is told, and what she can do."""
    name = {"name": student.user.get_short_name()}
    if not reason:
        return ""
    if reason == COMPLAINT:
        return (
            _(
                "Our mail to %(name)s was reported as unwanted, so no reminders go out. Ask whether it was a slip."
            )
            % name
        )
    if reason == BY_HAND:
        return _("An admin has stopped our mail to %(name)s's address, so no reminders go out.") % name
    return (
        _("Mail to %(name)s's address comes back, so our reminders do not arrive. Ask for another address.")
        % name
    )
