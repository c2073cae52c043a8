"""The ways facts change. Each takes `now`, writes in one transaction and announces the change."""

from careers.services.applications import add_interview, create_application, move_stage
from careers.services.correspondence import correct_reply, record_reply
from careers.services.letters import mark_bounced, record_letter, record_thanks, retract_letter
from careers.services.records import record_event, record_promise, retract_event, write_note

__all__ = [
    "add_interview",
    "correct_reply",
    "create_application",
    "mark_bounced",
    "move_stage",
    "record_event",
    "record_letter",
    "record_promise",
    "record_reply",
    "record_thanks",
    "retract_event",
    "retract_letter",
    "write_note",
]
