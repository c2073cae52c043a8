"""Pages that a link in a mail opens without signing in: the address is the secret, so it stays here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def discreet(view: View) -> View:
    """GET shows, POST acts; no cookie is needed or set, and no one is told the address.

    Neither the pages that are visited next, nor a cache, nor a search engine. Without a cookie there
    is nothing another site could abuse, so no CSRF token is asked for: whoever has the address may.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that sets no cookie: without a form token, and without what another page left to say."""
    return render(request, name, {**context, "csrf_token": "", "messages": []}, status=status)
