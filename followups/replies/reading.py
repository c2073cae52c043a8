"""What a reply was read as."""

from datetime import date
from typing import NamedTuple

from careers.answers import Label

# From this confidence on automatic replies, bounces and unrelated mail are set aside without a question.
SURE = 0.9
# Labels that end the asking once a person confirmed them.
STOPS = frozenset([Label.OFFER, Label.REJECTION, Label.DISCOURAGING_WAIT, Label.NEXT_STAGE_INVITATION])


class Reading(NamedTuple):
    """A proposal: the label, how sure it is (0 to 1), and the sentence that decided it.

    `start` and `end` are the evidence's place in the body as it was given; None where the headers or the
    subject decided. `wait_until` (with `wait_days` if a duration was named) go with asked_to_wait_until,
    `return_date` with auto_reply; days are the recruiter's local days. `assumed`: the date is the end of a
    vague period. `conflicts`: other labels with evidence of their own.
    """

    label: Label
    confidence: float
    start: int | None = None
    end: int | None = None
    wait_until: date | None = None
    wait_days: int | None = None
    return_date: date | None = None
    assumed: bool = False
    conflicts: tuple[Label, ...] = ()

    @property
    def stop(self) -> bool:
        """Whether the label, once a person confirmed it, ends the asking."""
        return self.label in STOPS

    @property
    def can_be_set_aside(self) -> bool:
        """Whether nobody needs to be asked: a machine wrote it, or it is about something else."""
        machine_made = (Label.AUTO_REPLY, Label.BOUNCE, Label.UNRELATED)
        return self.label in machine_made and self.confidence >= SURE and not self.conflicts

    def evidence(self, body: str) -> str | None:
        """The words that decided, as they stand in the body."""
        return None if self.start is None else body[self.start : self.end]
