"""Mails as they were queued, and a browser of somebody who never signed in."""

import re
from datetime import datetime
from typing import Any

from django.apps import apps
from django.test import Client
from django_scopes import scopes_disabled

from careers.models import Interview
from notifications import links, planner
from notifications.models import Message
from tests.factories import case
from tests.notifications.clock import wib
from tests.people import Cast

# The promise of 7 days runs out on Monday the 13th; the window is Tuesday the 14th, 12:00-13:00.
OPEN = wib(14, 12, 6)


def stranger() -> Client:
    """A browser without a cookie, at a site that asks every form for its token."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def reminded(cast: Cast, now: datetime = OPEN, kind: str = "window_open") -> tuple[Interview, Message]:
    """Dinda's case, and the mail the sweep queued for her at `now`."""
    interview = case(cast.dinda)
    planner.sweep(now)
    return interview, Message.objects.get(kind=kind, recipient=cast.dinda.user)


def address(message: Message, act: str) -> str:
    """The path of one act of a mail."""
    token = links.token(act, message.pk, message.recipient_id)
    return f"/unsubscribe/{token}/" if act == links.UNSUBSCRIBE else f"/do/{token}/"


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    with scopes_disabled():
        return {
            model._meta.label: list(model._base_manager.order_by("pk").values())
            for model in apps.get_models()
        }


def said(response: Any) -> str:
    """What the page says, in one line, without its tags."""
    text = re.sub(r"<(head|script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())
