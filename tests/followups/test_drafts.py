"""A student's letter: begun, written, checked, unchecked by every change, told as sent."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from careers import services as facts
from careers.models import Interview, Letter
from careers.services.employers import change_contact
from followups.etiquette import Draft, Finding, Place, Record, Rule, check
from followups.models import DraftVersion, LetterDraft
from followups.records import as_data, fingerprint, from_data, record_of
from followups.services import drafts
from tests.factories import case
from tests.followups.letters import CLEAN, NOW, SUBJECT, again, checked, draft_of
from tests.followups.planning import at
from tests.people import Cast


@pytest.fixture
def interview(cast: Cast) -> Interview:
    return case(cast.dinda)


def record(interview: Interview) -> Record:
    return record_of(interview, "follow_up", 1)


def freeze(row: LetterDraft, cast: Cast, when: str = "14 12:11") -> DraftVersion:
    return drafts.freeze(row, by=cast.dinda.user, now=at(when))


def test_the_letter_of_these_tests_is_clean(interview: Interview) -> None:
    assert check(Draft(SUBJECT, CLEAN), record(interview)) == []


def test_the_record_names_the_recruiter_and_her_local_day(cast: Cast, interview: Interview) -> None:
    known = record(interview)
    assert (known.student_name, known.position, known.company) == (
        "Dinda Maharani", "Supply Chain Analyst", "PT Samudra Niaga",
    )  # fmt: skip
    assert (known.recruiter_name, known.recruiter_gender) == ("Lestari Handayani", "female")
    late = case(cast.rangga, held_at=at("06 23:30"))
    assert record(late).interview_date.isoformat() == "2026-07-06"


def test_an_unknown_recruiter_or_honorific_is_never_guessed(interview: Interview) -> None:
    interview.application.contact.honorific = ""
    assert record(interview).recruiter_gender is None
    interview.application.contact = None
    assert record(interview).recruiter_name is None


def test_findings_come_back_from_storage_as_they_were(interview: Interview) -> None:
    wrong = CLEAN.replace("6 July", "7 July").replace("PT Samudra Niaga", "PT Fajar Contoh")
    found = check(Draft("", wrong), record(interview))
    assert {one.rule for one in found} >= {Rule.DATE_WRONG, Rule.COMPANY_WRONG, Rule.SUBJECT_MISSING}
    typo = Finding(Rule.TYPO, Place("body", 3, 5), {"word": "x"}, ("a", "b"), (Place("subject", 0, 1),))
    assert from_data(as_data([*found, typo])) == [*found, typo]


def test_a_letter_begins_from_the_record_and_is_begun_once(interview: Interview) -> None:
    options = {"kind": "follow_up", "attempt": 1, "language": "id", "now": NOW}
    row = drafts.begin(interview, **options)
    assert "Dinda Maharani" in row.body and row.state == "writing"
    assert drafts.begin(interview, **options) == row
    assert LetterDraft.objects.count() == 1


def test_lines_are_kept_as_line_feeds_and_the_subject_on_one_line(interview: Interview) -> None:
    row = drafts.save(draft_of(interview), subject="A\r\n b ", body="One  \r\n\r\nTwo\rThree\n\n", now=NOW)
    assert (row.subject, row.body) == ("A b", "One\n\nTwo\nThree")


def test_a_clean_first_letter_is_checked_and_may_be_sent_from(cast: Cast, interview: Interview) -> None:
    row = draft_of(interview)
    assert drafts.sendable(row) is None
    version = freeze(row, cast)
    row = again(row)
    assert (row.state, version.number, version.findings, version.author) == (
        "checked",
        1,
        [],
        cast.dinda.user,
    )
    assert drafts.sendable(row) == version
    assert (version.subject, version.body) == (SUBJECT, CLEAN)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (CLEAN.replace("6 July 2026", "8 July 2026"), "DATE_WRONG"),
        (CLEAN.replace("Ms Lestari", "[name]"), "PLACEHOLDER"),
        (CLEAN.replace("whether there is any progress in the selection", "whether I was accepted"), "BLUNT"),
    ],
)
def test_a_wrong_fact_a_placeholder_or_the_blunt_question_is_refused_by_name(
    cast: Cast, interview: Interview, wrong: str, rule: str
) -> None:
    row = drafts.save(draft_of(interview), subject=SUBJECT, body=wrong, now=NOW)
    found = [one for one in check(Draft(SUBJECT, wrong), record(interview)) if rule in one.rule]
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        freeze(row, cast)
    from followups.wording.findings import finding_words

    assert finding_words(found[0], record(interview)).message in refused.value.messages[0]
    assert again(row).state == "writing"
    assert not DraftVersion.objects.exists()


def test_an_empty_letter_cannot_be_checked(cast: Cast, interview: Interview) -> None:
    row = drafts.save(draft_of(interview), subject=SUBJECT, body=" \n ", now=NOW)
    with pytest.raises(ValidationError, match="no text"):
        freeze(row, cast)


def test_checking_twice_is_one_version_and_changing_a_word_unchecks_it(
    cast: Cast, interview: Interview
) -> None:
    row = draft_of(interview)
    first = freeze(row, cast)
    assert freeze(row, cast, "14 12:12") == first
    drafts.save(row, subject=SUBJECT, body=CLEAN, now=NOW)
    assert again(row).state == "checked"  # nothing was changed
    drafts.save(row, subject=SUBJECT, body=CLEAN + "\nA-001", now=NOW)
    assert (again(row).state, again(row).checked) == ("writing", None)
    assert drafts.sendable(again(row)) is None
    assert freeze(row, cast, "14 12:13").number == 2
    assert again(first).body == CLEAN  # what was checked stays as it was


def test_another_fact_of_the_case_unchecks_the_letter(cast: Cast, interview: Interview) -> None:
    row = checked(interview)
    before = fingerprint(record(interview))
    change_contact(interview.application.contact, NOW, name="Lestari Handayani Putri")
    row = LetterDraft.objects.with_case().get(pk=row.pk)
    assert fingerprint(record(row.interview)) != before
    assert drafts.sendable(row) is None
    with pytest.raises(ValidationError, match="has to be checked"):
        drafts.mark_sent(row, sent_at=NOW, by=cast.dinda.user, now=NOW)
    assert freeze(row, cast, "14 12:20").number == 2
    assert drafts.sendable(again(row)) is not None


def test_telling_it_as_sent_records_the_letter_and_which_version_went(
    cast: Cast, interview: Interview
) -> None:
    row = checked(interview)
    version = drafts.mark_sent(row, sent_at=at("14 12:15"), by=cast.dinda.user, now=at("14 12:16"))
    letter = Letter.objects.get()
    assert (letter.attempt, letter.sent_at, letter.recorded_by) == (1, at("14 12:15"), cast.dinda.user)
    assert (again(row).state, again(row).checked) == ("sent", version)
    drafts.mark_sent(row, sent_at=at("14 12:17"), by=cast.dinda.user, now=at("14 12:18"))
    assert Letter.objects.count() == 1
    for late in (
        lambda: drafts.save(row, subject="x", body="y", now=NOW),
        lambda: drafts.begin_anew(row, language="id", now=NOW),
        lambda: freeze(row, cast),
    ):
        with pytest.raises(ValidationError, match="gone out"):
            late()


def test_a_letter_whose_copy_came_by_mail_is_not_recorded_twice(cast: Cast, interview: Interview) -> None:
    row = checked(interview)
    facts.record_letter(interview, sent_at=at("14 12:14"), by=None, now=at("14 12:15"))
    drafts.mark_sent(row, sent_at=at("14 12:15"), by=cast.dinda.user, now=at("14 12:16"))
    assert Letter.objects.count() == 1
    assert again(row).state == "sent"


def test_a_time_in_the_future_is_refused_and_the_letter_stays_as_it_was(
    cast: Cast, interview: Interview
) -> None:
    row = checked(interview)
    with pytest.raises(ValidationError, match="future"):
        drafts.mark_sent(row, sent_at=at("15 12:00"), by=cast.dinda.user, now=NOW)
    assert again(row).state == "checked"


def test_a_thank_you_note_is_never_counted(cast: Cast, interview: Interview) -> None:
    row = draft_of(interview, kind="thank_you", now=at("06 12:00"))
    thanks = CLEAN.replace(
        "I would like to ask kindly whether there is any progress in the selection for this position. ", ""
    )
    drafts.save(row, subject="Thank you for the interview", body=thanks, now=at("06 12:00"))
    freeze(row, cast, "06 12:10")
    drafts.mark_sent(again(row), sent_at=at("06 12:15"), by=cast.dinda.user, now=at("06 12:16"))
    interview.refresh_from_db()
    assert interview.thanked_at == at("06 12:15")
    assert not Letter.objects.exists()


def test_a_letter_recorded_by_mistake_is_written_on_from_where_it_was(
    cast: Cast, interview: Interview
) -> None:
    row = checked(interview)
    drafts.mark_sent(row, sent_at=NOW, by=cast.dinda.user, now=NOW)
    facts.retract_letter(Letter.objects.get(), by=cast.dinda.user, now=NOW)
    anew = drafts.begin(interview, kind="follow_up", attempt=1, language="en", now=NOW)
    assert (anew.pk != row.pk, anew.body, anew.state) == (True, CLEAN, "writing")


def test_a_deleted_case_takes_its_letters_with_it(cast: Cast, interview: Interview) -> None:
    checked(interview)
    interview.application.delete()
    assert not LetterDraft.objects.exists() and not DraftVersion.objects.exists()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("kind", "attempt"), [("follow_up", 1), ("follow_up", 2), ("thank_you", 1), ("closing", 1)]
)
def test_every_first_text_can_be_checked_as_it_stands_and_is_always_the_same(
    cast: Cast, interview: Interview, kind: str, attempt: int, language: str
) -> None:
    if attempt == 2:
        facts.record_letter(interview, sent_at=at("14 12:15"), by=None, now=at("14 12:16"))
    options = {"kind": kind, "attempt": attempt, "language": language, "now": at("28 09:00")}
    row = drafts.begin(interview, **options)
    assert drafts.freeze(row, by=cast.dinda.user, now=at("28 09:01")).findings == []
    before = row.body
    assert drafts.begin_anew(row, language=language, now=at("28 09:02")).body == before
