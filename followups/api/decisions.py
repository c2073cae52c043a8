"""The standing decisions for programs, read-only."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django_filters.rest_framework import ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from careers import clock
from careers.scope import InCentre
from followups.models import Plan
from followups.models.plans import ACTIONS
from followups.services.standing import as_of
from followups.wording import deciding_sentence, reason_lines


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


def _zone(plan: Plan) -> ZoneInfo:
    return ZoneInfo(plan.application.employer.time_zone)


def _local(plan: Plan, moment: datetime | None) -> str | None:
    return moment.astimezone(_zone(plan)).isoformat() if moment else None
