"""Letters for the etiquette's tests: a clean one in each language, and the sets of tests/data."""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from followups.etiquette import Draft, Finding, Record, check

DATA = Path(__file__).resolve().parent.parent / "data"


class Case(NamedTuple):
    """A draft of a set, with what its author says about it."""

    name: str
    draft: Draft
    record: Record
    gold: dict[str, Any]


def record_of(context: dict[str, Any]) -> Record:
    """The record as the sets write it."""
    return Record(
        context["student_name"],
        context["position"],
        context["company"],
        date.fromisoformat(context["interview_date"]),
        context["recruiter_name"],
        context["recruiter_gender"],
        context["attempt"],
    )


def cases(name: str) -> list[Case]:
    """All drafts of a set."""
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    return [
        Case(row["id"], Draft(row["subject"], row["body"]), record_of(row["context"]), row["gold"])
        for row in rows
    ]


DEVELOPMENT = cases("drafts_dev.jsonl")
SECOND = cases("second_set/drafts.jsonl")
THIRD = cases("third_set/drafts.jsonl")
CLEAN = [case for case in (*DEVELOPMENT, *SECOND, *THIRD) if case.gold["clean"]]

DINDA = Record(
    "Dinda Permatasari",
    "Staf Akuntansi",
    "PT Samudra Niaga Abadi",
    date(2026, 8, 12),
    "Ratna Wulandari",
    "female",
)
LETTER = Draft(
    "Tindak Lanjut Wawancara 12 Agustus 2026 - Staf Akuntansi - Dinda Permatasari",
    "Yth. Ibu Ratna Wulandari,\n\n"
    "Perkenalkan kembali, saya Dinda Permatasari, kandidat Staf Akuntansi yang mengikuti wawancara pada "
    "12 Agustus 2026.\n\n"
    "Apakah ada perkembangan terkait proses seleksi? Saya tetap berminat bergabung dengan PT Samudra Niaga Abadi.\n\n"
    "Terima kasih atas waktu dan kesempatan yang Ibu berikan.\n\n"
    "Hormat saya,\nDinda Permatasari",
)
GRACE = Record(
    "Grace Natalia", "Marketing Associate", "Orchid Bay Pte Ltd", date(2026, 8, 12), "Amanda Lim", "female"
)
ENGLISH = Draft(
    "Following up on the Marketing Associate interview (12 August 2026) - Grace Natalia",
    "Dear Ms Lim,\n\n"
    "My name is Grace Natalia and I interviewed for the Marketing Associate position on 12 August 2026.\n\n"
    "May I ask whether there is any progress in the selection? I remain very interested in joining Orchid Bay.\n\n"
    "Thank you for your time and the opportunity.\n\n"
    "Yours sincerely,\nGrace Natalia",
)


def rules(draft: Draft, record: Record = DINDA) -> set[str]:
    """The codes found."""
    return {finding.rule.value for finding in check(draft, record)}


def found(rule: str, draft: Draft, record: Record = DINDA) -> Finding:
    """The finding of that rule; fails if there is none."""
    return next(finding for finding in check(draft, record) if finding.rule == rule)


def body(old: str, new: str) -> Draft:
    """The Indonesian letter with other words; the words replaced must be there."""
    return _replaced(LETTER, old, new)


def english(old: str, new: str) -> Draft:
    """The English letter with other words."""
    return _replaced(ENGLISH, old, new)


def _replaced(letter: Draft, old: str, new: str) -> Draft:
    assert old in letter.body or old in letter.subject, old
    return Draft(letter.subject.replace(old, new), letter.body.replace(old, new))
