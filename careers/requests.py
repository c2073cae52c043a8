"""The request of a person who has signed in, for the views behind `login_required`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from careers.models import User


class PersonRequest(HttpRequest):
    """A request whose `user` is a person, never anonymous; `htmx` says who asks for a partial."""

    user: User
    htmx: HtmxDetails
