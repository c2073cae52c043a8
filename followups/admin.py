"""The operator's view of decisions, and of all that rests on calendars: centres, employers, days.

A new centre gets its first policy at once; a place without a calendar is refused.
"""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django_scopes import scope

from careers import clock
from careers.admin import Operators, ReadOnly, is_operator
from careers.models import Centre, Employer, EmployerClosedDay, User
from careers.services.employers import change_employer, forget_closed_day, set_closed_day
from followups.calendars import UnknownPlace, check_place, countries
from followups.models import Approval, CentreDay, ConfirmedYear, Plan, PolicyVersion
from followups.services import confirm_year, ensure_first_policy, forget_centre_day, set_centre_day
from followups.wording import place_error


class CountryForm(ModelForm):  # type: ignore[type-arg]
    """A country with a calendar."""

    def clean_country(self) -> str:
        """ISO 3166, in capital letters."""
        country: str = self.cleaned_data["country"].strip().upper()
        if country not in countries():
            raise ValidationError(place_error(UnknownPlace("unknown_country", country, None)))
        return country


class PlaceForm(CountryForm):
    """A country with a calendar, and its region where weekends differ inside it."""

    def clean(self) -> dict[str, Any]:
        """Refuse a place without a calendar, beside the field that can mend it."""
        data: dict[str, Any] = super().clean() or {}
        if "country" in data:
            try:
                check_place(data["country"], data.get("subdivision"))
            except UnknownPlace as error:
                self.add_error("subdivision", place_error(error))
        return data


class EmployerForm(PlaceForm):
    """An employer once in a city."""

    def clean(self) -> dict[str, Any]:
        """The centre is not in the form, so Django leaves this to the database's constraint."""
        data = super().clean()
        twins = Employer.objects.filter(
            centre=self.instance.centre_id, name=data.get("name"), city=data.get("city")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", gettext("This employer is already in the list, in the same city."))
        return data


class Days(Operators):
    """Days against a calendar. Which day it is stays as it is; a wrong one is deleted."""

    day_of: tuple[str, ...] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A decree may be reversed."""
        return is_operator(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Another day would be a second row."""
        return self.day_of if obj else ()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, so that each is planned again."""
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Centre)
class CentreAdmin(Operators):
    """Centres, each with its policy."""

    form = PlaceForm
    list_display = ("name", "country", "time_zone", "language")
    exclude = ("created_at",)

    def save_model(self, request: HttpRequest, obj: Centre, form: "ModelForm[Centre]", change: Any) -> None:
        """Save the centre and, for a new one, version 1 of its rules."""
        now = clock.now()
        with transaction.atomic():
            if not change:
                obj.created_at = now
            super().save_model(request, obj, form, change)
            ensure_first_policy(obj, now)


@admin.register(CentreDay)
class CentreDayAdmin(Days):
    """Days a centre closes or keeps open; a change plans its cases again."""

    form = CountryForm
    day_of = ("centre", "country", "day")
    list_display = ("centre", "country", "day", "closed", "name")
    list_select_related = ("centre",)

    def save_model(self, request: HttpRequest, obj: CentreDay, form: Any, change: bool) -> None:
        """Through the service, inside the centre."""
        with scope(centre=obj.centre_id):
            row = set_centre_day(
                obj.centre, obj.country, obj.day, closed=obj.closed, name=obj.name, now=clock.now()
            )
        obj.pk = row.pk

    def delete_model(self, request: HttpRequest, obj: CentreDay) -> None:
        """Through the service, inside the centre."""
        with scope(centre=obj.centre_id):
            forget_centre_day(obj, clock.now())


@admin.register(Employer)
class EmployerAdmin(Operators):
    """Employers; their place decides days and hours, so a change plans their cases again."""

    form = EmployerForm
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
class ClosedDayAdmin(Days):
    """Days an employer closes or works; a change plans its cases again."""

    list_display = ("employer", "day", "closed", "name")
    list_select_related = ("employer",)
    fields = ("employer", "day", "closed", "name")
    day_of = ("employer", "day")

    def save_model(self, request: HttpRequest, obj: EmployerClosedDay, form: Any, change: bool) -> None:
        """Through the service, inside the employer's centre."""
        with scope(centre=obj.employer.centre_id):
            row = set_closed_day(obj.employer, obj.day, closed=obj.closed, name=obj.name, now=clock.now())
        obj.pk = row.pk

    def delete_model(self, request: HttpRequest, obj: EmployerClosedDay) -> None:
        """Through the service, inside the employer's centre."""
        with scope(centre=obj.centre_id):
            forget_closed_day(obj, clock.now())


@admin.register(ConfirmedYear)
class ConfirmedYearAdmin(Operators):
    """Years whose closed days a centre has checked; a new one plans its cases again."""

    list_display = ("centre", "country", "year", "confirmed_by", "confirmed_at")
    list_select_related = ("centre", "confirmed_by")
    form = CountryForm
    fields = ("centre", "country", "year")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Confirmed is confirmed."""
        return False

    def save_model(self, request: HttpRequest, obj: ConfirmedYear, form: Any, change: bool) -> None:
        """Through the service, inside the centre."""
        with scope(centre=obj.centre_id):
            row = confirm_year(
                obj.centre, obj.country, obj.year, by=cast(User, request.user), now=clock.now()
            )
        obj.pk = row.pk


admin.site.register([Plan, PolicyVersion, Approval], ReadOnly)
