"""The centre's scope and the person's language for each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django_scopes import scope, scopes_disabled


class CentreScopeMiddleware:
    """Opens the scope of the signed-in person's centre; without one, scoped queries raise.

    The operator (a superuser without a centre) is the one exception.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request inside the right scope."""
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.is_operator:
            with scopes_disabled():
                return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with scope(centre=user.centre_id):
            return self.get_response(request)
