"""A student adds an application, or an interview with its promise: "they said two weeks"."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from careers import clock, services
from careers.models import Application, Contact, Interview, Student
from careers.services.employers import find_or_add_contact, find_or_add_employer, name_recruiter
from followups.wording.slots import zone_name
from kabar.pages.employer_places import place_of
from kabar.pages.student import for_students, me, my_record
from kabar.pages.student_forms import ApplicationForm, RoundForm


@for_students
@require_http_methods(["GET", "HEAD", "POST"])
def student_add(request: HttpRequest) -> HttpResponse:
    """A new application, or with ?application= a new interview for one of hers."""
    now, user, student = clock.now(), me(request), my_record(request)
    application = _asked_for(request)
    options: dict[str, Any] = {
        "zone": ZoneInfo(user.time_zone),
        "zone_label": zone_name(now.astimezone(ZoneInfo(user.time_zone))),
        "now": now,
    }
    data = request.POST if request.method == "POST" else None
    form: RoundForm = (
        RoundForm(data, **options) if application else ApplicationForm(data, centre=student.centre, **options)
    )
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, _add(student, application, form))
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("student_home")
    context = {"form": form, "application": application}
    return render(request, "pages/student_add.html", context, status=422 if form.is_bound else 200)


def _asked_for(request: HttpRequest) -> Application | None:
    wanted = request.GET.get("application", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    mine = Application.objects.visible_to(me(request)).select_related("employer")
    found: Application = get_object_or_404(mine, pk=int(wanted))
    return found


@transaction.atomic
def _add(student: Student, application: Application | None, form: RoundForm) -> str:
    """All that the form says, or nothing of it."""
    now, data = form.now, form.cleaned_data
    noted = _("The interview is recorded. Kabar tells you when to write.")
    if application is None:
        assert isinstance(form, ApplicationForm)
        application = _new_application(student, form)
        if not data["held_at"]:
            noted = _("The application is in your list. Add the interview once you have a date.")
    contact = _met(application, data)
    if data["held_at"]:
        people = [contact] if contact else []
        interview = services.add_interview(application, data["held_at"], interviewers=people, now=now)
        _promise(interview, form, student)
    return noted


def _new_application(student: Student, form: ApplicationForm) -> Application:
    data, now = form.cleaned_data, form.now
    employer = form.found
    if employer is None:
        place = place_of(data["place"])
        employer = find_or_add_employer(
            student.centre, data["employer"], data["city"], now=now, **place._asdict()
        )
    return services.create_application(student, employer, data["position"], now=now)


def _met(application: Application, data: dict[str, Any]) -> Contact | None:
    """The interviewer she named; also the recruiter of an application that has none yet."""
    if not data["interviewer"]:
        return None
    contact = find_or_add_contact(
        application.employer,
        data["interviewer"],
        honorific=data["honorific"],
        email=data["email"],
    )
    name_recruiter(application, contact)
    return contact


def _promise(interview: Interview, form: RoundForm, student: Student) -> None:
    promised = form.promised()
    if promised:
        kind, days, day = promised
        services.record_promise(interview, kind, days=days, day=day, by=student.user, now=form.now)
