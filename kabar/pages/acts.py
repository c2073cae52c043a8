"""What can be done on an application's page: one act, one form, one service, one line in a table.

Each act is a POST to the page itself with `do` naming the act; the same address shows the page
again, with the form as it was typed, if a service refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from careers import services
from careers.answers import EventType, Label, PromiseKind
from careers.forms import (
    CaseForm,
    EventForm,
    InterviewForm,
    NoteForm,
    PromiseForm,
    SentForm,
    StageForm,
)
from careers.models import CaseEvent, Contact, HelpRequest, Interview, Letter, Reply
from careers.services.employers import change_contact, choose_contact, find_or_add_contact
from careers.services.help import answer_help, ask_for_help
from careers.stages import Stage
from followups.access import may_approve
from followups.services import approve
from kabar.pages.case import CasePage
from kabar.pages.case_forms import (
    HelpedForm,
    LetterForm,
    NotedForm,
    OtherRecruiterForm,
    RecruiterForm,
    RelabelForm,
)
from kabar.pages.errand_forms import AnsweredForm, AskForm

Data = dict[str, Any]
Do = Callable[[CasePage, Data], str]


@dataclass(frozen=True)
class Act:
    """`do` calls one service and returns the sentence of the toast."""

    form: type[CaseForm]
    do: Do
    staff_only: bool = False
    students_only: bool = False
    needs_interview: bool = True


def make_form(name: str, case: CasePage, data: Any = None, **initial: Any) -> CaseForm:
    """The form of an act, empty or bound. Its ids begin with the act's name."""
    options: Data = {
        "zone": case.zone,
        "zone_label": case.zone_label,
        "now": case.now,
        "initial": {"sent_at": case.now, "received_at": case.now, "at": case.now, **initial},
        "auto_id": f"{name}_%s",
    }
    if name == "relabel":
        options["auto_id"] = f"relabel{initial.get('reply', '')}_%s"
    elif name == "recruiter" and case.application.contact:
        contact = case.application.contact
        options["initial"] |= {field: getattr(contact, field) for field in RecruiterForm.base_fields}
    options |= _rows(name, case)
    form = ACTS[name].form(data, **options)
    if name == "note" and not case.staff:
        # A student's own note is hers and her counsellors' in any case.
        del form.fields["shared"]
    return form


def _rows(name: str, case: CasePage) -> Data:
    """The rows of this case that a form may name."""
    user, application = case.user, case.application
    inside = {"interview__application": application}
    if name in ("interview", "other_recruiter"):
        return {"contacts": Contact.objects.visible_to(user).filter(employer=application.employer)}
    if name == "stage":
        return {"stage": application.stage}
    if name == "relabel":
        return {"replies": Reply.objects.visible_to(user).filter(**inside)}
    if name == "bounced":
        return {"letters": Letter.objects.visible_to(user).filter(**inside)}
    if name == "unsent":
        return {"letters": _retractable(Letter, case)}
    if name == "helped":
        return {"requests": HelpRequest.objects.visible_to(user).filter(application=application)}
    if name == "undone":
        return {"events": _retractable(CaseEvent, case)}
    return {}


def _retractable(model: Any, case: CasePage) -> Any:
    found = model.objects.visible_to(case.user).filter(interview__application=case.application)
    return found if case.staff else found.filter(recorded_by=case.user)


def allowed(name: str, case: CasePage) -> Act:
    """The act, if this person may do it here; 404 otherwise."""
    act = ACTS.get(name)
    if act is None or (act.students_only if case.staff else act.staff_only):
        raise Http404
    if act.needs_interview and case.interview is None:
        raise Http404
    return act


def _round(case: CasePage) -> Interview:
    assert case.interview is not None, "allowed() has seen to it"
    return case.interview


def _promise(case: CasePage, data: Data) -> str:
    kind = PromiseKind(data.pop("kind"))
    services.record_promise(_round(case), kind, by=case.user, now=case.now, **data)
    return _("The promise is in the ledger.")


def _reply(case: CasePage, data: Data) -> str:
    label = Label(data.pop("label"))
    services.record_reply(_round(case), label, by=case.user, now=case.now, **data)
    return _("Their answer is recorded.")


def _relabel(case: CasePage, data: Data) -> str:
    reply, label = data.pop("reply"), Label(data.pop("label"))
    waited = reply.label == Label.UNCLASSIFIED
    services.correct_reply(reply, label, by=case.user, now=case.now, **data)
    return _("Their answer is recorded.") if waited else _("The answer is read anew.")


def _letter(case: CasePage, data: Data) -> str:
    services.record_letter(_round(case), sent_at=data["sent_at"], by=case.user, now=case.now)
    return _("Noted: the follow-up went out. Now it is their turn.")


def _thanks(case: CasePage, data: Data) -> str:
    services.record_thanks(_round(case), sent_at=data["sent_at"], now=case.now)
    return _("Noted: the thank-you note went out. It is never counted as a follow-up.")


def _bounced(case: CasePage, data: Data) -> str:
    services.mark_bounced(data["letter"], now=case.now)
    return _("Noted: it came back, so it does not count. The address must be checked.")


def _unsent(case: CasePage, data: Data) -> str:
    services.retract_letter(data["letter"], by=case.user, now=case.now)
    return _("Removed: this follow-up was never sent, and the count goes back.")


def _undone(case: CasePage, data: Data) -> str:
    services.retract_event(data["event"], by=case.user, now=case.now)
    return _("Removed: it did not happen. The decision is made anew.")


def _recruiter(case: CasePage, data: Data) -> str:
    if case.application.contact is None:
        raise Http404
    change_contact(case.application.contact, case.now, **data)
    return _("The recruiter is corrected.")


def _other_recruiter(case: CasePage, data: Data) -> str:
    contact = data["contact"] or find_or_add_contact(
        case.application.employer, data["name"], honorific=data["honorific"], email=data["email"]
    )
    choose_contact(case.application, contact, case.now)
    return _("From now on the follow-ups go to %(name)s.") % {"name": contact.name}


def _event(case: CasePage, data: Data) -> str:
    services.record_event(_round(case), EventType(data["type"]), at=data["at"], by=case.user, now=case.now)
    return _("Noted.")


def _resolved(case: CasePage, data: Data) -> str:
    services.record_event(_round(case), EventType.RESOLVED, at=case.now, by=case.user, now=case.now)
    return _("Thank you for looking. The case goes on.")


def _approve(case: CasePage, data: Data) -> str:
    if case.stored is None or not may_approve(case.user, case.application.centre_id):
        raise Http404
    approve(case.stored, by=case.user, now=case.now)
    return _("The second follow-up is approved. The student hears of it in time.")


def _interview(case: CasePage, data: Data) -> str:
    held_at: datetime = data.pop("held_at")
    services.add_interview(case.application, held_at, now=case.now, **data)
    return _("The interview is recorded. What did they promise?")


def _stage(case: CasePage, data: Data) -> str:
    services.move_stage(case.application, Stage(data["stage"]), by=case.user, now=case.now)
    return _("The application has moved.")


def _note(case: CasePage, data: Data) -> str:
    shared = data.get("shared", True)
    services.write_note(case.application, data["text"], shared=shared, by=case.user, now=case.now)
    return _("The note is saved.")


def _help(case: CasePage, data: Data) -> str:
    ask_for_help(case.application, data["text"], now=case.now)
    return _("Your counsellor has been asked.")


def _helped(case: CasePage, data: Data) -> str:
    waiting: HelpRequest = data["request"]
    if not answer_help(waiting, by=case.user, now=case.now):
        return _("Somebody has answered it already.")
    if data["text"].strip():
        services.write_note(case.application, data["text"], shared=True, by=case.user, now=case.now)
        return _("Answered: the student reads your note on this page.")
    return _("Marked as answered.")


ACTS: dict[str, Act] = {
    "letter": Act(SentForm, _letter),
    "reply": Act(AnsweredForm, _reply),
    "relabel": Act(RelabelForm, _relabel),
    "promise": Act(PromiseForm, _promise),
    "event": Act(EventForm, _event),
    "resolved": Act(CaseForm, _resolved, staff_only=True),
    "approve": Act(CaseForm, _approve, staff_only=True),
    "bounced": Act(LetterForm, _bounced),
    "unsent": Act(LetterForm, _unsent),
    "undone": Act(NotedForm, _undone),
    "recruiter": Act(RecruiterForm, _recruiter, staff_only=True, needs_interview=False),
    "other_recruiter": Act(OtherRecruiterForm, _other_recruiter, staff_only=True, needs_interview=False),
    "thanks": Act(SentForm, _thanks),
    "interview": Act(InterviewForm, _interview, needs_interview=False),
    "stage": Act(StageForm, _stage, needs_interview=False),
    "note": Act(NoteForm, _note, needs_interview=False),
    "help": Act(AskForm, _help, students_only=True, needs_interview=False),
    "helped": Act(HelpedForm, _helped, staff_only=True, needs_interview=False),
}
