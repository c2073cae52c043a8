"""`python -m benchmarks --short` runs, and its contenders agree; nothing is timed here."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import calendar, decide, letters, spelling

ROOT = Path(__file__).resolve().parents[1]


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, env=os.environ, capture_output=True, text=True)


def test_the_short_run_prints_each_contender_with_its_ratio() -> None:
    shown = _run("decide", "calendar", "--short")
    assert shown.returncode == 0, shown.stderr
    lines = [line for line in shown.stdout.splitlines() if line.startswith("  ")]
    assert len(lines) == 7
    assert all("per second" in line and line.endswith(" x") for line in lines)


def test_a_part_that_does_not_exist_is_refused_with_the_names_of_those_that_do() -> None:
    refused = _run("decied")
    assert refused.returncode == 2
    assert (
        "there is no part decied; there are decide, calendar, letters, spelling, queueing, mail, kills, sweep"
        in refused.stderr
    )


def test_all_contenders_find_the_same_next_working_days() -> None:
    found = [timing.found for timing in calendar.run(short=True)]
    assert len(found[0]) == 2_000
    assert found[1:] == found[:1] * 3


def test_the_mix_of_cases_holds_every_kind_of_answer_and_is_the_same_each_time() -> None:
    asked = decide.questions(500)
    assert asked == decide.questions(500)
    assert set(decide.actions(asked)) == {"wait", "send_now", "needs_approval", "stop"}
    assert {question[0].country for question in asked} == {"ID", "MY", "SG", "NL", "US", "AU"}


def test_spelling_is_scored_on_letters_without_a_false_alarm_and_finds_most_slips() -> None:
    found = spelling.run(short=True)
    assert found["alarms"] == 0
    for language in ("id", "en"):
        score = found[language]
        assert isinstance(score, spelling.Score)
        assert score.found >= 0.9 * score.slips
        assert score.first >= 0.85 * score.found


def test_drafts_and_replies_are_judged_in_the_short_run() -> None:
    found = letters.run(short=True)
    assert set(letters.ASKED) < set(found)
    assert all(rate > 0 for rate in found.values())
