"""The scope of an API request: a token names its person only inside the view, too late for the
middleware, so the view opens her centre's scope (and her language) itself."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.utils import translation
from django_scopes import scope, scopes_disabled
from rest_framework.request import Request
from rest_framework.response import Response


@contextmanager
def person_scope(user: Any) -> Iterator[None]:
    """Her centre's rows and her language; the operator (no centre) sees all centres.

    Without a signed-in person nothing is opened, and scoped queries raise.
    """
    if not user.is_authenticated:
        yield
        return
    with translation.override(user.language):
        if user.is_operator:
            with scopes_disabled():
                yield
        else:
            with scope(centre=user.centre_id):
                yield


class InCentre:
    """A mixin for API views, before the view's class: everything after authentication is scoped."""

    _scope: ExitStack

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Close the scope whatever happens: threads are used again."""
        with ExitStack() as self._scope:
            response: Response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Open the scope as soon as the person is known."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        self._scope.enter_context(person_scope(request.user))
