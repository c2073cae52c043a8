"""What stands around the outbox and its model while they are played side by side."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition

from notifications.models import LateResult, Message
from notifications.models import messages as m
from tests.notifications.clock import wib
from tests.notifications.outbox_model import Claim, Model

NOT_TAKEN = ("withdrawn", "missed", "suppressed", "failed")


@dataclass
class Held:
    """A claim in a worker's hands: as the outbox gave it, and as the model did.

    It stays there after its lease ran out: workers do not know. `called` is what it thinks of its
    call: "begun", "taken", "refused" or "doubt".
    """

    message: Message
    claim: Claim
    called: str = ""


def somebody_holds(*called: str) -> Callable[[Any], Any]:
    """Only when a worker has such a mail in its hands: a step that does nothing is a waste."""
    return precondition(lambda self: any(h.called in called for hand in self.hands for h in hand))


def some_row(*states: str) -> Callable[[Any], Any]:
    """Only when a message is in one of these states, for the same reason."""
    return precondition(lambda self: any(row.state in states for row in self.model.rows.values()))


class Stage(RuleBasedStateMachine):
    """The outbox, its model, and what two workers hold in their hands; both must show the same.

    `happened` counts what was tried, so that one sees that it was.
    """

    cast: Any  # the people, with `cases`: name -> application id; whoever runs this sets it
    examples = steps = 0
    happened: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.now = wib(14, 9)
        self.model = Model()
        self.hands: list[list[Held]] = [[], []]
        type(self).examples += 1
        self._clean = transaction.atomic()
        self._clean.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._clean.__exit__(None, None, None)

    # --- what must hold -------------------------------------------------------------------------------

    @invariant()
    def both_show_the_same(self) -> None:
        type(self).steps += 1
        names = ("state", "next_attempt_at", "lease_until", "fence", "attempts", "resent", "expires_at")
        shown = {key: tuple(rest) for key, *rest in m.everywhere().values_list("key", *names)}
        assert shown == {key: row.seen() for key, row in self.model.rows.items()}
        assert LateResult.objects.count() == self.model.late

    @invariant()
    def nothing_goes_out_twice(self) -> None:
        for row in self.model.rows.values():
            assert row.taken <= 1 + row.by_hand + row.resent

    @invariant()
    def nothing_that_went_out_is_said_to_have_ended_otherwise(self) -> None:
        for key, row in self.model.rows.items():
            if row.taken and not row.resolved:
                waiting = row.resent and row.state in (m.QUEUED, m.CLAIMED)
                assert waiting or row.state not in (*NOT_TAKEN, m.QUEUED, m.CLAIMED), key

    # --- small things ---------------------------------------------------------------------------------

    def _person(self, whom: str) -> Any:
        return getattr(self.cast, whom).user

    def _key(self, which: int, *states: str) -> str:
        """One of those keys that are there, in one of the states if any are named."""
        keys = sorted(key for key, row in self.model.rows.items() if not states or row.state in states)
        return keys[which % len(keys)]

    def _held(self, which: int, called: str, worker: int | None = None) -> Held | None:
        """One of the mails of which workers (or this one) think so."""
        hands = self.hands if worker is None else [self.hands[worker]]
        found = [held for hand in hands for held in hand if held.called == called]
        return found[which % len(found)] if found else None

    def _take(self, which: int, called: str) -> Held | None:
        """The same, and it leaves its worker's hands."""
        held = self._held(which, called)
        for hand in self.hands:
            if held in hand:
                hand.remove(held)
        return held
