"""The letters students' drafts are made of: what is in use, and writing one with a preview beside it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careers import clock
from careers.models import Centre
from careers.models.centres import LANGUAGES
from careers.requests import PersonRequest
from followups.access import may_tune
from followups.drafting import OCCASIONS, Occasion, Template, allowed
from followups.etiquette import Kind
from followups.forms import LONGEST_BODY, LONGEST_SUBJECT, LetterTemplateForm
from followups.letters import Listed, ListedSet, TemplateSet, letters_of
from followups.services.templates import deactivate, restore_shipped, save_template, try_template
from followups.wording.templates import occasion_help, occasion_words, placeholder_words

EMPTY = {
    "id": "Yth. {{recruiter}},\n\nSaya {{student_name}}, \n\nHormat saya,\n{{student_name}}",
    "en": "Dear {{recruiter}},\n\nMy name is {{student_name}}, \n\nYours sincerely,\n{{student_name}}",
}


@require_safe
@login_required
def templates(request: PersonRequest) -> HttpResponse:
    """The letters in use and those set aside, in one language."""
    centre = _centre(request)
    language = request.GET.get("language", centre.language)
    if language not in dict(LANGUAGES):
        raise Http404
    context = {
        # "language" is the page's own.
        "letter_language": language,
        "languages": LANGUAGES,
        "sets": [
            {"set": one, "title": _title(one.which), "help": occasion_help(*one.which[:2])}
            for one in letters_of(centre, language)
        ],
    }
    return render(request, "followups/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def template(
    request: PersonRequest, kind: str, attempt: int, language: str, number: int | None = None
) -> HttpResponse:
    """One letter, or a new one: its words, and what three students would get of them.

    A preview changes nothing; htmx gets it alone. Saving is refused with each finding as a sentence.
    """
    centre = _centre(request)
    found = _set(centre, kind, attempt, language)
    listed = found.find(number) if number is not None else None
    if number is not None and listed is None:
        raise Http404
    form = LetterTemplateForm(request.POST or None, initial=_words(listed, found))
    wants_preview = request.POST.get("do") == "preview"
    if request.method == "POST" and not wants_preview and form.is_valid():
        try:
            save_template(centre, found.which, number, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The letter is in use; the next drafts are made from it."))
            return redirect(_list_url(found.which))
    return _page(request, form, found, listed, is_preview=wants_preview)


@require_POST
@login_required
def set_aside(request: PersonRequest, kind: str, attempt: int, language: str, number: int) -> HttpResponse:
    """Take a letter out of use; its words are kept."""
    centre = _centre(request)
    which = _set(centre, kind, attempt, language).which
    try:
        any_left = deactivate(centre, which, number, by=request.user, now=clock.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        said = _("The letter is set aside. You can take it up again whenever you like.")
        if not any_left:
            said = _("That was the last letter of your own: the letters that come with Kabar serve again.")
        messages.success(request, said)
    return redirect(_list_url(which))


@require_POST
@login_required
def restore(request: PersonRequest, kind: str, attempt: int, language: str) -> HttpResponse:
    """Go back to the letters that come with the product."""
    centre = _centre(request)
    which = _set(centre, kind, attempt, language).which
    restore_shipped(centre, which, by=request.user, now=clock.now())
    messages.success(request, _("The letters that come with Kabar serve again. Your own are kept."))
    return redirect(_list_url(which))


def _centre(request: PersonRequest) -> Centre:
    user = request.user
    # The operator has no centre, hence no letters of her own.
    if user.centre is None or not may_tune(user, user.centre.pk):
        raise Http404
    return user.centre


def _set(centre: Centre, kind: str, attempt: int, language: str) -> ListedSet:
    if kind not in list(Kind) or Occasion(Kind(kind), attempt) not in OCCASIONS:
        raise Http404
    if language not in dict(LANGUAGES):
        raise Http404
    which = TemplateSet(Kind(kind), attempt, language)
    return next(one for one in letters_of(centre, language) if one.which == which)


def _words(listed: Listed | None, found: ListedSet) -> dict[str, str]:
    if listed:
        return {"subject": listed.template.subject, "body": listed.template.body}
    return {"subject": "", "body": EMPTY[found.which.language]}


def _page(
    request: PersonRequest,
    form: LetterTemplateForm,
    found: ListedSet,
    listed: Listed | None,
    *,
    is_preview: bool,
) -> HttpResponse:
    subject, body = (str(form[name].value() or "") for name in ("subject", "body"))
    context: dict[str, Any] = {"tried": None, "which": found.which}
    # What is too long to be kept is too long to be tried.
    if len(subject) <= LONGEST_SUBJECT and len(body) <= LONGEST_BODY and (form.is_bound or listed):
        context["tried"] = try_template(Template(*found.which, 0, subject, body))
    if request.htmx and is_preview:
        return render(request, "followups/partials/template_preview.html", context)
    which = found.which
    context |= {
        "form": form,
        "listed": listed,
        "title": _title(which),
        "help": occasion_help(which.kind, which.attempt),
        "language_name": dict(LANGUAGES)[which.language],
        "list_url": _list_url(which),
        "placeholders": [
            ("{{" + name + "}}", placeholder_words(name)) for name in allowed(which.kind, which.attempt)
        ],
    }
    status = 422 if form.is_bound and form.errors and not is_preview else 200
    return render(request, "followups/template.html", context, status=status)


def _title(which: TemplateSet) -> str:
    return occasion_words(which.kind, which.attempt)


def _list_url(which: TemplateSet) -> str:
    return f"{reverse('templates')}?language={which.language}#{which.kind}-{which.attempt}"
