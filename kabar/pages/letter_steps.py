"""Letters on other pages: what became of each, and the word on the way to it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from careers.models import User
from followups.etiquette import Kind
from followups.models import LetterDraft, Review
from followups.models.drafts import APPROVED, CHECKED, IN_REVIEW, RETURNED, SENT
from followups.policy import STOP
from kabar.pages.case import CasePage
from kabar.pages.letter_words import letter_title
from kabar.pages.recordable import THANKS_FIT

# Endings that an employer wrote, and that a few kind words answer well.
KIND_WORDS_FIT = frozenset({"rejected", "discouraging_reply"})


@dataclass(frozen=True)
class LetterLink:
    """The way to a letter: its address, the verb on the button, and what state it is in ("" if none)."""

    url: str
    verb: str
    title: str
    state: str


@dataclass(frozen=True)
class Advice:
    """A letter that came back: what the counsellor says, and where to mend it."""

    text: str
    by: str
    title: str
    position: str
    url: str


def link_to(interview_id: int, kind: Kind, attempt: int, draft: LetterDraft | None) -> LetterLink:
    """The way to this letter, from what is written of it."""
    state = draft.state if draft else ""
    verb = {
        CHECKED: _("Send it"),
        APPROVED: _("Send it"),
        IN_REVIEW: _("Read the letter"),
        RETURNED: _("Read the advice"),
    }.get(state, _("Go on writing") if draft else _("Write it"))
    url = reverse("letter", args=[interview_id, kind.value])
    words = draft.get_state_display() if draft else ""
    return LetterLink(url, verb, letter_title(kind, attempt), words)


def open_drafts(user: User) -> dict[tuple[int, str, int], LetterDraft]:
    """A student's letters on their way, by interview, kind and attempt. One query."""
    mine = LetterDraft.objects.visible_to(user).open()
    return {(row.interview_id, row.kind, row.attempt): row for row in mine}


def advice_for(user: User) -> list[Advice]:
    """What counsellors sent back to this student and she has not mended yet. One query."""
    last = Review.objects.filter(draft=OuterRef("draft")).order_by("-asked_at", "-pk").values("pk")[:1]
    rows: Any = (
        Review.objects.visible_to(user)
        .filter(pk=Subquery(last), draft__state=RETURNED, decision=RETURNED)
        .select_related("decided_by", "draft__interview__application")
        .order_by("decided_at")
    )
    return [
        Advice(
            row.advice,
            row.decided_by.name if row.decided_by else "",
            letter_title(row.draft.kind, row.draft.attempt),
            row.draft.interview.application.position,
            reverse("letter", args=[row.draft.interview_id, row.draft.kind]),
        )
        for row in rows
    ]


def letters_here(case: CasePage) -> list[LetterLink]:
    """The letters of an application for its page: hers to write, and to staff those that wait for them."""
    mine = LetterDraft.objects.visible_to(case.user).open().filter(interview=case.interview)
    rows = {(row.kind, row.attempt): row for row in mine.order_by("pk")}
    if case.staff:
        asked = Review.objects.visible_to(case.user).waiting().filter(draft__in=rows.values())
        return [_waiting(one) for one in asked.select_related("draft")]
    if case.interview is None or case.interview.held_at > case.now:
        return []
    return [
        link_to(case.interview.pk, kind, attempt, rows.get((kind.value, attempt)))
        for kind, attempt in _writable(case)
    ]


def _waiting(review: Review) -> LetterLink:
    draft = review.draft
    title, state = letter_title(draft.kind, draft.attempt), draft.get_state_display()
    return LetterLink(reverse("review", args=[review.pk]), _("Look at it"), title, state)


def _writable(case: CasePage) -> list[tuple[Kind, int]]:
    """The letters to offer now; each makes sense to kabar.pages.letter_case.LetterPage too."""
    plan, interview, found = case.plan, case.interview, []
    assert interview is not None, "asked for after an interview only"
    if plan and plan.action != STOP and case.application.is_open:
        found.append((Kind.FOLLOW_UP, plan.attempt))
    if (
        interview.thanked_at is None
        and case.now - interview.held_at < THANKS_FIT
        and case.application.is_open
    ):
        found.append((Kind.THANK_YOU, 1))
    if plan and plan.action == STOP and plan.reason in KIND_WORDS_FIT and interview.replies.exists():
        sent = LetterDraft.objects.filter(interview=interview, kind=Kind.CLOSING, state=SENT)
        found += [] if sent.exists() else [(Kind.CLOSING, 1)]
    return found
