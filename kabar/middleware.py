"""The centre's scope and the person's language for each request; the operator's are logged."""

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django_scopes import scope, scopes_disabled
from structlog.contextvars import bind_contextvars, clear_contextvars

audit = logging.getLogger("kabar.audit")


# What a proxy of ours may send along; anything else could write lines into the log.
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id, the proxy's own if it sent one: it stands in every line of the log
    and in the answer's X-Request-ID."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request with its id bound to this thread's log lines.

        It stays bound until the thread's next request: Django tells of a 404 after we are done.
        """
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class CentreScopeMiddleware:
    """Opens the scope of the signed-in person's centre; without one, scoped queries raise.

    The operator (a superuser without a centre) is the one exception, so each of her requests is
    logged by `kabar.audit`, also if it fails.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request inside the right scope."""
        user = request.user
        try:
            return self._serve(request, user)
        finally:
            # The API knows the person of a token only inside its view; signing out forgets her.
            _note(request, user, request.user)

    def _serve(self, request: HttpRequest, user: Any) -> HttpResponse:
        if not user.is_authenticated:
            return self.get_response(request)
        if user.is_operator:
            with scopes_disabled():
                return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with scope(centre=user.centre_id):
            return self.get_response(request)


def _note(request: HttpRequest, *people: Any) -> None:
    operator = next((p for p in people if p.is_authenticated and p.is_operator), None)
    if operator:
        audit.info("operator %s %s %s", operator.pk, request.method, escape_uri_path(request.path))
