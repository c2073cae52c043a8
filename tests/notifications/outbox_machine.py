"""The outbox and its model, played side by side: whatever workers, beats, providers and people do."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from notifications import outbox, suppression
from notifications.addresses import address_hash
from notifications.models import Message, Suppression
from notifications.models import messages as m
from notifications.reminders import Intent
from tests.notifications.outbox_model import Row
from tests.notifications.outbox_stage import NOT_TAKEN, Held, Stage, some_row, somebody_holds

# key -> (whom, about which case); sign-on mail is about none.
REMINDERS = {
    "d1": ("dinda", "first"),
    "d2": ("dinda", "first"),
    "d3": ("dinda", "second"),
    "r1": ("rangga", "second"),
}
SIGN_ON = ("s1", "s2")
WORKERS = st.sampled_from([0, 1])
DUE = st.sampled_from([0, 0, 0, -600, 5, 300])
LASTS = st.sampled_from([86_400, 86_400, 900, 60])
# Around what matters: the steps of the ladder, a lease, an expiry.
PASSING = st.sampled_from([1, 31, 149, 150, 151, 400, 7_300])
WHICH = st.integers(0, 9)
ANSWERS = st.sampled_from(["taken", "taken", "refused", "doubt"])


def _seen(message: Message) -> outbox.Seen | None:
    if message.category == m.SECURITY:
        return None
    return outbox.Seen(address_hash(message.recipient.email))


class OutboxMachine(Stage):
    """Two workers, a planner, providers and people; everything is asked of both and compared."""

    @initialize(keys=st.sets(st.sampled_from(sorted(REMINDERS)), min_size=1), signing_on=st.booleans())
    def some_are_due(self, keys: set[str], signing_on: bool) -> None:
        for key in sorted(keys):
            self.enqueue(key, 0, 86_400, twice=False)
        if signing_on:
            self.sign_on(SIGN_ON[0], 900)

    # --- the planner --------------------------------------------------------------------------------

    @rule(key=st.sampled_from(sorted(REMINDERS)), due=DUE, lasts=LASTS, twice=st.booleans())
    def enqueue(self, key: str, due: int, lasts: int, twice: bool) -> None:
        whom, case = REMINDERS[key]
        moment = self.now + timedelta(seconds=due)
        fresh = Row(0, whom, case, moment, moment + timedelta(seconds=lasts))
        to, about = self._person(whom).pk, self.cast.cases[case]
        intent = Intent(key, "window_open", to, about, fresh.due, fresh.expires)
        for _sweep in range(1 + twice):
            added = outbox.enqueue(self.cast.centre.pk, [intent], self.now)
            assert added == self.model.enqueue(key, fresh, self.now)

    @rule(key=st.sampled_from(SIGN_ON), lasts=LASTS)
    def sign_on(self, key: str, lasts: int) -> None:
        if key in self.model.rows:
            return
        fresh = Row(0, "rangga", "", self.now, self.now + timedelta(seconds=lasts), security=True)
        self.model.enqueue(key, fresh, self.now)
        outbox.enqueue_ready(
            Message(
                key=key,
                category=m.SECURITY,
                kind="account",
                recipient=self._person("rangga"),
                text="a link",
                due_at=fresh.due,
                next_attempt_at=fresh.due,
                expires_at=fresh.expires,
                message_id=m.new_message_id("kabar.example.com"),
                queued_at=self.now,
            )
        )

    @some_row(m.QUEUED)
    @rule(case=st.sampled_from(["first", "second"]), standing=st.sets(st.sampled_from(sorted(REMINDERS))))
    def withdraw(self, case: str, standing: set[str]) -> None:
        found = outbox.withdraw([self.cast.cases[case]], standing, self.now)
        assert found == self.model.withdraw(case, standing, self.now)

    @some_row(m.QUEUED)
    @rule(whom=st.sampled_from(["dinda", "rangga"]))
    def reconsider(self, whom: str) -> None:
        assert outbox.reconsider(self._person(whom).pk, self.now) == self.model.reconsider(whom, self.now)

    # --- workers ------------------------------------------------------------------------------------

    @precondition(lambda self: self.model.due(self.now))
    @rule(worker=WORKERS, which=WHICH, limit=st.integers(1, 4))
    def claim(self, worker: int, which: int, limit: int) -> None:
        due = self.model.due(self.now)
        security = self.model.rows[due[which % len(due)]].security
        group = outbox.SIGN_ON if security else self.cast.centre.pk
        messages = outbox.claim(group, self.now, limit)
        claims = self.model.claim(security, self.now, limit)
        assert [(x.key, x.fence, x.attempts) for x in messages] == [
            (c.key, c.fence, c.attempts) for c in claims
        ]
        self.hands[worker] += map(Held, messages, claims)

    @somebody_holds("", "taken")
    @rule(worker=WORKERS, which=WHICH)
    def hand_over(self, worker: int, which: int) -> None:
        """Writes down all that was taken, and begins up to three, if there are any."""
        worker = worker if self.hands[worker] else 1 - worker
        done = [held for held in self.hands[worker] if held.called == "taken"]
        begins = [held for held in self.hands[worker] if not held.called][: which % 3 + 1]
        finished = [outbox.Done(held.message, self.now) for held in done]
        coming = [outbox.Next(held.message, _seen(held.message)) for held in begins]
        begun = outbox.hand_over(finished, coming, self.now)
        expected = self.model.hand_over([h.claim for h in done], [h.claim for h in begins], self.now)
        assert [outbox.claim_of(held.message) in begun for held in begins] == expected
        for held in done:
            self.hands[worker].remove(held)
        for held in begins:
            held.called = "begun" if outbox.claim_of(held.message) in begun else held.called
            self.happened["begun" if held.called else "turned away"] += 1

    @somebody_holds("")
    @rule(worker=WORKERS, which=WHICH, answer=ANSWERS, taken=st.booleans())
    def begin_and_call(self, worker: int, which: int, answer: str, taken: bool) -> None:
        """As it mostly goes; the single steps may come in any other order as well."""
        self.hand_over(worker, which)
        self.call(which, answer, taken)

    @somebody_holds("begun")
    @rule(which=WHICH, answer=ANSWERS, taken=st.booleans())
    def call(self, which: int, answer: str, taken: bool) -> None:
        """The provider takes a mail, refuses it, or leaves us in doubt whether it did."""
        held = self._held(which, "begun")
        if held:
            held.called = answer
            self.happened[answer] += 1
            self.model.rows[held.claim.key].taken += answer == "taken" or (answer == "doubt" and taken)

    @somebody_holds("")
    @rule(which=WHICH, state=st.sampled_from(NOT_TAKEN))
    def ends_without_a_call(self, which: int, state: str) -> None:
        held = self._take(which, "")
        if held:
            assert outbox.settle(held.message, state, self.now) == self.model.settle(held.claim, state)

    @somebody_holds("refused")
    @rule(which=WHICH, for_good=st.booleans())
    def refused(self, which: int, for_good: bool) -> None:
        held = self._take(which, "refused")
        if held and for_good:
            assert outbox.settle(held.message, m.FAILED, self.now) == self.model.settle(held.claim, m.FAILED)
        elif held:
            assert outbox.put_back(held.message, self.now, "451") == self.model.put_back(held.claim, self.now)

    @somebody_holds("doubt")
    @rule(which=WHICH)
    def in_doubt(self, which: int) -> None:
        """As notifications/dispatch.py: sign-on mail once more, all else is unknown."""
        held = self._take(which, "doubt")
        if held and held.message.category == m.SECURITY and not held.message.resent:
            assert outbox.send_again(held.message, self.now, "?") == self.model.send_again(
                held.claim, self.now
            )
        elif held:
            unknown = outbox.settle(held.message, m.UNKNOWN, self.now)
            assert unknown == self.model.settle(held.claim, m.UNKNOWN)

    @somebody_holds("")
    @rule(which=WHICH, until=st.sampled_from([0, 0, 60, 3600]))
    def give_back(self, which: int, until: int) -> None:
        held = self._take(which, "")
        if held and until:
            moment = self.now + timedelta(seconds=until)
            outbox.postpone(held.message, moment)
            self.model.release(held.claim, moment)
        elif held:
            outbox.release([held.message])
            self.model.release(held.claim)

    @somebody_holds("", "begun", "taken", "doubt")
    @rule(worker=WORKERS)
    def die(self, worker: int) -> None:
        self.hands[worker].clear()

    @some_row(m.CLAIMED, m.SENDING)
    @rule()
    def rescue(self) -> None:
        back, unknown = outbox.rescue(self.now)
        assert (back, unknown) == self.model.rescue(self.now)
        self.happened.update({"rescued": back, "unknown after a death": unknown})

    # --- providers and people -------------------------------------------------------------------------

    @precondition(lambda self: any(row.taken for row in self.model.rows.values()))
    @rule(which=WHICH, event=st.sampled_from(["sent", "delivered", "bounced", "complained"]))
    def learn(self, which: int, event: str) -> None:
        """An event comes, or comes again, about a mail a provider has taken."""
        taken = sorted(key for key, row in self.model.rows.items() if row.taken)
        key = taken[which % len(taken)]
        new = outbox.learn(m.everywhere().get(key=key).pk, event, self.now)
        assert new == self.model.learn(key, event)
        self.happened["learnt"] += new

    @some_row(m.UNKNOWN)
    @rule(which=WHICH, verdict=st.sampled_from(["arrived", "send_again", "give_up"]))
    def resolve(self, which: int, verdict: str) -> None:
        key = self._key(which, *NOT_TAKEN[:1], m.UNKNOWN)
        message = m.everywhere().get(key=key)
        try:
            outbox.resolve(message, verdict, self.cast.sari, self.now)
        except ValidationError:
            assert not self.model.resolve(key, verdict, self.now)
        else:
            assert self.model.resolve(key, verdict, self.now)
            self.happened["resolved"] += 1

    @rule(whom=st.sampled_from(["dinda", "rangga"]))
    def suppress_or_lift(self, whom: str) -> None:
        held = Suppression.objects.with_scopes_disabled().filter(
            address_hash=address_hash(self._person(whom).email), lifted_at=None
        )
        row = held.first()
        self.now += timedelta(seconds=1)
        if row:
            suppression.lift(row, self.cast.sari, self.now)
        else:
            name = address_hash(self._person(whom).email)
            assert suppression.suppress(self.cast.centre.pk, name, "complaint", self.now)
        self.model.held_back ^= {whom}

    @rule(seconds=PASSING)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
