"""Decisions for programs: the standing ones, read-only, and `decide` for facts that are sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from careers import clock
from careers.scope import InCentre
from followups.batch import Unreadable, answer, read_json
from followups.models import Plan
from followups.models.plans import ACTIONS
from followups.services.standing import as_of
from followups.wording import deciding_sentence, reason_lines

LARGEST_BODY = 2_500_000
MOST_ITEMS = 1_000


class ReasonSerializer(serializers.Serializer[Any]):
    """One step of the trace in words; the parameters of its code stand beside these fields."""

    code = serializers.CharField()
    text = serializers.CharField(help_text="One sentence in your language.")
    rule = serializers.CharField(help_text="The rule, such as T1–T2; may be empty.")
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="The articles (S0, S1) or career centre practice."
    )
    decides = serializers.BooleanField(help_text="True for the step that decided.")


class DecisionSerializer(serializers.ModelSerializer[Plan]):
    """The standing decision of an application. Windows are on the recruiter's wall clock."""

    window_start = serializers.SerializerMethodField()
    window_end = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    policy = serializers.IntegerField(
        source="policy.number", read_only=True, help_text="The number of the centre's rules."
    )

    class Meta:
        model = Plan
        fields = [
            "application", "interview", "action", "reason", "sentence", "attempt",
            "earliest_date", "window_start", "window_end", "requires_approval", "approved",
            "reasons", "policy", "calendar_version", "decided_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_window_start(self, plan: Plan) -> str | None:
        """From when (inclusive) the e-mail may go out."""
        return _local(plan, plan.window_start)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_window_end(self, plan: Plan) -> str | None:
        """Until when (exclusive)."""
        return _local(plan, plan.window_end)

    def get_sentence(self, plan: Plan) -> str:
        """Why, in one sentence for the student."""
        return deciding_sentence(plan.action, plan.reason, plan.reasons, _zone(plan))

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, plan: Plan) -> list[dict[str, Any]]:
        """The whole trace."""
        lines = reason_lines(plan.reasons, plan.reason, _zone(plan))
        return [{**step, **line._asdict()} for step, line in zip(plan.reasons, lines, strict=True)]


class DecisionFilters(FilterSet):
    """`?action=wait`."""

    action = ChoiceFilter(choices=ACTIONS)


class DecisionViewSet(InCentre, viewsets.ReadOnlyModelViewSet[Plan]):
    """The decision on each application you may see that has had an interview."""

    queryset = Plan.objects.none()
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilters
    lookup_field = "application"

    def get_queryset(self) -> QuerySet[Plan]:
        """A page costs the same number of queries however many rows it has."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        visible: QuerySet[Plan] = Plan.objects.visible_to(self.request.user)
        return visible.select_related("application__employer", "policy")

    def paginate_queryset(self, queryset: Any) -> Any:
        """Plans as they stand this instant, also between two sweeps."""
        return as_of(super().paginate_queryset(queryset) or [], clock.now())

    def get_object(self) -> Plan:
        """The same for one."""
        return as_of([super().get_object()], clock.now())[0]


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


def _one_or_many(schema: Mapping[str, Any]) -> dict[str, Any]:
    many = {"type": "array", "items": schema, "maxItems": MOST_ITEMS}
    return {"oneOf": [schema, many]}


class DecideView(InCentre, APIView):
    """`decide` for facts that are sent, under the default rules; nothing is kept."""

    parser_classes = [StrictJSON]

    @extend_schema(
        operation_id="decide",
        request={"application/json": _one_or_many(_CASE)},
        responses={
            (200, "application/json"): _one_or_many(_ANSWER),
            (400, "application/json"): _one_or_many(_ANSWER),
        },
    )
    def post(self, request: Request) -> Response:
        """Decide one case, or a list of up to 1,000, as the batch command reads them.

        An item that cannot be read gets `id`, `line` and `error`, and the others are decided all
        the same; the status is 400 if not one of them could be. Nothing is kept.
        """
        asked = request.data
        if isinstance(asked, list):
            if len(asked) > MOST_ITEMS:
                told = _("A list may hold at most %(most)s items; please send it in parts.")
                raise ParseError(told % {"most": MOST_ITEMS})
            answers = [answer(item, number) for number, item in enumerate(asked, start=1)]
        elif isinstance(asked, Mapping):
            answers = [answer(asked, 1)]
        else:
            raise ParseError(_("Please send one object with “id” and “facts”, or a list of them."))
        decided = not answers or any("error" not in one for one in answers)
        body = answers if isinstance(asked, list) else answers[0]
        return Response(body, status=200 if decided else 400)


def _zone(plan: Plan) -> ZoneInfo:
    return ZoneInfo(plan.application.employer.time_zone)


def _local(plan: Plan, moment: datetime | None) -> str | None:
    return moment.astimezone(_zone(plan)).isoformat() if moment else None
