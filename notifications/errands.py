"""What one link of one mail is for, and whether it may still be done.

Whoever holds the link acts as the mail's recipient, for this one thing. So a link is believed only
for what it says, while the case stands as the mail told it: looking changes nothing, and an errand
is done once, in the transaction that spends its link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from careers.models import Application, HelpRequest, Interview, User
from careers.services.records import latest_interview
from followups.models import Plan
from followups.policy import SEND_NOW, STOP, WAIT
from followups.services.standing import as_of
from notifications import links
from notifications.models import Message
from notifications.models.messages import everywhere

# Why an errand may not be done (any more); pages have a sentence for each.
USED, EXPIRED, RECORDED, OVER = "used", "expired", "recorded", "over"
WINDOW_OVER, PUT_OFF, ASKED = "window_over", "put_off", "asked"


@dataclass(frozen=True)
class Errand:
    """One act of one mail, as its case stands at `now`.

    Everything but `act`, `message` and `now` is read in the scope of the message's centre.
    """

    act: str
    message: Message
    now: datetime

    @property
    def student(self) -> User:
        """Who does it: the mail's recipient."""
        return self.message.recipient

    @property
    def application(self) -> Application:
        """The case the mail told of."""
        assert self.message.application is not None, "find() has seen to it"
        return self.message.application

    @cached_property
    def interview(self) -> Interview | None:
        """The round that counts, None once it is another than the mail's."""
        latest = latest_interview(self.application)
        return latest if latest and latest.pk == self._told.interview_id else None

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as it stands now, even if the sweep is late."""
        plans = Plan.objects.filter(application=self.application)
        stored = plans.select_related("policy", "application__employer").first()
        return as_of([stored], self.now)[0] if stored else None

    @property
    def _told(self) -> "_Told":
        return _told(self.message)

    @property
    def attempt(self) -> int:
        """Which follow-up the mail spoke of; 0 if it spoke of none."""
        return self._told.attempt

    @property
    def is_for_this_window(self) -> bool:
        """True while the plan's window is the one the mail spoke of (of a heads-up: on that day)."""
        plan = self.plan
        if plan is None or plan.window_start is None or plan.attempt != self.attempt:
            return False
        start = plan.window_start.astimezone(ZoneInfo(self.application.employer.time_zone))
        return f"{start:%Y-%m-%dT%H:%M}".startswith(self._told.slot)


@dataclass(frozen=True)
class _Told:
    interview_id: int
    attempt: int
    slot: str


def _told(message: Message) -> _Told:
    """What a reminder spoke of, out of its key (reminders.py): round, follow-up, slot."""
    _centre, _kind, interview, _recipient, slot = message.key.split(":", 4)
    attempt, _at, start = slot.partition("@")
    return _Told(int(interview), int(attempt) if attempt.isdecimal() else 0, start)


def find(token: str, now: datetime) -> Errand | None:
    """The errand a token names; None if it is none of ours, or its person is gone.

    Serves people who have not signed in: the token is what tells the centre.
    """
    link = links.read(token)
    if link is None or link.act == links.UNSUBSCRIBE:
        return None
    hers = everywhere().filter(
        recipient_id=link.recipient_id,
        recipient__is_active=True,
        application__student__user_id=F("recipient_id"),
    )
    people = hers.select_related("recipient", "application__employer")
    message = people.filter(pk=link.message_id).first()
    return Errand(link.act, message, now) if message else None


def refusal(errand: Errand) -> str:
    """Why it may not be done, "" if it may."""
    if links.is_spent(errand.message, errand.act):
        return USED
    if errand.now >= links.runs_out(errand.message):
        return EXPIRED
    return _CHECKS[errand.act](errand)


def _sent(errand: Errand) -> str:
    plan = errand.plan
    if errand.interview is None or plan is None or plan.action == STOP or not errand.application.is_open:
        return _recorded(errand) or OVER
    if plan.attempt < errand.attempt:
        return OVER  # the follow-up before it was taken back
    return _recorded(errand)


def _recorded(errand: Errand) -> str:
    if errand.interview is None:
        return ""
    sent = errand.interview.letters.filter(bounced=False)
    return RECORDED if sent.count() >= errand.attempt else ""


def _thanked(errand: Errand) -> str:
    if errand.interview is None or not errand.application.is_open:
        return OVER
    return RECORDED if errand.interview.thanked_at else ""


def _answered(errand: Errand) -> str:
    # An answer may come after the last follow-up too, but not into a closed case.
    return "" if errand.interview and errand.application.is_open else OVER


def _snooze(errand: Errand) -> str:
    plan = errand.plan
    if plan is None or plan.action not in (WAIT, SEND_NOW) or not errand.application.is_open:
        return OVER
    if not errand.is_for_this_window:
        return WINDOW_OVER
    return PUT_OFF if plan.snoozed else ""


def _ask(errand: Errand) -> str:
    waiting = HelpRequest.objects.filter(application=errand.application).open()
    return ASKED if waiting.exists() else ""


_CHECKS: dict[str, Callable[[Errand], str]] = {
    links.SENT: _sent,
    links.THANKED: _thanked,
    links.ANSWERED: _answered,
    links.SNOOZE: _snooze,
    links.ASK: _ask,
}


@transaction.atomic
def run(errand: Errand, service: Callable[[Errand], None]) -> str:
    """Do it once; returns why not, or "" when it is done.

    If the service refuses (ValidationError) or we die, nothing is written and the link is as good
    as before.
    """
    # Whoever decides about the case holds its application: what is looked at now stays so.
    locked = Application.objects.select_for_update(no_key=True)
    errand.message.application = locked.get(pk=errand.application.pk)
    fresh = Errand(errand.act, errand.message, errand.now)
    why_not = refusal(fresh)
    if why_not:
        return why_not
    if not links.spend(fresh.message, fresh.act, fresh.now):
        return USED
    service(fresh)
    return ""
