"""How a plan is shown to a reader: one word, and a few words where there is no slot."""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from followups.models import Plan
from followups.policy import NEEDS_APPROVAL, SEND_NOW, STOP, WAIT
from followups.wording.causes import cause_words
from followups.wording.slots import day_words

# What staff filter by; "none" are applications without an interview, for which nothing is decided.
DECISIONS = [
    ("needs", gettext_lazy("Needs you")),
    ("send", gettext_lazy("Send now")),
    ("wait", gettext_lazy("Wait")),
    ("stop", gettext_lazy("Stop")),
    ("none", gettext_lazy("No interview yet")),
]


def awaits_approval(plan: Plan, now: datetime) -> bool:
    """A second follow-up without its blessing, from the day its counsellor is asked for it."""
    asked = plan.heads_up_at is not None and plan.heads_up_at <= now
    return plan.requires_approval and not plan.approved and asked


def shown_action(plan: Plan, now: datetime, *, staff: bool) -> str:
    """The action as its reader meets it.

    A second follow-up that lacks its blessing needs the counsellor; its student waits.
    """
    if plan.action not in (WAIT, SEND_NOW) or plan.may_be_sent:
        return str(plan.action)
    if staff and awaits_approval(plan, now):
        return NEEDS_APPROVAL
    return WAIT


def window_name(plan: Plan | None) -> str:
    """The plan's window as forms name it, so that only the one a page showed is put off; "" for none."""
    if plan is None or plan.window_start is None:
        return ""
    return plan.window_start.astimezone(UTC).isoformat()


def in_decision(code: str, now: datetime) -> Q:
    """The applications that `shown_action` shows to staff under one of DECISIONS."""

    def where(**lookups: Any) -> Q:
        return Q(**{f"plan__{name}": value for name, value in lookups.items()})

    gated = where(requires_approval=True, approved=False)
    asked = gated & where(heads_up_at__lte=now)
    dated = where(action__in=[WAIT, SEND_NOW])
    return {
        "needs": where(action=NEEDS_APPROVAL) | (dated & asked),
        "send": where(action=SEND_NOW) & ~gated,
        "wait": (where(action=WAIT) & ~gated) | (dated & gated & where(heads_up_at__gt=now)),
        "stop": where(action=STOP),
        "none": where(isnull=True),
    }[code]


def brief(plan: Plan) -> str:
    """A few words in place of a slot, for a decision without one."""
    if plan.action == NEEDS_APPROVAL:
        return cause_words(plan.reason)
    if plan.action != STOP:
        return ""
    if plan.reason == "max_followups_reached":
        n = plan.attempt
        return ngettext("%(n)d follow-up sent", "%(n)d follow-ups sent", n) % {"n": n}
    words, day = _ending(plan.reason), _day_of(plan)
    return f"{words}, {day}" if day else words


def _ending(reason: str) -> str:
    return {
        "rejected": _("Not this time"),
        "offer_received": _("Offer received"),
        "discouraging_reply": _("No news any time soon"),
        "process_advanced": _("Invited to the next stage"),
        "student_withdrew": _("Another path taken"),
        "no_contact_instruction": _("Asked not to be written to"),
    }.get(reason, "")


def _day_of(plan: Plan) -> str:
    """The recruiter's day of the cause, as the trace has it."""
    told = plan.reasons[0].get("date") if plan.reasons else None
    return day_words(date.fromisoformat(told)) if told else ""
