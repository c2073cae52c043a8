"""The counsellor's review queue: the letters that wait, the nearest deadline first, and each one's page."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, DateTimeField, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from careers import clock
from careers.access import COUNSELLOR, STUDENT
from careers.models import User
from careers.requests import PersonRequest
from followups.access import may_approve
from followups.etiquette import Kind
from followups.models import Review
from followups.services import reviews as services
from followups.services.standing import as_of
from kabar.pages.keyset import Keyset
from kabar.pages.letter_forms import AdviceForm, EditForm
from kabar.pages.review_case import ReviewPage, ReviewRow, rows_of
from kabar.pages.student import me

PAGE_SIZE = 50
# Stands for "no deadline" in the order, so that the keys are never null.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
MINE, ALL = "mine", "all"
_INSTANT = "%Y%m%dT%H%M%S.%f"


def _read(text: str) -> tuple[datetime, int]:
    moment, pk = text.rsplit(".", 1)
    return datetime.strptime(moment, _INSTANT).replace(tzinfo=UTC), int(pk)


def _write(row: Any) -> str:
    return f"{row.until.astimezone(UTC):{_INSTANT}}.{row.pk}"


ORDER = Keyset(("until", "pk"), _read, _write, PAGE_SIZE)


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sign in first; a student finds nothing here."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if me(request).role == STUDENT:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_staff
def reviews(request: PersonRequest) -> HttpResponse:
    """What waits, the nearest deadline on top. The query count does not grow with the rows."""
    user, now = request.user, clock.now()
    waiting = Review.objects.visible_to(user).waiting()
    whose = request.GET.get("whose") or (MINE if user.role == COUNSELLOR else ALL)
    mine = Q(counsellor=user) | Q(counsellor=None)
    counts = waiting.aggregate(all=Count("pk"), mine=Count("pk", filter=mine))
    chosen = waiting.filter(mine) if whose == MINE else waiting
    page = ORDER.page(
        _with_deadline(chosen), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "now": now,
        "views": [
            (_("For me"), f"?whose={MINE}", counts["mine"], whose == MINE),
            (_("The whole centre"), f"?whose={ALL}", counts["all"], whose != MINE),
        ],
        "rows": _rows(page.rows, user, now),
        "others": counts["all"] - counts["mine"],
        "previous_url": f"?whose={whose}&before={page.previous}" if page.previous else "",
        "next_url": f"?whose={whose}&after={page.next}" if page.next else "",
        "pager_text": ngettext("%(n)d letter", "%(n)d letters", len(page.rows)) % {"n": len(page.rows)},
    }
    return render(request, "pages/reviews.html", context)


def _with_deadline(rows: Any) -> Any:
    """With the end of the planned window as it is now, and everything a row shows: one query."""
    plan = "draft__interview__application__plan"
    same_attempt = {f"{plan}__attempt": F("draft__attempt"), "draft__kind": Kind.FOLLOW_UP}
    planned = Case(When(**same_attempt, then=F(f"{plan}__window_end")), default=F("due_at"))
    return rows.annotate(
        until=Coalesce(planned, "due_at", Value(NEVER), output_field=DateTimeField())
    ).select_related(
        "version",
        "counsellor",
        "draft__interview__application__employer",
        "draft__interview__application__student__user",
        f"{plan}__policy",
        f"{plan}__interview",
    )


def _rows(found: list[Review], user: User, now: datetime) -> list[ReviewRow]:
    plans = as_of([one.draft.interview.application.plan for one in found], now)
    return rows_of(found, plans, user)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """One letter: its text with the findings, its history, and the decision."""
    found = Review.objects.visible_to(request.user).select_related(
        "version__author",
        "approved_version",
        "counsellor",
        "decided_by",
        "draft__interview__application__employer",
        "draft__interview__application__contact",
        "draft__interview__application__student__user",
        "draft__checked",
    )
    page = ReviewPage(get_object_or_404(found, pk=pk), request.user, clock.now())
    if request.method != "POST":
        return _shown(request, page)
    if not may_approve(request.user, page.review.centre_id):
        raise Http404
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    return act(request, page)


def _shown(
    request: PersonRequest,
    page: ReviewPage,
    *,
    edit: EditForm | None = None,
    advice: AdviceForm | None = None,
) -> HttpResponse:
    version = page.review.version
    context = {
        "page": page,
        "now": page.now,
        "zone": request.user.time_zone,
        "edit_form": edit or EditForm(initial={"subject": version.subject, "body": version.body}),
        "edit_refused": edit is not None,
        "advice_form": advice or AdviceForm(),
    }
    return render(request, "pages/review.html", context, status=422 if edit or advice else 200)


def _approve(request: PersonRequest, page: ReviewPage) -> HttpResponse:
    try:
        services.approve(page.review, by=request.user, now=page.now)
    except ValidationError as error:
        return _refused(request, page, error)
    return _done(request, _("Approved. The student can send exactly this text."))


def _edit(request: PersonRequest, page: ReviewPage) -> HttpResponse:
    form = EditForm(request.POST)
    if form.is_valid():
        try:
            subject, body = form.text
            services.approve_with_edit(page.review, subject=subject, body=body, by=request.user, now=page.now)
        except ValidationError as error:
            if not page.can_be_decided:
                return _refused(request, page, error)
            form.refuse(error)
        else:
            return _done(request, _("Approved with your change. The student sees what you changed."))
    return _shown(request, page, edit=form)


def _return(request: PersonRequest, page: ReviewPage) -> HttpResponse:
    form = AdviceForm(request.POST)
    if form.is_valid():
        try:
            advice = form.cleaned_data["advice"]
            services.return_with_advice(page.review, advice=advice, by=request.user, now=page.now)
        except ValidationError as error:
            if not page.can_be_decided:
                return _refused(request, page, error)
            form.refuse(error)
        else:
            return _done(request, _("Sent back. The student reads your advice above her letter."))
    return _shown(request, page, advice=form)


def _take(request: PersonRequest, page: ReviewPage) -> HttpResponse:
    try:
        services.take_over(page.review, by=request.user)
        messages.success(request, _("This letter now waits for you."))
    except ValidationError as error:
        return _refused(request, page, error)
    return redirect("review", page.review.pk)


def _done(request: PersonRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("reviews")


def _refused(request: PersonRequest, page: ReviewPage, error: ValidationError) -> HttpResponse:
    """Somebody was faster, or the letter changed: the page shows how it stands now."""
    messages.warning(request, " ".join(error.messages))
    return redirect("review", page.review.pk)


ACTS = {"approve": _approve, "edit": _edit, "return": _return, "take": _take}
