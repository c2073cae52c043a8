"""What all of the API shares: paging, and errors as sentences. Routes are in api_urls.py."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from followups.calendars import UnknownPlace
from followups.policy import FactsError, RulesError
from followups.wording import facts_error, place_error, rules_error


class Pages(CursorPagination):
    """Pages by the rows' own keys, newest first: deep pages cost no more, and nothing shifts."""

    ordering: Any = "-pk"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """One page; a cursor that was not ours is a bad request."""
        try:
            found: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except (ValueError, TypeError, OverflowError, ValidationError, exceptions.NotFound):
            raise exceptions.ParseError(_("This cursor was not given out by us.")) from None
        return found


def handle_exception(error: Exception, context: Any) -> Response | None:
    """The answer to an error: domain errors are a 400 with a sentence, never a 500."""
    told = _sentences(error)
    if told:
        error = exceptions.ParseError(" ".join(told))
    return exception_handler(error, context)


def _sentences(error: Exception) -> Sequence[str]:
    if isinstance(error, ValidationError):
        return error.messages
    if isinstance(error, FactsError):
        return [facts_error(error)]
    if isinstance(error, UnknownPlace):
        return [place_error(error)]
    if isinstance(error, RulesError):
        return rules_error(error)
    return []
