"""The counsellor's pipeline: every application with its decision and slot, the nearest on top."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, DateTimeField, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from careers import clock
from careers.access import STUDENT
from careers.models import Application, User
from careers.requests import PersonRequest
from followups.policy import NEEDS_APPROVAL, STOP
from followups.selectors import Slot, slot_of
from followups.services.standing import as_of
from kabar.pages.decisions import awaits_approval, brief, in_decision, shown_action
from kabar.pages.keyset import Keyset
from kabar.pages.pipeline_filters import (
    ASKED,
    EVERYBODY,
    MINE,
    PipelineFilter,
    asks_for_help,
    default_caseload,
)
from kabar.pages.unreached import in_short, unreached

PAGE_SIZE = 50
# Stands for "no window" in the order, so that the keys are never null.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One line of the table. `action` is "" while there is no interview; then there is no slot."""

    application: Application
    action: str
    slot: Slot | None
    brief: str
    attempt: int
    maximum: int
    awaits_approval: bool
    asks_for_help: bool
    put_off: bool
    mail: str  # what is wrong with mail to the student, in a few words; "" if it arrives


@dataclass(frozen=True)
class View:
    """A ready-made choice of filters, with the number of its rows."""

    label: str
    url: str
    count: int
    current: bool


def _read_cursor(text: str) -> tuple[datetime, int, int]:
    """Window, rank and id out of 20261120T050000.0.123."""
    window, rank, pk = text.split(".")
    start = datetime.strptime(window, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return start, int(rank), int(pk)


def _write_cursor(row: Any) -> str:
    return f"{row.opens.astimezone(UTC):%Y%m%dT%H%M%S}.{row.rank}.{row.pk}"


ORDER = Keyset(("opens", "rank", "pk"), _read_cursor, _write_cursor, PAGE_SIZE)


@require_safe
@login_required
def pipeline(request: PersonRequest) -> HttpResponse:
    """The page, or its table alone when htmx asks. Staff only; the query count is constant."""
    user = request.user
    if user.role == STUDENT:
        raise Http404
    now = clock.now()
    visible = Application.objects.visible_to(user)
    chosen = PipelineFilter(request.GET, visible, user=user, now=now)
    page = ORDER.page(
        _ordered(chosen.qs),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    totals = chosen.qs.aggregate(rows=Count("pk"), students=Count("student", distinct=True))
    context = {
        "now": now,
        "filter_form": chosen.form,
        "clear_url": reverse("pipeline") if chosen.is_narrowed else "",
        "views": _views(visible, chosen, user, now),
        "lead": _lead(totals["rows"], totals["students"], chosen),
        "rows": _rows(page.rows, user, now),
        "empty": _empty(user, chosen),
        "previous_url": _url(request, before=page.previous) if page.previous else "",
        "next_url": _url(request, after=page.next) if page.next else "",
        "pager_text": ngettext("%(n)d row, by window", "%(n)d rows, by window", len(page.rows))
        % {"n": len(page.rows)},
    }
    part = request.htmx and not request.htmx.history_restore_request
    name = "pages/partials/pipeline_table.html" if part else "pages/pipeline.html"
    response = render(request, name, context)
    # One address, two shapes: neither may be shown from the cache in place of the other.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _ordered(rows: Any) -> Any:
    """By window; then what needs a person, what has no interview, and what is over."""
    rank = Case(
        When(plan__action=NEEDS_APPROVAL, then=0),
        When(plan__action=STOP, then=2),
        default=1,
        output_field=IntegerField(),
    )
    never = Value(NEVER, output_field=DateTimeField())
    rows = rows.annotate(
        opens=Coalesce(F("plan__window_start"), never), rank=rank, asks_for_help=asks_for_help()
    )
    return rows.with_people().select_related("plan__policy")


def _rows(applications: list[Any], user: User, now: datetime) -> list[Row]:
    plans = [a.plan for a in applications if getattr(a, "plan", None)]
    current = {plan.application_id: plan for plan in as_of(plans, now)}
    lost = unreached({a.student.pk: a.student for a in applications}.values(), now)
    return [_row(a, current.get(a.pk), user, now, lost.get(a.student_id, "")) for a in applications]


def _row(application: Any, plan: Any, user: User, now: datetime, mail: str) -> Row:
    if plan is None:
        asks = application.asks_for_help
        return Row(application, "", None, "", 0, 0, False, asks, put_off=False, mail=in_short(mail))
    return Row(
        application,
        shown_action(plan, now, staff=True),
        slot_of(plan, application.employer, user.time_zone),
        brief(plan),
        plan.attempt,
        plan.policy.rules.max_followups,
        awaits_approval(plan, now),
        application.asks_for_help,
        plan.snoozed,
        in_short(mail),
    )


def _views(visible: Any, chosen: PipelineFilter, user: User, now: datetime) -> list[View]:
    """My students, those that need me, those that write now, and everybody."""
    mine = Q(student__counsellor=user.pk) if default_caseload(user) == MINE else Q()
    needs, send = (in_decision(code, now) for code in ("needs", "send"))
    counts = visible.aggregate(
        mine=Count("pk", filter=mine if mine else None),
        needs=Count("pk", filter=mine & needs),
        send=Count("pk", filter=mine & send),
        asked=Count("pk", filter=mine & Q(asks_for_help())),
        all=Count("pk"),
    )
    base, here = reverse("pipeline"), {n: v for n, v in chosen.data.items() if v}
    own = default_caseload(user)
    wanted = [
        (_("My students"), {"caseload": MINE}, counts["mine"]),
        (_("Needs you"), {"caseload": own, "decision": "needs"}, counts["needs"]),
        (_("Send now"), {"caseload": own, "decision": "send"}, counts["send"]),
        (_("Asks for help"), {"caseload": own, "help": ASKED}, counts["asked"]),
        (_("All students"), {"caseload": EVERYBODY}, counts["all"]),
    ]
    here = {name: value for name, value in here.items() if name in chosen.filters}
    return [
        View(label, base + _query(chosen_here), count, here == chosen_here)
        for label, chosen_here, count in wanted
        if own == MINE or chosen_here["caseload"] != MINE
        # Nobody asks on most days; then the view would only be in the way.
        if count or "help" not in chosen_here or here == chosen_here
    ]


def _query(values: dict[str, str]) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in values.items())


def _lead(rows: int, students: int, chosen: PipelineFilter) -> dict[str, str]:
    """How many, of how many students; the order is told in the template."""
    n_rows = ngettext("%(n)d application", "%(n)d applications", rows) % {"n": rows}
    if chosen.data.get("caseload") == MINE:
        text = ngettext("of %(n)d student of yours", "of %(n)d students of yours", students)
    else:
        text = ngettext("of %(n)d student", "of %(n)d students", students)
    return {"rows": n_rows, "students": text % {"n": students}}


def _empty(user: User, chosen: PipelineFilter) -> dict[str, str]:
    """What an empty table teaches: the first step, or the way back."""
    if chosen.data.get("decision") == "needs" or chosen.data.get("help") == ASKED:
        return {
            "title": _("Nobody is waiting for you"),
            "text": _("The next e-mails go out at their time. We tell you when something needs you."),
            "url": reverse("pipeline"),
            "label": _("Show all applications"),
        }
    if chosen.is_narrowed:
        return {
            "title": _("Nothing matches these filters"),
            "text": _("Try fewer filters, or other words."),
            "url": reverse("pipeline"),
            "label": _("Clear filters"),
        }
    if default_caseload(user) == MINE:
        return {
            "title": _("Your students have no applications yet"),
            "text": _("Once an interview and its promise are recorded, Kabar finds the right time."),
            "url": reverse("pipeline") + _query({"caseload": EVERYBODY}),
            "label": _("Show all students"),
        }
    return {
        "title": _("No applications yet"),
        "text": _("Once an interview and its promise are recorded, Kabar finds the right time."),
        "url": "",
        "label": "",
    }


def _url(request: PersonRequest, **cursor: str) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return f"{reverse('pipeline')}?{query.urlencode()}"
