"""Letters: what the student wrote, what came back undelivered, what was recorded by mistake."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from careers.answers import Label
from careers.models import Interview, Letter, Reply, User
from careers.services.records import not_in_the_future
from careers.signals import announce

audit = logging.getLogger("kabar.audit")
# Far above any count of letters: where numbers wait while they are given out anew.
_ASIDE = 1000


@transaction.atomic
def record_letter(interview: Interview, *, sent_at: datetime, by: User | None, now: datetime) -> Letter:
    """ "I sent it": a follow-up the student sent by hand, at whatever hour.

    The attempt is counted here; the same letter told twice is one letter.
    """
    not_in_the_future(sent_at, now)
    if sent_at < interview.held_at:
        raise ValidationError(_("This lies before the interview."))
    sent = interview.letters.filter(bounced=False)
    if sent.filter(sent_at=sent_at).exists():
        raise ValidationError(_("This follow-up is already recorded."))
    attempt = sent.count() + 1
    try:
        with transaction.atomic():
            letter: Letter = Letter.objects.create(
                centre_id=interview.centre_id,
                interview=interview,
                attempt=attempt,
                sent_at=sent_at,
                recorded_at=now,
                recorded_by=by,
            )
    except IntegrityError:
        # Two clicks at once: the constraint `letter_attempt_once` lets one of them win.
        raise ValidationError(_("This follow-up is already recorded.")) from None
    announce(interview.centre_id, [interview.application_id], now)
    return letter


@transaction.atomic
def retract_letter(letter: Letter, *, by: User | None, now: datetime) -> None:
    """It was recorded by mistake: the letter was never sent, and the count goes back."""
    interview, pk = letter.interview, letter.pk
    letter.delete()
    _renumber(interview)
    audit.info("letter %s of application %s retracted by %s", pk, interview.application_id, by and by.pk)
    announce(interview.centre_id, [interview.application_id], now)


@transaction.atomic
def mark_bounced(letter: Letter, *, now: datetime) -> None:
    """The letter came back: it was not sent, and the address needs a person."""
    if letter.bounced:
        return
    _set_bounced(letter)
    announce(letter.centre_id, [letter.interview.application_id], now)


@transaction.atomic
def record_thanks(interview: Interview, *, sent_at: datetime, now: datetime) -> None:
    """The thank-you note went out; it asks for nothing and is never counted."""
    not_in_the_future(sent_at, now)
    interview.thanked_at = sent_at
    interview.save(update_fields=["thanked_at"])
    announce(interview.centre_id, [interview.application_id], now)


def mark_returned(reply: Reply) -> None:
    """A notice of non-delivery speaks of the last letter before it. Announces nothing."""
    letter = _letter_before(reply)
    if letter and not letter.bounced:
        _set_bounced(letter)


def mark_arrived(reply: Reply) -> None:
    """The notice was none: its letter counts again, unless another notice speaks of it too."""
    letter = _letter_before(reply)
    if letter is None or not letter.bounced:
        return
    notices = reply.interview.replies.filter(label=Label.BOUNCE, received_at__gte=letter.sent_at)
    if any(_letter_before(other) == letter for other in notices.exclude(pk=reply.pk)):
        return
    Letter.objects.filter(pk=letter.pk).update(bounced=False, attempt=F("attempt") + 5 * _ASIDE)
    _renumber(reply.interview)


def _letter_before(reply: Reply) -> Letter | None:
    sent = reply.interview.letters.filter(sent_at__lte=reply.received_at)
    found: Letter | None = sent.order_by("-sent_at", "-pk").first()
    return found


def _set_bounced(letter: Letter) -> None:
    letter.bounced = True
    letter.save(update_fields=["bounced"])
    _renumber(letter.interview)


def _renumber(interview: Interview) -> None:
    """Letters that arrived are counted 1, 2, ... in the order they went out."""
    sent = interview.letters.filter(bounced=False)
    keys = list(sent.order_by("sent_at", "pk").values_list("pk", "attempt"))
    if [attempt for _pk, attempt in keys] == list(range(1, len(keys) + 1)):
        return
    # Aside first: the constraint `letter_attempt_once` allows no two the same number, even for a moment.
    sent.update(attempt=F("attempt") + _ASIDE)
    for number, (pk, _attempt) in enumerate(keys, 1):
        Letter.objects.filter(pk=pk).update(attempt=number)
