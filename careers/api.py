"""Applications for programs: read-only, through `visible_to`."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django_filters.rest_framework import ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from careers.models import (
    Application,
    Contact,
    Employer,
    Interview,
    PromiseEntry,
    Reply,
    Student,
    User,
)
from careers.models.applications import STAGES
from careers.scope import InCentre
from careers.selectors import LedgerLine, ledger_lines


class CounsellorSerializer(serializers.ModelSerializer[User]):
    """The counsellor of a student."""

    class Meta:
        model = User
        fields = ["id", "name"]


class StudentSerializer(serializers.ModelSerializer[Student]):
    """A student as her applications show her."""

    name = serializers.CharField(source="user.name", read_only=True)
    counsellor = CounsellorSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Student
        fields = ["id", "name", "number", "programme", "cohort", "counsellor"]


class EmployerSerializer(serializers.ModelSerializer[Employer]):
    """An employer; its place decides days and hours."""

    class Meta:
        model = Employer
        fields = ["id", "name", "city", "country", "subdivision", "time_zone"]


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A recruiter or interviewer."""

    class Meta:
        model = Contact
        fields = ["id", "honorific", "name", "role"]


class LedgerLineSerializer(serializers.Serializer[LedgerLine]):
    """One line of the promise ledger, newest first. All days are the recruiter's local days."""

    due = serializers.DateField(allow_null=True, help_text="The promised day, where the words alone tell it.")
    said_on = serializers.DateField()
    in_force = serializers.BooleanField()
    kind = serializers.CharField(help_text="A kind of promise, or asked_to_wait_until for a reply.")
    days = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True, help_text="The lower bound of a range of days.")
    quote = serializers.CharField()
    channel = serializers.CharField(help_text="said or written")
    said_by = serializers.CharField()

    def to_representation(self, instance: LedgerLine) -> dict[str, Any]:
        """An entry speaks for itself; a reply is a written wait."""
        source = instance.source
        if isinstance(source, Reply):
            words = {"kind": source.label, "days": source.wait_days, "low": None,
                     "quote": source.text, "channel": "written", "said_by": ""}  # fmt: skip
        else:
            words = {"kind": source.kind, "days": source.days, "low": source.low,
                     "quote": source.quote, "channel": source.channel,
                     "said_by": source.said_by}  # fmt: skip
        due = instance.due and instance.due.isoformat()
        said_on = instance.said_on.isoformat()
        return {"due": due, "said_on": said_on, "in_force": instance.in_force, **words}


class InterviewSerializer(serializers.ModelSerializer[Interview]):
    """One round, with its interviewers and its promise ledger."""

    held_at = serializers.SerializerMethodField()
    interviewers = ContactSerializer(many=True, read_only=True)
    ledger = serializers.SerializerMethodField()

    class Meta:
        model = Interview
        fields = ["id", "round", "held_at", "is_final", "interviewers", "ledger"]

    @extend_schema_field(serializers.DateTimeField(help_text="On the recruiter's wall clock."))
    def get_held_at(self, interview: Interview) -> str:
        """The start of the interview where the recruiter is."""
        return interview.held_at.astimezone(_zone(interview)).isoformat()

    @extend_schema_field(LedgerLineSerializer(many=True))
    def get_ledger(self, interview: Interview) -> list[Any]:
        """Promises and dated waits, from the rows fetched with the page."""
        promises, replies = interview.promises.all(), interview.replies.all()
        lines = ledger_lines(interview, promises, replies, _zone(interview))
        return [LedgerLineSerializer(line).data for line in lines]


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application with everything a decision about it is made from."""

    student = StudentSerializer(read_only=True)
    employer = EmployerSerializer(read_only=True)
    recruiter = ContactSerializer(source="contact", read_only=True, allow_null=True)
    interviews = InterviewSerializer(many=True, read_only=True)

    class Meta:
        model = Application
        fields = [
            "id", "student", "employer", "recruiter", "position", "stage", "applied_on",
            "interviews",
        ]  # fmt: skip


class ApplicationFilters(FilterSet):
    """`?stage=interviewing`."""

    stage = ChoiceFilter(choices=STAGES)


class ApplicationViewSet(InCentre, viewsets.ReadOnlyModelViewSet[Application]):
    """The applications you may see: a student her own, counsellors and admins their centre's."""

    queryset = Application.objects.none()
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilters

    def get_queryset(self) -> QuerySet[Application]:
        """A page costs the same number of queries however many rows it has."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rounds = Interview.objects.select_related("application__employer").prefetch_related(
            "interviewers",
            Prefetch("promises", PromiseEntry.objects.all()),
            Prefetch("replies", Reply.objects.all()),
        )
        visible = Application.objects.visible_to(self.request.user)
        return visible.with_people().prefetch_related(Prefetch("interviews", rounds))


def _zone(interview: Interview) -> ZoneInfo:
    return ZoneInfo(interview.application.employer.time_zone)
