"""Living through the last days: facts by the real services, mail by the real sweeps.

The replay jumps from one instant at which something happens to the next: a deed of a person, a plan
that is due, a mail that may be tried again. Each deed is recorded at its own time; sweeps and drains
get the instant they are run for, so what they leave behind is what the product itself produced.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import Celery, current_app
from django.core.exceptions import ValidationError
from django.db.models import Min
from django_scopes import scope, scopes_disabled

from careers import services
from careers.models import Application, Centre, Interview
from careers.signals import announce
from careers.stages import Stage
from followups.models import Plan
from followups.policy import NEEDS_APPROVAL, STOP
from followups.services import approve, due_cases, roll
from kabar.demo.cases import Case
from kabar.demo.life import Deed
from notifications import delivery, planner
from notifications.models import Message
from notifications.models.messages import QUEUED

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@contextmanager
def nobody_to_wake() -> Iterator[None]:
    """The replay delivers by itself: wake-ups go to a broker in memory that is thrown away."""
    usual = current_app._get_current_object()
    Celery("demo", broker="memory://", set_as_current=False).set_current()
    try:
        yield
    finally:
        usual.set_current()


def first_plans(centres: Iterable[Centre], start: datetime) -> None:
    """Plan everything that lies before the replay, without telling anybody about old news."""
    for centre in centres:
        with scope(centre=centre.pk):
            ids = list(Application.objects.order_by("pk").values_list("pk", flat=True))
            announce(centre.pk, ids, start)
            roll(centre, due_cases(centre, start, len(ids)), start)


class Replay:
    """The days from `start` to `now`; `errands` are run once a day (centre, instant)."""

    def __init__(
        self,
        cases: Iterable[Case],
        start: datetime,
        now: datetime,
        errands: Callable[[datetime], None] | None = None,
    ) -> None:
        self.now, self.cursor = now, start
        self.script = sorted(
            ((deed, case) for case in cases for deed in case.deeds if deed.at >= start),
            key=lambda pair: pair[0].at,
        )
        self.refused: list[str] = []
        self.sweeps = self.mails = 0
        self._errands, self._next_errand = errands, start + timedelta(hours=12)
        self._noticed: datetime | None = None
        self._due = self._next_due()

    def run(self) -> None:
        """Live through it all, and end with everything told that is due at `now`."""
        for deed, case in self.script:
            self._sweep_until(deed.at)
            self._live(deed, case)
        self._sweep_until(self.now)
        self._sweep(self.now)

    def _live(self, deed: Deed, case: Case) -> None:
        with scope(centre=case.student.centre_id):
            try:
                _SERVICES[deed.what](case, deed)
            except ValidationError as refusal:
                self.refused.append(f"{case.kind.name}, {deed.what}: {refusal.messages[0]}")
            self._notice(case, deed.at)

    def _notice(self, case: Case, at: datetime) -> None:
        """Have a changed plan swept: soon if somebody is to be told, else before its next hour."""
        plan = Plan.objects.filter(application=case.application, next_check_at__lte=at).first()
        if plan is None:
            return
        moments = [at + 10 * MINUTE if plan.action in (STOP, NEEDS_APPROVAL) else at + 3 * HOUR]
        moments += [m for m in (plan.heads_up_at, plan.window_start) if m and m > at]
        self._noticed = min(moments if self._noticed is None else [self._noticed, *moments])

    def _sweep_until(self, moment: datetime) -> None:
        while (at := self._next_sweep()) <= moment:
            self._sweep(at)

    def _next_sweep(self) -> datetime:
        at = min(self._due or datetime.max.replace(tzinfo=UTC), self._next_errand)
        if self._noticed:
            at = min(at, self._noticed)
        # On the full minute, and always forward.
        return max(at + (-at.timestamp() % 60) * timedelta(seconds=1), self.cursor + MINUTE)

    def _sweep(self, at: datetime) -> None:
        if self._errands and self._next_errand <= at:
            self._errands(at)
            self._next_errand += timedelta(days=1)
        planner.sweep(at)
        self.mails += delivery.drain(lambda: at)
        self.sweeps += 1
        self.cursor, self._noticed, self._due = at, None, self._next_due()

    def _next_due(self) -> datetime | None:
        """When the next plan is to be looked at, or the next mail to be tried."""
        with scopes_disabled():
            plans = Plan.objects.filter(next_check_at__isnull=False)
            plan = plans.aggregate(at=Min("next_check_at"))["at"]
            mail = Message.objects.filter(state=QUEUED).aggregate(at=Min("next_attempt_at"))["at"]
        return min((at for at in (plan, mail) if at), default=None)


# --- one deed, one service ------------------------------------------------------------------------


def _round(case: Case, deed: Deed) -> Interview:
    return case.interviews[deed.round - 1]


def _apply(case: Case, deed: Deed) -> None:
    case.application = services.create_application(
        case.student, case.employer, case.position,
        contact=case.contact, applied_on=deed.values["day"], now=deed.at,
    )  # fmt: skip


def _interview(case: Case, deed: Deed) -> None:
    assert case.application is not None
    people = [case.contact]
    made = services.add_interview(case.application, interviewers=people, now=deed.at, **deed.values)
    case.interviews.append(made)
    case.letters.clear()


def _thank(case: Case, deed: Deed) -> None:
    services.record_thanks(_round(case, deed), now=deed.at, **deed.values)


def _promise(case: Case, deed: Deed) -> None:
    services.record_promise(_round(case, deed), by=case.person(deed), now=deed.at, **deed.values)


def _letter(case: Case, deed: Deed) -> None:
    made = services.record_letter(_round(case, deed), by=case.person(deed), now=deed.at, **deed.values)
    case.letters.append(made)


def _bounce(case: Case, deed: Deed) -> None:
    services.mark_bounced(case.letters[-1], now=deed.at)


def _reply(case: Case, deed: Deed) -> None:
    made = services.record_reply(_round(case, deed), by=case.person(deed), now=deed.at, **deed.values)
    case.replies.append(made)


def _correct(case: Case, deed: Deed) -> None:
    services.correct_reply(case.replies[-1], by=case.person(deed), now=deed.at, **deed.values)


def _event(case: Case, deed: Deed) -> None:
    happened = {"type": deed.values["type"], "at": deed.values["happened_at"]}
    services.record_event(_round(case, deed), by=case.person(deed), now=deed.at, **happened)


def _approve(case: Case, deed: Deed) -> None:
    counsellor = case.person(deed)
    assert counsellor is not None
    approve(Plan.objects.get(application=case.application), by=counsellor, now=deed.at)


def _move(case: Case, deed: Deed) -> None:
    assert case.application is not None
    case.application.refresh_from_db(fields=["stage"])
    stage = Stage(deed.values["stage"])
    services.move_stage(case.application, stage, by=case.person(deed), now=deed.at)


def _close(_case: Case, _deed: Deed) -> None:
    """The sweep closes silent cases by itself."""


def _note(case: Case, deed: Deed) -> None:
    counsellor = case.person(deed)
    assert case.application is not None and counsellor is not None
    services.write_note(case.application, by=counsellor, now=deed.at, **deed.values)


_SERVICES: dict[str, Callable[[Case, Deed], Any]] = {
    "apply": _apply, "interview": _interview, "thank": _thank, "promise": _promise,
    "letter": _letter, "bounce": _bounce, "reply": _reply, "correct": _correct, "event": _event,
    "approve": _approve, "stage": _move, "close": _close, "note": _note,
}  # fmt: skip
