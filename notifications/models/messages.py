"""The outbox: one row per intent to tell one person one thing once."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.applications import Application
from careers.models.centres import Centre
from careers.models.people import User

QUEUED, CLAIMED, SENDING = "queued", "claimed", "sending"
SENT, DELIVERED, BOUNCED, COMPLAINED = "sent", "delivered", "bounced", "complained"
FAILED, UNKNOWN = "failed", "outcome_unknown"
WITHDRAWN, MISSED, SUPPRESSED = "withdrawn", "missed", "suppressed"

STATES = [
    (QUEUED, _("queued")),
    (CLAIMED, _("claimed")),
    (SENDING, _("being sent")),
    (SENT, _("sent")),
    (DELIVERED, _("delivered")),
    (BOUNCED, _("bounced")),
    (COMPLAINED, _("complained about")),
    (FAILED, _("failed")),
    (UNKNOWN, _("outcome unknown")),
    (WITHDRAWN, _("withdrawn")),
    (MISSED, _("missed")),
    (SUPPRESSED, _("suppressed")),
]
REMINDER, SECURITY = "reminder", "security"
KINDS = [
    ("heads_up", _("heads-up on the working day before")),
    ("window_open", _("window open")),
    ("approval_needed", _("approval needed")),
    ("window_missed", _("window missed and rolled")),
    ("missed_alert", _("windows missed in a row")),
    ("stopped_kindly", _("stopped kindly")),
    ("thank_you_due", _("thank-you note due")),
    ("help_asked", _("a student asks for help")),
    ("digest", _("daily mail")),
    ("desk_digest", _("daily mail about the desk")),
    ("calendar_horizon", _("calendar about to run out")),
    ("account", _("sign-on mail")),
]


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages of a centre."""

    def visible_to(self, user: Any) -> "MessageQuerySet":
        """One's own; admins see their centre's. Sign-on mail holds secrets and is nobody's."""
        mine = self.filter(visible(user, student="recipient_id")).exclude(category=SECURITY)
        if getattr(user, "role", "") == "counsellor":
            return mine.filter(Q(recipient_id=user.pk) | Q(application__isnull=False))
        return mine


def everywhere() -> MessageQuerySet:
    """Messages of all centres: deliveries serve all of them at once."""
    everything: MessageQuerySet = Message.objects.with_scopes_disabled().all()
    return everything


class Message(models.Model):
    """An intent and what became of it; only notifications/outbox.py writes its state.

    `key` makes the intent unique. `due_at` is when it should go, `expires_at` from when it is
    `missed`. A claim sets `lease_until` and a new `fence`; every result must name that fence.
    `message_id` is fixed when queued and reused on each attempt.
    """

    # Sign-on mail to the operator has no centre; reminders always do (a constraint says so).
    # Its index is `message_by_day`, which begins with it.
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("centre"),
    )
    # Unique by a constraint below: `unique=True` would bring a second index, for patterns.
    key = models.CharField(_("key"), max_length=200)
    category = models.CharField(
        _("class"),
        max_length=8,
        default=REMINDER,
        db_default=REMINDER,
        choices=[(REMINDER, _("reminder")), (SECURITY, _("security"))],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", verbose_name=_("recipient")
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.CASCADE,
        null=True,
        related_name="messages",
        db_index=False,  # `message_of_case` begins with it
        verbose_name=_("application"),
    )
    # Ready words of sign-on mail only (it carries one-time links); emptied once it is settled.
    subject = models.CharField(_("subject"), max_length=300, blank=True, db_default="")
    text = models.TextField(_("text"), blank=True, db_default="")
    html = models.TextField(_("HTML"), blank=True, db_default="")
    # Of sign-on mail only: the address it is about, which may not (yet) be the recipient's own.
    to_address = models.EmailField(blank=True, db_default="")
    # Sign-on mail whose outcome was unknown goes out once more, and never a third time.
    resent = models.BooleanField(default=False, db_default=False)
    state = models.CharField(_("state"), max_length=15, choices=STATES, default=QUEUED, db_default=QUEUED)
    due_at = models.DateTimeField(_("due at"))
    expires_at = models.DateTimeField(_("expires at"))
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    fence = models.PositiveIntegerField(_("fence"), default=0, db_default=0)
    message_id = models.CharField(_("Message-ID"), max_length=120)
    error = models.CharField(_("last error"), max_length=300, blank=True, db_default="")
    # The id the provider gave it, by which its webhooks name it where they do not name ours.
    provider_id = models.CharField(_("the provider's id"), max_length=200, blank=True, db_default="")
    queued_at = models.DateTimeField(_("queued at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    objects = scoped(MessageQuerySet)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="message_intent_once"),
            models.CheckConstraint(
                condition=Q(state__in=[s for s, _n in STATES]), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(category=SECURITY) | Q(category=REMINDER, centre__isnull=False),
                name="message_reminder_has_centre",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CLAIMED, SENDING]) | Q(lease_until__isnull=False),
                name="message_claimed_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SENT, DELIVERED, BOUNCED, COMPLAINED]) | Q(sent_at__isnull=False),
                name="message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "next_attempt_at"],
                condition=Q(state=QUEUED, category=REMINDER),
                name="message_due",
            ),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state=QUEUED, category=SECURITY),
                name="message_sign_on_due",
            ),
            # Of leases, not of states: a look-up by key and state must never run through this one,
            # which holds every lease that ever ended until the database cleans up.
            models.Index(
                fields=["lease_until"], condition=Q(lease_until__isnull=False), name="message_leased"
            ),
            models.Index(fields=["settled_at"], condition=Q(state=UNKNOWN), name="message_unknown"),
            models.Index(fields=["centre", "due_at"], name="message_by_day"),
            models.Index(fields=["application", "kind"], name="message_of_case"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="message_of_provider"),
        ]

    def __str__(self) -> str:
        return self.key


class LateResult(models.Model):
    """A result that came after its fence was gone: recorded, never written over the state."""

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="late_results", verbose_name=_("message")
    )
    fence = models.PositiveIntegerField(_("fence"))
    result = models.CharField(_("result"), max_length=15)
    error = models.CharField(_("error"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("late result")
        verbose_name_plural = _("late results")

    def __str__(self) -> str:
        return f"{self.message_id}/{self.fence}: {self.result}"


def new_message_id(domain: str) -> str:
    """A Message-ID that names nobody."""
    return f"<{uuid.uuid4().hex}@{domain}>"
