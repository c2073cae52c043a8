"""The student's own page: her next step, her other applications, staying in touch; "I sent it".

Everything is a form that posts and comes back; only the student herself meets these addresses.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from careers import clock, services
from careers.access import STUDENT
from careers.models import Application, HelpRequest, Student, User
from careers.services.records import latest_interview
from followups.etiquette import Kind
from followups.policy import STOP
from followups.selectors import networking_of, next_slots
from followups.services.snoozing import snooze, unsnooze
from followups.wording import reason_lines
from followups.wording.slots import zone_name
from kabar.pages.case import CasePage
from kabar.pages.ledger import entries
from kabar.pages.letter_steps import LetterLink, advice_for, link_to, open_drafts
from kabar.pages.next_step import (
    APPROVAL,
    ENDED,
    NEEDS,
    SEND,
    THANKS,
    WAITING,
    Step,
    ending_steps,
    steps_of,
)
from kabar.pages.strip import case_strip
from kabar.pages.student_forms import JustSentForm

View = Callable[..., HttpResponse]


def for_students(view: View) -> View:
    """Sign in first; anybody who is no student finds nothing here."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if me(request).role != STUDENT:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def me(request: HttpRequest) -> User:
    """The person behind a page that asks to sign in first."""
    return cast(User, request.user)


def my_record(request: HttpRequest) -> Student:
    """Her own row, with her counsellor and centre."""
    mine = Student.objects.visible_to(me(request)).select_related("counsellor", "centre")
    found: Student = get_object_or_404(mine, user=me(request))
    return found


@for_students
@require_http_methods(["GET", "HEAD"])
def student_home(request: HttpRequest) -> HttpResponse:
    """One card for the next step; under it everything else of hers."""
    user, now, student = me(request), clock.now(), my_record(request)
    steps = steps_of(user, now)
    first = steps[0] if steps else None
    context = {
        "now": now,
        "zone": user.time_zone,
        "counsellor": student.counsellor,
        "step": first,
        "others": [s for s in steps[1:] if s.kind != ENDED],
        "finished": [s for s in steps[1:] if s.kind == ENDED],
        "networking": networking_of(student, now),
        "advice": advice_for(user),
    }
    if first:
        context |= _card(first)
        context["asked"] = HelpRequest.objects.filter(application=first.application).open().first()
    return render(request, "pages/student_home.html", context)


def _card(step: Step) -> dict[str, Any]:
    """What only the most urgent application shows."""
    plan, employer = step.plan, step.application.employer
    card: dict[str, Any] = {
        "sent_form": _sent_form(step, None) if step.may_have_sent else None,
        "later_slots": [],
        "reasons": [],
        "strip": None,
        "next_steps": ending_steps(step) if step.kind == ENDED else [],
        "letter": _letter_of(step),
    }
    if plan is None:
        return card
    card["reasons"] = reason_lines(plan.reasons, plan.reason, employer.time_zone)
    if step.kind == SEND:
        card["later_slots"] = next_slots(plan, employer, plan.policy.rules, 2, step.user.time_zone)
    if step.slot and step.kind != NEEDS and plan.action != STOP:
        case = CasePage(step.application, step.user, step.now)
        # Known already: the page need not be asked for them again.
        case.__dict__.update(plan=plan, rounds=[plan.interview])
        card["strip"] = case_strip(case, entries(case))
    return card


def _letter_of(step: Step) -> LetterLink | None:
    """The way to the letter this step is about; None for a step without one."""
    if step.plan is None or step.kind not in (SEND, THANKS, WAITING, APPROVAL):
        return None
    kind = Kind.THANK_YOU if step.kind == THANKS else Kind.FOLLOW_UP
    attempt = 1 if step.kind == THANKS else step.attempt
    interview = step.plan.interview_id
    return link_to(interview, kind, attempt, open_drafts(step.user).get((interview, kind, attempt)))


def _sent_form(step: Step, data: Any) -> JustSentForm:
    return JustSentForm(
        data,
        zone=ZoneInfo(step.user.time_zone),
        zone_label=_zone_label(step),
        now=step.now,
        initial={"attempt": step.attempt},
    )


def _zone_label(step: Step) -> str:
    return zone_name(step.now.astimezone(ZoneInfo(step.user.time_zone)))


def _step(request: HttpRequest, pk: int) -> Step:
    """Her own application, or 404."""
    for step in steps_of(me(request), clock.now()):
        if step.application.pk == pk:
            return step
    raise Http404


@for_students
@require_http_methods(["GET", "HEAD", "POST"])
def student_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """ "I sent it": just now, or at another time."""
    step = _step(request, pk)
    if not step.may_have_sent or step.plan is None:
        raise Http404
    form = _sent_form(step, request.POST if request.method == "POST" else None)
    if form.is_bound and "attempt" in form.errors:
        raise Http404
    if form.is_bound and form.is_valid():
        try:
            noted = _record_sent(step, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, noted)
            return redirect("student_home")
    status = 422 if form.is_bound else 200
    return render(request, "pages/student_sent.html", {"step": step, "form": form}, status=status)


@transaction.atomic
def _record_sent(step: Step, form: JustSentForm) -> str:
    """Record the letter that the page spoke of; a page opened before it was recorded adds none."""
    # One click waits for the other, so that a double click stays one letter.
    Application.objects.select_for_update().get(pk=step.application.pk)
    assert step.plan is not None
    made = step.plan.interview.letters.filter(bounced=False).count()
    if form.cleaned_data["attempt"] == made + 1:
        sent_at = form.cleaned_data["sent_at"]
        services.record_letter(step.plan.interview, sent_at=sent_at, by=step.user, now=step.now)
    return _("Noted: the follow-up went out. Now it is their turn.")


@for_students
@require_POST
def student_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """ "Not this window": the one her page showed is put off to the next."""
    step = _step(request, pk)
    if step.plan is None or step.kind == ENDED:
        raise Http404
    if not step.may_put_off or request.POST.get("window") != step.window:
        messages.warning(request, _("That window is no longer planned, so nothing was put off."))
        return redirect("student_home")
    snooze(step.plan, step.now)
    messages.success(request, _("Put off. We remind you at the next window."))
    return redirect("student_home")


@for_students
@require_POST
def student_unsnooze(request: HttpRequest, pk: int) -> HttpResponse:
    """She takes it back: the window counts again."""
    step = _step(request, pk)
    if step.plan is None or step.kind == ENDED:
        raise Http404
    unsnooze(step.plan, step.now)
    messages.success(request, _("Taken back: the window counts again."))
    return redirect("student_home")


@for_students
@require_POST
def student_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """ "I sent the thank-you note", just now. It asks for nothing and is never counted."""
    now = clock.now()
    application = get_object_or_404(Application.objects.visible_to(me(request)), pk=pk)
    interview = latest_interview(application)
    if interview is None or interview.held_at > now:
        raise Http404
    if interview.thanked_at is None:
        services.record_thanks(interview, sent_at=now, now=now)
    messages.success(request, _("Noted: the thank-you note went out. It is never counted as a follow-up."))
    return redirect("student_home")
