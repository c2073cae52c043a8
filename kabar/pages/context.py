"""What every page shows around its content: the way about, the centre's name, the appearance."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from careers.access import ADMIN, STUDENT
from notifications.access import may_watch

INSIDE_DELIVERY = ("delivery_messages", "delivery_resolve", "delivery_suppressions", "delivery_lift")
INSIDE_TEMPLATES = ("template", "template_write")


class Link(NamedTuple):
    """A link of the navigation; `current` on the page it leads to."""

    label: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor: nav_items and user_items by role, theme, centre."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "nav_items": _nav(request, user),
        "user_items": [_link(request, _("Language, time zone, appearance"), "preferences")],
        "theme": user.theme,
        "centre": user.centre,
    }


def _nav(request: HttpRequest, user: Any) -> list[Link]:
    if user.role == STUDENT:
        items = [_link(request, _("My next step"), "student_home", "letter")]
    else:
        items = [
            _link(request, _("Pipeline"), "pipeline", "application"),
            _link(request, _("Reviews"), "reviews", "review"),
        ]
    if user.role == ADMIN:
        items.append(_link(request, _("Rules"), "policy"))
        items.append(_link(request, _("Letters"), "templates", *INSIDE_TEMPLATES))
    if may_watch(user):
        items.append(_link(request, _("Delivery"), "delivery", *INSIDE_DELIVERY))
    if user.is_operator:
        items.append(_link(request, _("Operation"), "admin:index"))
    if settings.DEMO and settings.DEMO_MAILBOX:
        items.append(_link(request, _("Mailbox"), "mailbox"))
    return items


def _link(request: HttpRequest, label: str, name: str, *inside: str) -> Link:
    """A link that is also marked on the pages `inside` it."""
    match = request.resolver_match
    here = match.view_name if match else ""
    return Link(label, reverse(name), here in (name, *inside))
