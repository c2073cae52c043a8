"""The operator's view of the facts. People and places are edited here; decision facts are read only:
they change through services, which plan again."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models as db
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django_scopes import scope

from careers import clock, models
from careers.models import Application, Contact, Employer, EmployerClosedDay, Student, User
from careers.services.employers import change_employer, set_closed_day


class Operators(admin.ModelAdmin):  # type: ignore[type-arg]
    """For operators only, through the same `visible_to` as every other page."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Only the operator sees the admin at all."""
        return is_operator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only the operator."""
        return is_operator(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Only the operator."""
        return is_operator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here: rows are history."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Everything `visible_to` shows the operator."""
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows


class ReadOnly(Operators):
    """Facts that decide: to be read, not typed over."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Facts are recorded on the pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Facts are corrected on the pages."""
        return False


def is_operator(request: HttpRequest) -> bool:
    """True for the superuser without a centre."""
    return bool(request.user.is_authenticated and request.user.is_active and request.user.is_operator)


@admin.register(User)
class UserAdmin(Operators):
    """People; passwords are set by their owners through the sign-on."""

    list_display = ("email", "name", "centre", "role", "is_active")
    list_filter = ("centre", "role", "is_active")
    search_fields = ("email", "name")
    exclude = ("password", "groups", "user_permissions", "last_login")
    readonly_fields = ("is_superuser", "is_staff")


@admin.register(Student)
class StudentAdmin(Operators):
    """Students and their counsellors."""

    list_display = ("number", "user", "programme", "cohort", "counsellor", "centre")
    list_select_related = ("user", "counsellor", "centre")
    search_fields = ("number", "user__name")
    autocomplete_fields = ("user", "counsellor")


@admin.register(Employer)
class EmployerAdmin(Operators):
    """Employers; their place decides days and hours, so a change plans their cases again."""

    list_display = ("name", "city", "country", "time_zone", "centre")
    list_select_related = ("centre",)
    search_fields = ("name",)
    readonly_fields = ("centre", "created_at")

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Employers are added on the pages, with the application that needs them."""
        return False

    def save_model(self, request: HttpRequest, obj: Employer, form: Any, change: bool) -> None:
        """Through the service, inside the employer's centre."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        with scope(centre=obj.centre_id):
            change_employer(obj, now=clock.now(), **fields)


@admin.register(EmployerClosedDay)
class ClosedDayAdmin(Operators):
    """Days an employer closes or works; a change plans its cases again."""

    list_display = ("employer", "day", "closed", "name")
    list_select_related = ("employer",)
    fields = ("employer", "day", "closed", "name")

    def save_model(self, request: HttpRequest, obj: EmployerClosedDay, form: Any, change: bool) -> None:
        """Through the service, inside the employer's centre."""
        with scope(centre=obj.employer.centre_id):
            row = set_closed_day(obj.employer, obj.day, closed=obj.closed, name=obj.name, now=clock.now())
        obj.pk = row.pk


@admin.register(Contact)
class ContactAdmin(ReadOnly):
    """Recruiters and interviewers."""

    # Django's form field would take a bare address for http, and warns of it.
    formfield_overrides = {db.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget}}

    list_display = ("name", "employer", "email")
    list_select_related = ("employer",)


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    """Applications."""

    list_display = ("position", "student", "employer", "stage", "centre")
    list_select_related = ("student__user", "employer", "centre")


admin.site.register([models.Interview, models.PromiseEntry, models.Letter], ReadOnly)
admin.site.register([models.Reply, models.CaseEvent, models.Note], ReadOnly)
