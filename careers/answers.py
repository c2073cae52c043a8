"""The closed vocabulary of what employers answer and what else may happen to a case.

Pure: codes only, never sentences. The dataset, the batch commands, the API and the models
all use these words (policy.md, "Facts: the closed vocabulary").
"""

from enum import StrEnum


class Label(StrEnum):
    """What an employer's answer means for the case."""

    OFFER = "offer"
    REJECTION = "rejection"
    DISCOURAGING_WAIT = "discouraging_wait"
    ASKED_TO_WAIT_UNTIL = "asked_to_wait_until"
    NEXT_STAGE_INVITATION = "next_stage_invitation"
    NEUTRAL_ACK = "neutral_ack"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    UNRELATED = "unrelated"
    UNCLASSIFIED = "unclassified"


class EventType(StrEnum):
    """What a person was told or did, outside the employer's e-mails."""

    ACCEPTED_OTHER_OFFER = "accepted_other_offer"
    STUDENT_WITHDREW = "student_withdrew"
    NO_CONTACT_INSTRUCTION = "no_contact_instruction"
    STUDENT_PHONED_RECRUITER = "student_phoned_recruiter"
    STUDENT_WHATSAPPED_RECRUITER = "student_whatsapped_recruiter"
    INTERVIEW_CANCELLED = "interview_cancelled"
    POSITION_CLOSED_NEWS = "position_closed_news"
    RESOLVED = "resolved"


class PromiseKind(StrEnum):
    """How an employer puts a promise of an answer (rule T3)."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    DATE = "date"
    RANGE_DAYS = "range_days"
    VAGUE = "vague"
    NONE = "none"
