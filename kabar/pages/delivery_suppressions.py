"""The addresses a centre's reminders do not go to, and letting mail go to one again."""

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from careers import clock
from careers.requests import PersonRequest
from kabar.pages.delivery import watcher
from kabar.pages.delivery_forms import LiftForm, SuppressionFilter
from kabar.pages.keyset import newest_first
from notifications import selectors, suppression
from notifications.models.suppressions import COMPLAINT

PAGE_SIZE = 50
ORDER = newest_first("since", PAGE_SIZE)


@require_safe
@login_required
def suppressions(request: PersonRequest) -> HttpResponse:
    """Those that stand, newest first, with the person where she is one of the centre's."""
    user, now = watcher(request), clock.now()
    rows, form = selectors.suppressions(user, now), SuppressionFilter(request.GET)
    reason = form.cleaned_data.get("reason") if form.is_valid() else ""
    if reason:
        rows = rows.filter(reason=reason)
    page = ORDER.page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    people = selectors.whose(page.rows)
    query = f"&reason={reason}" if reason else ""
    here = reverse("delivery_suppressions")
    context = {
        "zone": user.time_zone,
        "filter_form": form,
        "clear_url": here if reason else "",
        "rows": [{"row": row, "person": people.get(row.pk)} for row in page.rows],
        "shows_centre": user.is_operator,
        "previous_url": f"{here}?before={page.previous}{query}" if page.previous else "",
        "next_url": f"{here}?after={page.next}{query}" if page.next else "",
        "pager_text": ngettext("%(n)d address, newest first", "%(n)d addresses, newest first", len(page.rows))
        % {"n": len(page.rows)},
    }
    return render(request, "pages/delivery_suppressions.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def lift(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once; after a complaint only with the person's own word."""
    user, now = watcher(request), clock.now()
    row = get_object_or_404(selectors.suppressions(user, now), pk=pk)
    complained = row.reason == COMPLAINT
    form = LiftForm(request.POST if request.method == "POST" else None, complained=complained)
    if request.method == "POST" and form.is_valid():
        try:
            suppression.lift(row, user, now)
        except ValidationError as refused:
            notes.error(request, " ".join(refused.messages))
        else:
            notes.success(request, _("Mail goes to this address again."))
        return redirect("delivery_suppressions")
    context = {
        "row": row,
        "person": selectors.whose([row]).get(row.pk),
        "zone": user.time_zone,
        "complained": complained,
        "form": form,
    }
    return render(request, "pages/delivery_lift.html", context, status=422 if form.errors else 200)
