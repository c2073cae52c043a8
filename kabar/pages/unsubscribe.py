"""Leaving from a mail (RFC 8058): a POST acts at once, a GET only shows what can be chosen.

Mail programs post `List-Unsubscribe=One-Click` without cookies, on behalf of the person who pressed
their button; whatever they post, unless it is a choice of our own page, means: no more reminders.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation

from careers import clock
from careers.models import User
from kabar.pages.discreet import discreet, page
from notifications import links
from notifications.forms import KIND_WORDS
from notifications.models import Preference
from notifications.models.messages import everywhere
from notifications.preferences import KINDS_OF, mute, pause, save, turn_off, unmute

PAUSE = timedelta(days=30)
OFF, KIND, PAUSED, DAILY, UNDO = "off", "kind", "pause", "digest", "undo"


class Leaver(NamedTuple):
    """Whose mail it was, and its kind; "" where that can no longer be told, or not be left."""

    user: User
    kind: str
    now: datetime

    @property
    def comes_back(self) -> datetime:
        """When a pause begun now is over: a day of her own calendar."""
        return self.now.astimezone(ZoneInfo(self.user.time_zone)) + PAUSE


class Choice(NamedTuple):
    """What one button does, and what takes it back."""

    do: Callable[[Leaver], Any]
    undo: Callable[[Leaver], Any]


CHOICES: dict[str, Choice] = {
    OFF: Choice(
        lambda who: turn_off(who.user, who.now), lambda who: save(who.user, who.now, reminders_off=False)
    ),
    KIND: Choice(
        lambda who: mute(who.user, who.kind, who.now), lambda who: unmute(who.user, who.kind, who.now)
    ),
    PAUSED: Choice(
        lambda who: pause(who.user, who.comes_back.date(), who.now),
        lambda who: pause(who.user, None, who.now),
    ),
    DAILY: Choice(
        lambda who: save(who.user, who.now, digest=True), lambda who: save(who.user, who.now, digest=False)
    ),
}


@discreet
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one person's reminders. Its link has no end: a mail may be read years later."""
    who = _leaver(token, clock.now())
    if who is None:
        return page(request, "acts/unknown.html", {"act": links.UNSUBSCRIBE}, status=404)
    with translation.override(who.user.language):
        if request.method != "POST":
            return _show(request, who)
        asked = _asked(request)
        wanted = asked.removeprefix(UNDO + "-")
        if wanted not in _offered(who):
            asked = wanted = OFF
        choice = CHOICES[wanted]
        undone = asked != wanted
        try:
            (choice.undo if undone else choice.do)(who)
        except ValidationError as refused:
            return _show(request, who, refused=refused.messages, status=422)
        return _show(request, who, chosen=wanted, undone=undone)


def _leaver(token: str, now: datetime) -> Leaver | None:
    link = links.read(token)
    if link is None or link.act != links.UNSUBSCRIBE:
        return None
    user = User.objects.filter(pk=link.recipient_id, centre__isnull=False).first()
    if user is None:
        return None
    # The mail's own row may be gone by then; the link works without it.
    of_her = everywhere().filter(pk=link.message_id, recipient=user)
    kind = of_her.values_list("kind", flat=True).first() or ""
    return Leaver(user, kind if kind in KINDS_OF.get(user.role, ()) else "", now)


def _asked(request: HttpRequest) -> str:
    try:
        return request.POST.get("choice", OFF)
    except MultiPartParserError:
        return OFF  # whatever it was, somebody pressed the button


def _offered(who: Leaver) -> list[str]:
    return [name for name in CHOICES if name != KIND or who.kind]


def _show(
    request: HttpRequest,
    who: Leaver,
    *,
    chosen: str = "",
    undone: bool = False,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    mine = Preference.objects.filter(user=who.user).first() or Preference(user=who.user)
    context = {
        "chosen": chosen,
        "undone": undone,
        "is_off": mine.reminders_off,
        "is_muted": who.kind in mine.muted,
        "is_daily": mine.digest,
        "paused_until": mine.paused_until,
        "kind": KIND_WORDS.get(who.kind, ""),
        "comes_back": who.comes_back.date(),
        "errors": refused or [],
    }
    return page(request, "acts/unsubscribe.html", context, status=status)
