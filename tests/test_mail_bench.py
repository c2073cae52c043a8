"""The mail race and its sink: what they count must be right; nothing is timed here."""

import smtplib
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Engine

from benchmarks.mail import mails, race, sink
from benchmarks.mail.entrants import EACH_ONCE
from benchmarks.mail.ground import Ground, Sink, ground


@pytest.fixture(scope="module")
def servers() -> Iterator[Ground]:
    with ground() as made:
        yield made


def test_in_the_short_race_every_contender_delivers_every_mail_exactly_once(
    servers: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = race.run(short=True, on=servers)
    shown = capsys.readouterr().out
    sizes = {entry.key: entry.size for entry in rows[0].runs[0].taken}
    assert [row.contender for row in rows] == list(EACH_ONCE)
    assert len(sizes) == 20
    for row in rows:
        taken = row.runs[0].taken
        assert Counter(entry.key for entry in taken) == Counter(sizes.keys()), row.contender.name
        # The same words in both parts; libraries fold headers and encode bodies in their own ways.
        assert all(abs(entry.size - sizes[entry.key]) < 0.1 * sizes[entry.key] for entry in taken)
        assert f"  {row.contender.name}  " in shown


def _say(smtp: Sink, *parts: bytes) -> bytes:
    """Everything the sink answers to these pieces, until it hangs up."""
    with socket.create_connection(("127.0.0.1", smtp.port), timeout=10) as client:
        answers = b""
        for part in parts:
            client.sendall(part)
            time.sleep(0.02)
        while more := client.recv(4096):
            answers += more
        return answers


def _codes(answers: bytes) -> list[int]:
    return [int(line[:3]) for line in answers.splitlines() if line[3:4] == b" "]


def test_the_sink_takes_pipelined_commands_and_answers_in_their_order(servers: Ground) -> None:
    smtp = servers.sink(latency_ms=30)
    envelope = b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
    bodies = [b"X-Key: one\r\n\r\nHello\r\n.\r\n", b"x-kabar-message-id: two\r\n\r\n..dots\r\n.\r\n"]
    answers = _say(smtp, b"EHLO x\r\n" + envelope + bodies[0] + envelope + bodies[1] + b"WHAT\r\nQUIT\r\n")
    assert _codes(answers) == [220, 250, 250, 250, 354, 250, 250, 250, 354, 250, 502, 221]
    assert [entry.key for entry in smtp.accepted()] == ["one", "two"]
    assert smtp.accepted()[1].at - smtp.accepted()[0].at >= 0.03
    assert smtp.count() == 2


@pytest.mark.parametrize("body", [b".\r\n", b"\r\n.\r\n", b"no header at all\r\n.\r\n"])
def test_the_sink_counts_a_message_without_a_key_and_one_without_a_word(servers: Ground, body: bytes) -> None:
    smtp = servers.sink()
    envelope = b"MAIL FROM:<>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
    answers = _say(smtp, envelope, body[:1], body[1:] + b"QUIT\r\n")
    assert _codes(answers)[-2:] == [250, 221]
    assert [entry.key for entry in smtp.accepted()] == ["-"]


def test_a_sink_far_away_answers_smtplib_too_and_keeps_what_it_was_sent(servers: Ground) -> None:
    smtp = servers.sink(latency_ms=5, every=True, fsync=True, keep=True)
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        assert client.ehlo()[0] == 250
        assert {"pipelining", "8bitmime", "size"} <= client.esmtp_features.keys()
        client.sendmail("a@example.com", ["b@example.com"], b"X-Key: k\r\n\r\n.hidden\r\n")
    assert sink.copies(smtp.log) == Counter({"k": 1})
    assert sink.kept_messages(smtp.kept) == [b"X-Key: k\r\n\r\n.hidden\r\n"]


def test_a_line_still_being_written_is_not_read_from_a_ledger(tmp_path: Path) -> None:
    log = tmp_path / "ledger"
    log.write_text("1.5 a 10\n2.5 b 11\n3.5 c")
    assert sink.accepted(log) == [sink.Accepted(1.5, "a", 10), sink.Accepted(2.5, "b", 11)]


def test_templates_made_from_mails_give_these_very_mails() -> None:
    def mail(key: str, name: str, language: str) -> mails.Mail:
        html = f'<html lang="{language}"><p title="{name}">Halo {name} &amp; {key}</p></html>'
        return mails.Mail(key, "a@example.com", "b@example.com", f"Halo {name}", f"{name}: {key}\n", html, {})

    written = [mail("1", "Dinda M", "id"), mail("2", "Rangga S", "id"), mail("3", "Wati Kusuma Dewi", "en")]
    engine, found = Engine(), {}
    for template in mails.templates(written):
        for key, words in template.words.items():
            found[key] = [engine.from_string(part).render(Context(words)) for part in template[:3]]
    assert found == {one.key: [one.subject, one.text, one.html] for one in written}
    assert len(mails.templates(written)) == 2
