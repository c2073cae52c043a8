"""One's own reminder preferences for programs."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from careers import clock
from careers.scope import InCentre
from notifications import preferences
from notifications.models import Preference


class PreferenceSerializer(serializers.Serializer[Preference]):
    """What one person wants to be reminded of. Hours and days are those of her own time zone."""

    reminders_off = serializers.BooleanField(help_text="No reminder of any kind.")
    muted = serializers.ListField(child=serializers.CharField(), help_text="Kinds that are not sent.")
    digest = serializers.BooleanField(help_text="The daily mail instead of single ones.")
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)
    weekly_cap = serializers.IntegerField(allow_null=True, help_text="Reminders in seven days, at most.")
    paused_until = serializers.DateField(allow_null=True)
    kinds = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="The kinds this person may mute."
    )
    next_digest_at = serializers.DateTimeField(allow_null=True, read_only=True)

    def to_representation(self, instance: Preference) -> dict[str, Any]:
        """With the kinds of her role."""
        instance.kinds = preferences.KINDS_OF[instance.user.role]  # type: ignore[attr-defined]
        return super().to_representation(instance)


class PreferenceView(InCentre, APIView):
    """Read and change one's own reminder preferences; nobody sees another's."""

    @extend_schema(operation_id="preferences", responses=PreferenceSerializer)
    def get(self, request: Request) -> Response:
        """What is wished now; without a choice everything is as it comes."""
        return Response(PreferenceSerializer(_mine(request.user)).data)

    @extend_schema(
        operation_id="change_preferences",
        request=PreferenceSerializer(partial=True),
        responses=PreferenceSerializer,
    )
    def patch(self, request: Request) -> Response:
        """Change what is given; the rest stays as it is."""
        user = _mine(request.user).user
        chosen = PreferenceSerializer(data=request.data, partial=True)
        chosen.is_valid(raise_exception=True)
        mine = preferences.save(user, clock.now(), **chosen.validated_data)
        return Response(PreferenceSerializer(mine).data)


def _mine(user: Any) -> Preference:
    if user.centre_id is None:
        raise NotFound(_("The operator gets no reminders."))
    found = Preference.objects.visible_to(user).select_related("user").first()
    return found or Preference(user=user)
