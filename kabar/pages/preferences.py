"""What people choose for themselves: the page, and the two switches of every page's frame.

The page has two forms: how Kabar looks and speaks, and (`do=reminders`) what it reminds of.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
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
from followups.services import published
from followups.wording.slots import zone_name
from notifications import preferences as reminders
from notifications.forms import ReminderForm
from notifications.models import Preference
from notifications.periods import is_paused

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
    user, now = request.user, clock.now()
    about_reminders = request.POST.get("do") == "reminders"
    posted = request.POST if request.method == "POST" else None
    form = _general_form(user, None if about_reminders else posted)
    reminder_form = _reminder_form(user, posted if about_reminders else None, now)
    if about_reminders and reminder_form is None:
        raise Http404
    kept = False
    if reminder_form is not None and reminder_form.is_bound:
        kept = _keep_reminders(user, reminder_form, now)
    elif form.is_bound:
        kept = _keep_general(user, form, now)
    if kept:
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("preferences")
    context = {"form": form, "reminder_form": reminder_form, **_standing(user, now)}
    return render(request, "pages/preferences.html", context, status=422 if posted else 200)


def _general_form(user: User, posted: Any) -> PreferencesForm:
    initial = {name: getattr(user, name) for name in PreferencesForm.base_fields}
    return PreferencesForm(posted, initial=initial)


def _keep_general(user: User, form: PreferencesForm, now: datetime) -> bool:
    if not form.is_valid():
        return False
    set_preferences(user, now=now, **form.cleaned_data)
    reminders.move_digest(user, now)
    return True


def _reminder_form(user: User, posted: Any, now: datetime) -> ReminderForm | None:
    """None for the operator, whom nobody reminds."""
    if user.centre_id is None:
        return None
    here = now.astimezone(ZoneInfo(user.time_zone))
    mine = _mine(user)
    if mine.paused_until and not is_paused(reminders.wishes_of([user.pk])[user.pk], now):
        mine.paused_until = None  # over; offered again, it would be refused
    at = published(user.centre_id).rules.digest_at
    return ReminderForm(posted, user=user, mine=mine, clock=zone_name(here), at=at)


def _keep_reminders(user: User, form: ReminderForm, now: datetime) -> bool:
    if not form.is_valid():
        return False
    try:
        reminders.save(user, now, **form.choices())
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def _mine(user: User) -> Preference:
    return Preference.objects.visible_to(user).first() or Preference(user=user)


def _standing(user: User, now: datetime) -> dict[str, Any]:
    """What her wishes mean right now, for the line above the form."""
    wishes = reminders.wishes_of([user.pk])[user.pk]
    return {"is_off": wishes.off, "paused_until": wishes.paused_until if is_paused(wishes, now) else None}


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
