"""Stages of an application and the moves between them. Pure.

A stage says where the application stands with the employer; what to do about it is a decision
(followups) and never a stage.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands with the employer."""

    APPLIED = "applied"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


OPEN = frozenset({Stage.APPLIED, Stage.INTERVIEWING})
CLOSED = frozenset(Stage) - OPEN

# Closing by hand is a move; opening again is a fact: an answer read differently, or a new round.
MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.APPLIED: frozenset({Stage.INTERVIEWING, Stage.OFFERED, Stage.REJECTED, Stage.WITHDRAWN}),
    Stage.INTERVIEWING: frozenset({Stage.OFFERED, Stage.REJECTED, Stage.WITHDRAWN, Stage.UNANSWERED}),
    Stage.OFFERED: frozenset({Stage.ACCEPTED, Stage.WITHDRAWN, Stage.REJECTED}),
    Stage.ACCEPTED: frozenset({Stage.OFFERED}),
    Stage.REJECTED: frozenset({Stage.OFFERED}),
    Stage.WITHDRAWN: frozenset(),
    Stage.UNANSWERED: frozenset({Stage.OFFERED, Stage.REJECTED}),
}


def may_move(before: Stage, after: Stage) -> bool:
    """True if an application may go from one stage to the other in one step."""
    return after in MOVES[before]
