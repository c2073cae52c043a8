"""What people choose for themselves: the page, and the two switches of every page's frame."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as set_language_cookie

from careers import clock
from careers.models import User
from careers.models.centres import LANGUAGES
from careers.requests import PersonRequest
from careers.services.preferences import set_preferences

THEMES: list[tuple[str, Any]] = list(User._meta.get_field("theme").choices or [])
YEAR = 365 * 24 * 3600
INDONESIA = [
    ("Asia/Jakarta", gettext_lazy("Western Indonesia (WIB), Jakarta")),
    ("Asia/Makassar", gettext_lazy("Central Indonesia (WITA), Makassar")),
    ("Asia/Jayapura", gettext_lazy("Eastern Indonesia (WIT), Jayapura")),
]


def _zones() -> list[Any]:
    """Indonesia's three zones first, then all others by their IANA names."""
    shown = {name for name, _label in INDONESIA}
    others = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    return [
        (_("Indonesia"), INDONESIA),
        (_("Elsewhere"), [(z, z.replace("_", " ")) for z in others if z not in shown]),
    ]


class PreferencesForm(forms.Form):
    """Language, time zone, appearance."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=LANGUAGES,
        help_text=gettext_lazy("Of these pages and of our mails to you."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_zones,
        help_text=gettext_lazy("Where you are. Your own hours are shown beside the recruiter's."),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Appearance"), choices=THEMES)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PersonRequest) -> HttpResponse:
    """One's own choices."""
    user: User = request.user
    initial = {name: getattr(user, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_preferences(user, now=clock.now(), **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("preferences")
    return render(request, "pages/preferences.html", {"form": form})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """The switch in the foot of every page: kept with the person, or in a cookie before sign-in."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(_way_back(request))
    if theme not in dict(THEMES):
        return response
    if request.user.is_authenticated:
        set_preferences(request.user, theme=theme, now=clock.now())
    response.set_cookie("kabar_theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The switch in the head of every page: as Django's own, and kept with the person."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        set_preferences(request.user, language=language, now=clock.now())
    return set_language_cookie(request)


def _way_back(request: HttpRequest) -> str:
    """The page the switch stood on; never another site."""
    wanted = request.POST.get("next", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=secure) else "/"
