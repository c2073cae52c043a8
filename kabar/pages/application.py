"""The application's page: the decision with its reasons, the ledger, what happened, what to record."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from careers import clock
from careers.answers import Label
from careers.forms import CaseForm
from careers.models import Application, CaseEvent, Letter, Note, Reply
from careers.requests import PersonRequest
from followups.policy import NEEDS_APPROVAL, SEND_NOW, STOP
from followups.selectors import networking_for, next_slots, slot_of
from followups.wording import reason_lines
from followups.wording.slots import zone_name
from kabar.pages.acts import allowed, make_form
from kabar.pages.case import CasePage
from kabar.pages.decisions import brief, shown_action
from kabar.pages.errand_forms import AnsweredForm
from kabar.pages.history import happenings
from kabar.pages.ledger import Entry, entries
from kabar.pages.letter_steps import letters_here
from kabar.pages.next_step import ADVANCED, ENDED, Step, ending_steps
from kabar.pages.proposals import Proposal, of_all
from kabar.pages.recordable import recruiter_sections, sections
from kabar.pages.resting import resting
from kabar.pages.strip import case_strip
from kabar.pages.unreached import mail_held
from notifications.inbound_words import sentence

FIRST_HAPPENINGS = 12
LAST_ARRIVED = 3
# Answers that wait at once are one or two; more is a flood.
MOST_PROPOSALS = 5
AnswerRow = tuple[Reply, CaseForm, bool, Proposal | None]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: PersonRequest, pk: int) -> HttpResponse:
    """The page; a POST does one act (`do`) and comes back to it."""
    found = Application.objects.visible_to(request.user).with_people()
    case = CasePage(get_object_or_404(found, pk=pk), request.user, clock.now())
    if request.method != "POST":
        return render(request, "pages/application.html", _context(case, request.GET.get("open", "")))
    name = request.POST.get("do", "")
    act = allowed(name, case)
    form = make_form(name, case, request.POST)
    if form.is_valid() and isinstance(form, AnsweredForm) and form.is_to_be_read:
        return render(request, "pages/application.html", _context(case, name, form.asking()))
    if form.is_valid():
        try:
            messages.success(request, act.do(case, dict(form.cleaned_data)))
        except ValidationError as error:
            form.refuse(error)
        else:
            # To the top: without a script the toast stands there.
            return redirect(reverse("application", args=[pk]) + "#content")
    if any(field.errors for field in form.hidden_fields()):
        raise Http404  # a letter or an answer of somebody else's
    # What a refused act had begun to write is gone; the page is built from what stands.
    case = CasePage(get_object_or_404(found, pk=pk), request.user, case.now)
    return render(request, "pages/application.html", _context(case, name, form), status=422)


def _context(case: CasePage, opened: str, refused: CaseForm | None = None) -> dict[str, Any]:
    lines, book = happenings(case), entries(case)
    return {
        "case": case,
        "application": case.application,
        "interview": case.interview,
        "now": case.now,
        "mail_held": mail_held(case),
        "resting": resting(case.application.student, case.now) if case.staff else "",
        "zone": case.user.time_zone,
        "recruiter_zone_name": case.application.employer.time_zone,
        "zone_of_recruiter": zone_name(case.now.astimezone(case.recruiter_zone)),
        "ledger": book,
        "first_happenings": lines[:FIRST_HAPPENINGS],
        "later_happenings": lines[FIRST_HAPPENINGS:],
        "sections": sections(case, opened, refused),
        "recruiter_sections": recruiter_sections(case, opened, refused),
        "letters": _retractable(case, Letter, "-sent_at"),
        "noted": _retractable(case, CaseEvent, "-at"),
        "replies": _replies(case, opened, refused),
        "notes": Note.objects.visible_to(case.user)
        .filter(application=case.application)
        .select_related("author"),
        "note_form": refused if opened == "note" and refused else make_form("note", case),
        "letter_links": letters_here(case),
        "networking": networking_for(case.application, case.now),
        "helped_form": _helped_form(case, opened, refused),
        "by_mail_open": opened == "by-mail",
        "last_arrived": [(mail, sentence(mail)) for mail in case.arrived[:LAST_ARRIVED]],
        "refused": refused,
        "refused_act": opened if refused else "",
        **_decision(case, book),
    }


def _helped_form(case: CasePage, opened: str, refused: CaseForm | None) -> CaseForm | None:
    """The answer to a call for help, where the reader may give it."""
    if case.asked is None or not case.staff:
        return None
    return refused if refused and opened == "helped" else make_form("helped", case, request=case.asked.pk)


def _decision(case: CasePage, book: list[Entry]) -> dict[str, Any]:
    """The panel at the head: the word, the slot, what follows if it is missed, and why."""
    plan, employer = case.plan, case.application.employer
    if plan is None:
        return {"plan": None}
    step = Step(case.application, plan, case.application.student.user, case.now)
    rules = plan.policy.rules
    zone = case.user.time_zone
    return {
        "plan": plan,
        "action": shown_action(plan, case.now, staff=case.staff),
        "slot": slot_of(plan, employer, zone),
        "later_slots": next_slots(plan, employer, rules, 2, zone),
        "brief": brief(plan),
        "reasons": reason_lines(plan.reasons, plan.reason, employer.time_zone),
        "why": _why(plan.action),
        "maximum": rules.max_followups,
        "gated": plan.requires_approval and not plan.approved,
        "may_clear": case.staff and plan.action == NEEDS_APPROVAL and plan.reason != "calendar_unconfirmed",
        "next_steps": ending_steps(step) if plan.action == STOP and step.kind != ADVANCED else [],
        "advanced": step.kind == ADVANCED,
        "consoled": plan.action == STOP and step.kind == ENDED and not step.is_good_news,
        "put_off": plan.snoozed and plan.action != STOP,
        "strip": case_strip(case, book),
    }


def _why(action: str) -> str:
    return {
        SEND_NOW: _("Why now"),
        NEEDS_APPROVAL: _("Why a person must look"),
        STOP: _("Why it ends here"),
    }.get(action, _("Why not now"))


def _retractable(case: CasePage, model: Any, order: str) -> list[tuple[Any, bool]]:
    """Each letter or event, and whether the reader may take it back."""
    found = model.objects.visible_to(case.user).filter(interview__application=case.application)
    rows = found.select_related("interview", "recorded_by").order_by(order)
    return [(row, case.may_retract(row)) for row in rows]


def _replies(case: CasePage, opened: str, refused: CaseForm | None) -> list[AnswerRow]:
    """Each answer, the form that reads it anew, whether that stands open, and what Kabar reads it as."""
    found = Reply.objects.visible_to(case.user).filter(interview__application=case.application)
    replies = list(found.select_related("recorded_by"))
    proposals = of_all(
        replies, case.application.student.user, by_mail=case.by_mail.replies, most=MOST_PROPOSALS
    )
    rows = []
    for reply in replies:
        mine = refused is not None and opened == "relabel" and refused.cleaned_data.get("reply") == reply
        values = {name: getattr(reply, name) for name in ("label", "wait_until", "wait_days", "return_date")}
        form = refused if mine and refused else make_form("relabel", case, reply=reply.pk, **values)
        proposal = proposals.get(reply.pk)
        unread = reply.label == Label.UNCLASSIFIED and not (proposal and proposal.known)
        rows.append((reply, form, mine or (unread and refused is None), proposal))
    return rows
