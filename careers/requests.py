"""The request of a person who has signed in, for the views behind `login_required`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from careers.models import User


class PersonRequest(HttpRequest):
    """For types only: `login_required` has seen to `user`, the middleware of django-htmx to `htmx`."""

    user: User  # type: ignore[assignment]
    htmx: HtmxDetails
