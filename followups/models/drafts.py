"""Drafts: a student's letter while she writes it, and each text of it that was checked."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import LANGUAGES, CentreRow
from careers.models.interviews import Interview
from careers.models.people import User
from followups.etiquette import Kind

KINDS = [
    (Kind.FOLLOW_UP.value, _("Follow-up")),
    (Kind.THANK_YOU.value, _("Thank-you note")),
    (Kind.CLOSING.value, _("Closing words")),
]
WRITING, CHECKED, IN_REVIEW, APPROVED, RETURNED, SENT = (
    "writing",
    "checked",
    "in_review",
    "approved",
    "returned",
    "sent",
)
STATES = [
    (WRITING, _("Being written")),
    (CHECKED, _("Checked")),
    (IN_REVIEW, _("With the counsellor")),
    (APPROVED, _("Approved")),
    (RETURNED, _("Came back with advice")),
    (SENT, _("Sent")),
]
# A checked text stands behind these; the others are still being written.
FROZEN = (CHECKED, IN_REVIEW, APPROVED, SENT)
LONGEST_SUBJECT = 200


class LetterDraftQuerySet(models.QuerySet["LetterDraft"]):
    """Drafts of a centre."""

    def visible_to(self, user: Any) -> "LetterDraftQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="interview__application__student__user_id"))

    def open(self) -> "LetterDraftQuerySet":
        """Those that have not gone out."""
        return self.exclude(state=SENT)

    def with_case(self) -> "LetterDraftQuerySet":
        """With everything a record and a page need, in one query."""
        return self.select_related(
            "checked",
            "interview__application__employer",
            "interview__application__contact",
            "interview__application__student__user",
            "interview__application__student__counsellor",
            "interview__application__student__centre",
        )


class LetterDraft(CentreRow):
    """One letter on its way: the working text, and the checked version that may go out.

    `attempt` counts follow-ups from 1; the other kinds have attempt 1. `language` is the letter's.
    Lines end with a line feed. `checked` is the version behind a frozen state, None while she writes.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("interview")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=WRITING)
    # RESTRICT: a version goes only together with its draft.
    checked = models.ForeignKey(
        "DraftVersion", on_delete=models.RESTRICT, null=True, related_name="+", verbose_name=_("checked")
    )
    begun_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = scoped(LetterDraftQuerySet)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "kind", "attempt"], condition=~Q(state=SENT), name="draft_open_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=[k for k, _n in KINDS]), name="draft_kind_known"),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="draft_attempt_positive"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _n in LANGUAGES]), name="draft_language_known"
            ),
            # E17-E18: what may be sent is a text that was checked.
            models.CheckConstraint(
                condition=Q(state__in=FROZEN, checked__isnull=False)
                | Q(state__in=[WRITING, RETURNED], checked__isnull=True),
                name="draft_frozen_has_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.interview_id} {self.kind} #{self.attempt}"

    @property
    def is_frozen(self) -> bool:
        """True while a checked version stands behind it."""
        return self.state in FROZEN


class DraftVersionQuerySet(models.QuerySet["DraftVersion"]):
    """Checked texts of a centre."""

    def visible_to(self, user: Any) -> "DraftVersionQuerySet":
        """Those of visible applications."""
        return self.filter(visible(user, student="draft__interview__application__student__user_id"))


class DraftVersion(CentreRow):
    """A text as it was checked, with what was found. Never changed once written.

    `findings` are data as followups/records.py writes them; `fingerprint` names the facts of the
    case that the text was compared with.
    """

    draft = models.ForeignKey(
        LetterDraft, on_delete=models.CASCADE, related_name="versions", verbose_name=_("letter")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(_("text"), blank=True)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    by_counsellor = models.BooleanField(_("by a counsellor"), default=False)
    written_at = models.DateTimeField(_("written at"))
    checked_at = models.DateTimeField(_("checked at"))
    findings = models.JSONField(_("findings"), default=list)
    fingerprint = models.CharField(_("facts compared with"), max_length=64)

    objects = scoped(DraftVersionQuerySet)

    class Meta:
        verbose_name = _("version of a letter")
        verbose_name_plural = _("versions of letters")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"
