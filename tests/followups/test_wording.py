"""Every code has its sentence, in both languages, with everything it has to say."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from followups import calendars
from followups.calendars import UnknownPlace, calendar_for
from followups.policy import (
    DEFAULTS,
    KEYS,
    SOURCES,
    WEEKDAYS,
    Decision,
    FactsError,
    Reason,
    RulesError,
    as_data,
    decide,
    keys,
    parse_case,
    parse_rules,
    parsing,
)
from followups.wording import (
    deciding_sentence,
    facts_error,
    place_error,
    reason_lines,
    rules_error,
    shown,
    source_text,
)
from followups.wording.deciding import DECIDING
from followups.wording.reasons import SENTENCES
from followups.wording.refusals import FACTS, KEY_NAMES, PLACES, PROBLEMS

DATA = Path(__file__).resolve().parent.parent / "data"
JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
SLOT = {
    "start": datetime(2026, 11, 24, 12, tzinfo=JAKARTA),
    "end": datetime(2026, 11, 24, 13, tzinfo=JAKARTA),
}
DATED = {"date": MONDAY}
# One example of every code, with every parameter the policy gives it.
EXAMPLES = [
    Reason("promise_days", {"n": 7, "from": FRIDAY, "date": MONDAY}),
    Reason("promise_working_days", {"n": 5, "from": FRIDAY, "date": MONDAY}),
    Reason("promise_date", DATED),
    Reason("promise_range", {"low": 5, "n": 9, "from": FRIDAY, "date": MONDAY}),
    Reason("promise_assumed", {"n": 7, "from": FRIDAY, "date": MONDAY}),
    Reason("final_round_extra", {"n": 3, "date": MONDAY}),
    Reason("deadline_replaced", {"asked": FRIDAY, "date": MONDAY}),
    Reason("deadline_rolled", {"before": FRIDAY, "date": MONDAY}),
    Reason("promise_not_passed", {"deadline": FRIDAY, "n": 1, "date": MONDAY}),
    Reason("second_gap_not_passed", {"first": FRIDAY, "n": 14, "date": MONDAY}),
    Reason("recruiter_away", DATED),
    Reason("bounced_not_counted", {"n": 2}),
    Reason("cleared_by_person", DATED),
    Reason("subdivision_missing"),
    *(
        Reason("closed_day", {"date": MONDAY, "kind": kind, "name": "Christmas Day"})
        for kind in ("weekend", "public", "joint_leave", "centre", "employer")
    ),
    Reason("holiday_estimated", {"date": MONDAY, "name": "Eid al-Fitr"}),
    Reason("no_windows_that_day", DATED),
    Reason("next_window", SLOT),
    Reason("in_window", SLOT),
    Reason("second_needs_approval"),
    Reason("max_followups_reached", {"sent": 2, "date": MONDAY}),
    Reason("discouraging_reply", DATED),
    Reason("rejected", DATED),
    Reason("offer_received", DATED),
    Reason("process_advanced", DATED),
    Reason("student_withdrew", DATED),
    Reason("no_contact_instruction", DATED),
    Reason("address_bounced", DATED),
    *(
        Reason("off_channel_contact", {"date": MONDAY, "event": event})
        for event in ("student_phoned_recruiter", "student_whatsapped_recruiter")
    ),
    Reason("reply_unclear", DATED),
    Reason("interview_not_held", {"date": MONDAY, "event": "interview_cancelled"}),
    Reason("position_status_unclear", {"date": MONDAY, "event": "position_closed_news"}),
    Reason("calendar_unconfirmed", {"year": 2028}),
]
DAYS = {
    "en": {FRIDAY: "Friday 20 November", MONDAY: "Monday 23 November"},
    "id": {FRIDAY: "Jumat 20 November", MONDAY: "Senin 23 November"},
}
HOURS = {"en": "12:00–13:00 WIB", "id": "12.00–13.00 WIB"}


def decisions() -> Iterator[tuple[Decision, Any]]:
    for name in ("timing_cases_dev.jsonl", "timing_second.jsonl"):
        for line in (DATA / name).read_text("utf-8").splitlines():
            facts, now = parse_case(json.loads(line)["facts"])
            calendar = calendar_for(facts.country, facts.subdivision)
            yield decide(facts, DEFAULTS, calendar, now), facts.zone


def names(example: Reason) -> str:
    return "-".join([example.code, *map(str, (example.params.get(k, "") for k in ("kind", "event")))])


def spoken(example: Reason, language: str) -> str:
    with translation.override(language):
        (line,) = reason_lines([example])
    return line.text


def said_of(name: str, value: Any, example: Reason, language: str) -> str:
    """How a parameter must stand in the sentence."""
    if isinstance(value, datetime):
        return HOURS[language]
    if isinstance(value, date):
        return DAYS[language][value]
    if name in ("kind", "event") or (name == "name" and example.params.get("kind") == "weekend"):
        return ""
    if name == "name" and language == "id":
        return calendars.day_name(value, language)
    return str(value)


def test_every_code_of_the_trace_has_a_sentence_and_an_example_here() -> None:
    assert set(SENTENCES) == set(SOURCES) == {example.code for example in EXAMPLES}


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("example", EXAMPLES, ids=names)
def test_a_reason_is_one_calm_line_that_says_all_it_knows(example: Reason, language: str) -> None:
    text = spoken(example, language)
    for name, value in example.params.items():
        assert said_of(name, value, example, language) in text
    assert text.endswith(".")
    assert "%" not in text
    assert "!" not in text
    assert "e-mail" not in text or language == "en"


@pytest.mark.parametrize("example", EXAMPLES, ids=names)
def test_a_reason_is_translated(example: Reason) -> None:
    assert spoken(example, "id") != spoken(example, "en")


def test_the_examples_have_the_parameters_that_decisions_give() -> None:
    known = {example.code: set(example.params) for example in EXAMPLES}
    seen = set()
    for decision, _zone in decisions():
        for reason in decision.reasons:
            # `at` tells one cause from the next; it is for reminders, not for words.
            assert set(reason.params) - {"at"} == known[reason.code], reason
            seen.add(reason.code)
    assert len(seen) >= 20


@pytest.mark.parametrize("language", ["en", "id"])
def test_stored_reasons_read_as_fresh_ones_do_and_one_line_decides(language: str) -> None:
    with translation.override(language):
        for decision, zone in decisions():
            fresh = reason_lines(decision.reasons, decision.reason, zone)
            stored = reason_lines(as_data(decision)["reasons"], decision.reason, zone.key)
            assert fresh == stored
            assert sum(line.decides for line in stored) == 1
            (decider,) = [line for line in stored if line.decides]
            expected = "next_window" if decision.reason == "outside_window" else decision.reason
            assert decider.code == expected
            assert deciding_sentence(decision.action, decision.reason, as_data(decision)["reasons"])


def test_the_trace_alone_tells_which_line_decided() -> None:
    for decision, _zone in decisions():
        if decision.reason != "outside_window":  # told by the clock, not by the trace
            lines = reason_lines(as_data(decision)["reasons"])
            assert [line.code for line in lines if line.decides] == [decision.reason]


def test_a_student_who_was_asked_to_wait_reads_until_when_and_why() -> None:
    reasons: list[dict[str, Any]] = [
        {"code": "promise_days", "n": 7, "from": "2026-11-03", "date": "2026-11-10"},
        {"code": "deadline_replaced", "asked": "2026-11-16", "date": "2026-11-23"},
        {"code": "promise_not_passed", "deadline": "2026-11-23", "n": 1, "date": "2026-11-24"},
        {"code": "next_window", "start": SLOT["start"].isoformat(), "end": SLOT["end"].isoformat()},
    ]
    with translation.override("en"):
        assert deciding_sentence("wait", "promise_not_passed", reasons) == (
            "They asked you to wait until Monday 23 November; one day after the promise is the "
            "right time. Earlier could look impatient."
        )
        hours = "The next good time is Tuesday 24 November, 12:00–13:00 WIB"
        assert hours in deciding_sentence("wait", "outside_window", reasons, "Asia/Jakarta")
        # Stored hours alone know their offset, not the name of the zone.
        assert "12:00–13:00 GMT+7" in deciding_sentence("wait", "outside_window", reasons)
    with translation.override("id"):
        assert "Senin 23 November" in deciding_sentence("wait", "promise_not_passed", reasons)


@pytest.mark.parametrize("variant", DECIDING)
def test_every_deciding_sentence_can_be_said_and_is_translated(variant: str) -> None:
    reason, _, other = variant.partition(":")
    code = {"outside_window": "next_window"}.get(reason, reason)
    decider = next(example for example in EXAMPLES if example.code == code)
    reasons = [decider]
    if other:
        other = "second_needs_approval" if other == "second" else other
        reasons = [next(example for example in EXAMPLES if example.code == other), decider]
    said = []
    for language in ("en", "id"):
        with translation.override(language):
            said.append(deciding_sentence("wait", reason, reasons))
    assert said[0] != said[1]
    assert all(sentence.endswith(".") and "%" not in sentence for sentence in said)


def test_years_are_named_only_where_several_are_spoken_of() -> None:
    reasons = [
        Reason("promise_days", {"n": 7, "from": date(2026, 12, 30), "date": date(2027, 1, 6)}),
        Reason("closed_day", {"date": date(2027, 1, 9), "kind": "weekend", "name": "Sat"}),
    ]
    with translation.override("en"):
        first, _second = reason_lines(reasons)
        (alone,) = reason_lines(reasons[1:])
    assert "30 December 2026" in first.text
    assert alone.text == "Saturday 9 January is a weekend for the recruiter."


def test_sources_read_as_the_pages_show_them() -> None:
    with translation.override("en"):
        assert source_text(SOURCES["promise_not_passed"]) == "T1–T2 · S0 S1"
        assert source_text(SOURCES["recruiter_away"]) == "career centre practice"
        (line,) = reason_lines([Reason("recruiter_away", DATED)])
    assert (line.rule, line.source) == ("", "career centre practice")


# --- what is refused ------------------------------------------------------------------------------

FACTS_NOW = json.loads((DATA / "timing_cases_dev.jsonl").read_text("utf-8").splitlines()[0])["facts"]
WAIT = {"at": "2026-07-10T09:00:00+07:00", "label": "asked_to_wait_until"}
BROKEN: dict[str, dict[str, Any]] = {
    "not_an_object": {"promise": 7},
    "missing": {"now": None},
    "unknown_field": {"deadline": "2026-07-13"},
    "not_an_instant": {"now": 5},
    "no_offset": {"now": "2026-07-13T12:30:00"},
    "year_out_of_range": {"now": "1800-07-13T12:30:00+07:00"},
    "not_a_date": {"promise": {"type": "date", "date": "2026-02-30"}},
    "not_a_count": {"promise": {"type": "days", "n": True}},
    "not_yes_or_no": {"final_round": "yes"},
    "unknown_time_zone": {"recruiter_tz": "Asia/Bandung"},
    "unknown_word": {"replies": [{"at": WAIT["at"], "label": "ghosted"}]},
    "not_a_list": {"replies": {}},
    "before_the_interview": {"promise": {"type": "date", "date": "2026-07-01"}},
    "range_upside_down": {"promise": {"type": "range_days", "min": 9, "max": 2}},
    "date_and_days": {"replies": [{**WAIT, "date": "2026-07-20", "days": 3}]},
    "later_than_now": {"replies": [{**WAIT, "at": "2026-08-10T09:00:00+07:00"}]},
    "not_a_code": {"country": 62},
}


def codes_in(module: Any, pattern: str) -> set[str]:
    return set(re.findall(pattern, Path(module.__file__).read_text("utf-8")))


def test_every_error_code_of_the_sources_has_a_sentence() -> None:
    assert codes_in(parsing, r'FactsError\("(\w+)"') == set(FACTS) - {"facts_not_an_object"}
    assert codes_in(parsing, r'FactsError\("(\w+)"') == set(BROKEN)
    assert codes_in(calendars, r'UnknownPlace\("(\w+)"') == set(PLACES)
    refused = codes_in(keys, r'_Refused\("(\w+)"') | codes_in(keys, r'Problem\(name, "(\w+)"\)')
    assert refused == set(PROBLEMS)
    assert {key.name for key in KEYS} == set(KEY_NAMES)


@pytest.mark.parametrize("code", BROKEN)
def test_facts_that_cannot_be_read_are_refused_in_a_sentence_that_names_the_field(code: str) -> None:
    with pytest.raises(FactsError) as caught:
        parse_case({**FACTS_NOW, **BROKEN[code]})
    assert caught.value.code == code
    said = []
    for language in ("en", "id"):
        with translation.override(language):
            said.append(facts_error(caught.value))
    assert said[0] != said[1]
    for sentence in said:
        assert f"“{caught.value.field}”" in sentence
        assert "%" not in sentence
        assert caught.value.params.get("allowed", "") in sentence


def test_facts_that_are_not_there_at_all_are_told_as_such() -> None:
    with pytest.raises(FactsError) as caught:
        parse_case(None)
    assert "“facts”" in facts_error(caught.value)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("x" * 500, "x" * 59 + "…"),
        ("line\nbreak\x00\ud800", "line\ufffdbreak\ufffd\ufffd"),
        ([1] * 9, "[…]"),
        ({"a": 1}, "{…}"),
        (10**400, "…"),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
    ],
    ids=lambda value: ascii(value)[:16],
)
def test_a_strangers_value_is_repeated_short_and_printable(value: Any, told: str) -> None:
    assert shown(value) == told


@pytest.mark.parametrize(
    ("country", "subdivision", "code"),
    [
        ("XX", None, "unknown_country"),
        ("MY", "99", "unknown_subdivision"),
        ("MY", None, "subdivision_required"),
    ],
)
def test_a_place_without_a_calendar_is_refused_in_a_sentence(
    country: str, subdivision: str | None, code: str
) -> None:
    with pytest.raises(UnknownPlace) as caught:
        calendar_for(country, subdivision)
    assert caught.value.code == code
    with translation.override("en"):
        english = place_error(caught.value)
    with translation.override("id"):
        assert place_error(caught.value) != english
    assert f"“{country}”" in english
    assert not subdivision or f"“{subdivision}”" in english


def week(spans: Any) -> dict[str, Any]:
    return {"windows": dict.fromkeys(WEEKDAYS, spans)}


def season(**fields: Any) -> dict[str, Any]:
    usual = {"from": "2026-02-18", "until": "2026-03-19", "windows": [["10:00", "11:00"]]}
    return {"ramadan_windows": [{**usual, **fields}]}


WRONG_RULES: list[tuple[str, dict[str, Any], str]] = [
    ("unknown_key", {"colour": 1}, "“colour”"),
    ("not_a_whole_number", {"first_offset_days": "1"}, "Days after the promise"),
    ("out_of_range", {"max_followups": 3}, "from 1 to 2"),
    ("not_yes_or_no", {"skip_joint_leave": 1}, "Rest on joint leave"),
    ("not_a_choice", {"friday_lunch": "maybe"}, "allow, skip"),
    ("not_a_time", {"heads_up_at": "25:00"}, "25:00"),
    ("not_a_date", season(**{"from": "2026-02-30"}), "2026-02-30"),
    ("not_a_list_of_windows", week("12:00"), "Good hours for writing"),
    ("window_ends_before_it_starts", week([["13:00", "12:00"]]), "from 13:00 until 12:00"),
    ("window_at_night", week([["22:00", "23:00"]]), "from 22:00 until 23:00"),
    ("windows_overlap", week([["12:00", "14:00"], ["13:00", "15:00"]]), "between 13:00 and 14:00"),
    ("not_a_week", {"windows": {}}, "all seven days"),
    ("no_window_monday_to_thursday", week([]), "Monday to Thursday"),
    ("not_a_list_of_seasons", {"ramadan_windows": [1]}, "Hours in Ramadan"),
    ("season_ends_before_it_starts", season(until="2026-01-01"), "before the first"),
    ("season_without_windows", season(windows=[]), "needs hours"),
    ("season_too_long", season(until="2026-12-01"), "60 days"),
]


def test_every_problem_of_rules_is_met_here() -> None:
    assert {code for code, _data, _told in WRONG_RULES} == set(PROBLEMS)


@pytest.mark.parametrize(("code", "data", "told"), WRONG_RULES, ids=[row[0] for row in WRONG_RULES])
def test_rules_that_cannot_stand_are_refused_in_a_sentence(
    code: str, data: dict[str, Any], told: str
) -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(data)
    assert [problem.code for problem in caught.value.problems] == [code]
    with translation.override("en"):
        (english,) = rules_error(caught.value)
    with translation.override("id"):
        (indonesian,) = rules_error(caught.value)
    assert told in english
    assert "%" not in english + indonesian
    assert indonesian != english


@pytest.mark.parametrize("key", KEY_NAMES)
def test_every_policy_key_has_a_name_in_both_languages(key: str) -> None:
    with translation.override("en"):
        english = str(KEY_NAMES[key])
    with translation.override("id"):
        assert str(KEY_NAMES[key]) != english
