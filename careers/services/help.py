""" "Ask my counsellor": a call for help, and its answer."""

from datetime import datetime

from django.db import transaction

from careers.models import Application, HelpRequest, User
from careers.signals import announce


@transaction.atomic
def ask_for_help(application: Application, text: str, *, now: datetime) -> HelpRequest:
    """The student asks her counsellor to look at a case, in a sentence or without words.

    One call stands at a time: asking again while nobody has answered is the same call, and its
    words stay. Announced, so that the counsellor hears of it.
    """
    # One click waits for the other; the constraint `help_open_once` stands behind it.
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    standing: HelpRequest | None = HelpRequest.objects.filter(application=application).open().first()
    if standing is not None:
        return standing
    request: HelpRequest = HelpRequest.objects.create(
        centre_id=application.centre_id,
        application=application,
        text=text.strip(),
        asked_at=now,
    )
    announce(application.centre_id, [application.pk], now)
    return request


@transaction.atomic
def answer_help(request: HelpRequest, *, by: User, now: datetime) -> bool:
    """A counsellor has answered, in whatever way; False if somebody had already.

    What she said stands in a note or was said in person. Reminders of the call end with it.
    """
    open_still = HelpRequest.objects.filter(pk=request.pk).open()
    if not open_still.update(answered_at=now, answered_by=by):
        return False
    request.answered_at, request.answered_by = now, by
    announce(request.centre_id, [request.application_id], now)
    return True
