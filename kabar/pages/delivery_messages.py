"""The rows behind the numbers of deliveries, and what to do about a mail of unknown outcome."""

from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from careers import clock
from careers.requests import PersonRequest
from kabar.pages.delivery import watcher
from kabar.pages.delivery_errors import cause_of, quoted, sentence, with_cause
from kabar.pages.delivery_forms import MessageFilter
from kabar.pages.keyset import newest_first
from notifications import outbox
from notifications.models import Message
from notifications.models import messages as m
from notifications.selectors import day_bounds, with_outcome, with_people

PAGE_SIZE = 50
ORDER = newest_first("due_at", PAGE_SIZE)


class Row(NamedTuple):
    """One mail of the list; what was said of it stands without addresses."""

    message: Message
    error: str
    said: str


@require_safe
@login_required
def messages(request: PersonRequest) -> HttpResponse:
    """The visible mails, newest due first, narrowed by kind, outcome, days and cause."""
    user = watcher(request)
    form = MessageFilter(request.GET)
    rows = _narrowed(with_people(Message.objects.visible_to(user)), form, ZoneInfo(user.time_zone))
    page = ORDER.page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "now": clock.now(),
        "zone": user.time_zone,
        "filter_form": form,
        "since": form.chosen["since"],
        "until": form.chosen["until"],
        "clear_url": reverse("delivery_messages") if form.is_narrowed else "",
        "rows": [_row(message) for message in page.rows],
        "shows_centre": user.is_operator,
        "previous_url": _url(request, before=page.previous) if page.previous else "",
        "next_url": _url(request, after=page.next) if page.next else "",
        "pager_text": ngettext("%(n)d mail, newest first", "%(n)d mails, newest first", len(page.rows))
        % {"n": len(page.rows)},
    }
    return render(request, "pages/delivery_messages.html", context)


def _narrowed(rows: Any, form: MessageFilter, zone: ZoneInfo) -> Any:
    chosen = form.chosen
    if chosen["kind"]:
        rows = rows.filter(kind=chosen["kind"])
    if chosen["outcome"]:
        rows = rows.filter(with_outcome(chosen["outcome"]))
    since, until = chosen["since"], chosen["until"]
    if since or until:
        start, end = day_bounds(since or date(2000, 1, 1), until or date(2999, 1, 1), zone)
        rows = rows.filter(due_at__gte=start, due_at__lt=end)
    return rows.filter(with_cause(chosen["cause"])) if chosen["cause"] else rows


def _row(message: Message) -> Row:
    if not message.error:
        return Row(message, "", "")
    return Row(message, sentence(cause_of(message.error)), quoted(message.error))


def _url(request: PersonRequest, **cursor: str) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return f"{reverse('delivery_messages')}?{query.urlencode()}"


# --- unknown outcomes --------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@login_required
def resolve(request: PersonRequest, pk: int, verdict: str) -> HttpResponse:
    """Ask once what it means; on yes, write down what a person found out."""
    user, now = watcher(request), clock.now()
    question = QUESTIONS.get(verdict)
    message = get_object_or_404(with_people(Message.objects.visible_to(user)), pk=pk)
    if question is None:
        raise Http404
    if request.method == "POST":
        try:
            outbox.resolve(message, verdict, user, now)
        except ValidationError as refused:
            notes.error(request, " ".join(refused.messages))
        else:
            notes.success(request, _DONE[verdict]())
        return redirect("delivery")
    context = {
        "message": message,
        "zone": user.time_zone,
        "question": question(message),
        "here": reverse("delivery_resolve", args=[pk, verdict]),
        "is_open": message.state == m.UNKNOWN and (verdict != "send_again" or message.expires_at > now),
        "danger": verdict == "give_up",
    }
    return render(request, "pages/delivery_resolve.html", context)


class Question(NamedTuple):
    """What is asked, what follows from a yes, the verb."""

    title: str
    text: str
    submit: str


def _arrived(message: Message) -> Question:
    return Question(
        _("Did this mail arrive?"),
        _("You know it from %(name)s, or from the provider’s log. It counts as sent, and is not sent again.")
        % {"name": message.recipient.name},
        _("It arrived"),
    )


def _send_again(message: Message) -> Question:
    return Question(
        _("Send this mail again?"),
        _("If the first one did arrive, %(name)s gets it twice. It goes out at once, if it still stands.")
        % {"name": message.recipient.name},
        _("Send it again"),
    )


def _give_up(message: Message) -> Question:
    return Question(
        _("Let this mail go?"),
        _("It counts as failed and is not sent again. What comes next for this case comes at its own time."),
        _("Let it go"),
    )


QUESTIONS = {"arrived": _arrived, "send_again": _send_again, "give_up": _give_up}
_DONE = {
    "arrived": lambda: _("Noted: the mail arrived."),
    "send_again": lambda: _("The mail goes out again."),
    "give_up": lambda: _("Noted: the mail is given up."),
}
