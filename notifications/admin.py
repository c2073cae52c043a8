"""The operator's view of deliveries: read only, and without the words of sign-on mail."""

from django.contrib import admin

from careers.admin import ReadOnly
from notifications.models import JobRun, LateResult, Message


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """The outbox."""

    list_display = ("key", "state", "due_at", "attempts", "error")
    list_filter = ("state", "kind")
    exclude = ("text", "html")


admin.site.register([LateResult, JobRun], ReadOnly)
