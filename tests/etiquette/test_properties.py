"""Any clean letter, broken in one way, yields the rule for it; nothing thrown at the check breaks it."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followups.etiquette import LONGEST, Draft, Record, TooLarge, check
from followups.etiquette.letter import Letter
from tests.etiquette.letters import CLEAN, DINDA, ENGLISH, LETTER, Case, rules

Mutation = Callable[[Case, random.Random], Draft | None]


def _cut(text: str, start: int, end: int, instead: str = "") -> str:
    return text[:start] + instead + text[end:]


def no_subject(case: Case, _dice: random.Random) -> Draft | None:
    return case.draft._replace(subject="")


def no_salutation(case: Case, _dice: random.Random) -> Draft | None:
    letter = Letter(case.draft, case.record)
    return case.draft._replace(body=case.draft.body[letter.prose.start :])


def no_closing(case: Case, _dice: random.Random) -> Draft | None:
    letter = Letter(case.draft, case.record)
    assert letter.closing
    draft = case.draft._replace(body=_cut(case.draft.body, *letter.closing))
    above = Letter(draft, case.record).closing
    if above and above.end <= letter.closing.start:
        return None  # "Wassalamualaikum" or "With many thanks," above it closes the letter as well
    return draft


def no_signature(case: Case, _dice: random.Random) -> Draft | None:
    letter = Letter(case.draft, case.record)
    assert letter.signature
    return case.draft._replace(body=case.draft.body[: letter.signature.start])


def other_company(case: Case, dice: random.Random) -> Draft | None:
    other = dice.choice(["PT Graha Busana Jaya", "PT Tirta Wahana", "CV Mekar Abadi", "Yayasan Pelita Timur"])
    letter = Letter(case.draft, case.record)
    start = case.draft.body.find(case.record.company, letter.prose.start)
    if start < 0:
        return None  # the letter names the firm in no full form
    prose = case.draft.body[start:].replace(case.record.company, other)
    return case.draft._replace(body=case.draft.body[:start] + prose)


def other_recruiter(case: Case, dice: random.Random) -> Draft | None:
    name = (case.record.recruiter_name or "").split(",", 1)[0]
    head = Letter(case.draft, case.record).prose.start
    last = name.split()[-1] if name else ""
    place = case.draft.body.find(last, 0, head) if last else -1
    if place < 0:
        return None
    other = dice.choice(["Kusumawati", "Nugraheni", "Whitfield", "Pangestu"])
    return case.draft._replace(body=_cut(case.draft.body, place, place + len(last), other))


def placeholder(case: Case, dice: random.Random) -> Draft | None:
    gap = dice.choice(["[Nama Perusahaan]", "{{company}}", "<<recruiter>>", "_____", "[Your Name]", "XXXX"])
    return _with_sentence(case, f"{gap}.")


def shouting(case: Case, dice: random.Random) -> Draft | None:
    letter = Letter(case.draft, case.record)
    long = [span for span in letter.sentences if len(letter.text[slice(*span)].split()) >= 6]
    if not long:
        return None
    start, end = dice.choice(long)
    return case.draft._replace(body=_cut(case.draft.body, start, end, case.draft.body[start:end].upper()))


def _with_sentence(case: Case, sentence: str) -> Draft:
    """The draft with a sentence at the end of its prose."""
    end = Letter(case.draft, case.record).sentences[-1].end
    return case.draft._replace(body=_cut(case.draft.body, end, end, " " + sentence))


def adding(*sentences: str) -> Mutation:
    """One of the sentences is put into the letter."""
    return lambda case, dice: _with_sentence(case, dice.choice(sentences))


# The rule that a mutation must yield, and what else it may yield (its companions, with the reason).
MUTATIONS: dict[str, tuple[Mutation, set[str]]] = {
    "SUBJECT_MISSING": (no_subject, {"POSITION_MISSING", "DATE_MISSING"}),  # the subject alone may name them
    "SALUTATION_MISSING": (no_salutation, set()),
    "CLOSING_MISSING": (no_closing, {"THANKS_MISSING"}),  # "Terima kasih," may be both
    "SIGNATURE_MISSING": (no_signature, {"INTRO_MISSING"}),
    "COMPANY_WRONG": (other_company, set()),
    "SALUTATION_WRONG_NAME": (other_recruiter, set()),
    "PLACEHOLDER": (placeholder, set()),
    "ALL_CAPS": (shouting, {"MIXED_LANGUAGE"}),
    "BLUNT_QUESTION": (
        adding("Apakah saya diterima?", "Did I get the job?", "Have I been accepted?", "Apakah saya lolos?"),
        {"MIXED_LANGUAGE"},  # the sentence may be of the other language
    ),
    "DEMANDING_TONE": (
        adding(
            "Saya minta kepastian hari ini juga.",
            "Mohon segera dibalas.",
            "I expect your reply by tomorrow.",
            "Why haven't you answered?",
        ),
        {"MIXED_LANGUAGE"},
    ),
    "DESPERATE_TONE": (
        adding(
            "Saya sangat membutuhkan pekerjaan.",
            "Tolong terimalah saya.",
            "I am begging you.",
            "I really need this job.",
        ),
        {"MIXED_LANGUAGE"},
    ),
    "CHANNEL_REQUEST": (
        adding(
            "Mohon hubungi saya lewat WhatsApp.",
            "Saya akan menelepon Bapak/Ibu besok.",
            "Please call me this afternoon.",
            "Could you text me?",
        ),
        {"MIXED_LANGUAGE"},
    ),
    "INFORMAL_LANGUAGE": (
        adding("Makasih banget ya!", "Ditunggu ya kak 🙏", "Thx a ton lol."),
        {"MIXED_LANGUAGE"},
    ),
}


@pytest.mark.parametrize("rule", MUTATIONS)
def test_a_clean_letter_broken_in_one_way_yields_that_rule_and_its_companions_only(rule: str) -> None:
    mutate, companions = MUTATIONS[rule]
    dice = random.Random(rule)
    tried = 0
    for case in CLEAN:
        for _ in range(3):
            draft = mutate(case, dice)
            if draft is None:
                continue
            tried += 1
            found = rules(draft, case.record)
            assert rule in found, (case.name, draft)
            assert found - {rule} <= companions, (case.name, found, draft)
    assert tried > 30


@settings(max_examples=60, deadline=None)
@given(subject=st.text(max_size=200), body=st.text(max_size=2000))
def test_any_text_at_all_is_judged_without_breaking(subject: str, body: str) -> None:
    draft = Draft(subject, body)
    for finding in check(draft, DINDA):
        evidence = finding.evidence(draft)
        assert evidence is None or evidence in subject + "\n" + body


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*LETTER.body.split("\n"), *ENGLISH.body.split("\n")]), max_size=30),
    st.sampled_from(["\n", "\r\n", "\r", "<br>"]),
)
def test_lines_in_any_order_and_of_any_ending_are_judged(lines: list[str], ending: str) -> None:
    check(Draft(LETTER.subject, ending.join(lines)), DINDA)


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028"])
def test_line_endings_change_no_finding(ending: str) -> None:
    for case in CLEAN:
        assert rules(case.draft._replace(body=case.draft.body.replace("\n", ending)), case.record) == set()


HOSTILE = [
    "a" * LONGEST,
    "<" * LONGEST,
    "<p " * (LONGEST // 3),
    "&nbsp;" * (LONGEST // 6),
    "{{" * (LONGEST // 2),
    "[nama " * (LONGEST // 6),
    "(isi " * (LONGEST // 5),
    "On " * (LONGEST // 3),
    ">" * LONGEST,
    "\n" * LONGEST,
    ". " * (LONGEST // 2),
    "1 " * (LONGEST // 2),
    "12 Agustus " * (LONGEST // 11),
    "PT A" * (LONGEST // 4),
    "bergabung dengan A " * (LONGEST // 19),
    "yang dan untuk the of to " * (LONGEST // 25),
    "saya minta kok belum " * (LONGEST // 21),
    "Hormat saya,\n" * (LONGEST // 13),
    "Kepada\n" * (LONGEST // 7),
    "😀" * LONGEST,
    "e\u0301" * (LONGEST // 2),
    "\u202e\u200b\ufeff" * (LONGEST // 3),
    "İ" * LONGEST,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_of_full_length_is_judged_in_linear_time(text: str) -> None:
    """Not a race: a step that backtracks would take minutes here."""
    before = time.process_time()
    check(Draft(text[:200], text[: LONGEST - 200]), DINDA)
    assert time.process_time() - before < 20


def test_a_megabyte_is_refused_by_its_size() -> None:
    with pytest.raises(TooLarge) as refused:
        check(Draft("", "x" * 1_000_000), DINDA)
    assert refused.value.characters == 1_000_000


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_any_record_can_be_compared_with(student: str, company: str, recruiter: str) -> None:
    check(LETTER, Record(student, company, company, DINDA.interview_date, recruiter, "male"))
