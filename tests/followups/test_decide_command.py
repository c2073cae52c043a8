"""`manage.py decide` as a shell user meets it, and its answers to the cases of tests/data."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from followups import batch

DATA = Path(__file__).resolve().parent.parent / "data"
ROOT = DATA.parent.parent
FIELDS = [
    "id", "action", "reason", "attempt", "earliest_date", "window_start", "window_end",
    "requires_approval", "reasons",
]  # fmt: skip


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


CASES = [*records("timing_cases_dev.jsonl"), *records("timing_second.jsonl")]
BAD_LINES = records("bad_lines.jsonl")
GOOD = json.dumps({"id": "good", "facts": CASES[0]["facts"]})


class Stdin:
    """Standard input that holds some bytes."""

    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)


def decided(monkeypatch: pytest.MonkeyPatch, text: str | bytes, **options: Any) -> list[dict[str, Any]]:
    """The answers of the command to this input, whatever its exit code."""
    monkeypatch.setattr(sys, "stdin", Stdin(text.encode() if isinstance(text, str) else text))
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("decide", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_known_case_is_decided_as_computed_by_hand(case: dict[str, Any]) -> None:
    answer = batch.answer_line(batch.decided, json.dumps(case), 1)
    assert {name: answer.get(name) for name in case["expected"]} == case["expected"]


def test_all_cases_are_there() -> None:
    assert (len(records("timing_cases_dev.jsonl")), len(records("timing_second.jsonl"))) == (40, 120)


def test_an_answer_has_the_agreed_fields_and_reasons_in_words() -> None:
    answer = batch.answer_line(batch.decided, GOOD, 1)
    assert list(answer) == FIELDS
    for step in answer["reasons"]:
        assert step["code"]
        assert step["text"].endswith(".")
        assert step["source"]


@pytest.mark.parametrize("bad", BAD_LINES, ids=lambda bad: bad["why"])
def test_a_bad_line_gets_a_sentence_with_its_number(bad: dict[str, str]) -> None:
    answer = batch.answer_line(batch.decided, bad["line"], 7)
    if bad["why"] == "the interview itself is later than now":
        # A planned interview is no record yet: the answer is to wait.
        assert answer["action"] == "wait"
        return
    assert set(answer) == {"id", "line", "error"}
    assert answer["line"] == 7
    assert "7" in answer["error"]


def test_the_run_goes_on_after_bad_lines_and_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = []
    for number, bad in enumerate(BAD_LINES):
        lines += [bad["line"], GOOD.replace("good", f"good-{number}"), ""]
    answers = decided(monkeypatch, "\n".join(lines))
    assert len(answers) == 2 * len(BAD_LINES)
    assert [a["id"] for a in answers[1::2]] == [f"good-{n}" for n in range(len(BAD_LINES))]
    errors = [a for a in answers if "error" in a]
    assert len(errors) == len(BAD_LINES) - 1
    # Blank lines are skipped but counted: the number is that of the line in the file.
    assert [a["line"] for a in errors] == [3 * n + 1 for n in range(len(errors))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"id": 1, "facts": {"now": NaN}}', "NaN"),
        (b'{"id": 1, "id": 2}', "twice"),
        (b"1" * 10_000, "too long"),
        (b'{"id": "' + b"x" * 1_100_000 + b'"}', "too long"),
        (b'{"id": "' + b"x" * 201 + b'"}', "200"),
        (b'{"id": "\\ud800"}', "“id”"),
        (b'{"id": {}}', "“id”"),
        (b'{"id": "x"}', "“facts”"),
        (b'{"id": "x", "facts": []}', "“facts”"),
        (b"null", "“id”"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_case_at_all_is_told_and_the_next_line_is_read(
    monkeypatch: pytest.MonkeyPatch, text: bytes, told: str
) -> None:
    error, good = decided(monkeypatch, text + b"\n" + GOOD.encode(), language="en")
    assert told in error["error"]
    assert error["error"].startswith("Line 1: ")
    assert good["id"] == "good"


def test_the_same_id_twice_is_answered_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = decided(monkeypatch, f"{GOOD}\n{GOOD}\n")
    assert first == second


def test_a_case_without_an_id_is_decided_and_windows_line_ends_do_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = json.dumps({"facts": CASES[0]["facts"]})
    (answer,) = decided(monkeypatch, f"\N{ZERO WIDTH NO-BREAK SPACE}{line}\r\n")
    assert answer["id"] is None
    assert answer["action"] == "wait"


def test_sentences_come_in_the_language_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    (english,) = decided(monkeypatch, GOOD, language="en")
    (indonesian,) = decided(monkeypatch, GOOD, language="id")
    assert "Monday 13 July" in english["reasons"][0]["text"]
    assert "Senin 13 Juli" in indonesian["reasons"][0]["text"]


def command(*arguments: str) -> subprocess.Popen[bytes]:
    """The real command, with a database that nobody can reach."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kabar.settings.dev",
        "KABAR_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "decide", *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_command_needs_no_database_and_answers_each_line_at_once() -> None:
    process = command("--language", "en")
    assert process.stdin
    assert process.stdout
    for number in range(2):
        process.stdin.write(GOOD.replace("good", f"good-{number}").encode() + b"\n")
        process.stdin.flush()
        # The answer comes while our end of the pipe is still open.
        assert json.loads(process.stdout.readline())["id"] == f"good-{number}"
    _out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")


def test_the_exit_code_is_1_after_a_bad_line() -> None:
    process = command("--language", "en")
    out, errors = process.communicate(b"{\n" + GOOD.encode(), timeout=60)
    assert process.returncode == 1
    assert [json.loads(line)["id"] for line in out.splitlines()] == [None, "good"]
    assert b"1 of 2" in errors


def test_a_reader_who_leaves_early_hears_no_complaint() -> None:
    process = command()
    assert process.stdin
    assert process.stdout
    process.stdout.close()
    process.stdin.write((GOOD + "\n").encode() * 50)
    process.stdin.close()
    assert process.stderr
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 1
    assert errors == b""
