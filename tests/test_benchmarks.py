"""`python -m benchmarks.run --short` runs, and its contenders agree; nothing is timed here."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import calendar, decide

ROOT = Path(__file__).resolve().parents[1]


def test_the_short_run_prints_each_contender_with_its_ratio() -> None:
    command = [sys.executable, "-m", "benchmarks.run", "--short"]
    shown = subprocess.run(command, check=False, cwd=ROOT, env=os.environ, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    lines = [line for line in shown.stdout.splitlines() if line.startswith("  ")]
    assert len(lines) == 7
    assert all("per second" in line and line.endswith(" x") for line in lines)


def test_all_contenders_find_the_same_next_working_days() -> None:
    found = [timing.found for timing in calendar.run(short=True)]
    assert len(found[0]) == 2_000
    assert found[1:] == found[:1] * 3


def test_the_mix_of_cases_holds_every_kind_of_answer_and_is_the_same_each_time() -> None:
    asked = decide.questions(500)
    assert asked == decide.questions(500)
    assert set(decide.actions(asked)) == {"wait", "send_now", "needs_approval", "stop"}
    assert {question[0].country for question in asked} == {"ID", "MY", "SG", "NL", "US", "AU"}
