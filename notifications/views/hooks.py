"""The door of the providers' webhooks: believed, stored, answered; understood later."""

import logging

from anymail.signals import inbound
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from careers import clock
from notifications import bounces, hooks

log = logging.getLogger(__name__)


@csrf_exempt
def hook(request: HttpRequest, provider: str, kind: str) -> HttpResponse:
    """A provider's webhook; 404 for one this installation does not listen to.

    What if we die here? Before the insert is committed the provider gets no answer and asks again;
    after it, asking again is a duplicate.
    """
    if not hooks.is_open(provider, kind):
        raise Http404
    if request.method != "POST":
        # Some providers knock before they tell the key.
        return HttpResponse(
            status=200 if request.method in ("HEAD", "OPTIONS") or _asks(provider, request) else 405
        )
    if not hooks.is_guarded(provider, kind):
        log.error("%s's %s webhook has neither key nor secret: manage.py check", provider, kind)
        raise Http404
    try:
        return _hear(request, provider, kind)
    except hooks.Refused as refused:
        log.warning("a request to %s's %s webhook was refused: %s", provider, kind, refused)
        answer = HttpResponse(status=refused.status)
        if refused.status == 401:
            # Amazon shows the secret only when it is asked for it.
            answer["WWW-Authenticate"] = 'Basic realm="webhooks"'
        return answer


def _asks(provider: str, request: HttpRequest) -> bool:
    """Unisender Go looks whether the address exists by a GET."""
    return provider == "unisender_go" and request.method == "GET"


def _hear(request: HttpRequest, provider: str, kind: str) -> HttpResponse:
    now = clock.now()
    view = hooks.view_of(provider, kind)
    view.setup(request)
    hooks.admit(provider, view, request, now)
    events = hooks.events_of(view, request)
    if view.signal is inbound:
        for event in events:
            event.received_at = now
            inbound.send(sender=type(view), event=event, esp_name=view.esp_name)
    else:
        bounces.receive(provider, events, now)
    return HttpResponse()
