"""Three invented cases on which a template is tried before it may be used. Pure.

A recruiter known by name and title, one whose title nobody knows, and nobody named at all: what
reads well for these three reads well for the others.
"""

from datetime import date

from followups.drafting.facts import LetterFacts

_CASES = (
    LetterFacts(
        student_name="Dinda Maharani",
        position="Staf Akuntansi",
        company="PT Samudra Niaga",
        interview_date=date(2026, 8, 12),
        language="id",
        recruiter_name="Ratna Wulandari, S.Psi.",
        recruiter_gender="female",
        first_sent_on=date(2026, 8, 20),
        study_programme="Akuntansi",
    ),
    LetterFacts(
        student_name="Yosua Simanjuntak",
        position="Guest Relations Officer",
        company="Hale & Porter LLP",
        interview_date=date(2026, 3, 2),
        language="id",
        recruiter_name="Hendra",
        recruiter_gender=None,
        first_sent_on=date(2026, 3, 17),
        study_programme="Hospitality Management",
    ),
    LetterFacts(
        student_name="Suharti",
        position="QA/QC Engineer",
        company="Yayasan Cahaya Contoh",
        interview_date=date(2025, 12, 1),
        language="id",
        first_sent_on=date(2025, 12, 15),
        study_programme="Teknik Industri",
    ),
)


def sample_cases(language: str) -> tuple[LetterFacts, ...]:
    """The three cases, their letters in this language."""
    return tuple(case._replace(language=language) for case in _CASES)
