"""Questions of programs that keep nothing: cases, drafts, replies."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from careers.scope import InCentre
from followups.batch import Answer, Unreadable, answer_item, checked, classified, decided, read_json

LARGEST_BODY = 2_500_000
MOST_ITEMS = 1_000


class StrictJSON(BaseParser):
    """JSON as the batch command reads it, of a bounded size; otherwise a 400 with a sentence."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Whatever the JSON holds."""
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            told = _("This request is larger than %(most)s bytes; please send it in parts.")
            raise ParseError(told % {"most": LARGEST_BODY})
        try:
            return read_json(body)
        except Unreadable as error:
            raise ParseError(str(error)) from None


_ID = {
    "nullable": True,
    "oneOf": [{"type": "string", "maxLength": 200}, {"type": "integer"}],
}
_CASE = {
    "type": "object",
    "required": ["facts"],
    "properties": {
        "id": _ID,
        "facts": {"type": "object", "description": "The facts of one case, `now` among them."},
    },
}
_ANSWER = {
    "type": "object",
    "description": "The decision, or `line` and `error`: a sentence that says why there is none.",
    "properties": {
        "id": _ID,
        "action": {"enum": ["wait", "send_now", "needs_approval", "stop"]},
        "reason": {"type": "string"},
        "attempt": {"type": "integer"},
        "earliest_date": {"type": "string", "nullable": True, "format": "date"},
        "window_start": {"type": "string", "nullable": True, "format": "date-time"},
        "window_end": {"type": "string", "nullable": True, "format": "date-time"},
        "requires_approval": {"type": "boolean"},
        "reasons": {"type": "array", "items": {"type": "object"}},
        "line": {"type": "integer", "description": "The position of the item, from 1."},
        "error": {"type": "string"},
    },
}


_DRAFT = {
    "type": "object",
    "required": ["context", "subject", "body"],
    "properties": {
        "id": _ID,
        "context": {"type": "object", "description": "The facts the draft is compared with."},
        "subject": {"type": "string"},
        "body": {"type": "string"},
    },
}
_FINDINGS = {
    "type": "object",
    "description": "The findings, or `line` and `error`.",
    "properties": {
        "id": _ID,
        "findings": {"type": "array", "items": {"type": "object"}},
        "line": {"type": "integer"},
        "error": {"type": "string"},
    },
}
_REPLY = {
    "type": "object",
    "required": ["received_on", "subject", "body"],
    "properties": {
        "id": _ID,
        "received_on": {"type": "string", "format": "date"},
        "subject": {"type": "string"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {"type": "string"},
    },
}
_READING = {
    "type": "object",
    "description": "The label with its evidence, or `line` and `error`.",
    "properties": {
        "id": _ID,
        "label": {"type": "string"},
        "stop": {"type": "boolean"},
        "confidence": {"type": "number"},
        "evidence": {"type": "string", "nullable": True},
        "wait_until": {"type": "string", "format": "date", "nullable": True},
        "return_date": {"type": "string", "format": "date", "nullable": True},
        "assumed": {"type": "boolean"},
        "line": {"type": "integer"},
        "error": {"type": "string"},
    },
}


def _one_or_many(schema: Mapping[str, Any]) -> dict[str, Any]:
    many = {"type": "array", "items": schema, "maxItems": MOST_ITEMS}
    return {"oneOf": [schema, many]}


def _schema(name: str, asked: Mapping[str, Any], answered: Mapping[str, Any]) -> Any:
    return extend_schema(
        operation_id=name,
        request={"application/json": _one_or_many(asked)},
        responses={
            (200, "application/json"): _one_or_many(answered),
            (400, "application/json"): _one_or_many(answered),
        },
    )


class QuestionView(InCentre, APIView):
    """One item or a list of up to 1,000, answered as the batch command of the same name does.

    An item that cannot be read gets `id`, `line` and `error`, and the others are answered all the same; the
    status is 400 if not one of them could be. Nothing is kept.
    """

    parser_classes = [StrictJSON]
    answer: Answer

    def answered(self, asked: Any) -> Response:
        """The answers to what was sent."""
        answer = type(self).answer
        if isinstance(asked, list):
            if len(asked) > MOST_ITEMS:
                told = _("A list may hold at most %(most)s items; please send it in parts.")
                raise ParseError(told % {"most": MOST_ITEMS})
            answers = [answer_item(answer, item, number) for number, item in enumerate(asked, start=1)]
        elif isinstance(asked, Mapping):
            answers = [answer_item(answer, asked, 1)]
        else:
            raise ParseError(_("Please send one object with an “id”, or a list of them."))
        done = not answers or any("error" not in one for one in answers)
        body = answers if isinstance(asked, list) else answers[0]
        return Response(body, status=200 if done else 400)


class DecideView(QuestionView):
    """Decide cases under the default rules, as `manage.py decide`."""

    answer = staticmethod(decided)

    @_schema("decide", _CASE, _ANSWER)
    def post(self, request: Request) -> Response:
        """The decision on each case."""
        return self.answered(request.data)


class CheckDraftsView(QuestionView):
    """Check drafts against the etiquette, as `manage.py check_drafts`."""

    answer = staticmethod(checked)

    @_schema("check_drafts", _DRAFT, _FINDINGS)
    def post(self, request: Request) -> Response:
        """The findings of each draft."""
        return self.answered(request.data)


class ClassifyRepliesView(QuestionView):
    """Read replies of employers, as `manage.py classify_replies`."""

    answer = staticmethod(classified)

    @_schema("classify_replies", _REPLY, _READING)
    def post(self, request: Request) -> Response:
        """The label of each reply."""
        return self.answered(request.data)
