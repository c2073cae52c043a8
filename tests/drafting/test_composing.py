"""Filling a letter: names, titles, days; which variant a case gets; what a template may leave open."""

from collections import Counter
from datetime import date

import pytest

from followups.drafting import (
    NAMES,
    LetterFacts,
    NotKnown,
    Template,
    allowed,
    choose,
    compose,
    fitting,
    misuses,
    shipped,
)
from followups.etiquette import Kind

FACTS = LetterFacts("Dinda Maharani", "Staf Akuntansi", "PT Samudra Niaga", date(2026, 8, 12), "id")


def template(body: str, language: str = "id", subject: str = "") -> Template:
    return Template(Kind.FOLLOW_UP, 2, language, 1, subject, body)


@pytest.mark.parametrize(
    ("name", "gender", "indonesian", "you", "english"),
    [
        ("Ratna Wulandari", "female", "Ibu Ratna Wulandari", "Ibu", "Ms Wulandari"),
        ("Hendra Gunawan", "male", "Bapak Hendra Gunawan", "Bapak", "Mr Gunawan"),
        ("Hendra", None, "Bapak/Ibu Hendra", "Bapak/Ibu", "Hendra"),
        ("Ratna Wulandari", None, "Bapak/Ibu Ratna Wulandari", "Bapak/Ibu", "Ratna Wulandari"),
        (None, None, "Bapak/Ibu Tim Rekrutmen PT Samudra Niaga", "Bapak/Ibu", "Hiring Team"),
        ("  ", None, "Bapak/Ibu Tim Rekrutmen PT Samudra Niaga", "Bapak/Ibu", "Hiring Team"),
        ("Suharti", "female", "Ibu Suharti", "Ibu", "Ms Suharti"),
        ("Ibu Ratna Wulandari", None, "Ibu Ratna Wulandari", "Ibu", "Ms Wulandari"),
        ("Bpk. Hendra Gunawan", "male", "Bapak Hendra Gunawan", "Bapak", "Mr Gunawan"),
        ("Maya Sari, S.Psi., M.M.", "female", "Ibu Maya Sari, S.Psi., M.M.", "Ibu", "Ms Sari"),
        ("Maya Sari S.Psi.", "female", "Ibu Maya Sari S.Psi.", "Ibu", "Ms Sari"),
        ("dr. Maya Anggraini", "female", "Ibu dr. Maya Anggraini", "Ibu", "Dr Anggraini"),
        (
            "Prof. Dr. Ir. Budi Hartono",
            "male",
            "Bapak Prof. Dr. Ir. Budi Hartono",
            "Bapak",
            "Professor Hartono",
        ),
        ("Ratna Wulandari (HRD)", "female", "Ibu Ratna Wulandari", "Ibu", "Ms Wulandari"),
        ("Hj. Siti Aminah", "female", "Ibu Hj. Siti Aminah", "Ibu", "Ms Aminah"),
    ],
)
def test_a_recruiter_is_addressed_as_the_record_knows_her(name, gender, indonesian, you, english) -> None:
    facts = FACTS._replace(recruiter_name=name, recruiter_gender=gender)
    assert compose(template("{{recruiter}}|{{you}}"), facts).body == f"{indonesian}|{you}"
    assert compose(template("{{recruiter}}|{{you}}", "en"), facts).body == f"{english}|you"


def test_the_letter_is_in_its_own_language_whatever_the_reader_reads() -> None:
    assert compose(template("{{interview_date}}"), FACTS._replace(language="en")).body == "12 Agustus 2026"
    assert compose(template("{{interview_date}}", "en"), FACTS).body == "12 August 2026"


def test_values_go_in_as_plain_text_and_are_never_read_as_placeholders() -> None:
    odd = FACTS._replace(student_name="{{company}} <b>x</b>", position="Staf\n  Gudang {% now %}")
    draft = compose(template("{{student_name}} {{position}}", subject="{{ position }}"), odd)
    assert draft.body == "{{company}} <b>x</b> Staf Gudang {% now %}"
    assert draft.subject == "Staf Gudang {% now %}"


def test_a_name_that_ends_in_a_full_stop_ends_its_sentence() -> None:
    facts = FACTS._replace(student_name="Made A.")
    assert compose(template("Saya {{student_name}}. Lalu"), facts).body == "Saya Made A. Lalu"
    assert compose(template("Saya {{company}}. Lalu"), facts).body == "Saya PT Samudra Niaga. Lalu"


def test_a_fact_that_the_record_does_not_hold_is_no_gap_but_an_error() -> None:
    with pytest.raises(NotKnown) as refused:
        compose(template("{{study_programme}}", subject="{{first_sent_on}}"), FACTS)
    assert refused.value.names == ("first_sent_on", "study_programme")
    with_programme, without = template("{{study_programme}}"), template("{{company}}")
    assert fitting([with_programme, without], FACTS) == [without]
    assert len(fitting([with_programme, without], FACTS._replace(study_programme="Akuntansi"))) == 2


def test_a_case_always_gets_the_same_variant() -> None:
    # Numbers that stand for ever: another hash would change the letters of cases under way.
    got = [choose(key, Kind.FOLLOW_UP, 1, "id", 5) for key in (1, 2, 3, "7", 7)]
    assert got == CHOSEN
    assert got[3] == got[4]


CHOSEN = [3, 0, 4, 0, 0]


def test_variants_are_spread_evenly_over_the_cases() -> None:
    counts = Counter(choose(key, Kind.FOLLOW_UP, 1, "id", 5) for key in range(5000))
    assert set(counts) == set(range(5))
    assert min(counts.values()) > 900


def test_the_second_letter_of_a_case_need_not_be_the_number_of_the_first() -> None:
    pairs = {
        (choose(key, Kind.FOLLOW_UP, 1, "id", 5), choose(key, Kind.FOLLOW_UP, 2, "id", 5))
        for key in range(500)
    }  # fmt: skip
    assert len(pairs) == 25


def test_nothing_can_be_chosen_from_nothing() -> None:
    with pytest.raises(ValueError, match="no variant"):
        choose(1, Kind.FOLLOW_UP, 1, "id", 0)


@pytest.mark.parametrize(
    ("body", "code", "text", "line"),
    [
        ("Yth.\n\n{{nama}}", "unknown", "{{nama}}", 3),
        ("{{ position|upper }}", "unknown", "{{ position|upper }}", 1),
        ("{{Position}}", "unknown", "{{Position}}", 1),
        ("{{}}", "malformed", "{{}}", 1),
        ("Halo\n{{position", "malformed", "{{position", 2),
        ("Halo {position}", "malformed", "{position}", 1),
        ("position}}", "malformed", "}}", 1),
        ("{{{position}}}", "malformed", "{", 1),
        ("{% if x %}", "malformed", "{% if x %}", 1),
        ("{{position\n}}", "malformed", "{{position", 1),
        ("{{first_sent_on}}", "too_early", "{{first_sent_on}}", 1),
    ],
)
def test_what_cannot_be_filled_is_refused_by_name_and_place(body, code, text, line) -> None:
    first, *_more = misuses("{{position}}", body, Kind.FOLLOW_UP, 1)
    assert (first.code, first.text, first.part, first.line) == (code, text, "body", line)
    assert body[first.start : first.end].strip() == text


def test_a_wrong_name_in_the_subject_is_found_too() -> None:
    [only] = misuses("{{firma}}", "{{company}} {{ you }}", Kind.THANK_YOU, 1)
    assert (only.text, only.part, only.line) == ("{{firma}}", "subject", 1)


def test_all_names_may_stand_in_a_second_follow_up_and_all_but_one_elsewhere() -> None:
    assert set(allowed(Kind.FOLLOW_UP, 2)) == set(NAMES)
    assert set(NAMES) - set(allowed(Kind.CLOSING, 1)) == {"first_sent_on"}
    text = " ".join("{{" + name + "}}" for name in NAMES)
    assert misuses(text, text, Kind.FOLLOW_UP, 2) == []


def test_the_shipped_letters_of_a_record_differ_by_variant_only_in_their_words() -> None:
    facts = FACTS._replace(recruiter_name="Ratna Wulandari", recruiter_gender="female")
    drafts = [compose(one, facts) for one in shipped(Kind.FOLLOW_UP, 1, "id")]
    assert len({draft.body for draft in drafts}) == 5
    assert all(draft.body.startswith("Yth. Ibu Ratna Wulandari,\n\n") for draft in drafts)
