"""E11, E12: a thousand webhooks told forty-six times in any order end like once and in order; two
hundred forged ones change nothing.

The judge is a small model of its own that looks at the list of what happened, never at the rows in
between. Everything happens in one transaction that is rolled back: no trace is left.
"""

import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client

from benchmarks.mail.ground import Ground
from careers.models import User
from notifications import bounces
from notifications.addresses import address_hash
from notifications.models import Message, Preference, ProviderEvent, Suppression
from tests.faults import apart
from tests.faults.report import Report
from tests.faults.site import laid_ground
from tests.notifications.forgeries import forgeries
from tests.notifications.listening import listening, sent_message
from tests.notifications.provider_keys import present
from tests.notifications.provider_requests import COMPLAINED, DELIVERED, HARD, REQUESTS, SOFT, Hit, Story
from tests.people import make_cast, student

DEFERRED, UNSUBSCRIBED = "deferred", "unsubscribed"
RANK = {DEFERRED: 1, UNSUBSCRIBED: 1, DELIVERED: 2, SOFT: 3, HARD: 3, COMPLAINED: 4}
STATES = {1: "sent", 2: "delivered", 3: "bounced", 4: "complained"}
# How a mail's life may go; most mails arrive.
LIVES = [
    *[[DELIVERED]] * 5,
    [DEFERRED, DELIVERED],
    *[[DEFERRED]] * 4,
    [DEFERRED, SOFT],
    [SOFT],
    [HARD],
    [DELIVERED, HARD],
    [DELIVERED, COMPLAINED],
    [DELIVERED, UNSUBSCRIBED],
]
WEEK = timedelta(days=7)
# How many webhooks, how often each is told, in how many orders.
SHORT, LONG = (60, 4, 2), (1000, 46, 1)
FORGED = 200  # at least
WRONG = ("other than once and in order", "other than the model", "events too many", "forged accepted")


class Told(NamedTuple):
    """One thing that happened, and the provider that tells it."""

    provider: str
    story: Story
    mail: int

    def hit(self, event_id: str) -> Hit:
        """The request; `event_id` is what the provider calls it this time."""
        what = {DEFERRED: SOFT, UNSUBSCRIBED: HARD}.get(self.story.what, self.story.what)
        hit = REQUESTS[self.provider](self.story._replace(what=what, event_id=event_id))
        words = {DEFERRED: (b"soft_bounce", b"deferred"), UNSUBSCRIBED: (b"hard_bounce", b"unsubscribe")}
        if self.story.what not in words:
            return hit
        return hit._replace(body=hit.body.replace(*words[self.story.what]))


def run(short: bool, on: Ground | None = None) -> Report:
    """1,000 webhooks 46 times, and the forged ones; the short form has fewer of the first."""
    with laid_ground(on) as ground:
        found = apart.play(ground, apart.POSTGRES, "webhooks", int(short))
    report = Report("E11", "webhooks told again and again, E12 forged ones", {}, found)
    report.promise_none(*WRONG)
    report.promise(found["forged"] >= FORGED, f"only {found['forged']} were forged")
    return report


def play(short: str) -> dict[str, int]:
    """The experiment's figures, of which those of WRONG must be 0."""
    webhooks, times, orders = SHORT if int(short) else LONG
    dice, now = random.Random(20260714), present()
    client = Client(raise_request_exception=False)
    figures = {"webhooks": webhooks, "told": 0, "events": 0, "forged": 0}
    ends = []
    with transaction.atomic(), listening():
        told = _lives(webhooks, now, dice)
        expected = _model(told, now)
        for _n in range(orders):
            before = transaction.savepoint()
            figures["told"] += _tell(client, told, times, now, dice)
            figures["events"] = ProviderEvent.objects.count()
            ends.append(_state(now))
            transaction.savepoint_rollback(before)
        once = transaction.savepoint()
        _tell(client, told, 1, now, None)
        in_order = _state(now)
        transaction.savepoint_rollback(once)
        forged = [hit for name in REQUESTS for hit in forgeries(name, told[0].story)]
        figures["forged"] = len(forged)
        with _quietly():
            accepted = sum(hit.send(client).status_code == 200 for hit in forged)
        stored = ProviderEvent.objects.count()
        transaction.set_rollback(True)
    return figures | {
        "other than once and in order": sum(end != in_order for end in ends),
        "other than the model": sum(_differences(end, expected) for end in ends),
        "events too many": figures["events"] - len(told),
        "forged accepted": accepted + stored,
    }


@contextmanager
def _quietly() -> Iterator[None]:
    """Each refusal is a line in the log; here there are hundreds."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _lives(webhooks: int, now: datetime, dice: random.Random) -> list[Told]:
    """Mails to a few people, and what became of each, in order; `webhooks` things in all."""
    cast = make_cast()
    names = [f"Contoh{n} Webhook" for n in range(max(5, webhooks // 25))]
    people = [student(cast.centre, name, f"W-{n}", cast.bima).user for n, name in enumerate(names)]
    told: list[Told] = []
    while len(told) < webhooks:
        number = len(told)
        mail = _mail(dice.choice(people), number, now, dice)
        moment = now - timedelta(hours=dice.uniform(12, 110))
        for what in dice.choice(LIVES)[: webhooks - len(told)]:
            # Each provider writes the time in its own way; whole seconds survive them all.
            moment = (moment + timedelta(hours=dice.uniform(0.01, 3))).replace(microsecond=0)
            brevo = what in (DEFERRED, UNSUBSCRIBED)
            provider = "brevo" if brevo else dice.choice(["brevo", "postmark", "mailgun"])
            story = Story(what, str(mail.pk), mail.recipient.email, moment, provider_id=f"p-{number}")
            told.append(Told(provider, story, mail.pk))
    return told


def _mail(to: User, number: int, now: datetime, dice: random.Random) -> Message:
    state = dice.choice(["sent", "sent", "sent", "outcome_unknown"])
    provider_id = f"p-{number}" if state == "sent" else ""
    return sent_message(to, f"webhooks-{number}", now, state=state, provider_id=provider_id)


def _tell(client: Client, told: Sequence[Told], times: int, now: datetime, dice: random.Random | None) -> int:
    """Send every webhook so many times, in any order (or in order, without dice)."""
    queue = [(one, n) for one in told for n in range(times)]
    if dice:
        dice.shuffle(queue)
    for one, n in queue:
        # Half of the repetitions come under a new id.
        name = f"e-{one.mail}-{one.story.what}-{n if n % 2 else 0}"
        answer = one.hit(name).send(client)
        assert answer.status_code == 200, (one, answer.status_code)
        if dice and dice.random() < 5 / len(queue):
            bounces.read(lambda: now, seconds=3600)
    bounces.read(lambda: now, seconds=3600)
    return len(queue)


def _state(now: datetime) -> dict[str, Any]:
    mails = Message.objects.with_scopes_disabled().filter(key__contains=":webhooks-")
    held = Suppression.objects.with_scopes_disabled().filter(lifted_at=None)
    return {
        "mails": dict(mails.values_list("pk", "state")),
        "held": {name: (reason, since, until) for name, reason, since, until in held.values_list(
            "address_hash", "reason", "since", "until")},
        "silent": set(Preference.objects.filter(reminders_off=True).values_list("user__email", flat=True)),
    }  # fmt: skip


def _model(told: Sequence[Told], now: datetime) -> dict[str, Any]:
    """What must be the end, from the list alone."""
    ranks: dict[int, int] = {}
    by_address: dict[str, list[Told]] = {}
    for one in told:
        ranks[one.mail] = max(ranks.get(one.mail, 0), RANK[one.story.what])
        by_address.setdefault(one.story.recipient, []).append(one)
    held = {address_hash(to): verdict for to, all_ in by_address.items() if (verdict := _held(all_, now))}
    silent = {one.story.recipient for one in told if one.story.what == UNSUBSCRIBED}
    return {"mails": {pk: STATES[rank] for pk, rank in ranks.items()}, "held": held, "silent": silent}


def _held(all_: Sequence[Told], now: datetime) -> tuple[str, datetime, datetime | None] | None:
    for what, reason in ((COMPLAINED, "complaint"), (HARD, "hard_bounce")):
        moments = [one.story.at for one in all_ if one.story.what == what]
        if moments:
            return reason, min(moments), None
    delivered = max((one.story.at for one in all_ if one.story.what == DELIVERED), default=now - 9 * WEEK)
    first: dict[int, datetime] = {}
    for one in all_:
        if one.story.what in (DEFERRED, SOFT) and one.story.at > delivered:
            first[one.mail] = min(first.get(one.mail, one.story.at), one.story.at)
    ends = [at for at in first.values() if sum(at - WEEK <= other <= at for other in first.values()) >= 3]
    return ("soft_bounces", max(ends), max(ends) + WEEK) if ends and max(ends) + WEEK > now else None


def _differences(end: dict[str, Any], expected: dict[str, Any]) -> int:
    return sum(end[name] != expected[name] for name in expected)
