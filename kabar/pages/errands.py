"""What a student does from a reminder without signing in: one act, one form, one service, one line.

Looking changes nothing at all, so mail scanners may open every link. The page names the position
and the employer and nobody: whoever was forwarded the mail learns no more from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django_scopes import scope

from careers import clock, services
from careers.answers import Label
from careers.forms import CaseForm
from careers.models import Interview
from careers.services.help import ask_for_help
from followups.policy import STOP
from followups.selectors import Slot, next_slots, slot_of
from followups.services.snoozing import snooze
from followups.wording.slots import zone_name
from kabar.pages.decisions import window_name
from kabar.pages.discreet import discreet, page
from kabar.pages.errand_forms import AnsweredForm, AskForm, PutOffForm
from kabar.pages.next_step import ADVANCED, ENDED, Step, ending_steps
from kabar.pages.proposals import pasted
from kabar.pages.student_forms import WroteForm
from notifications import links
from notifications.errands import Errand, find, refusal, run

Data = dict[str, Any]
GONE = 410


def _sent(errand: Errand, data: Data) -> None:
    services.record_letter(_round(errand), sent_at=data["sent_at"], by=errand.student, now=errand.now)


def _thanked(errand: Errand, data: Data) -> None:
    services.record_thanks(_round(errand), sent_at=data["sent_at"], now=errand.now)


def _answered(errand: Errand, data: Data) -> None:
    label = Label(data.pop("label"))
    services.record_reply(_round(errand), label, by=errand.student, now=errand.now, **data)


def _put_off(errand: Errand, data: Data) -> None:
    assert errand.plan is not None, "refusal() has seen to it"
    if data["window"] != window_name(errand.plan):
        # While she read the page its window went by; she sees the other one first.
        raise ValidationError("")
    snooze(errand.plan, errand.now)


def _ask(errand: Errand, data: Data) -> None:
    ask_for_help(errand.application, data["text"], now=errand.now)


def _round(errand: Errand) -> Interview:
    assert errand.interview is not None, "refusal() has seen to it"
    return errand.interview


@dataclass(frozen=True)
class Way:
    """How an act is asked and done; `name` is its templates' folder name."""

    name: str
    form: type[CaseForm]
    do: Callable[[Errand, Data], None]


WAYS: dict[str, Way] = {
    links.SENT: Way("sent", WroteForm, _sent),
    links.THANKED: Way("thanked", WroteForm, _thanked),
    links.ANSWERED: Way("answered", AnsweredForm, _answered),
    links.SNOOZE: Way("snooze", PutOffForm, _put_off),
    links.ASK: Way("ask", AskForm, _ask),
}


@discreet
def do(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one act; a POST does it, once, for the person the mail went to."""
    errand = find(token, clock.now())
    if errand is None:
        return page(request, "acts/unknown.html", {}, status=404)
    with scope(centre=errand.message.centre_id), translation.override(errand.student.language):
        return _meet(request, errand)


def _meet(request: HttpRequest, errand: Errand) -> HttpResponse:
    way = WAYS[errand.act]
    why_not = refusal(errand)
    if why_not:
        return _refused(request, errand, why_not)
    if request.method != "POST":
        return page(request, f"acts/{way.name}.html", _context(errand, _form(errand, None)))
    form = _form(errand, request.POST)
    if form.is_valid() and isinstance(form, AnsweredForm) and form.is_to_be_read:
        # Nothing is recorded and the link is not spent: first she says whether it was read well.
        return page(request, f"acts/{way.name}.html", _context(errand, form.asking()))
    if form.is_valid():
        try:
            why_not = run(errand, lambda fresh: way.do(fresh, dict(form.cleaned_data)))
        except ValidationError as error:
            form.refuse(error)
        else:
            if why_not:
                return _refused(request, errand, why_not)
            return page(request, f"acts/{way.name}_done.html", _context(_afterwards(errand)))
    return page(request, f"acts/{way.name}.html", _context(errand, form), status=422)


def _form(errand: Errand, data: Any) -> CaseForm:
    zone = ZoneInfo(errand.student.time_zone)
    initial = {"window": window_name(errand.plan)}
    form = WAYS[errand.act].form
    return form(
        data, zone=zone, zone_label=zone_name(errand.now.astimezone(zone)), now=errand.now, initial=initial
    )


def _afterwards(errand: Errand) -> Errand:
    """The case anew, with what has just been done."""
    return Errand(errand.act, errand.message, errand.now)


def _refused(request: HttpRequest, errand: Errand, why_not: str) -> HttpResponse:
    context = {**_context(errand), "why_not": why_not}
    return page(request, "acts/refused.html", context, status=GONE)


def _context(errand: Errand, form: CaseForm | None = None) -> Data:
    return {
        "errand": errand,
        "act": WAYS[errand.act].name,
        "position": errand.application.position,
        "employer": errand.application.employer.name,
        "application": errand.application,
        "form": form,
        "proposal": pasted(form, errand.student),
        "window": window_name(errand.plan),
        **_slots(errand),
        **_ending(errand),
    }


def _ending(errand: Errand) -> Data:
    """What an answer that ends the asking leaves her with: three next steps, or the next interview."""
    plan = errand.plan
    if errand.act != links.ANSWERED or plan is None or plan.action != STOP:
        return {"next_steps": []}
    # The plan's application is as it stands now; the mail's may be older.
    step = Step(plan.application, plan, errand.student, errand.now)
    return {
        "next_steps": [] if step.kind == ADVANCED else ending_steps(step),
        "ending": step.sentence,
        "advanced": step.kind == ADVANCED,
        # The sentence about a rejection says it already.
        "consoled": step.kind == ENDED and not step.is_good_news and plan.reason != "rejected",
    }


def _slots(errand: Errand) -> dict[str, Slot | None]:
    """The window the plan stands at, and the one that follows it."""
    plan, employer = errand.plan, errand.application.employer
    if plan is None or plan.window_end is None:
        return {"slot": None, "next_slot": None}
    zone = errand.student.time_zone
    later = next_slots(plan, employer, plan.policy.rules, 1, zone)
    return {"slot": slot_of(plan, employer, zone), "next_slot": later[0] if later else None}
