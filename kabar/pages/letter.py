"""The letter's own page: she writes, the findings stand beside it, a check freezes the text to send.

Everything is a form that posts and comes back; htmx only shows the findings while she types.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careers import clock
from careers.models import Interview
from careers.services.records import latest_interview
from followups.etiquette import Draft, Kind, TooLarge, check
from followups.etiquette.spelling import speller
from followups.models import LetterDraft
from followups.records import from_data
from followups.services import drafts
from followups.services.review_reasons import reasons_of
from followups.services.reviews import ask_for_review
from followups.wording.slots import zone_name
from kabar.pages.letter_case import LetterPage
from kabar.pages.letter_changes import changes
from kabar.pages.letter_forms import AnewForm, TextForm
from kabar.pages.letter_marks import Marked, marked, mended
from kabar.pages.letter_words import reason_words
from kabar.pages.student import for_students, me
from kabar.pages.student_forms import WroteForm


def _page(request: HttpRequest, interview: int, kind: str) -> LetterPage:
    """Her own letter of the round that counts, or 404."""
    if kind not in set(Kind):
        raise Http404
    mine = Interview.objects.visible_to(me(request)).select_related(
        "application__employer", "application__contact", "application__student__user"
    )
    found = get_object_or_404(mine, pk=interview)
    language = request.POST.get("language") or request.GET.get("language", "")
    page = LetterPage(found, Kind(kind), me(request), clock.now(), language)
    if latest_interview(found.application) != found or not page.makes_sense:
        raise Http404
    return page


@for_students
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, interview: int, kind: str) -> HttpResponse:
    """The editor, or the frozen letter with the ways to send it; a POST does one act (`do`)."""
    page = _page(request, interview, kind)
    if request.method != "POST":
        return _shown(request, page)
    if request.POST.get("do") == "sent":
        return _sent(request, page)
    if request.POST.get("do") == "anew":
        return _anew(request, page)
    if request.POST.get("do") == "ask":
        return _ask(request, page)
    return _written(request, page)


@for_students
@require_POST
def letter_check(request: HttpRequest, interview: int, kind: str) -> HttpResponse:
    """What would be found in the text as it is typed just now. Stores nothing."""
    page = _page(request, interview, kind)
    form = TextForm(request.POST)
    context: dict[str, Any] = {"page": page, "marks": None}
    if form.is_valid():
        context["marks"] = _marks(page, form.text)
    return render(request, "pages/letter_findings.html", context)


@for_students
@require_safe
def letter_file(request: HttpRequest, interview: int, kind: str) -> HttpResponse:
    """The frozen letter as a file that a mail programme opens as a mail to send."""
    page = _page(request, interview, kind)
    ready = page.ready
    if ready is None:
        messages.warning(request, _("The letter is not ready to go out yet."))
        return redirect("letter", interview, kind)
    response = HttpResponse(ready.eml(), content_type="message/rfc822")
    name = f"{page.kind.value.replace('_', '-')}-{page.attempt}.eml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(
    request: HttpRequest, page: LetterPage, form: TextForm | None = None, sent: WroteForm | None = None
) -> HttpResponse:
    """The page as it stands, with a refused form if there is one."""
    refused = form is not None or (sent is not None and sent.is_bound)
    frozen = page.version is not None and form is None and "edit" not in request.GET
    context: dict[str, Any] = {"page": page, "now": page.now, "zone": page.user.time_zone}
    context |= _frozen(page, sent) if frozen else _editor(page, form)
    template = "pages/letter_frozen.html" if frozen else "pages/letter.html"
    return render(request, template, context, status=422 if refused else 200)


def _editor(page: LetterPage, form: TextForm | None) -> dict[str, Any]:
    text = page.text
    if form is None:
        form = TextForm(initial={"subject": text.subject, "body": text.body, "language": page.language})
    elif form.is_bound and "body" in form.cleaned_data and "subject" in form.cleaned_data:
        text = form.text
    other = "en" if page.language == "id" else "id"
    return {"form": form, "marks": _marks(page, text), "anew_form": AnewForm(initial={"language": other})}


def _frozen(page: LetterPage, sent: WroteForm | None) -> dict[str, Any]:
    version, draft = page.version, page.draft
    assert version is not None and draft is not None, "only a frozen letter is shown frozen"
    found = from_data(version.findings)
    blessing = page.blessing
    edited = blessing and blessing.approved_version != blessing.version
    return {
        "version": version,
        "marks": marked(Draft(version.subject, version.body), found, page.record),
        "reasons": [reason_words(code) for code in reasons_of(draft, found)],
        "ready": page.ready,
        "sent_form": sent or _sent_form(page, None),
        "changed": changes(blessing.version.body, version.body) if blessing and edited else "",
    }


def _marks(page: LetterPage, text: Draft) -> Marked | None:
    """The text with its findings; None for what is no letter at all."""
    try:
        found = check(text, page.record, speller())
    except TooLarge:
        return None
    return marked(text, found, page.record)


def _written(request: HttpRequest, page: LetterPage) -> HttpResponse:
    """Save what was typed; then mend one finding, or check it, if that button was pressed."""
    form = TextForm(request.POST)
    if not form.is_valid():
        return _shown(request, page, form)
    text, fix = form.text, request.POST.get("fix", "")
    if fix:
        better = mended(text, check(text, page.record, speller()), fix)
        if better is None:
            messages.warning(request, _("The text has changed since; please look again."))
        text = better or text
    try:
        draft = _save(page, text, form.cleaned_data["language"])
        if request.POST.get("do") == "check" and not fix:
            drafts.freeze(draft, by=page.user, now=page.now)
            messages.success(request, _("Checked. Exactly this text may go out now."))
        elif not fix:
            messages.success(request, _("Saved."))
    except ValidationError as error:
        # What she wrote is saved all the same.
        form.refuse(error)
        return _shown(request, page, form)
    return redirect("letter", page.interview.pk, page.kind.value)


@transaction.atomic
def _save(page: LetterPage, text: Draft, language: str) -> LetterDraft:
    options = {"kind": page.kind, "attempt": page.attempt, "language": language, "now": page.now}
    draft = drafts.begin(page.interview, **options)  # type: ignore[arg-type]
    return drafts.save(draft, subject=text.subject, body=text.body, now=page.now)


def _anew(request: HttpRequest, page: LetterPage) -> HttpResponse:
    form = AnewForm(request.POST)
    if not form.is_valid():
        raise Http404
    language = form.cleaned_data["language"]
    options = {"kind": page.kind, "attempt": page.attempt, "language": language, "now": page.now}
    with transaction.atomic():
        draft = drafts.begin(page.interview, **options)  # type: ignore[arg-type]
        drafts.begin_anew(draft, language=language, now=page.now)
    messages.success(request, _("Begun anew. Please make it your own."))
    return redirect("letter", page.interview.pk, page.kind.value)


def _ask(request: HttpRequest, page: LetterPage) -> HttpResponse:
    if page.draft is None:
        raise Http404
    try:
        ask_for_review(page.draft, now=page.now)
        messages.success(request, _("Your counsellor has been asked to look at it."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("letter", page.interview.pk, page.kind.value)


def _sent_form(page: LetterPage, data: Any) -> WroteForm:
    label = zone_name(page.now.astimezone(page.zone))
    return WroteForm(data, zone=page.zone, zone_label=label, now=page.now)


def _sent(request: HttpRequest, page: LetterPage) -> HttpResponse:
    """ "I sent it", at the time she gives; she comes back to her next step."""
    form = _sent_form(page, request.POST)
    if page.draft is None or page.sendable is None:
        # What she saw when she pressed the button stands no more.
        words = _("This letter has to be checked, and approved where needed, before it goes out.")
        messages.warning(request, words)
        return redirect("letter", page.interview.pk, page.kind.value)
    if form.is_valid():
        try:
            sent_at = form.cleaned_data["sent_at"]
            drafts.mark_sent(page.draft, sent_at=sent_at, by=page.user, now=page.now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _noted(page.kind))
            return redirect("student_home")
    return _shown(request, page, sent=form)


def _noted(kind: Kind) -> str:
    if kind is Kind.FOLLOW_UP:
        return _("Noted: the follow-up went out. Now it is their turn.")
    if kind is Kind.THANK_YOU:
        return _("Noted: the thank-you note went out. It is never counted as a follow-up.")
    return _("Noted: your letter went out. It is never counted as a follow-up.")
