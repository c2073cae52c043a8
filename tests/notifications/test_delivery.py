"""From a due plan to the sink: real templates, real SMTP, one outcome per mail."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from careers import services
from notifications import delivery, outbox, planner
from notifications.models import Message
from notifications.retry import Verdict
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
    assert mail["To"] == "dinda@arunika.example.com"
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
    assert "TemplateDoesNotExist" in poisoned.error


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
    ticks = iter([wib(14, 12, 59)] * 5)
    delivery.drain(lambda: next(ticks, wib(14, 13)))
    states = sorted(Message.objects.values_list("state", flat=True))
    assert states == ["missed", "sent"]


def test_a_provider_that_says_nothing_leaves_the_outcome_unknown(interview, monkeypatch):
    monkeypatch.setattr(delivery, "send", lambda *_: (Verdict.UNKNOWN, "HTTP None"))
    delivery.drain(at(wib(14, 12)))
    assert Message.objects.get().state == "outcome_unknown"


def test_centres_take_turns_so_that_none_waits_behind_anothers_flood(cast, smtp_sink, monkeypatch):
    from notifications.reminders import Intent

    def flood(centre, person, count):
        due, expires = wib(14, 12), wib(14, 13)
        rows = [
            Intent(f"{centre.pk}:{n}", "window_open", person.user_id, None, due, expires)
            for n in range(count)
        ]
        outbox.enqueue(centre.pk, rows, due)

    flood(cast.centre, cast.dinda, 60)
    flood(cast.other_centre, cast.wati, 3)
    order: list[int] = []
    monkeypatch.setattr(delivery, "_deliver", lambda message, *_: order.append(message.centre_id) or False)
    delivery.drain(at(wib(14, 12)))
    assert cast.other_centre.pk in order[: delivery.SHARE + 1]


def test_a_counsellor_is_told_about_the_case_not_about_herself(cast, interview, smtp_sink):
    from careers.answers import EventType

    kind = EventType.STUDENT_PHONED_RECRUITER
    services.record_event(interview, kind, at=wib(14, 12, 1), by=None, now=wib(14, 12, 1))
    planner.sweep(wib(14, 12, 2))
    delivery.drain(at(wib(14, 12, 2)))
    mail = next(m for m in smtp_sink.messages() if m["To"] == "bima@arunika.example.com")
    assert "your counsellor" not in bodies(mail)[0]
