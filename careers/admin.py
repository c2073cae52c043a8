"""The operator's view of the facts. People and places are edited here; decision facts are read only:
they change through services, which plan again. What needs a calendar is in followups/admin.py."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.db import models as db
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from careers import clock, models
from careers.models import Application, Contact, Student, User
from careers.services.employers import change_contact
from careers.services.people import address_is_taken, plan_again_for, verify_address


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


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """One role in one centre; the address in small letters and nobody else's."""

    def clean_email(self) -> str:
        """The address people sign in with, whatever the case of its letters."""
        email: str = self.cleaned_data["email"].lower()
        if address_is_taken(email, self.instance):
            raise ValidationError(_("Somebody else signs in with this address."))
        return email

    def clean(self) -> dict[str, Any]:
        """Everybody but the operator belongs to a centre."""
        data: dict[str, Any] = super().clean() or {}
        if not self.instance.is_superuser:
            for name in ("centre", "role"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Everybody but the operator has a role in one centre."))
        return data


@admin.register(User)
class UserAdmin(Operators):
    """People. Whoever is added here sets her own password by "forgot password"; the operator vouches
    for the address."""

    form = PersonForm
    list_display = ("email", "name", "centre", "role", "is_active")
    list_filter = ("centre", "role", "is_active")
    search_fields = ("email", "name")
    exclude = ("password", "groups", "user_permissions", "last_login", "date_joined")
    readonly_fields = ("is_superuser", "is_staff")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save, vouch for the address, and plan again the cases that this person matters to."""
        now = clock.now()
        if not change:
            obj.date_joined = now
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        verify_address(obj)
        if change and obj.centre_id and {"time_zone", "is_active"} & set(form.changed_data):
            with scope(centre=obj.centre_id):
                plan_again_for(obj, now)


@admin.register(Student)
class StudentAdmin(Operators):
    """Students and their counsellors; another counsellor is told about the cases at once."""

    list_display = ("number", "user", "programme", "cohort", "counsellor", "centre")
    list_select_related = ("user", "counsellor", "centre")
    search_fields = ("number", "user__name")
    autocomplete_fields = ("user", "counsellor")

    def save_model(self, request: HttpRequest, obj: Student, form: Any, change: bool) -> None:
        """Save, and plan again what concerns her counsellor."""
        super().save_model(request, obj, form, change)
        if "counsellor" in form.changed_data:
            with scope(centre=obj.centre_id):
                plan_again_for(obj.user, clock.now())


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """An address once at an employer."""

    def clean_email(self) -> str:
        """The employer is not in the form, so Django leaves this to the database's constraint."""
        email: str = self.cleaned_data["email"].lower()
        others = Contact.objects.filter(employer=self.instance.employer_id, email__iexact=email)
        if email and others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another recruiter of this employer has this address already."))
        return email


@admin.register(Contact)
class ContactAdmin(Operators):
    """Recruiters and interviewers; an address that bounced can be mended here too."""

    form = ContactForm
    # Django's form field would take a bare address for http, and warns of it.
    formfield_overrides = {db.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget}}

    list_display = ("name", "employer", "email")
    list_select_related = ("employer",)
    readonly_fields = ("centre", "employer")

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Recruiters are added on the pages, with the application that needs them."""
        return False

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        """Through the service, inside the contact's centre."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        with scope(centre=obj.centre_id):
            change_contact(obj, clock.now(), **fields)


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    """Applications."""

    list_display = ("position", "student", "employer", "stage", "centre")
    list_select_related = ("student__user", "employer", "centre")


admin.site.register([models.Interview, models.PromiseEntry, models.Letter], ReadOnly)
admin.site.register([models.Reply, models.CaseEvent, models.Note], ReadOnly)
