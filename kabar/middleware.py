"""The centre's scope and the person's language for each request; the operator's are logged."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.encoding import escape_uri_path
from django_scopes import scope, scopes_disabled

audit = logging.getLogger("kabar.audit")


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
