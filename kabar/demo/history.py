"""What was recorded before the replayed days: the same deeds as rows, written in bulk.

Consistent with the services (careers/services), which the replay itself uses; their plans are made
by one reconcile when the replay starts.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from careers.answers import EventType, Label
from careers.models import Application, CaseEvent, Interview, Letter, Note, PromiseEntry, Reply
from careers.stages import Stage
from followups.models import Approval
from kabar.demo.cases import Case
from kabar.demo.life import Deed

# In the order in which rows refer to each other.
MODELS: tuple[Any, ...] = (
    Application, Interview, PromiseEntry, Letter, Reply, CaseEvent, Approval, Note,
)  # fmt: skip
_STAGE_AFTER = {Label.OFFER: Stage.OFFERED, Label.REJECTION: Stage.REJECTED}
_WITHDRAWING = {EventType.ACCEPTED_OTHER_OFFER, EventType.STUDENT_WITHDREW}


def write(cases: Iterable[Case], before: datetime) -> None:
    """Write every deed recorded before that instant. The caller holds the centre's scope."""
    rows: dict[Any, list[Any]] = {model: [] for model in MODELS}
    invited = []
    for case in cases:
        for deed in case.deeds:
            if deed.at < before:
                row = _ROWS[deed.what](case, deed)
                if row is not None:
                    rows[type(row)].append(row)
        invited += [(interview, case.contact) for interview in case.interviews]
    for model in MODELS:
        model.objects.bulk_create(rows[model])
    through = Interview.interviewers.through
    through.objects.bulk_create(
        through(interview=interview, contact=contact) for interview, contact in invited
    )


def _apply(case: Case, deed: Deed) -> Application:
    case.application = Application(
        centre_id=case.student.centre_id, student=case.student, employer=case.employer,
        contact=case.contact, position=case.position, applied_on=deed.values["day"],
        created_at=deed.at, stage_changed_at=deed.at,
    )  # fmt: skip
    return case.application


def _stage(case: Case, stage: Stage, at: datetime) -> None:
    assert case.application is not None
    case.application.stage, case.application.stage_changed_at = stage, at


def _of_round(case: Case, deed: Deed) -> dict[str, Any]:
    return {
        "centre_id": case.student.centre_id, "interview": case.interviews[deed.round - 1],
        "recorded_at": deed.at, "recorded_by": case.person(deed),
    }  # fmt: skip


def _interview(case: Case, deed: Deed) -> Interview:
    interview = Interview(
        centre_id=case.student.centre_id, application=case.application,
        round=len(case.interviews) + 1, created_at=deed.at, **deed.values,
    )  # fmt: skip
    case.interviews.append(interview)
    case.letters.clear()
    _stage(case, Stage.INTERVIEWING, deed.at)
    return interview


def _thank(case: Case, deed: Deed) -> None:
    case.interviews[deed.round - 1].thanked_at = deed.values["sent_at"]


def _promise(case: Case, deed: Deed) -> PromiseEntry:
    interview = case.interviews[deed.round - 1]
    held_on = case.life.setting.day(interview.held_at)
    return PromiseEntry(**_of_round(case, deed), **{"said_on": held_on, **deed.values})


def _letter(case: Case, deed: Deed) -> Letter:
    attempt = sum(not letter.bounced for letter in case.letters) + 1
    case.letters.append(Letter(**_of_round(case, deed), attempt=attempt, **deed.values))
    return case.letters[-1]


def _bounce(case: Case, deed: Deed) -> None:
    case.letters[-1].bounced = True


def _reply(case: Case, deed: Deed) -> Reply:
    case.replies.append(Reply(**_of_round(case, deed), **deed.values))
    _follow_with_stage(case, deed)
    return case.replies[-1]


def _correct(case: Case, deed: Deed) -> None:
    reply = case.replies[-1]
    reply.label, reply.recorded_at, reply.recorded_by = deed.values["label"], deed.at, case.person(deed)
    _follow_with_stage(case, deed)


def _follow_with_stage(case: Case, deed: Deed) -> None:
    stage = _STAGE_AFTER.get(deed.values["label"])
    if stage:
        _stage(case, stage, deed.at)


def _event(case: Case, deed: Deed) -> CaseEvent:
    type = deed.values["type"]
    if type in _WITHDRAWING:
        _stage(case, Stage.WITHDRAWN, deed.at)
    return CaseEvent(**_of_round(case, deed), type=type, at=deed.values["happened_at"])


def _approve(case: Case, deed: Deed) -> Approval:
    return Approval(
        centre_id=case.student.centre_id, interview=case.interviews[deed.round - 1], approved_at=deed.at,
        approved_by=case.person(deed), **deed.values,
    )  # fmt: skip


def _move(case: Case, deed: Deed) -> None:
    _stage(case, Stage(deed.values["stage"]), deed.at)


def _close(case: Case, deed: Deed) -> None:
    _stage(case, Stage.UNANSWERED, deed.at)


def _note(case: Case, deed: Deed) -> Note:
    return Note(
        centre_id=case.student.centre_id, application=case.application, author=case.person(deed),
        written_at=deed.at, **deed.values,
    )  # fmt: skip


_ROWS: dict[str, Callable[[Case, Deed], Any]] = {
    "apply": _apply, "interview": _interview, "thank": _thank, "promise": _promise,
    "letter": _letter, "bounce": _bounce, "reply": _reply, "correct": _correct, "event": _event,
    "approve": _approve, "stage": _move, "close": _close, "note": _note,
}  # fmt: skip
