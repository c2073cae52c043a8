"""A counsellor looks at a letter: approves it, approves it with a change, or sends it back with advice.

Nothing is sent by it. A letter nobody decided on when its window opens simply waits for the next one.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from careers.models import User
from followups.etiquette import Draft, Kind
from followups.models import DraftVersion, LetterDraft, Plan, Review
from followups.models.drafts import APPROVED, CHECKED, IN_REVIEW, RETURNED
from followups.models.reviews import APPROVED as BLESSED
from followups.models.reviews import EDITED, LONGEST_ADVICE
from followups.models.reviews import RETURNED as SENT_BACK
from followups.policy.checks import thank_you_at
from followups.records import from_data, record_of
from followups.services.approvals import approve as approve_attempt
from followups.services.drafts import locked, standing_version, tidy, write_version
from followups.services.review_reasons import reasons_of


@transaction.atomic
def ask_for_review(draft: LetterDraft, *, now: datetime) -> Review:
    """Ask the counsellor to look at the checked version; asking twice is once.

    Raises ValidationError if nothing checked stands, or nobody needs to look.
    """
    row = locked(draft)
    standing: Review | None = Review.objects.filter(draft=row).open().first()
    if row.state == IN_REVIEW and standing:
        return standing
    version = standing_version(row)
    if version is None or row.state != CHECKED:
        raise ValidationError(_("Please check the letter first."))
    reasons = reasons_of(row, from_data(version.findings))
    if not reasons:
        raise ValidationError(_("Nobody needs to look at this letter: you can send it."))
    counsellor = row.interview.application.student.counsellor
    review: Review = Review.objects.create(
        centre_id=row.centre_id,
        draft=row,
        version=version,
        reasons=reasons,
        asked_at=now,
        due_at=due_at(row, _plan(row)),
        counsellor=counsellor if counsellor and counsellor.is_active else None,
    )
    row.state = IN_REVIEW
    row.save(update_fields=["state"])
    return review


def due_at(draft: LetterDraft, plan: Plan | None) -> datetime | None:
    """Until when the letter would be of use by this plan: the end of its window, None without one."""
    if plan is None or plan.interview_id != draft.interview_id:
        return None
    if draft.kind == Kind.THANK_YOU:
        due = thank_you_at(plan.policy.rules, plan.interview.held_at)
        return due[1] if due else None
    fits = draft.kind == Kind.FOLLOW_UP and plan.attempt == draft.attempt
    return plan.window_end if fits else None


@transaction.atomic
def approve(review: Review, *, by: User, now: datetime) -> Review:
    """The version asked about may go out. The first decision stands; a later one is refused."""
    row, review = _take(review)
    return _bless(row, review, review.version, BLESSED, by, now)


@transaction.atomic
def approve_with_edit(review: Review, *, subject: str, body: str, by: User, now: datetime) -> Review:
    """The counsellor's own version may go out: it is checked like any other, and the student sees both.

    Raises ValidationError if a finding forbids sending it.
    """
    row, review = _take(review)
    text = tidy(Draft(subject, body))
    if text == (review.version.subject, review.version.body):
        return _bless(row, review, review.version, BLESSED, by, now)
    record = record_of(row.interview, row.kind, row.attempt)
    version = write_version(row, record, text, by=by, now=now, by_counsellor=True)
    row.subject, row.body, row.changed_at = text.subject, text.body, now
    return _bless(row, review, version, EDITED, by, now)


@transaction.atomic
def return_with_advice(review: Review, *, advice: str, by: User, now: datetime) -> Review:
    """Back to the student with one line of advice."""
    advice = " ".join(advice.split())
    if not advice:
        raise ValidationError(_("Please give the student one line of advice."))
    if len(advice) > LONGEST_ADVICE:
        raise ValidationError(_("Please keep the advice to one line."))
    row, review = _take(review, may_be_stale=True)
    _decide(review, by, now, decision=SENT_BACK, advice=advice)
    row.state, row.checked = RETURNED, None
    row.save(update_fields=["state", "checked"])
    return review


@transaction.atomic
def take_over(review: Review, *, by: User) -> Review:
    """A colleague becomes the one it waits for."""
    if not Review.objects.filter(pk=review.pk).open().update(counsellor=by):
        raise ValidationError(_already())
    review.counsellor = by
    return review


def _take(review: Review, *, may_be_stale: bool = False) -> tuple[LetterDraft, Review]:
    """The draft, held, and its review as it is now; refused if there is nothing to decide any more."""
    row = locked(review.draft)
    fresh: Review = Review.objects.select_related("version").get(pk=review.pk)
    if fresh.decided_at is not None:
        raise ValidationError(_already())
    if not may_be_stale and standing_version(row) != fresh.version:
        raise ValidationError(
            _("The facts of the case have changed since this letter was checked. Send it back, please.")
        )
    return row, fresh


def _bless(
    row: LetterDraft, review: Review, version: DraftVersion, decision: str, by: User, now: datetime
) -> Review:
    _decide(review, by, now, decision=decision, approved_version=version)
    row.state, row.checked = APPROVED, version
    row.save(update_fields=["state", "checked", "subject", "body", "changed_at"])
    plan = _plan(row)
    second = plan is not None and row.kind == Kind.FOLLOW_UP and plan.interview_id == row.interview_id
    if plan is not None and second and plan.requires_approval and plan.attempt == row.attempt:
        approve_attempt(plan, by=by, now=now)
    return review


def _decide(review: Review, by: User, now: datetime, **values: object) -> None:
    # The row count says who was first, whatever was read before.
    values |= {"decided_at": now, "decided_by": by}
    if not Review.objects.filter(pk=review.pk).open().update(**values):
        raise ValidationError(_already())
    for name, value in values.items():
        setattr(review, name, value)


def _plan(row: LetterDraft) -> Plan | None:
    plans = Plan.objects.filter(application=row.interview.application_id)
    found: Plan | None = plans.select_related("policy", "interview").first()
    return found


def _already() -> str:
    return _("This has been decided already, or the student has changed the letter.")
