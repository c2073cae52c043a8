"""One letter as its student meets it: which it is, what stands of it, and whether it is time."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from careers.models import Application, Interview, User
from followups.etiquette import Draft, Kind, Record
from followups.models import DraftVersion, LetterDraft, Plan, Review
from followups.models.drafts import RETURNED
from followups.models.reviews import BLESSED
from followups.models.reviews import RETURNED as SENT_BACK
from followups.policy import SEND_NOW, STOP
from followups.records import record_of
from followups.selectors import Slot, slot_of
from followups.services.drafting import first_text
from followups.services.drafts import sendable, standing_version, tidy
from followups.services.standing import as_of
from followups.wording import deciding_sentence
from kabar.pages.letter_ways import Ready
from kabar.pages.letter_words import letter_title
from notifications.case_address import address_of


@dataclass(frozen=True)
class LetterPage:
    """A letter of an interview (the last round of its application), its student, the present instant.

    `asked_language` is what the address asks for before anything is written.
    """

    interview: Interview
    kind: Kind
    user: User
    now: datetime
    asked_language: str = ""

    @property
    def application(self) -> Application:
        """Its application."""
        return self.interview.application

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as it stands now."""
        plans = Plan.objects.filter(application=self.application)
        stored = plans.select_related("policy", "interview", "application__employer").first()
        return as_of([stored], self.now)[0] if stored else None

    @cached_property
    def attempt(self) -> int:
        """Which follow-up it is; 1 for the other kinds."""
        return self.plan.attempt if self.plan and self.kind is Kind.FOLLOW_UP else 1

    @cached_property
    def makes_sense(self) -> bool:
        """False where there is nothing (more) to write: then the page does not exist."""
        if self.interview.held_at > self.now:
            return False
        if self.kind is Kind.FOLLOW_UP:
            return self.plan is not None and self.plan.action != STOP and self.application.is_open
        if self.kind is Kind.THANK_YOU:
            return self.interview.thanked_at is None and self.application.is_open
        gone = LetterDraft.objects.filter(interview=self.interview, kind=self.kind).exclude(
            pk__in=LetterDraft.objects.open()
        )
        return self.interview.replies.exists() and not gone.exists()

    @cached_property
    def draft(self) -> LetterDraft | None:
        """What she has written, until it goes out."""
        mine = LetterDraft.objects.filter(interview=self.interview, kind=self.kind, attempt=self.attempt)
        found: LetterDraft | None = mine.open().with_case().first()
        return found

    @property
    def language(self) -> str:
        """The letter's own language: an employer in Indonesia is written to in Indonesian."""
        if self.draft:
            return self.draft.language
        if self.asked_language in ("id", "en"):
            return self.asked_language
        return "id" if self.application.employer.country == "ID" else "en"

    @cached_property
    def text(self) -> Draft:
        """What stands in the editor: her text, or the first text of the record. Nothing is stored."""
        if self.draft:
            return Draft(self.draft.subject, self.draft.body)
        options = {"kind": self.kind, "attempt": self.attempt, "language": self.language, "now": self.now}
        return tidy(first_text(self.interview, **options))  # type: ignore[arg-type]

    @cached_property
    def record(self) -> Record:
        """The facts it is compared with."""
        return record_of(self.interview, self.kind, self.attempt)

    @cached_property
    def version(self) -> DraftVersion | None:
        """The checked version, if it still fits the facts."""
        return standing_version(self.draft) if self.draft else None

    @property
    def facts_changed(self) -> bool:
        """True if it was checked, and the facts of the case have changed since."""
        return bool(self.draft and self.draft.is_frozen and self.version is None)

    @cached_property
    def sendable(self) -> DraftVersion | None:
        """The version that may go out."""
        return sendable(self.draft) if self.draft else None

    @property
    def is_time(self) -> bool:
        """A follow-up goes out at its window only (T1-T9); the other letters ask for nothing."""
        if self.kind is not Kind.FOLLOW_UP:
            return True
        return bool(self.plan and self.plan.action == SEND_NOW and self.plan.may_be_sent)

    @cached_property
    def not_yet(self) -> str:
        """Why it is not time, in one sentence."""
        plan = self.plan
        if plan is None:
            return ""
        zone = self.application.employer.time_zone
        return deciding_sentence(plan.action, plan.reason, plan.reasons, zone)

    @cached_property
    def slot(self) -> Slot | None:
        """The time to write, in the recruiter's zone and hers; None for letters without one."""
        if self.plan is None or self.kind is not Kind.FOLLOW_UP:
            return None
        return slot_of(self.plan, self.application.employer, self.user.time_zone)

    @property
    def ready(self) -> Ready | None:
        """What she sends from, None while it may not go out or it is not time."""
        if self.sendable is None or not self.is_time:
            return None
        contact = self.application.contact
        name = contact.name if contact else ""
        return Ready(self.sendable.subject, self.sendable.body, self.to, name, self.mail_address)

    @property
    def to(self) -> str:
        """The recruiter's address, "" when it is not known."""
        contact = self.application.contact
        return contact.email if contact else ""

    @property
    def mail_address(self) -> str:
        """The secret address for BCC, "" without one. A copy of another kind would count as a follow-up."""
        follow_up = self.kind is Kind.FOLLOW_UP and self.application.is_open
        return address_of(self.application.pk) if follow_up else ""

    @cached_property
    def review(self) -> Review | None:
        """The last time a counsellor was asked about it."""
        if self.draft is None:
            return None
        asked = Review.objects.filter(draft=self.draft).select_related(
            "counsellor", "decided_by", "version", "approved_version"
        )
        found: Review | None = asked.order_by("-asked_at", "-pk").first()
        return found

    @property
    def blessing(self) -> Review | None:
        """The approval the letter goes out with."""
        review = self.review
        fits = review and review.decision in BLESSED and review.approved_version == self.version
        return review if fits else None

    @property
    def advice(self) -> Review | None:
        """What a counsellor sent back, until she asks again."""
        review = self.review
        if review is None or review.decision != SENT_BACK:
            return None
        return review if self.draft and (self.draft.state == RETURNED or not self.draft.is_frozen) else None

    @property
    def recruiter(self) -> str:
        """Whom it goes to, as the student would say it; "" when nobody is named."""
        contact = self.application.contact
        return contact.addressed if contact else ""

    @property
    def title(self) -> str:
        """Which letter it is."""
        return letter_title(self.kind, self.attempt)

    @property
    def zone(self) -> ZoneInfo:
        """Her own zone, in which she types times."""
        return ZoneInfo(self.user.time_zone)
