"""Plans: the standing decision of each application, ready to be listed and swept."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.applications import Application
from careers.models.centres import CentreRow
from careers.models.interviews import Interview
from followups.models.policies import PolicyVersion
from followups.policy import NEEDS_APPROVAL, SEND_NOW, STOP, WAIT

ACTIONS = [
    (WAIT, _("Wait")),
    (SEND_NOW, _("Send now")),
    (NEEDS_APPROVAL, _("Needs you")),
    (STOP, _("Stop")),
]


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans of a centre."""

    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="application__student__user_id"))


class Standing:
    """What can be said of a plan's values, wherever they come from."""

    approved: Any
    requires_approval: Any
    snoozed_until: Any
    window_end: Any

    @property
    def may_be_sent(self) -> bool:
        """True unless a counsellor's approval is still missing (T12)."""
        return bool(self.approved or not self.requires_approval)

    @property
    def snoozed(self) -> bool:
        """True if the student put this very window off: nobody reminds her of it."""
        return bool(self.snoozed_until and self.window_end and self.window_end <= self.snoozed_until)


class Plan(Standing, CentreRow):
    """What `decide` last said about one application, and when to ask again.

    Instants are UTC; `earliest_date` is a recruiter-local day. `next_check_at` is the next instant
    at which the answer, or what to tell people about it, may change; None once nothing can.
    `heads_up_at` is when the student hears of the slot beforehand. `missed_windows` counts windows
    in a row that went by unused, the last of them ending at `missed_at`. `closes_at` is when
    silence closes the case. The student put off windows that end at or before `snoozed_until`.
    `memory` is what the decision rests on (followups/recall.py): time passes without gathering anew.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="plan", verbose_name=_("application")
    )
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="+", verbose_name=_("interview")
    )
    action = models.CharField(_("decision"), max_length=14, choices=ACTIONS)
    reason = models.CharField(_("reason"), max_length=40)
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    earliest_date = models.DateField(_("earliest date"), null=True)
    window_start = models.DateTimeField(_("window opens"), null=True)
    window_end = models.DateTimeField(_("window closes"), null=True)
    requires_approval = models.BooleanField(_("requires approval"), default=False)
    approved = models.BooleanField(_("approved"), default=False)
    reasons = models.JSONField(_("reasons"), default=list)
    memory = models.JSONField(_("what it rests on"), null=True)
    # No index of its own: every sweep would write it, and nobody looks plans up by it.
    policy = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("policy"),
    )
    calendar_version = models.CharField(_("calendar version"), max_length=60)
    heads_up_at = models.DateTimeField(_("heads-up at"), null=True)
    closes_at = models.DateTimeField(_("closes at"), null=True)
    snoozed_until = models.DateTimeField(_("put off until"), null=True)
    missed_windows = models.PositiveSmallIntegerField(_("windows missed in a row"), default=0)
    missed_at = models.DateTimeField(_("last missed at"), null=True)
    decided_at = models.DateTimeField(_("decided at"))
    next_check_at = models.DateTimeField(_("next check at"), null=True)

    objects = scoped(PlanQuerySet)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=[a for a, _n in ACTIONS]), name="plan_action_known"
            ),
            models.CheckConstraint(
                name="plan_dates_fit_action",
                condition=Q(action__in=[WAIT, SEND_NOW], window_start__isnull=False, window_end__isnull=False)
                | Q(
                    action__in=[NEEDS_APPROVAL, STOP],
                    window_start__isnull=True,
                    window_end__isnull=True,
                    requires_approval=False,
                ),
            ),
        ]
        indexes = [
            # Sweeping reads only what is due.
            models.Index(
                fields=["centre", "next_check_at"], condition=Q(next_check_at__isnull=False), name="plan_due"
            ),
            models.Index(fields=["centre", "action", "window_start"], name="plan_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.action}"
