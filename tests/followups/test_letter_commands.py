"""`check_drafts` and `classify_replies`, by the shell and by HTTP."""

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.people import Cast

DATA = Path(__file__).resolve().parent.parent / "data"
DRAFTS, REPLIES = "/api/v1/check_drafts/", "/api/v1/classify_replies/"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


class Stdin:
    """Standard input that holds some bytes."""

    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)


def told(monkeypatch: pytest.MonkeyPatch, command: str, text: str, **options: Any) -> list[dict[str, Any]]:
    """The answers of a command to this input, whatever its exit code."""
    monkeypatch.setattr(sys, "stdin", Stdin(text.encode()))
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command(command, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def as_lines(items: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(item) for item in items)


def test_check_drafts_answers_each_line_with_findings_in_the_shape_of_the_contract(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = rows("drafts_dev.jsonl")
    answers = told(monkeypatch, "check_drafts", as_lines(items), language="en")
    assert [answer["id"] for answer in answers] == [item["id"] for item in items]
    for item, answer in zip(items, answers, strict=True):
        assert set(answer) == {"id", "findings"}
        for finding in answer["findings"]:
            assert set(finding) >= {"rule", "evidence", "start", "end", "message", "suggestions"}
            if finding["start"] is not None:
                text = item["subject"] if finding["part"] == "subject" else item["body"]
                assert text[finding["start"] : finding["end"]] == finding["evidence"]
            assert finding["message"].endswith((".", "?", "…")) and finding["source"]
        typos = {finding["evidence"] for finding in answer["findings"] if finding["rule"] == "TYPO"}
        assert typos == {typo["wrong"] for typo in item["gold"]["typos"]}


def test_the_gold_of_a_line_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for command, name in (("check_drafts", "drafts_dev.jsonl"), ("classify_replies", "replies_dev.jsonl")):
        items = rows(name)[:12]
        bare = [{key: value for key, value in item.items() if key != "gold"} for item in items]
        with_gold = told(monkeypatch, command, as_lines(items))
        assert told(monkeypatch, command, as_lines(bare)) == with_gold


def test_findings_are_told_in_the_language_asked_for_and_models_in_that_of_the_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = next(row for row in rows("drafts_dev.jsonl") if row["id"] == "draft-dev-030")
    (english,) = told(monkeypatch, "check_drafts", json.dumps(item), language="en")
    (indonesian,) = told(monkeypatch, "check_drafts", json.dumps(item), language="id")
    assert english["findings"][0]["message"] != indonesian["findings"][0]["message"]
    assert english["findings"][0]["model"] == indonesian["findings"][0]["model"]
    assert "May I ask" in english["findings"][0]["model"]


def test_classify_replies_answers_each_line_in_the_shape_of_the_contract(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = rows("replies_dev.jsonl")
    answers = told(monkeypatch, "classify_replies", as_lines(items))
    for item, answer in zip(items, answers, strict=True):
        assert {"id", "label", "stop", "confidence", "evidence"} <= set(answer)
        assert (answer["label"], answer["stop"]) == (item["gold"]["label"], item["gold"]["stop"])
        assert ("wait_until" in answer) is (answer["label"] == "asked_to_wait_until")
        assert ("return_date" in answer) is (answer["label"] == "auto_reply")
        assert answer["evidence"] is None or answer["evidence"] in item["body"]


GOOD_DRAFT = {key: value for key, value in rows("drafts_dev.jsonl")[0].items() if key != "gold"}
GOOD_REPLY = {key: value for key, value in rows("replies_dev.jsonl")[0].items() if key != "gold"}


@pytest.mark.parametrize(
    ("command", "line", "named"),
    [
        ("check_drafts", "{", "JSON"),
        ("check_drafts", "[]", "“id”"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "context": None}), "“context”"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "body": 7}), "“body”"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "body": "x\ud800"}), "“body”"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "body": "x" * 30_000}), "20000"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "context": {**GOOD_DRAFT["context"], "interview_date": "2026-02-30"}}), "interview_date"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "context": {**GOOD_DRAFT["context"], "recruiter_gender": "x"}}), "recruiter_gender"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "context": {**GOOD_DRAFT["context"], "attempt": 3}}), "attempt"),
        ("check_drafts", json.dumps({**GOOD_DRAFT, "context": {**GOOD_DRAFT["context"], "student_name": None}}), "student_name"),
        ("classify_replies", json.dumps({**GOOD_REPLY, "received_on": "kemarin"}), "received_on"),
        ("classify_replies", json.dumps({**GOOD_REPLY, "headers": []}), "headers"),
        ("classify_replies", json.dumps({**GOOD_REPLY, "body": "x" * 200_000}), "100000"),
    ],
)  # fmt: skip
def test_a_bad_line_gets_a_sentence_that_names_its_fault_and_the_next_is_answered(
    monkeypatch: pytest.MonkeyPatch, command: str, line: str, named: str
) -> None:
    good = GOOD_DRAFT if command == "check_drafts" else GOOD_REPLY
    first, second = told(monkeypatch, command, line + "\n" + json.dumps(good), language="en")
    assert first["line"] == 1 and named in first["error"]
    assert "error" not in second


@pytest.mark.django_db
def test_the_api_answers_as_the_commands_do(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.force_login(cast.dinda.user)
    for url, command, name in (
        (DRAFTS, "check_drafts", "drafts_dev.jsonl"),
        (REPLIES, "classify_replies", "replies_dev.jsonl"),
    ):
        items = rows(name)[:10]
        language = cast.dinda.user.language
        answer = client.post(url, json.dumps(items), content_type="application/json")
        assert answer.status_code == 200
        assert answer.json() == told(monkeypatch, command, as_lines(items), language=language)
        refused = client.post(url, json.dumps({"id": 1}), content_type="application/json")
        assert refused.status_code == 400 and refused.json()["line"] == 1
