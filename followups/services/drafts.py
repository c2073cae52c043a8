"""A student's letter: begun from the record, written, checked and frozen, told as sent.

Kabar never sends it. Whoever changes a draft holds its row, so that two at once take turns.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from careers import services as facts
from careers.models import Interview, User
from followups.etiquette import Draft, Finding, Kind, Record, Severity, check, severity
from followups.etiquette.spelling import speller
from followups.models import DraftVersion, LetterDraft, Review
from followups.models.drafts import CHECKED, IN_REVIEW, SENT, WRITING
from followups.models.reviews import WITHDRAWN
from followups.records import as_data, fingerprint, from_data, record_of
from followups.services.drafting import first_text
from followups.services.review_reasons import reasons_of
from followups.wording.findings import finding_words


@transaction.atomic
def begin(
    interview: Interview, *, kind: Kind | str, attempt: int, language: str, now: datetime
) -> LetterDraft:
    """The open draft of this letter; a new one begins with what was last written, or from the record."""
    mine = LetterDraft.objects.filter(interview=interview, kind=kind, attempt=attempt)
    standing: LetterDraft | None = mine.open().first()
    if standing:
        return standing
    # A letter that was recorded by mistake, or came back, is written on from where it was.
    before = mine.order_by("-pk").first()
    text = (
        Draft(before.subject, before.body)
        if before and before.language == language
        else tidy(first_text(interview, kind=kind, attempt=attempt, language=language, now=now))
    )
    try:
        with transaction.atomic():
            draft: LetterDraft = LetterDraft.objects.create(
                centre_id=interview.centre_id,
                interview=interview,
                kind=kind,
                attempt=attempt,
                language=language,
                subject=text.subject,
                body=text.body,
                begun_at=now,
                changed_at=now,
            )
    except IntegrityError:
        # Two tabs at once: `draft_open_once` lets one of them begin it.
        return mine.open().get()
    return draft


@transaction.atomic
def save(draft: LetterDraft, *, subject: str, body: str, now: datetime) -> LetterDraft:
    """Keep the text as it is; another text than the checked one is unchecked, and any review ends."""
    row = locked(draft)
    text = tidy(Draft(subject, body))
    if (row.subject, row.body) == text:
        return row
    _uncheck(row, now)
    row.subject, row.body, row.changed_at = text.subject, text.body, now
    row.save(update_fields=["subject", "body", "state", "checked", "changed_at"])
    return row


@transaction.atomic
def begin_anew(draft: LetterDraft, *, language: str, now: datetime) -> LetterDraft:
    """Throw the working text away for the record's first text, in this language."""
    row = locked(draft)
    text = tidy(first_text(row.interview, kind=row.kind, attempt=row.attempt, language=language, now=now))
    _uncheck(row, now)
    row.subject, row.body, row.language = text.subject, text.body, language
    row.changed_at = now
    row.save(update_fields=["subject", "body", "language", "state", "checked", "changed_at"])
    return row


@transaction.atomic
def freeze(draft: LetterDraft, *, by: User, now: datetime) -> DraftVersion:
    """Check the text as it stands: from now on exactly this version is what may go out.

    A text that is checked already stays the version it is. Raises ValidationError where a finding
    forbids sending it.
    """
    row = locked(draft)
    _refuse_sent(row)
    if not row.body:
        raise ValidationError(_("There is no text in this letter yet."))
    record = _record(row)
    if row.checked and row.checked.fingerprint == fingerprint(record):
        return row.checked
    version = write_version(row, record, Draft(row.subject, row.body), by=by, now=now)
    withdraw_review(row, now)
    row.state, row.checked = CHECKED, version
    row.save(update_fields=["state", "checked"])
    return version


def write_version(
    row: LetterDraft,
    record: Record,
    text: Draft,
    *,
    by: User,
    now: datetime,
    by_counsellor: bool = False,
) -> DraftVersion:
    """The next version of a draft whose row the caller holds. Raises ValidationError if it is blocked."""
    findings = check(text, record, speller())
    _refuse_blocked(findings, record)
    last = row.versions.order_by("-number").first()
    version: DraftVersion = DraftVersion.objects.create(
        centre_id=row.centre_id,
        draft=row,
        number=last.number + 1 if last else 1,
        subject=text.subject,
        body=text.body,
        author=by,
        by_counsellor=by_counsellor,
        written_at=now,
        checked_at=now,
        findings=as_data(findings),
        fingerprint=fingerprint(record),
    )
    return version


@transaction.atomic
def mark_sent(draft: LetterDraft, *, sent_at: datetime, by: User, now: datetime) -> DraftVersion:
    """ "I sent it", at the time she gives: the fact is recorded, and which version went out.

    A letter that is recorded already (its copy came by mail, another click) is not recorded twice.
    Raises ValidationError if no checked version may be sent.
    """
    row = locked(draft)
    if row.state == SENT and row.checked:
        return row.checked
    version = sendable(row)
    if version is None:
        raise ValidationError(
            _("This letter has to be checked, and approved where needed, before it goes out.")
        )
    interview = row.interview
    if row.kind == Kind.FOLLOW_UP:
        made = interview.letters.filter(bounced=False).count()
        if made + 1 < row.attempt:
            raise ValidationError(_("The follow-up before this one is not recorded yet."))
        if made < row.attempt:
            facts.record_letter(interview, sent_at=sent_at, by=by, now=now)
    elif row.kind == Kind.THANK_YOU and interview.thanked_at is None:
        facts.record_thanks(interview, sent_at=sent_at, now=now)
    row.state = SENT
    row.save(update_fields=["state"])
    return version


def standing_version(draft: LetterDraft) -> DraftVersion | None:
    """The checked version, unless the facts of the case have changed since."""
    version = draft.checked if draft.is_frozen else None
    return version if version and version.fingerprint == fingerprint(_record(draft)) else None


def sendable(draft: LetterDraft) -> DraftVersion | None:
    """The version that may be sent from: checked as the facts are now, and approved where needed."""
    version = standing_version(draft)
    if version is None or draft.state in (IN_REVIEW, SENT):
        return None
    needs_review = draft.state == CHECKED and bool(reasons_of(draft, from_data(version.findings)))
    return None if needs_review else version


def locked(draft: LetterDraft) -> LetterDraft:
    """The draft's row with its case as it is now, held until the transaction ends."""
    LetterDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    row: LetterDraft = LetterDraft.objects.with_case().get(pk=draft.pk)
    return row


def withdraw_review(row: LetterDraft, now: datetime) -> None:
    """Nobody need look any more at what was asked: the letter is another one now."""
    Review.objects.filter(draft=row).open().update(decided_at=now, decision=WITHDRAWN)


def _refuse_sent(row: LetterDraft) -> None:
    if row.state == SENT:
        raise ValidationError(_("This letter has gone out; it cannot be changed any more."))


def _uncheck(row: LetterDraft, now: datetime) -> None:
    _refuse_sent(row)
    withdraw_review(row, now)
    row.state, row.checked = WRITING, None


def _record(draft: LetterDraft) -> Record:
    return record_of(draft.interview, draft.kind, draft.attempt)


def _refuse_blocked(findings: list[Finding], record: Record) -> None:
    blocked = [one for one in findings if severity(one.rule) is Severity.BLOCKS]
    if blocked:
        first = _("Before this letter can go out:")
        raise ValidationError(" ".join([first, *(finding_words(one, record).message for one in blocked)]))


def tidy(text: Draft) -> Draft:
    """One line of subject, line feeds alone, nothing invisible at the ends: as every way of sending shows it."""
    lines = text.body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Draft(" ".join(text.subject.split()), "\n".join(line.rstrip() for line in lines).strip("\n"))
