"""Reviews: a counsellor looks at a letter before it goes out."""

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import CentreRow
from careers.models.letters import Letter
from careers.models.people import User
from careers.stages import OPEN
from followups.etiquette import Kind
from followups.models.drafts import DraftVersion, LetterDraft
from followups.policy import STOP

SECOND, SERIOUS, SENSITIVE, FIRST = (
    "second_follow_up",
    "serious_findings",
    "sensitive_employer",
    "first_letter",
)
APPROVED, EDITED, RETURNED, WITHDRAWN = "approved", "approved_with_edit", "returned", "withdrawn"
DECISIONS = [
    (APPROVED, _("Approved")),
    (EDITED, _("Approved with a change")),
    (RETURNED, _("Sent back with advice")),
    # The student changed the letter, or the facts of the case did, before anybody decided.
    (WITHDRAWN, _("Taken back")),
]
BLESSED = (APPROVED, EDITED)
LONGEST_ADVICE = 200


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews of a centre."""

    def visible_to(self, user: Any) -> "ReviewQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="draft__interview__application__student__user_id"))

    def open(self) -> "ReviewQuerySet":
        """Those nobody has decided."""
        return self.filter(decided_at=None)

    def waiting(self) -> "ReviewQuerySet":
        """The open ones that still matter.

        Left out are letters that went out another way, of rounds that are over and of cases that
        ended; should that be taken back, they wait again.
        """
        gone_out = Letter.objects.filter(
            interview=OuterRef("draft__interview"), attempt=OuterRef("draft__attempt"), bounced=False
        )
        follow_up = Q(draft__kind=Kind.FOLLOW_UP)
        over = Q(draft__interview__application__plan__action=STOP)
        thanked = Q(draft__kind=Kind.THANK_YOU, draft__interview__thanked_at__isnull=False)
        return (
            self.open()
            .filter(
                draft__interview__application__stage__in=OPEN,
                draft__interview__application__plan__interview=F("draft__interview"),
            )
            .exclude(follow_up & (over | Exists(gone_out)))
            .exclude(thanked)
        )


class Review(CentreRow):
    """A version a counsellor is asked about, why, and what she decided.

    `due_at` is the end of the window that was planned when it was asked, None if there was none;
    pages show the plan's own. `counsellor` is whom it waits for, None for anybody of the centre.
    `approved_version` is what may go out: the version asked about, or the counsellor's.
    """

    draft = models.ForeignKey(
        LetterDraft, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("letter")
    )
    version = models.ForeignKey(
        DraftVersion, on_delete=models.CASCADE, related_name="+", verbose_name=_("version asked about")
    )
    reasons = models.JSONField(_("reasons"), default=list)
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due at"), null=True)
    counsellor = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("waits for")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decision = models.CharField(_("decision"), max_length=20, choices=DECISIONS, blank=True)
    advice = models.CharField(_("advice"), max_length=LONGEST_ADVICE, blank=True)
    approved_version = models.ForeignKey(
        DraftVersion,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("approved version"),
    )

    objects = scoped(ReviewQuerySet)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["draft"], condition=Q(decided_at=None), name="review_open_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="", approved_version=None)
                | Q(decided_at__isnull=False, decision__in=BLESSED, approved_version__isnull=False)
                | Q(
                    decided_at__isnull=False,
                    decision__in=[RETURNED, WITHDRAWN],
                    approved_version__isnull=True,
                ),
                name="review_decision_fits",
            ),
            models.CheckConstraint(
                condition=~Q(decision=RETURNED) | ~Q(advice=""), name="review_returned_has_advice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.decision or 'open'}"
