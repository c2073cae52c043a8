"""From a due plan to the sink: real templates, real SMTP, one outcome per mail."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from anymail.backends.postmark import EmailBackend as PostmarkBackend
from django.core.mail import EmailMessage

from careers import services
from notifications import delivery, dispatch, outbox, planner, senders, tasks
from notifications.dispatch import Dispatch
from notifications.models import Message
from notifications.reminders import Intent
from notifications.retry import Verdict
from notifications.sending import send
from tests import factories
from tests.notifications.clock import wib
from tests.people import student

pytestmark = pytest.mark.usefixtures("smtp_sink")


def at(moment):
    return lambda: moment


@pytest.fixture
def interview(cast):
    made = factories.case(cast.dinda)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    return made


def bodies(mail):
    return (
        mail.get_body(("plain",)).get_content(),
        mail.get_body(("html",)).get_content(),
    )


def test_a_reminder_arrives_with_slot_reason_and_link_in_both_parts(interview, smtp_sink):
    assert delivery.drain(at(wib(14, 12))) == 1
    [mail] = smtp_sink.messages()
    message = Message.objects.get()
    assert message.state == "sent"
    assert mail["Message-ID"] == message.message_id
    assert mail["X-Kabar-Message-Id"] == str(message.pk)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "Dinda Maharani <dinda@arunika.example.com>"
    for body in bodies(mail):
        assert "12:00–13:00 WIB" in body
        assert "Bu Lestari" in body
        assert f"https://kabar.example.com/applications/{interview.application_id}/" in body
    assert re.search("<h1[^>]* style=", bodies(mail)[1]), "mail programs drop style sheets: they are inlined"
    assert parsedate_to_datetime(mail["Date"]) is not None


def test_the_reminder_speaks_the_students_language_and_her_own_hours(cast, smtp_sink):
    far = student(cast.centre, "Made Suarjana", "A-003", cast.bima, language="id", time_zone="Asia/Makassar")
    made = factories.case(far)
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    delivery.drain(at(wib(14, 12)))
    [mail] = smtp_sink.messages()
    text, html = bodies(mail)
    assert "12.00–13.00 WIB" in text
    assert "13.00–14.00" in text
    assert 'lang="id"' in html


def test_draining_twice_sends_once(interview, smtp_sink):
    delivery.drain(at(wib(14, 12)))
    assert delivery.drain(at(wib(14, 12, 1))) == 0
    assert len(smtp_sink.entries()) == 1


def test_a_reminder_no_longer_true_is_withdrawn_at_the_moment_of_sending(interview, smtp_sink):
    services.record_letter(interview, sent_at=wib(14, 12), by=None, now=wib(14, 12, 1))
    assert delivery.drain(at(wib(14, 12, 2))) == 0
    assert smtp_sink.entries() == []
    assert Message.objects.get().state == "withdrawn"


def test_a_reminder_whose_window_has_closed_is_missed_and_never_sent_late(interview, smtp_sink):
    assert delivery.drain(at(wib(14, 13))) == 0
    assert smtp_sink.entries() == []
    assert Message.objects.get().state == "missed"


def test_a_person_who_was_deactivated_gets_nothing(cast, interview, smtp_sink):
    cast.dinda.user.is_active = False
    cast.dinda.user.save()
    delivery.drain(at(wib(14, 12)))
    assert smtp_sink.entries() == []
    assert Message.objects.get().state == "suppressed"


def test_a_poisoned_message_does_not_stop_the_others(cast, interview, smtp_sink, settings):
    other = factories.case(cast.rangga)
    services.record_thanks(other, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    poisoned = Message.objects.get(recipient=cast.dinda.user)
    Message.objects.filter(pk=poisoned.pk).update(kind="no_such_template")
    assert delivery.drain(at(wib(14, 12))) == 1
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.attempts) == ("queued", 1)
    assert "KeyError" in poisoned.error


def test_while_the_mail_server_is_away_mail_waits_on_the_ladder(interview, smtp_sink, settings):
    settings.EMAIL_PORT = 1  # nobody listens there
    delivery.drain(at(wib(14, 12)))
    message = Message.objects.get()
    assert (message.state, message.next_attempt_at) == ("queued", wib(14, 12) + timedelta(seconds=30))


def test_names_cannot_break_out_of_the_subject_line(cast, smtp_sink):
    made = factories.case(
        cast.dinda,
        at=factories.employer(cast.dinda, name="PT Jahat\r\nBcc: all@example.com"),
        position="Analyst\r\nX-Evil: yes",
    )
    services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(13, 9))
    delivery.drain(at(wib(13, 9)))
    [mail] = smtp_sink.messages()
    assert mail["X-Evil"] is None
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "kind", ["heads_up", "window_open", "window_missed", "stopped_kindly", "thank_you_due"]
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_renders_in_both_languages(cast, smtp_sink, kind, language):
    cast.dinda.user.language = language
    cast.dinda.user.save()
    made = factories.case(cast.dinda)
    if kind == "stopped_kindly":
        from careers.answers import Label

        services.record_reply(made, Label.REJECTION, received_at=wib(8, 9), by=None, now=wib(8, 9))
    moments = {
        "thank_you_due": [wib(6, 11)],
        "heads_up": [wib(13, 9)],
        "window_open": [wib(14, 12)],
        "window_missed": [wib(14, 12), wib(14, 13), wib(14, 15, 30), wib(14, 17)],
        "stopped_kindly": [wib(8, 9)],
    }[kind]
    for moment in moments:
        planner.sweep(moment)
    Message.objects.exclude(kind=kind).delete()
    assert delivery.drain(at(moments[-1])) == 1
    [mail] = smtp_sink.messages()
    assert mail["Subject"]
    assert all(part.strip() for part in bodies(mail))


def test_the_clock_is_asked_for_each_mail_and_a_window_that_closes_meanwhile_is_kept(cast, smtp_sink):
    for person in (cast.dinda, cast.rangga):
        made = factories.case(person)
        services.record_thanks(made, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12, 59))
    # The window closes when the first mail has arrived.
    delivery.drain(lambda: wib(14, 13) if smtp_sink.entries() else wib(14, 12, 59))
    states = sorted(Message.objects.values_list("state", flat=True))
    assert states == ["missed", "sent"]


def test_a_provider_that_says_nothing_leaves_the_outcome_unknown(interview, monkeypatch):
    monkeypatch.setattr(senders, "send", lambda *_: (Verdict.UNKNOWN, "HTTP None"))
    delivery.drain(at(wib(14, 12)))
    assert Message.objects.get().state == "outcome_unknown"


def flood(centre, person, count):
    due, expires = wib(14, 12), wib(14, 13)
    rows = [
        Intent(f"{centre.pk}:{n}", "window_open", person.user_id, None, due, expires) for n in range(count)
    ]
    outbox.enqueue(centre.pk, rows, due)


def test_centres_take_turns_so_that_none_waits_behind_anothers_flood(cast, smtp_sink, monkeypatch):
    flood(cast.centre, cast.dinda, 60)
    flood(cast.other_centre, cast.wati, 3)
    order: list[int] = []
    monkeypatch.setattr(Dispatch, "_prepare", lambda _its, message, *_: order.append(message.centre_id))
    delivery.drain(at(wib(14, 12)))
    assert len(order) == 63
    assert cast.other_centre.pk in order[: dispatch.SHARE + 1]


class SlowServer:
    """Takes the given time for each mail, by its own clock; counts what could not be begun."""

    def __init__(self, *seconds: float) -> None:
        self.now = wib(14, 12)
        self.times = [timedelta(seconds=s) for s in seconds]
        self.sent = self.too_late = 0

    def clock(self):
        return self.now

    def stand_in(self, monkeypatch) -> None:
        """Deliver in the dispatch's place."""
        monkeypatch.setattr(Dispatch, "_prepare", lambda its, message, *_: self.deliver(its, message))

    def deliver(self, its, message) -> None:
        if not outbox.begin(message, self.now):
            self.too_late += 1
            return
        self.now += self.times.pop(0) if len(self.times) > 1 else self.times[0]
        self.sent += 1
        its._sent += outbox.settle(message, "sent", self.now)


def count(state):
    return Message.objects.filter(state=state).count()


def test_a_drain_of_a_slow_server_gives_its_worker_back_and_keeps_no_claims(cast, monkeypatch):
    flood(cast.centre, cast.dinda, 30)
    server = SlowServer(3)
    server.stand_in(monkeypatch)
    assert delivery.drain(server.clock, seconds=20) == 7
    assert server.now == wib(14, 12, second=21)
    assert (count("sent"), count("claimed"), count("queued")) == (7, 0, 23)


def test_a_server_that_turns_slow_does_not_hold_the_worker_for_its_claimed_share(cast, monkeypatch):
    flood(cast.centre, cast.dinda, 30)
    server = SlowServer(0, 0, 0, 15)
    server.stand_in(monkeypatch)
    assert delivery.drain(server.clock, seconds=20) == 5
    assert (count("claimed"), count("queued")) == (0, 25), "what was not begun is given back"


def test_a_share_never_outlasts_its_lease_however_slow_the_server(cast, monkeypatch):
    flood(cast.centre, cast.dinda, 12)
    server = SlowServer(34)
    server.stand_in(monkeypatch)
    assert delivery.drain(server.clock) == 12
    assert server.too_late == 0


def test_the_periodic_drain_is_bounded(db, monkeypatch):
    asked: list[object] = []
    monkeypatch.setattr(delivery, "drain", lambda _clock, **bounds: asked.append(bounds))
    monkeypatch.setattr(outbox, "rescue", lambda _now: (0, 0))
    tasks.deliver()
    tasks.rescue()
    assert asked == [{"seconds": delivery.DRAIN_SECONDS, "connections": 4}]


def test_an_address_nobody_can_write_to_fails_before_the_mail_is_begun(cast, interview, smtp_sink):
    cast.dinda.user.email = "dinda@" + "ü" * 70 + ".example.com"
    cast.dinda.user.save()
    delivery.drain(at(wib(14, 12)))
    message = Message.objects.get()
    assert message.state == "queued"
    assert message.error.startswith("cannot be rendered: Unicode")


def test_an_unforeseen_error_leaves_the_outcome_unknown_and_does_not_stop_the_drain(interview, monkeypatch):
    class Broken:
        def send_messages(self, _mails):
            raise RuntimeError("a defect")

        def close(self):
            pass

    monkeypatch.setattr(senders, "get_connection", Broken)
    assert delivery.drain(at(wib(14, 12))) == 0
    message = Message.objects.get()
    assert (message.state, message.error) == ("outcome_unknown", "RuntimeError: a defect")


@contextmanager
def provider(answer: bytes) -> Iterator[str]:
    """A provider's address that gives one answer, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            peer, _address = listener.accept()
            with peer, peer.makefile("rb") as lines:
                head = list(iter(lines.readline, b"\r\n"))
                length = next(
                    int(line.split(b":")[1]) for line in head if line[:15].lower() == b"content-length:"
                )
                lines.read(length)
                peer.sendall(answer)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(5)


def through(address: str) -> Verdict:
    mail = EmailMessage("Hello", "Text", "kabar@kabar.example.com", ["dinda@arunika.example.com"])
    return send(PostmarkBackend(server_token="invented", api_url=address), mail)[0]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("401 Unauthorized", Verdict.NOT_SENT),
        ("402 Payment Required", Verdict.NOT_SENT),
        ("403 Forbidden", Verdict.NOT_SENT),
        ("429 Too Many Requests", Verdict.NOT_SENT),
        ("404 Not Found", Verdict.REFUSED),
        ("500 Internal Server Error", Verdict.UNKNOWN),
        ("200 OK", Verdict.UNKNOWN),  # but what it says is no JSON
    ],
)
def test_each_answer_of_a_provider_says_whether_the_mail_may_have_left(status, verdict):
    with provider(
        f"HTTP/1.1 {status}\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwhat".encode()
    ) as address:
        assert through(address) is verdict


def test_a_provider_that_hangs_up_without_a_word_may_have_taken_the_mail():
    with provider(b"") as address:
        assert through(address) is Verdict.UNKNOWN


def test_a_provider_nobody_can_reach_certainly_got_nothing():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert through(f"http://127.0.0.1:{unused.getsockname()[1]}/") is Verdict.NOT_SENT


def test_a_counsellor_is_told_about_the_case_not_about_herself(cast, interview, smtp_sink):
    from careers.answers import EventType

    kind = EventType.STUDENT_PHONED_RECRUITER
    services.record_event(interview, kind, at=wib(14, 12, 1), by=None, now=wib(14, 12, 1))
    planner.sweep(wib(14, 12, 2))
    delivery.drain(at(wib(14, 12, 2)))
    mail = next(m for m in smtp_sink.messages() if "bima@arunika.example.com" in m["To"])
    assert "your counsellor" not in bodies(mail)[0]


def test_a_sweep_with_more_than_a_batch_calls_for_help_once(cast, monkeypatch):
    for number in range(5):
        services.record_thanks(
            factories.case(cast.dinda, position=f"Position {number}"), sent_at=wib(6, 10), now=wib(6, 10)
        )
    monkeypatch.setattr(planner, "BATCH", 2)
    calls: list[str] = []
    assert planner.sweep(wib(14, 12), lambda: calls.append("help")) == 5
    assert calls == ["help"]
    assert planner.sweep(wib(14, 12, 1), lambda: calls.append("help")) == 0, "nothing is due twice"
    assert calls == ["help"]


def test_help_with_a_sweep_is_asked_of_a_worker_and_its_absence_harms_nobody(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    asked: list[str] = []
    monkeypatch.setattr(planner.current_app, "send_task", lambda name, **_options: asked.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        planner.call_help()
    assert asked == ["notifications.tasks.help_sweep"]
    tasks.help_sweep()
