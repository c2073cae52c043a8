"""The operator's view of decisions, and of centres: a new centre gets its first policy at once."""

from typing import Any, cast

from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django_scopes import scope

from careers import clock
from careers.admin import Operators, ReadOnly
from careers.models import Centre, User
from followups.models import Approval, CentreDay, ConfirmedYear, Plan, PolicyVersion
from followups.services import confirm_year, ensure_first_policy, set_centre_day


@admin.register(Centre)
class CentreAdmin(Operators):
    """Centres, each with its policy."""

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
class CentreDayAdmin(Operators):
    """Days a centre closes or keeps open; a change plans its cases again."""

    list_display = ("centre", "country", "day", "closed", "name")
    list_select_related = ("centre",)

    def save_model(self, request: HttpRequest, obj: CentreDay, form: Any, change: bool) -> None:
        """Through the service, inside the centre."""
        with scope(centre=obj.centre_id):
            row = set_centre_day(
                obj.centre, obj.country, obj.day, closed=obj.closed, name=obj.name, now=clock.now()
            )
        obj.pk = row.pk


@admin.register(ConfirmedYear)
class ConfirmedYearAdmin(Operators):
    """Years whose closed days a centre has checked; a new one plans its cases again."""

    list_display = ("centre", "country", "year", "confirmed_by", "confirmed_at")
    list_select_related = ("centre", "confirmed_by")
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
