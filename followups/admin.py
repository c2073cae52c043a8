"""The operator's view of decisions, and of centres: a new centre gets its first policy at once."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from careers import clock
from careers.admin import Operators, ReadOnly
from careers.models import Centre
from followups.models import Approval, CentreDay, ConfirmedYear, Plan, PolicyVersion
from followups.services import ensure_first_policy


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


admin.site.register([Plan, PolicyVersion, Approval, CentreDay, ConfirmedYear], ReadOnly)
