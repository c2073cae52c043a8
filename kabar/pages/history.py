"""What happened to an application, and what comes next: facts, approvals, mails to the student."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from careers.models import CaseEvent, HelpRequest, Letter, PromiseEntry, Reply
from followups.models import Approval
from followups.policy import WAIT
from kabar.pages.case import CasePage
from kabar.pages.ledger import kind_text
from notifications.models import Message
from notifications.models import messages as outbox

ARRIVED = (outbox.SENT, outbox.DELIVERED)


@dataclass(frozen=True)
class Happening:
    """One line for components/timeline.html; `next` is still to come."""

    at: datetime
    text: str
    note: str = ""
    next: bool = False
    url: str = ""


def happenings(case: CasePage) -> list[Happening]:
    """Newest first. Costs the same few queries however long the history is."""
    lines = [*_upcoming(case), *_interviews(case), *_letters(case), *_records(case), *_mails(case)]
    lines += _help(case)
    added = case.application.created_at
    lines.append(Happening(added, _("The application was added")))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _upcoming(case: CasePage) -> list[Happening]:
    plan = case.plan
    if plan is None or plan.action != WAIT or plan.window_start is None:
        return []
    words = _("The time for the second e-mail begins") if plan.attempt > 1 else _("The time to write begins")
    note = _("once it is approved") if not plan.may_be_sent else ""
    return [Happening(plan.window_start, words, note, next=True)]


def _help(case: CasePage) -> list[Happening]:
    lines = []
    asked = HelpRequest.objects.visible_to(case.user).filter(application=case.application)
    for call in asked.select_related("answered_by"):
        lines.append(Happening(call.asked_at, _("The counsellor was asked")))
        if call.answered_at:
            by = call.answered_by.name if call.answered_by else ""
            lines.append(Happening(call.answered_at, _("The counsellor answered"), by))
    return lines


def _interviews(case: CasePage) -> list[Happening]:
    lines = []
    for interview in case.rounds:
        text = _("Interview, round %(n)d") % {"n": interview.round}
        note = _("a new count begins") if interview.round > 1 else ""
        lines.append(Happening(interview.held_at, text, note, next=interview.held_at > case.now))
        if interview.thanked_at:
            lines.append(Happening(interview.thanked_at, _("The thank-you note went out"), _("not counted")))
    return lines


def _letters(case: CasePage) -> list[Happening]:
    lines = []
    for letter in _of(case, Letter):
        text = _("Follow-up %(n)d went out") % {"n": letter.attempt}
        note = _("a copy came by e-mail") if letter.pk in case.by_mail.letters else ""
        lines.append(Happening(letter.sent_at, text, _("it came back") if letter.bounced else note))
    return lines


def _records(case: CasePage) -> list[Happening]:
    def by(person: Any) -> str:
        return person.name if person else ""

    lines = [
        Happening(p.recorded_at, _("A promise was recorded"), kind_text(p)) for p in _of(case, PromiseEntry)
    ]
    lines += [
        Happening(
            r.received_at,
            _("They answered: %(label)s") % {"label": r.get_label_display()},
            _("by e-mail") if r.pk in case.by_mail.replies else "",
        )
        for r in _of(case, Reply)
    ]
    lines += [
        Happening(e.at, _("Noted: %(event)s") % {"event": e.get_type_display()}, by(e.recorded_by))
        for e in _of(case, CaseEvent, "recorded_by")
    ]
    lines += [
        Happening(a.approved_at, _("Follow-up %(n)d was approved") % {"n": a.attempt}, by(a.approved_by))
        for a in _of(case, Approval, "approved_by")
    ]
    return lines


def _mails(case: CasePage) -> list[Happening]:
    """What reached the student; mails to her counsellor are the counsellor's own."""
    mails = Message.objects.visible_to(case.user).filter(
        application=case.application, recipient=case.application.student.user_id
    )
    lines = [
        Happening(m.sent_at, _("Mail to the student: %(kind)s") % {"kind": m.get_kind_display()})
        for m in mails.filter(state__in=ARRIVED)
        if m.sent_at
    ]
    for m in mails.filter(state=outbox.UNKNOWN):
        words = _("Mail to the student, perhaps not arrived: %(kind)s")
        lines.append(Happening(m.settled_at or m.due_at, words % {"kind": m.get_kind_display()}))
    return lines


def _of(case: CasePage, model: Any, *people: str) -> Any:
    found = model.objects.visible_to(case.user).filter(interview__application=case.application)
    return found.select_related(*people) if people else found
