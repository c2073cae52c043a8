"""The pipeline's filters, in words: whose, which decision, which stage, which programme …"""

from datetime import datetime
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careers.access import ADMIN, COUNSELLOR
from careers.models import Application, Employer, HelpRequest, Student, User
from careers.models.applications import STAGES
from careers.stages import CLOSED, OPEN
from kabar.pages.decisions import DECISIONS, in_decision

MINE, EVERYBODY = "mine", "all"
ASKED = "asked"
STAGE_CHOICES = [("open", gettext_lazy("Still open")), ("closed", gettext_lazy("Closed")), *STAGES]


class PipelineFilter(df.FilterSet):
    """Filters over visible applications. `now` says what needs a person by now."""

    caseload = df.ChoiceFilter(label=gettext_lazy("Caseload"), method="of_caseload", empty_label=None)
    decision = df.ChoiceFilter(
        label=gettext_lazy("Decision"),
        method="of_decision",
        choices=DECISIONS,
        empty_label=gettext_lazy("All decisions"),
    )
    stage = df.ChoiceFilter(
        label=gettext_lazy("Stage"),
        method="of_stage",
        choices=STAGE_CHOICES,
        empty_label=gettext_lazy("All stages"),
    )
    # Chosen by its own view above the table, so it needs no field in the bar.
    help = df.ChoiceFilter(
        label=gettext_lazy("Help"),
        method="of_help",
        choices=[(ASKED, gettext_lazy("Asks for help"))],
        widget=forms.HiddenInput,
    )
    programme = df.ChoiceFilter(
        label=gettext_lazy("Programme"),
        field_name="student__programme",
        empty_label=gettext_lazy("All programmes"),
    )
    cohort = df.ChoiceFilter(
        label=gettext_lazy("Cohort"),
        field_name="student__cohort",
        empty_label=gettext_lazy("All cohorts"),
    )
    employer = df.ChoiceFilter(
        label=gettext_lazy("Employer"),
        field_name="employer_id",
        empty_label=gettext_lazy("All employers"),
    )
    q = df.CharFilter(
        label=gettext_lazy("Search by student, position or employer"),
        method="of_words",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Student, position, employer")}
        ),
    )

    def __init__(self, data: Any, queryset: QuerySet[Application], *, user: User, now: datetime) -> None:
        self.user, self.now = user, now
        data = data.copy()
        data.setdefault("caseload", default_caseload(user))
        super().__init__(data, queryset)
        choices = {
            "caseload": _caseloads(user),
            "programme": _programmes(user),
            "cohort": _cohorts(user),
            "employer": _employers(user),
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    @property
    def is_narrowed(self) -> bool:
        """True if anything beyond the usual view is chosen."""
        default = {"caseload": default_caseload(self.user)}
        return any(self.data.get(name, "") != default.get(name, "") for name in self.filters)

    def of_caseload(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Mine, everybody's, or those of the counsellor with that number."""
        if value == EVERYBODY:
            return rows
        return rows.filter(student__counsellor=self.user.pk if value == MINE else int(value))

    def of_decision(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """As the page shows the decision."""
        return rows.filter(in_decision(value, self.now))

    def of_help(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Those whose student waits for her counsellor's answer."""
        return rows.filter(asks_for_help())

    def of_stage(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """One stage, or all open or closed ones."""
        groups = {"open": list(OPEN), "closed": list(CLOSED)}
        return rows.filter(stage__in=groups.get(value, [value]))

    def of_words(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Every word must be found in the student's name or number, the position or the employer."""
        for word in value.split()[:8]:
            rows = rows.filter(
                Q(student__user__name__icontains=word)
                | Q(student__number__icontains=word)
                | Q(position__icontains=word)
                | Q(employer__name__icontains=word)
            )
        return rows


def asks_for_help() -> Exists:
    """The applications with an open call for help; inside a centre's scope."""
    return Exists(HelpRequest.objects.filter(application=OuterRef("pk")).open())


def default_caseload(user: User) -> str:
    """Counsellors begin with their own students, everybody else with all."""
    return MINE if user.role == COUNSELLOR else EVERYBODY


def _caseloads(user: User) -> list[tuple[str, str]]:
    others = User.objects.visible_to(user).filter(role__in=[COUNSELLOR, ADMIN], caseload__isnull=False)
    names = others.exclude(pk=user.pk).order_by("name", "pk").values_list("pk", "name").distinct()
    first = [(MINE, _("My students"))] if user.role in (COUNSELLOR, ADMIN) else []
    return [*first, (EVERYBODY, _("All students")), *((str(pk), name) for pk, name in names)]


def _programmes(user: User) -> list[tuple[str, str]]:
    found = Student.objects.visible_to(user).order_by("programme").values_list("programme", flat=True)
    return [(name, name) for name in found.distinct()]


def _cohorts(user: User) -> list[tuple[str, str]]:
    found = Student.objects.visible_to(user).order_by("-cohort").values_list("cohort", flat=True)
    return [(str(year), _("Cohort %(year)s") % {"year": year}) for year in found.distinct()]


def _employers(user: User) -> list[tuple[str, str]]:
    found = Employer.objects.visible_to(user).order_by("name", "pk").values_list("pk", "name", "city")
    return [(str(pk), f"{name}, {city}") for pk, name, city in found]
