"""The lives an application may have: a table of kinds with weights. Data only.

A life is a few steps in the order in which they happen (life.py knows each of them): what is still
to come at the present instant has simply not happened yet, so one kind is met in several states.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple


class Kind(NamedTuple):
    """One sort of life.

    `days_ago` is how long ago the first interview was held (negative: is planned; None: there is
    none yet). `promise` names a row of PROMISES. Steps are words of life.STEPS with an argument.
    """

    name: str
    weight: int
    days_ago: tuple[int, int] | None
    promise: str
    steps: tuple[str, ...] = ()


# What employers promise, as (kind, low, high) to draw from; "due" ones end so that the first
# follow-up is right on the n-th working day before the next window's own day.
PROMISES: dict[str, tuple[tuple[str, int, int], ...]] = {
    "usual": (("days", 7, 7), ("days", 14, 14), ("days", 7, 14), ("working_days", 5, 10), ("date", 7, 14)),
    "short": (("days", 3, 7), ("working_days", 3, 5), ("date", 4, 7)),
    "long": (("days", 30, 60), ("working_days", 25, 40), ("date", 35, 60), ("range_days", 30, 60)),
    "range": (("range_days", 7, 14), ("range_days", 5, 10)),
    "working_days": (("working_days", 5, 10),),
    "vague": (("vague", 0, 0),),
    "none": (("none", 0, 0),),
    "unsaid": (),
    "due": (("due", 0, 0),),
    "overdue": (("due", 2, 4),),
    "long overdue": (("due", 5, 6),),
}

_FIRST = ("thank", "promise", "follow")
_SECOND = ("approve", "follow")
_BOTH = (*_FIRST, *_SECOND)

KINDS: tuple[Kind, ...] = (
    # Before anything was promised.
    Kind("applied", 45, None, "unsaid"),
    Kind("interview planned", 42, (-12, -1), "unsaid"),
    Kind("interview not yet followed by a promise", 10, (0, 4), "unsaid", ("thank",)),
    Kind("just interviewed, thanked", 20, (0, 3), "usual", ("thank surely", "promise")),
    Kind("just interviewed, thanks forgotten", 12, (0, 3), "usual", ("promise",)),
    # Waiting for a promise to pass.
    Kind("waiting", 48, (2, 9), "usual", ("thank", "promise", "note", "follow", *_SECOND)),
    Kind("long promise", 85, (6, 58), "long", ("thank", "promise", "note")),
    Kind("range", 22, (2, 12), "range", _BOTH),
    Kind("working days", 22, (3, 14), "working_days", _BOTH),
    Kind("vague promise", 22, (3, 24), "vague", _BOTH),
    Kind("nothing promised", 20, (3, 20), "none", _BOTH),
    Kind("no word of a promise", 10, (4, 9), "unsaid", ("thank", "follow", *_SECOND)),
    Kind("promise extended", 26, (10, 32), "short", ("promise", "extend", "follow", *_SECOND)),
    Kind("asked to wait", 30, (12, 30), "usual", (*_FIRST, "reply asked_to_wait_until", *_SECOND)),
    # The first follow-up and the silence after it.
    Kind("due at the next window", 36, (6, 14), "due", _BOTH),
    Kind("due, not sent yet", 12, (6, 14), "due", ("thank", "promise")),
    Kind("silence after the first", 70, (9, 27), "usual", _BOTH),
    Kind("sent at an odd hour", 12, (9, 30), "usual", ("promise", "follow late", *_SECOND)),
    Kind("one window missed", 20, (9, 24), "usual", ("promise", "miss 1", "follow", *_SECOND)),
    Kind("windows missed, not sent yet", 14, (9, 18), "overdue", ("promise", "miss 40")),
    Kind("windows missed, counsellor told", 10, (12, 22), "long overdue", ("promise", "note", "miss 40")),
    # The second, with a counsellor's blessing, and the end in silence.
    Kind("second waits for approval", 34, (25, 36), "usual", _FIRST),
    Kind("second approved", 36, (25, 42), "usual", _BOTH),
    Kind("silence after the second", 44, (42, 75), "short", _BOTH),
    Kind("closed unanswered", 85, (62, 170), "usual", (*_BOTH, "close")),
    # Answers.
    Kind("offer before the promise", 12, (5, 90), "usual", ("thank", "promise", "reply offer")),
    Kind("offer after the first", 20, (13, 90), "usual", (*_FIRST, "reply offer")),
    Kind("offer accepted", 46, (36, 170), "usual", (*_FIRST, "reply offer", "stage accepted")),
    Kind("rejected before the promise", 26, (10, 130), "usual", ("promise", "reply rejection")),
    Kind("rejected after the first", 46, (14, 140), "usual", (*_FIRST, "reply rejection")),
    Kind("rejected after the second", 18, (45, 130), "short", (*_BOTH, "reply rejection")),
    Kind("discouraged", 26, (12, 70), "usual", (*_FIRST, "reply discouraging_wait")),
    Kind("acknowledged only", 20, (12, 30), "usual", (*_FIRST, "reply neutral_ack", *_SECOND)),
    Kind("out of office", 20, (10, 28), "usual", (*_FIRST, "reply auto_reply", *_SECOND)),
    Kind("away for long", 10, (10, 20), "short", (*_FIRST, "reply auto_reply long", *_SECOND)),
    Kind("unrelated mail", 8, (12, 30), "usual", (*_FIRST, "reply unrelated", *_SECOND)),
    # The next round.
    Kind("invited, no date yet", 8, (4, 24), "usual", ("thank", "promise", "reply next_stage_invitation")),
    Kind(
        "second round", 28, (8, 44), "usual",
        ("thank", "promise", "reply next_stage_invitation", "round", "thank", "promise", "follow", *_SECOND),
    ),
    Kind(
        "second round after a follow-up", 18, (20, 70), "short",
        (*_FIRST, "reply next_stage_invitation", "round final", "thank", "promise", "follow", *_SECOND),
    ),
    Kind(
        "final round won", 16, (50, 150), "short",
        ("promise", "reply next_stage_invitation", "round final", "promise", "reply offer", "stage accepted"),
    ),
    # A person must look.
    Kind("wait without a date", 9, (11, 20), "usual", (*_FIRST, "reply asked_to_wait_until undated")),
    Kind("answer nobody understood", 10, (11, 20), "usual", (*_FIRST, "reply unclassified")),
    Kind("understood later", 6, (16, 70), "usual", (*_FIRST, "reply unclassified", "correct rejection")),
    Kind("bounced", 12, (9, 20), "usual", ("promise", "follow bounced")),
    Kind("bounced and mended", 10, (12, 34), "usual", ("promise", "follow bounced", "resolve", "follow", *_SECOND)),
    Kind("phoned", 5, (4, 16), "usual", ("promise", "event student_phoned_recruiter")),
    Kind("wrote by chat", 5, (4, 16), "usual", ("promise", "event student_whatsapped_recruiter")),
    Kind(
        "phoned, then talked over", 8, (8, 26), "usual",
        ("promise", "event student_phoned_recruiter", "resolve", "follow", *_SECOND),
    ),
    Kind("interview cancelled", 8, (1, 9), "unsaid", ("event interview_cancelled",)),
    Kind("position changed", 6, (6, 16), "usual", ("promise", "event position_closed_news")),
    # Other ends.
    Kind("told not to write", 5, (8, 40), "usual", ("promise", "event no_contact_instruction")),
    Kind("withdrew", 14, (8, 90), "usual", ("promise", "event student_withdrew")),
    Kind("took another offer", 14, (12, 90), "usual", (*_FIRST, "event accepted_other_offer")),
)  # fmt: skip


class Chosen(NamedTuple):
    """A life dealt to somebody in particular, for the tour of the demo."""

    email: str
    company: str
    position: str
    kind: Kind


def _tour(
    email: str, company: str, position: str, name: str, days_ago: int, promise: str = "short"
) -> Chosen:
    kind = next(kind for kind in KINDS if kind.name == name)
    steps = tuple("follow surely" if step == "follow" else step for step in kind.steps)
    kind = kind._replace(days_ago=(days_ago, days_ago), promise=promise, steps=steps)
    return Chosen(email, company, position, kind)


_DINDA, _ANDI = "dinda@arunika.example.ac.id", "andi@samudra.example.ac.id"
TOUR: tuple[Chosen, ...] = (
    _tour(_DINDA, "PT Samudra Niaga Logistik", "Analis Rantai Pasok", "due, not sent yet", 9, "due"),
    _tour(_DINDA, "Borneo Fresh", "Supply Planner", "answer nobody understood", 18),
    _tour(_DINDA, "PT Citra Kemasan Lestari", "Analis Proses", "discouraged", 18),
    _tour(_DINDA, "PT Karya Logam Utama", "Perencana Produksi", "long promise", 11, "long"),
    _tour(_DINDA, "PT Baja Selaras", "Maintenance Planner", "second waits for approval", 34),
    _tour(_DINDA, "Kolibri Digital Pte Ltd", "Product Analyst", "second round", 21),
    _tour(_DINDA, "Bank Lumbung Nusa", "Management Trainee", "interview planned", -3, "unsaid"),
    _tour(_ANDI, "PT Phinisi Lintas Samudra", "Operations Trainee", "due, not sent yet", 8, "due"),
    _tour(_ANDI, "PT Nikel Halmahera Jaya", "Electrical Engineer", "asked to wait", 22),
    _tour(_ANDI, "Layar Data Nusantara", "Analis Data", "bounced", 14),
    _tour(_ANDI, "Bank Celebes Mandala", "Analis Kredit", "rejected after the first", 18),
)


def deal(kinds: Sequence[Kind], count: int, rng: Random) -> list[Kind]:
    """`count` lives in the proportion of the weights (largest remainder first), shuffled."""
    total = sum(kind.weight for kind in kinds)
    shares = [(count * kind.weight / total, kind) for kind in kinds]
    dealt = [kind for share, kind in shares for _ in range(int(share))]
    by_remainder = sorted(shares, key=lambda share: share[0] % 1, reverse=True)
    dealt += [kind for _share, kind in by_remainder[: count - len(dealt)]]
    rng.shuffle(dealt)
    return dealt
