"""Marks on the student's networking tasks: done, skipped, not this week."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careers import clock
from followups.models import NetworkingTask
from followups.policy import DONE, SKIPPED
from followups.services.networking import finish, snooze
from kabar.pages.student import for_students, me

SNOOZE_DAYS = 7


@for_students
@require_POST
def networking_mark(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Done, skip, or not this week."""
    hers = NetworkingTask.objects.visible_to(me(request)).select_related("application__student")
    task = get_object_or_404(hers, pk=pk)
    now, user = clock.now(), me(request)
    try:
        if act == "snooze":
            snooze(task, days=SNOOZE_DAYS, by=user, now=now)
            messages.success(request, _("It comes back in a week."))
        elif act == "done":
            finish(task, DONE, by=user, now=now)
            messages.success(request, _("Noted. Now and then is enough."))
        else:
            finish(task, SKIPPED, by=user, now=now)
            messages.success(request, _("Skipped. That is fine."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(reverse("student_home") + "#networking")
