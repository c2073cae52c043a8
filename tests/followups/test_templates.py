"""A centre's own letters: what may be used, what serves when, and the page they are written on."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scopes_disabled

from followups.drafting import shipped
from followups.etiquette import Kind
from followups.letters import TemplateSet, letters_of, variants_for
from followups.models import LetterTemplate
from followups.services.templates import deactivate, restore_shipped, save_template, try_template
from followups.wording.findings import FindingWords
from tests.factories import INTERVIEW_AT as NOW

pytestmark = pytest.mark.django_db
FIRST = TemplateSet(Kind.FOLLOW_UP, 1, "id")
THANKS = TemplateSet(Kind.THANK_YOU, 1, "en")
SUBJECT = "Perkembangan seleksi {{position}} - {{student_name}}"
BODY = """Yth. {{recruiter}},

Saya {{student_name}} dari program studi {{study_programme}}, kandidat {{position}} di {{company}} yang mengikuti wawancara pada {{interview_date}}.

Apakah ada perkembangan mengenai proses seleksi tersebut? Saya tetap berminat bergabung. Terima kasih atas waktu {{you}}.

Hormat saya,
{{student_name}}"""


@pytest.fixture(autouse=True)
def _rules_instead_of_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a finding is called here, whatever its sentence will be."""
    monkeypatch.setattr(
        "followups.services.templates.finding_words",
        lambda finding, record: FindingWords(finding.rule.value, "A model sentence.", "E7"),
    )


def save(cast: Any, variant: int | None = None, which: TemplateSet = FIRST, **words: str) -> LetterTemplate:
    words = {"subject": SUBJECT, "body": BODY, **words}
    return save_template(cast.centre, which, variant, **words, by=cast.sari, now=NOW)


def bodies(cast: Any, which: TemplateSet = FIRST) -> list[str]:
    return [one.body for one in variants_for(cast.centre, *which)]


def test_without_letters_of_its_own_a_centre_drafts_from_the_shipped_ones(cast) -> None:
    assert variants_for(cast.centre, *FIRST) == shipped(*FIRST)


def test_changing_one_shipped_letter_leaves_the_other_four_in_use(cast) -> None:
    row = save(cast, 2)
    assert (row.variant, row.active, row.updated_by, row.updated_at) == (2, True, cast.sari, NOW)
    kept = [one.body for one in shipped(*FIRST)]
    assert bodies(cast) == [kept[0], BODY, *kept[2:]]
    assert bodies(cast, THANKS) == [one.body for one in shipped(*THANKS)]


def test_a_new_letter_stands_beside_those_in_use(cast) -> None:
    assert save(cast).variant == 6
    assert len(bodies(cast)) == 6
    assert save(cast, subject="Tindak lanjut {{position}} - {{student_name}}").variant == 7


def test_another_centre_keeps_the_shipped_letters(cast) -> None:
    save(cast, 1)
    # Where no scope helps, as in a sweep over all centres.
    with scopes_disabled():
        assert variants_for(cast.other_centre, *FIRST) == shipped(*FIRST)


def test_a_letter_set_aside_is_kept_and_can_be_taken_up_again(cast) -> None:
    save(cast, 2)
    assert deactivate(cast.centre, FIRST, 2, by=cast.sari, now=NOW) is True
    assert BODY not in bodies(cast) and len(bodies(cast)) == 4
    assert LetterTemplate.objects.get(variant=2).body == BODY
    save(cast, 2)
    assert bodies(cast)[1] == BODY


def test_when_the_last_own_letter_is_set_aside_the_shipped_ones_serve_again(cast) -> None:
    left = [deactivate(cast.centre, FIRST, n, by=cast.sari, now=NOW) for n in (1, 2, 3, 4, 5)]
    assert left == [True, True, True, True, False]
    assert variants_for(cast.centre, *FIRST) == shipped(*FIRST)


def test_going_back_to_the_shipped_letters_keeps_the_words_written(cast) -> None:
    save(cast, 2)
    assert restore_shipped(cast.centre, FIRST, by=cast.sari, now=NOW) == 5
    assert variants_for(cast.centre, *FIRST) == shipped(*FIRST)
    assert restore_shipped(cast.centre, FIRST, by=cast.sari, now=NOW) == 0
    [listed, *_others] = letters_of(cast.centre, "id")
    assert [one.template.number for one in listed.in_use] == [6, 7, 8, 9, 10]
    assert listed.find(2).template.body == BODY
    # Changing one again takes the shipped ones over a second time, behind the words kept.
    save(cast, 7, subject="Tindak lanjut {{position}} - {{student_name}}")
    assert LetterTemplate.objects.count() == 10
    assert LetterTemplate.objects.get(variant=2).body == BODY


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"body": BODY.replace("{{you}}", "{{anda}}")}, "{{anda}} in line 5 is no placeholder"),
        ({"subject": "{{position}"}, "“{{position}” in the subject is not a placeholder"),
        ({"body": BODY.replace("{{you}}", "{{first_sent_on}}")}, "belongs to the second follow-up only"),
        ({"body": BODY.replace("Hormat saya,\n", "")}, "CLOSING_MISSING"),
        ({"body": BODY.replace("Apakah ada perkembangan mengenai proses seleksi tersebut?", "Apakah saya diterima?")},
         "BLUNT_QUESTION"),
        ({"body": BODY.replace("{{company}}", "PT Arunika Jaya")}, "COMPANY_WRONG"),
        ({"body": BODY.replace("{{recruiter}}", "Bapak Andi")}, "SALUTATION_WRONG_NAME"),
    ],
)  # fmt: skip
def test_a_letter_that_a_recruiter_would_stumble_over_is_refused_with_the_reason(
    cast, words, sentence
) -> None:
    with pytest.raises(ValidationError) as refused:
        save(cast, 2, **words)
    assert sentence in " ".join(refused.value.messages)
    assert LetterTemplate.objects.count() == 0


def test_each_reason_is_told_once_though_three_letters_have_it(cast) -> None:
    with pytest.raises(ValidationError) as refused:
        save(cast, body=BODY.replace("Hormat saya,\n", ""))
    assert len(refused.value.messages) == 1


def test_a_reason_that_only_one_letter_has_names_its_student(cast) -> None:
    template = shipped(*FIRST)[0]
    everybody = try_template(template._replace(body=template.body.replace("Hormat saya,\n", "")))
    assert [(words.message, whose) for words, whose in everybody.found()] == [("CLOSING_MISSING", [])]
    one = try_template(template._replace(body=template.body.replace("{{recruiter}}", "Bapak/Ibu Hendra")))
    assert [(words.message, whose) for words, whose in one.found()] == [
        ("SALUTATION_WRONG_NAME", ["Dinda Maharani"])
    ]


def test_a_letter_nobody_has_and_an_unknown_occasion_are_refused(cast) -> None:
    with pytest.raises(ValidationError, match="not there any more"):
        save(cast, 9)
    with pytest.raises(ValidationError, match="not there any more"):
        deactivate(cast.centre, FIRST, 9, by=cast.sari, now=NOW)
    with pytest.raises(ValidationError, match="no letters of this kind"):
        deactivate(cast.centre, TemplateSet(Kind.CLOSING, 2, "id"), 1, by=cast.sari, now=NOW)
    assert LetterTemplate.objects.count() == 0


def test_line_feeds_and_blanks_are_tidied(cast) -> None:
    assert save(cast, body="\r\n" + BODY.replace("\n", "  \r\n") + "\n ").body == BODY


def test_every_shipped_letter_would_be_accepted_from_an_admin() -> None:
    for kind, attempt in [(Kind.FOLLOW_UP, 1), (Kind.FOLLOW_UP, 2), (Kind.THANK_YOU, 1), (Kind.CLOSING, 1)]:
        for language in ("id", "en"):
            for one in shipped(kind, attempt, language):
                assert try_template(one).refusals() == []


def test_variants_cost_one_query_and_so_does_the_whole_list(cast, django_assert_num_queries) -> None:
    save(cast, 2)
    with django_assert_num_queries(1):
        variants_for(cast.centre, *FIRST)
    with django_assert_num_queries(1):
        letters_of(cast.centre, "id")


# --- the page ---------------------------------------------------------------------------------


@pytest.fixture
def sari(cast, client):
    client.force_login(cast.sari)
    return client


PAGE = "/templates/follow_up/1/id/"


def test_the_list_shows_each_occasion_in_the_centres_language_and_the_other_on_request(sari) -> None:
    page = sari.get("/templates/").content.decode()
    assert "Second follow-up" in page and "Menanyakan perkembangan seleksi {{position}}" in page
    assert "As they come with Kabar" in page and "Our own" not in page
    assert (
        "Follow-up on my interview for {{position}}" in sari.get("/templates/?language=en").content.decode()
    )
    assert sari.get("/templates/?language=fr").status_code == 404


def test_a_letter_is_changed_set_aside_and_the_shipped_ones_brought_back(cast, sari) -> None:
    answer = sari.post(f"{PAGE}2/", {"subject": SUBJECT, "body": BODY, "do": "save"}, follow=True)
    assert answer.status_code == 200 and "Our own" in answer.content.decode()
    assert BODY in bodies(cast)
    sari.post(f"{PAGE}2/aside/")
    assert BODY not in bodies(cast)
    answer = sari.post(f"{PAGE}restore/", follow=True)
    assert "Your own are kept" in answer.content.decode()
    assert variants_for(cast.centre, *FIRST) == shipped(*FIRST)


def test_saving_is_refused_with_the_finding_and_nothing_typed_is_lost(cast, sari) -> None:
    blunt = BODY.replace("Apakah ada perkembangan", "Apakah saya diterima? Apakah ada perkembangan")
    answer = sari.post(f"{PAGE}2/", {"subject": SUBJECT, "body": blunt, "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "BLUNT_QUESTION" in page and "Apakah saya diterima? Apakah ada" in page
    assert LetterTemplate.objects.count() == 0


def test_the_preview_shows_three_students_letters_without_a_script_and_saves_nothing(sari) -> None:
    answer = sari.post(f"{PAGE}write/", {"subject": SUBJECT, "body": BODY, "do": "preview"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" in page
    for words in ("Yth. Ibu Ratna Wulandari, S.Psi.,", "Yth. Bapak/Ibu Hendra,",
                  "Yth. Bapak/Ibu Tim Rekrutmen Yayasan Cahaya Contoh,", "stumble over nothing"):  # fmt: skip
        assert words in page
    assert LetterTemplate.objects.count() == 0


def test_while_typing_the_preview_comes_alone(sari) -> None:
    typed = {"subject": "{{jabatan}}", "body": BODY, "do": "preview"}
    answer = sari.post(f"{PAGE}2/", typed, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page
    assert "{{jabatan}} in the subject is no placeholder that Kabar knows" in page


def test_what_is_typed_is_shown_as_text_and_never_as_markup(sari) -> None:
    typed = {"subject": SUBJECT, "body": f"{BODY}\n<script>alert(1)</script>", "do": "preview"}
    page = sari.post(f"{PAGE}2/", typed).content.decode()
    assert "<script>alert" not in page


def test_a_text_too_long_to_be_kept_is_not_even_tried(sari) -> None:
    typed = {"subject": SUBJECT, "body": BODY + "a " * 4000, "do": "preview"}
    assert "A recruiter would stumble" not in sari.post(f"{PAGE}2/", typed).content.decode()
    answer = sari.post(f"{PAGE}2/", {**typed, "do": "save"})
    assert answer.status_code == 422 and "4000" in answer.content.decode()


@pytest.mark.parametrize("path", ["follow_up/3/id/1/", "closing/2/id/1/", "gossip/1/id/1/", "closing/1/fr/1/",
                                  "closing/1/id/6/", "closing/1/id/0/"])  # fmt: skip
def test_a_letter_there_is_none_of_is_absent(sari, path: str) -> None:
    assert sari.get(f"/templates/{path}").status_code == 404
