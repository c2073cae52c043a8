"""The mail sink keeps what it accepted: its log is the judge in the fault tests."""

import os
import signal
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from kabar.processes import Family
from tests.servers import HOST, Sink

DINDA, BIMA = "dinda@arunika.example.ac.id", "bima@arunika.example.ac.id"


@pytest.fixture
def sink(family: Family, tmp_path: Path) -> Iterator[Sink]:
    sink = Sink(family, tmp_path)
    sink.start()
    yield sink
    sink.stop()


def reminder(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Besok boleh menulis"
    message["From"] = "kabar@kabar.example.com"
    message["To"] = DINDA
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Selamat pagi, Dinda.\n")
    return message


def send(sink: Sink, *messages: EmailMessage, to: tuple[str, ...] = (DINDA,)) -> None:
    with smtplib.SMTP(HOST, sink.port, timeout=20) as connection:
        for message in messages:
            connection.send_message(message, to_addrs=list(to))


def test_each_message_is_a_letter_and_each_recipient_a_line_of_the_log(sink: Sink) -> None:
    send(
        sink,
        reminder(X_Kabar_Message_Id="41", Message_ID="<41@kabar.example.com>"),
        to=(DINDA, BIMA),
    )
    send(sink, reminder())

    first, second = sink.messages()
    assert first["X-Sink-Recipient"] == f"{DINDA}, {BIMA}"
    assert first["Subject"] == "Besok boleh menulis"
    assert "Selamat pagi" in first.get_content()
    assert second["X-Kabar-Message-Id"] is None
    assert [(e.message_id, e.smtp_message_id, e.recipient) for e in sink.entries()] == [
        ("41", "<41@kabar.example.com>", DINDA),
        ("41", "<41@kabar.example.com>", BIMA),
        ("-", "-", DINDA),
    ]
    moments = [entry.accepted_at for entry in sink.entries()]
    assert moments == sorted(moments)
    assert moments[0].utcoffset() is not None


def test_a_header_folded_over_lines_stays_one_field_of_the_log(sink: Sink) -> None:
    raw = f"To: {DINDA}\r\nX-Kabar-Message-Id:\r\n\tforty\r\n\ttwo\r\n\r\nhi\r\n"
    with smtplib.SMTP(HOST, sink.port, timeout=20) as connection:
        connection.sendmail("kabar@kabar.example.com", [DINDA], raw)
    (entry,) = sink.entries()
    assert entry.message_id == "fortytwo"


def test_what_it_accepted_survives_its_sudden_death(sink: Sink) -> None:
    for number in range(5):
        send(sink, reminder(X_Kabar_Message_Id=str(number)))
    (child,) = [child for child in sink.family.children if child.name == "sink"][-1:]
    os.kill(child.pid, signal.SIGKILL)
    child.process.wait()
    assert [entry.message_id for entry in sink.entries()] == ["0", "1", "2", "3", "4"]
    assert len(sink.messages()) == 5


def test_clearing_forgets_letters_and_log(sink: Sink) -> None:
    send(sink, reminder())
    sink.clear()
    assert sink.messages() == []
    assert sink.entries() == []
