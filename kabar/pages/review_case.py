"""A review as its counsellor meets it: a row of the queue, and the whole page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.models import Application, User
from followups.etiquette import Draft, Kind, Record
from followups.models import DraftVersion, LetterDraft, Plan, Review
from followups.records import from_data, record_of
from followups.selectors import Slot, slot_of
from followups.services.drafts import standing_version
from followups.services.reviews import due_at
from followups.services.standing import as_of
from kabar.pages.letter_changes import changes
from kabar.pages.letter_marks import Marked, marked
from kabar.pages.letter_words import letter_title, reason_words


@dataclass(frozen=True)
class ReviewRow:
    """One line of the queue."""

    review: Review
    what: str
    reasons: str
    slot: Slot | None
    until: datetime | None  # the deadline of a letter without a window

    @property
    def application(self) -> Application:
        """The case it belongs to."""
        return self.review.draft.interview.application


def rows_of(found: Sequence[Review], plans: Sequence[Plan], user: User) -> list[ReviewRow]:
    """The rows, each with the plan of its application as it stands now."""
    return [_row(review, plan, user) for review, plan in zip(found, plans, strict=True)]


def _row(review: Review, plan: Plan, user: User) -> ReviewRow:
    draft, found = review.draft, len(review.version.findings)
    application = draft.interview.application
    count = ngettext("%(n)d finding", "%(n)d findings", found) % {"n": found} if found else _("no findings")
    until = due_at(draft, plan)
    by_window = until is not None and draft.kind == Kind.FOLLOW_UP
    return ReviewRow(
        review,
        f"{letter_title(draft.kind, draft.attempt)}, {count}",
        ", ".join(reason_words(code) for code in review.reasons),
        slot_of(plan, application.employer, user.time_zone) if by_window else None,
        None if by_window else until,
    )


class Shown(NamedTuple):
    """A version in the history: what is different from the one before it."""

    version: DraftVersion
    subject: SafeString
    body: SafeString
    first: bool


@dataclass(frozen=True)
class ReviewPage:
    """One review, its reader and the present instant."""

    review: Review
    user: User
    now: datetime

    @property
    def draft(self) -> LetterDraft:
        """The letter."""
        return self.review.draft

    @property
    def application(self) -> Application:
        """Its application."""
        return self.draft.interview.application

    @property
    def to(self) -> str:
        """The recruiter's address, "" when it is not known."""
        contact = self.application.contact
        return contact.email if contact else ""

    @property
    def title(self) -> str:
        """Which letter it is."""
        return letter_title(self.draft.kind, self.draft.attempt)

    @property
    def reasons(self) -> list[str]:
        """Why it was asked."""
        return [reason_words(code) for code in self.review.reasons]

    @cached_property
    def record(self) -> Record:
        """The facts it is compared with."""
        return record_of(self.draft.interview, self.draft.kind, self.draft.attempt)

    @cached_property
    def marks(self) -> Marked:
        """The text asked about, with what was found when it was checked."""
        version = self.review.version
        found = from_data(version.findings)
        return marked(Draft(version.subject, version.body), found, self.record, staff=True)

    @property
    def is_open(self) -> bool:
        """True while it can be decided."""
        return self.review.decided_at is None

    @property
    def can_be_decided(self) -> bool:
        """Whether that is still so just now, and the letter fits the facts; asks the database anew."""
        fresh = Review.objects.filter(pk=self.review.pk).open()
        return fresh.exists() and not self.facts_changed

    @cached_property
    def facts_changed(self) -> bool:
        """True if the case is no longer as it was when the letter was checked."""
        return self.is_open and standing_version(self.draft) is None

    @cached_property
    def plan(self) -> Plan | None:
        """The plan of the application as it stands now."""
        plans = Plan.objects.filter(application=self.application)
        stored = plans.select_related("policy", "interview", "application__employer").first()
        return as_of([stored], self.now)[0] if stored else None

    @cached_property
    def until(self) -> datetime | None:
        """Until when it would be of use, shown anew from the plan."""
        return due_at(self.draft, self.plan)

    @cached_property
    def slot(self) -> Slot | None:
        """The window it is meant for."""
        if self.plan is None or self.until is None or self.draft.kind != Kind.FOLLOW_UP:
            return None
        return slot_of(self.plan, self.application.employer, self.user.time_zone)

    @cached_property
    def history(self) -> list[Shown]:
        """Every checked version, the newest first, with what changed in it."""
        versions = list(self.draft.versions.select_related("author").order_by("number"))
        shown = []
        before: DraftVersion | None = None
        for one in versions:
            old = before or one
            diff = changes(old.subject, one.subject), changes(old.body, one.body)
            shown.append(Shown(one, *diff, before is None))
            before = one
        return shown[::-1]

    @cached_property
    def earlier(self) -> list[Review]:
        """What was decided about this letter before."""
        asked = Review.objects.filter(draft=self.draft).exclude(pk=self.review.pk)
        return list(asked.select_related("decided_by").order_by("-asked_at", "-pk"))
