"""Mail at a case's secret address: what it becomes, and what becomes of the case."""

from datetime import date, timedelta

import pytest

from careers import services
from careers.answers import EventType
from careers.models import Letter, Reply
from careers.stages import Stage
from followups.models import Plan
from notifications import inbound
from notifications.case_address import address_of
from notifications.inbound import forget_refused, receive
from notifications.inbound_words import sentence
from notifications.models import InboundMail
from tests.factories import INTERVIEW_AT, case
from tests.notifications import mails
from tests.notifications.clock import wib
from tests.notifications.inbound_table import SAMPLES
from tests.notifications.mails import mail, notice, written

NOW = wib(14, 12, 30)


@pytest.fixture
def interview(cast):
    return case(cast.dinda)


def take(interview, text, now=NOW, to=None):
    secret = address_of(interview.application_id)
    return receive(text.replace(mails.US, secret).encode(), [secret if to is None else to], now)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_kind_of_mail_becomes_what_the_table_says(interview, sample):
    row = take(interview, sample.text)
    assert (row.outcome, row.reason) == (sample.outcome, sample.reason)
    assert Letter.objects.count() == (sample.outcome == "letter")
    assert [reply.label for reply in Reply.objects.all()] == {
        "reply": [sample.reason or "unclassified"],
        "bounce": ["bounce"],
    }.get(sample.outcome, [])
    assert sentence(row)


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.outcome != "refused"], ids=lambda sample: sample.name
)
def test_the_same_mail_again_changes_nothing_by_whichever_way_it_comes(interview, sample):
    first = take(interview, sample.text)
    again = take(
        interview,
        "Received: by another.example.com\nDelivered-To: x@y.example\n" + sample.text,
        NOW + timedelta(hours=1),
    )
    crlf = take(interview, sample.text.replace("\n", "\r\n"))
    assert first == again == crlf
    assert InboundMail.objects.count() == 1
    assert Letter.objects.count() + Reply.objects.count() == 1


FORWARDS = [s for s in SAMPLES if s.name.startswith("forwarded") and "attachment" not in s.name]


@pytest.mark.parametrize("sample", FORWARDS, ids=lambda sample: sample.name)
def test_a_forwarded_answer_counts_from_its_own_date_and_keeps_its_words(interview, sample):
    reply = take(interview, sample.text).reply
    assert reply.received_at.replace(second=0) == wib(14, 11, 20)
    assert mails.ANSWER in reply.text
    assert "<" not in reply.text.replace(f"<{mails.LESTARI}>", "").replace(f"<{mails.DINDA}>", "")
    assert "alert" not in reply.text
    assert reply.recorded_by is None


def test_a_copy_of_her_follow_up_is_recorded_as_hers_at_its_date(interview):
    letter = take(interview, mail(written())).letter
    assert (letter.sent_at, letter.attempt) == (wib(14, 12, 5), 1)
    assert letter.recorded_by == interview.application.student.user
    plan = Plan.objects.get(application=interview.application)
    assert (plan.action, plan.attempt) == ("wait", 2)


def test_a_forwarded_answer_makes_the_case_wait_for_a_person(interview):
    services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=NOW)
    take(interview, mail(THEIRS_LATER, mails.ANSWER), NOW + timedelta(hours=1))
    plan = Plan.objects.get(application=interview.application)
    assert (plan.action, plan.reason) == ("needs_approval", "reply_unclear")


THEIRS_LATER = mails.THEIRS.replace("12:20", "12:55")


def test_a_notice_about_the_recruiter_marks_the_letter_and_asks_for_a_person(interview):
    letter = services.record_letter(interview, sent_at=wib(14, 12, 5), by=None, now=NOW)
    take(interview, notice())
    letter.refresh_from_db()
    assert letter.bounced
    plan = Plan.objects.get(application=interview.application)
    assert (plan.action, plan.reason) == ("needs_approval", "address_bounced")


def test_a_notice_older_than_the_click_that_told_of_the_letter_still_marks_it(interview):
    letter = services.record_letter(interview, sent_at=wib(14, 12, 29), by=None, now=NOW)
    take(interview, notice())
    letter.refresh_from_db()
    assert letter.bounced


def test_the_click_and_the_copy_of_one_letter_are_one_follow_up(interview):
    clicked = services.record_letter(interview, sent_at=wib(14, 12, 20), by=None, now=NOW)
    row = take(interview, mail(written()))
    assert (row.outcome, row.reason, row.letter) == ("letter", "known", clicked)
    assert Letter.objects.count() == 1


def test_a_letter_that_came_back_and_is_sent_again_within_the_hour_is_a_letter(interview):
    services.record_letter(interview, sent_at=wib(14, 12, 1), by=None, now=NOW)
    take(interview, notice().replace("12:06", "12:02"))
    assert take(interview, mail(written())).reason == ""
    assert Letter.objects.filter(bounced=False).count() == 1


def test_a_copy_of_her_thank_you_note_is_never_counted_as_a_follow_up(interview):
    row = take(interview, mail(written().replace("14 Jul 2026 12:05", "6 Jul 2026 15:00")), wib(6, 15, 1))
    interview.refresh_from_db()
    assert (row.outcome, row.reason, interview.thanked_at) == ("letter", "thanks", wib(6, 15))
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("Tue, 14 Jul 2026 12:05:00 +0700", wib(14, 12, 5)),
        ("Tue, 14 Jul 2026 12:34:00 +0700", NOW),  # a clock a little ahead
        ("Wed, 15 Jul 2026 12:05:00 +0700", NOW),
        ("Mon, 1 Jun 2026 12:05:00 +0700", NOW),  # before the interview
        ("Thu, 01 Jan 1970 00:00:00 -0000", NOW),
        ("31 Feb 99999 99:99 +9999", NOW),
        ("", NOW),
    ],
)
def test_a_date_that_cannot_be_true_gives_way_to_the_present(interview, date, at):
    letter = take(interview, mail(written().replace("Tue, 14 Jul 2026 12:05:00 +0700", date))).letter
    assert letter.sent_at == at


def test_a_forwarded_date_that_cannot_be_true_gives_way_to_the_forwards_own(interview):
    for wrong in ("Jul 15, 2026", "Jun 14, 2026", "Feb 31, 2026"):
        forward = mail(written(to=mails.US, subject="Fwd: x"), mails.GMAIL.replace("Jul 14, 2026", wrong))
        assert take(interview, forward).reply.received_at == wib(14, 12, 5)


def test_an_answer_older_than_a_look_into_the_case_is_still_looked_at(interview):
    services.record_event(interview, EventType.RESOLVED, at=wib(14, 12, 25), by=None, now=NOW)
    take(interview, mail(written(to=mails.US, subject="Fwd: x"), mails.GMAIL))
    assert Plan.objects.get(application=interview.application).reason == "reply_unclear"


def test_an_answer_belongs_to_the_round_that_was_held_before_it(interview, cast):
    services.add_interview(interview.application, wib(14, 12), now=NOW)
    assert (
        take(interview, mails.attached(f"{mails.THEIRS.replace('12:20', '09:20')}\n\nx")).reply.interview
        == interview
    )
    assert take(interview, mail(mails.THEIRS, "Nanti ya.")).reply.interview.round == 2


def test_before_any_interview_nothing_is_recorded(cast):
    interview = case(cast.dinda, held_at=NOW + timedelta(days=2), now=INTERVIEW_AT, days=None)
    assert take(interview, mail(mails.THEIRS)).reason == "no_interview"


def test_an_application_that_is_over_takes_no_follow_up_but_keeps_an_answer(interview):
    services.move_stage(interview.application, Stage.REJECTED, by=None, now=wib(13, 9))
    assert take(interview, mail(written())).reason == "closed"
    assert take(interview, mail(mails.THEIRS)).outcome == "reply"
    interview.application.refresh_from_db()
    assert interview.application.stage == Stage.REJECTED
    assert Plan.objects.get(application=interview.application).action == "stop"


def test_the_mail_of_somebody_who_is_gone_is_refused(interview, cast):
    cast.dinda.user.is_active = False
    cast.dinda.user.save()
    assert take(interview, mail(written())).reason == "over"


def test_a_forged_address_is_counted_and_does_nothing(interview):
    secret = address_of(interview.application_id)
    # The application is named rightly; only the proof is wrong.
    last = secret[29]
    forged = secret[:29] + ("b" if last == "a" else "a") + secret[30:]
    assert forged[30] == "@"
    row = take(interview, mail(written()), to=forged)
    assert (row.outcome, row.reason, row.application, row.centre) == (
        "refused",
        "unknown_address",
        None,
        None,
    )
    assert not Letter.objects.exists()


def test_the_headers_are_asked_only_when_the_envelope_names_nobody_of_ours(interview):
    text = mail(written(to=mails.US, subject="Fwd: x"), mails.GMAIL)
    assert take(interview, text, to="postmaster@in.kabar.example.com").outcome == "reply"
    forged = "kabar+" + "a" * 24 + "@in.kabar.example.com"
    assert take(interview, text + "x", to=forged).reason == "unknown_address"


def test_two_copies_for_two_cases_are_two_mails(interview, cast):
    other = case(cast.dinda, position="Buyer")
    assert take(interview, mail(written())).outcome == take(other, mail(written())).outcome == "letter"
    assert Letter.objects.count() == 2


def test_switched_off_everything_is_refused(interview, settings):
    secret = address_of(interview.application_id)
    settings.INBOUND_ADDRESS = ""
    assert receive(mail(written()).encode(), [secret], NOW).reason == "switched_off"


def test_an_anonymous_scope_is_no_hindrance_and_none_is_left_behind(interview):
    from django_scopes import get_scope, scopes_disabled

    with scopes_disabled():
        row = take(interview, mail(written()))
    assert row.centre_id == interview.centre_id
    assert get_scope()["centre"] == interview.centre_id


def test_a_flood_of_mail_is_filed_up_to_a_number_a_day(interview, monkeypatch):
    monkeypatch.setattr(inbound, "MOST_FILED", 2)
    floods = [take(interview, mail(mails.THEIRS, f"Nanti {n}")).reason for n in range(4)]
    assert floods == ["", "", "too_many", "too_many"]
    assert take(interview, mail(mails.THEIRS, "Besok"), NOW + timedelta(days=1)).reason == ""


def test_refused_mail_is_forgotten_in_time_and_filed_mail_is_not(interview):
    take(interview, mail(written()))
    take(interview, mail(written(more="Precedence: bulk"), "another"))
    assert forget_refused(NOW + timedelta(days=89)) == 0
    assert forget_refused(NOW + timedelta(days=91)) == 1
    assert InboundMail.objects.get().outcome == "letter"


NEWSLETTER = """Halo Sobat Samudra! Jangan lewatkan webinar gratis dan promo diskon 50% kursus logistik bulan ini.
Klik di sini untuk berhenti berlangganan."""
OUT_OF_OFFICE = "Balasan otomatis: saya sedang cuti dan tidak di kantor sampai 20 Juli 2026."


def test_a_note_of_absence_moves_the_follow_up_without_asking_anybody(interview):
    row = take(interview, mail(written(to=mails.US, subject="Fwd: Automatic reply"), OUT_OF_OFFICE))
    reply = Reply.objects.get()
    assert (row.reason, reply.label, reply.return_date) == ("auto_reply", "auto_reply", date(2026, 7, 20))
    assert reply.recorded_by is None
    plan = Plan.objects.get(application=interview.application)
    assert (plan.action, plan.reason) == ("wait", "recruiter_away")
    assert plan.earliest_date >= date(2026, 7, 20)


def test_a_newsletter_is_set_aside_and_changes_nothing(interview):
    before = Plan.objects.get().window_start
    row = take(interview, mail(mails.THEIRS.replace("Re: Tindak lanjut", "Kabar Samudra Juli"), NEWSLETTER))
    assert (row.outcome, row.reason, row.reply.label) == ("reply", "unrelated", "unrelated")
    assert (Plan.objects.get().reason, Plan.objects.get().window_start) == ("in_window", before)


def test_what_she_chose_to_send_is_never_set_aside_as_about_something_else(interview):
    for headers in (written(to=mails.US, subject="Info"), written(to=mails.US, subject="Fwd: Info")):
        assert take(interview, mail(headers, NEWSLETTER)).reply.label == "unclassified"


@pytest.mark.parametrize(
    "words",
    [
        "Balasan otomatis. Mohon maaf, kami belum dapat melanjutkan lamaran Anda ke tahap berikutnya.",
        "Mohon maaf, kami belum dapat melanjutkan lamaran Anda ke tahap berikutnya.",
        "Selamat! Kami menawarkan posisi Supply Chain Analyst kepada Anda.",
        mails.ANSWER,
    ],
)
def test_what_would_end_a_case_or_move_a_promise_waits_for_a_person(interview, words):
    assert take(interview, mail(mails.THEIRS, words)).reply.label == "unclassified"
    assert Plan.objects.get(application=interview.application).reason == "reply_unclear"
