"""A student's applications as steps: what to do about each, the most urgent first.

Nothing is decided here: a step is the standing decision in the words of her own page.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from careers.models import Application, User
from careers.stages import Stage
from followups.models import Plan
from followups.policy import NEEDS_APPROVAL, SEND_NOW, STOP, WAIT
from followups.policy.checks import thank_you_at
from followups.selectors import Slot, next_slots, slot_of
from followups.services.standing import as_of
from followups.wording import deciding_sentence
from followups.wording.phrases import next_steps
from kabar.pages.decisions import awaits_approval, shown_action, window_name
from notifications.case_address import address_of

SEND, THANKS, NEEDS, ADVANCED, APPROVAL = "send", "thanks", "needs", "advanced", "approval"
WAITING, MEETING, START, ENDED = "wait", "meeting", "start", "ended"
# First what she can do herself; what lies with her counsellor comes after her own next slot.
URGENCY = (SEND, THANKS, ADVANCED, WAITING, APPROVAL, NEEDS, START, ENDED)
# What may hold a follow-up back (followups.policy, FLOOR_RULES), in the order that breaks ties.
FLOORS = ("promise_not_passed", "second_gap_not_passed", "recruiter_away")
# Endings the student need not be consoled for.
GOOD_NEWS = frozenset({"offer_received", "process_advanced", "student_withdrew"})


@dataclass(frozen=True)
class Step:
    """One application and what its student does about it at `now`. Times are aware."""

    application: Application
    plan: Plan | None
    user: User
    now: datetime

    @cached_property
    def kind(self) -> str:
        """Which of the cards this is."""
        plan, closed = self.plan, not self.application.is_open
        if plan is None:
            return ENDED if closed else START
        if plan.action == STOP or closed:
            # Invited to the next stage: the story goes on with the next interview.
            goes_on = plan.reason == "process_advanced" and not closed
            return ADVANCED if goes_on else ENDED
        if plan.interview.held_at > self.now:
            return MEETING
        if plan.action == NEEDS_APPROVAL:
            return NEEDS
        if plan.action == SEND_NOW and plan.may_be_sent and not plan.snoozed:
            return SEND
        if self.thanks_until:
            return THANKS
        return APPROVAL if awaits_approval(plan, self.now) else WAITING

    @cached_property
    def thanks_until(self) -> datetime | None:
        """Until when a thank-you note fits, None if it is not due (any more)."""
        plan = self.plan
        if plan is None or plan.action in (STOP, NEEDS_APPROVAL) or plan.interview.thanked_at:
            return None
        due = thank_you_at(plan.policy.rules, plan.interview.held_at)
        return due[1] if due and due[0] <= self.now < due[1] else None

    @property
    def action(self) -> str:
        """The decision's word; "" while there is nothing to decide."""
        if self.plan is None:
            return STOP if self.kind == ENDED else ""
        if self.put_off:
            return WAIT
        return STOP if self.kind == ENDED else shown_action(self.plan, self.now, staff=False)

    @cached_property
    def slot(self) -> Slot | None:
        """The window in the recruiter's zone and hers; the one after it if she put that one off."""
        if self.plan is None or self.kind == ENDED:
            return None
        if self.plan.snoozed:
            # Three queries more for each application she put off.
            rules = self.plan.policy.rules
            later = next_slots(self.plan, self.application.employer, rules, 1, self.user.time_zone)
            return later[0] if later else None
        return slot_of(self.plan, self.application.employer, self.user.time_zone)

    @cached_property
    def put_off(self) -> Slot | None:
        """The window she put off, while it is not over; None if she did not."""
        if self.plan is None or self.kind == ENDED or not self.plan.snoozed:
            return None
        return slot_of(self.plan, self.application.employer, self.user.time_zone)

    @property
    def window(self) -> str:
        """The name of the plan's own window, for the form that puts it off."""
        return window_name(self.plan)

    @property
    def may_put_off(self) -> bool:
        """True from the heads-up on: a window she was told of, and has not put off."""
        plan = self.plan
        if plan is None or self.kind not in (SEND, WAITING) or plan.snoozed:
            return False
        told = plan.heads_up_at is not None and plan.heads_up_at <= self.now
        return self.kind == SEND or told

    @cached_property
    def sentence(self) -> str:
        """Why, in one sentence; "" where the page has its own words."""
        plan = self.plan
        if plan is None or self.kind == MEETING or self.put_off:
            return ""
        zone = self.application.employer.time_zone
        return deciding_sentence(plan.action, plan.reason, plan.reasons, zone)

    @cached_property
    def not_earlier(self) -> str:
        """What made the student wait until the window's day, also once that day has come."""
        plan = self.plan
        if plan is None or plan.earliest_date is None or plan.reason in FLOORS:
            return self.sentence
        day = plan.earliest_date.isoformat()
        for step in plan.reasons:
            if step["code"] in FLOORS and step["date"] == day:
                zone = self.application.employer.time_zone
                return deciding_sentence(WAIT, step["code"], plan.reasons, zone)
        return self.sentence

    @property
    def recruiter(self) -> str:
        """Whom to write to, as the student would say it; "" when nobody is named."""
        contact = self.application.contact
        return contact.addressed if contact else ""

    @property
    def address(self) -> str:
        """The recruiter's e-mail address, "" when it is not known."""
        contact = self.application.contact
        return contact.email if contact else ""

    @property
    def mail_address(self) -> str:
        """The application's secret address for BCC and forwards; "" when mail is not taken in."""
        return address_of(self.application.pk) if self.application.is_open else ""

    @property
    def attempt(self) -> int:
        """Which follow-up comes next; 1 before there is a decision."""
        return self.plan.attempt if self.plan else 1

    @property
    def reason(self) -> str:
        """The code of the deciding reason, "" without a decision."""
        return self.plan.reason if self.plan else ""

    @property
    def may_have_sent(self) -> bool:
        """True while "I sent it" makes sense: after an interview, unless the case is over."""
        return self.plan is not None and self.kind not in (MEETING, ENDED, ADVANCED)

    @property
    def is_good_news(self) -> bool:
        """True for an ending that needs no consolation."""
        return self.reason in GOOD_NEWS or self.application.stage in (
            Stage.OFFERED,
            Stage.ACCEPTED,
            Stage.WITHDRAWN,
        )

    @property
    def minutes(self) -> tuple[int, int] | None:
        """Of an open window: the minutes gone by and its whole length."""
        slot = self.slot
        if slot is None or not slot.start <= self.now < slot.end:
            return None
        gone, whole = self.now - slot.start, slot.end - slot.start
        return int(gone.total_seconds() // 60), int(whole.total_seconds() // 60)

    @property
    def minutes_left(self) -> int:
        """Of an open window: the minutes that are left, counted up; 0 for any other."""
        gone_and_whole = self.minutes
        return gone_and_whole[1] - gone_and_whole[0] if gone_and_whole else 0

    @property
    def rank(self) -> tuple[int, float, int]:
        """Sorts steps: by urgency, then the nearest, of the endings the latest first."""
        kind = WAITING if self.kind == MEETING else self.kind
        if self.kind == ENDED:
            known = self.plan.decided_at if self.plan else self.application.stage_changed_at
            return URGENCY.index(kind), -known.timestamp(), self.application.pk
        if self.kind == MEETING and self.plan:
            when = self.plan.interview.held_at
        elif self.slot:
            when = self.slot.start
        else:
            when = self.application.created_at
        return URGENCY.index(kind), when.timestamp(), self.application.pk


def ending_steps(step: Step) -> list[str]:
    """The next three things to do after an ending, whichever it is."""
    if step.application.stage == Stage.ACCEPTED:
        return [
            _("Thank the people who spoke with you."),
            _("Tell other employers kindly that you have decided."),
            _("Let your counsellor know: your experience helps those after you."),
        ]
    if step.application.stage == Stage.OFFERED or step.reason == "offer_received":
        return [
            _("Read the offer in peace; asking for a few days to think is fine."),
            _("Talk it over with your counsellor before you sign."),
            _("Thank them, and answer by the day they name."),
        ]
    return next_steps()


def steps_of(user: User, now: datetime) -> list[Step]:
    """All of a student's applications, the most urgent first. A constant number of queries."""
    applications = list(
        Application.objects.visible_to(user)
        .filter(student__user=user)
        .with_people()
        .select_related("plan__policy", "plan__interview")
    )
    plans = [a.plan for a in applications if getattr(a, "plan", None)]
    current = {plan.application_id: plan for plan in as_of(plans, now)}
    steps = [Step(a, current.get(a.pk), user, now) for a in applications]
    return sorted(steps, key=lambda step: step.rank)
