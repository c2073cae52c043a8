"""`manage.py demo`: what it writes, what it delivers, and that it does so only once."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import transaction
from django_scopes import scope, scopes_disabled

from careers.models import Application, Centre, User
from careers.stages import Stage
from followups.calendars import calendar_for
from followups.gather import calendar_of
from followups.models import Approval, LetterDraft, NetworkingTask, Plan, Review
from followups.policy import DEFAULTS
from kabar.demo import names, places, stories
from kabar.demo.load import summary
from kabar.demo.setting import Setting
from kabar.demo.steps import STEPS, tell
from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from kabar.ports import free_port
from notifications.models import Message
from tests.servers import Sink

# A Wednesday without holidays anywhere near, 12.20 in Jakarta: windows are open.
NOW = datetime(2026, 7, 15, 5, 20, tzinfo=UTC)
WINDOWS = ((time(12), time(13)), (time(15, 30), time(17)))
Demo = Callable[..., str]


@pytest.fixture
def demo(db: None, smtp_sink: Sink) -> Demo:
    """Runs the command, small, and returns what it said; it must leave nothing out."""

    def run(**options: Any) -> str:
        said, complained = StringIO(), StringIO()
        usual = {"students": 12, "applications": 40, "days": 3, "now": NOW}
        call_command("demo", **{**usual, **options}, stdout=said, stderr=complained)
        assert complained.getvalue() == ""
        return said.getvalue()

    return run


def everything() -> dict[str, Any]:
    """The counts, and who was told what when."""
    with scopes_disabled():
        told = Message.objects.values_list("recipient__email", "kind", "due_at", "sent_at", "state")
        plans = Plan.objects.values_list("application__position", "action", "reason", "window_start")
        return {
            **summary(),
            "told": sorted(told, key=str),
            "plans": sorted(plans, key=str),
            "names": sorted(User.objects.values_list("email", "name", "language")),
        }


def test_the_same_seed_and_instant_give_the_same_demo_and_another_seed_another(demo: Demo) -> None:
    def once(**options: Any) -> dict[str, Any]:
        with transaction.atomic():
            demo(**options)
            found = everything()
            transaction.set_rollback(True)
        return found

    first = once()
    assert once() == first
    assert once(seed="another")["told"] != first["told"]
    assert first["people"] == {"centres": 2, "counsellors": 6, "students": 12, "employers": 40}
    assert sum(first["applications"].values()) == 40


def test_a_second_demo_says_so_and_changes_nothing(demo: Demo, smtp_sink: Sink) -> None:
    demo(days=1)
    before, mails = everything(), smtp_sink.mailbox.entries()
    count = len(list(mails))
    said = demo(days=1, now=NOW + timedelta(days=2), seed="another")
    assert "nothing was changed" in said
    assert everything() == before
    assert len(list(smtp_sink.mailbox.entries())) == count


@pytest.mark.django_db(transaction=True)
def test_a_fresh_demo_empties_the_database_first(demo: Demo) -> None:
    demo(applications=20, days=1)
    User.objects.create_user(
        "left@over.example.com",
        name="Left Over",
        centre=Centre.objects.first(),
        role="student",
        date_joined=NOW,
    )
    demo(applications=20, days=1, fresh=True)
    assert Centre.objects.count() == 2
    assert not User.objects.filter(name="Left Over").exists()
    assert User.objects.filter(role="student").count() == 12


def test_the_sink_holds_exactly_what_is_marked_sent_and_nothing_waits(demo: Demo, smtp_sink: Sink) -> None:
    demo(applications=70, days=3)
    with scopes_disabled():
        sent = {str(pk) for pk in Message.objects.filter(state="sent").values_list("pk", flat=True)}
        others = set(Message.objects.exclude(state="sent").values_list("state", flat=True))
        due = Plan.objects.filter(next_check_at__lte=NOW)
        assert not due.exists()
    accepted = [entry.message_id for entry in smtp_sink.mailbox.entries()]
    assert len(accepted) > 15
    assert sorted(accepted) == sorted(sent)
    assert others <= {"withdrawn", "missed"}


def test_no_reminder_leaves_outside_its_window_or_after_its_hour(demo: Demo) -> None:
    demo(applications=70, days=3)
    with scopes_disabled():
        sent = list(Message.objects.filter(state="sent").select_related("application__employer", "centre"))
    opened = [message for message in sent if message.kind == "window_open"]
    assert len(opened) > 5
    for message in sent:
        assert message.due_at <= message.sent_at < message.expires_at
    for message in opened:
        employer = message.application.employer
        local = message.sent_at.astimezone(ZoneInfo(employer.time_zone))
        with scope(centre=message.centre_id):
            assert calendar_of(employer).is_working_day(local.date())
        assert any(start <= local.time() < end for start, end in WINDOWS)


def test_every_state_a_real_centre_has_is_there(demo: Demo) -> None:
    demo(students=60, applications=340, days=1)
    with scopes_disabled():
        decisions = set(Plan.objects.values_list("action", "reason"))
        reached = set(Application.objects.values_list("stage", flat=True))
        assert Application.objects.filter(interviews__isnull=True).exists()
        assert Application.objects.filter(interviews__held_at__gt=NOW).exists()
        assert Application.objects.filter(interviews__round=2).exists()
        assert Plan.objects.filter(requires_approval=True, approved=False).exists()
        assert Plan.objects.filter(missed_windows__gte=1).exists()
        assert Approval.objects.exists()
        marked = set(NetworkingTask.objects.values_list("state", flat=True))
        written = set(LetterDraft.objects.values_list("state", "kind"))
        with scope(centre=Centre.objects.get(slug="arunika").pk):
            for_bima = list(Review.objects.waiting().filter(counsellor__email__startswith="bima@"))
            advised = Review.objects.get(decision="returned")
    reasons: dict[str, set[str]] = {}
    for action, reason in decisions:
        reasons.setdefault(action, set()).add(reason)
    assert reasons == {
        "wait": {"promise_not_passed", "second_gap_not_passed", "recruiter_away", "outside_window"},
        "send_now": {"in_window"},
        "needs_approval": {
            "address_bounced", "off_channel_contact", "reply_unclear", "interview_not_held",
            "position_status_unclear",
        },
        "stop": {
            "offer_received", "rejected", "discouraging_reply", "process_advanced",
            "max_followups_reached", "student_withdrew", "no_contact_instruction",
        },
    }  # fmt: skip
    assert reached == {stage.value for stage in Stage}
    assert marked == {"open", "done", "skipped"}
    assert written == {
        ("writing", "follow_up"), ("checked", "follow_up"), ("checked", "thank_you"),
        ("in_review", "follow_up"), ("returned", "follow_up"),
    }  # fmt: skip
    assert len(for_bima) >= 2
    assert all(review.asked_at < NOW < review.due_at for review in for_bima)
    assert advised.draft.interview.application.student.user.email.startswith("dinda@")
    assert advised.asked_at < advised.decided_at <= NOW


def test_everybody_of_the_tour_can_sign_in_with_a_verified_address(demo: Demo) -> None:
    demo(days=1)
    for login in DEMO_LOGINS:
        user = User.objects.get(email=login.email)
        assert user.check_password(DEMO_PASSWORD)
        assert (user.role or "operator", user.name) == (login.role, login.name)
        assert (user.centre.name if user.centre else "") == login.centre
    assert not EmailAddress.objects.filter(verified=False).exists()
    assert EmailAddress.objects.count() == User.objects.count()
    with scopes_disabled():
        dinda = User.objects.get(email__startswith="dinda@").student
        assert dinda.counsellor.email == "bima@arunika.example.ac.id"
        hers = set(Plan.objects.filter(application__student=dinda).values_list("action", flat=True))
    assert {"send_now", "needs_approval", "stop", "wait"} <= hers


@pytest.mark.parametrize("days", range(0, 364, 13))
def test_dindas_cases_tell_their_story_on_whatever_day_the_demo_is_made(days: int) -> None:
    now = NOW + timedelta(days=days, hours=days % 24)
    told = {}
    for number, chosen in enumerate(stories.TOUR):
        company = next(c for c in (*places.ARUNIKA, *places.SAMUDRA) if c.name == chosen.company)
        place = places.PLACES[company.city]
        setting = Setting(
            place.country, place.subdivision, ZoneInfo(place.time_zone),
            calendar_for(place.country, place.subdivision or None), DEFAULTS, ZoneInfo("Asia/Jakarta"),
            chosen.position, "Lestari Handayani",
        )  # fmt: skip
        life = tell(setting, chosen.kind, now, Random(f"arunika:tour {number}"))
        assert life.deeds == sorted(life.deeds, key=lambda deed: deed.at)
        assert all(deed.at <= now for deed in life.deeds)
        told[chosen.position] = life.decision(now)
    hers = told["Analis Rantai Pasok"]
    assert hers.action in ("wait", "send_now")
    assert hers.reason in ("outside_window", "in_window", "promise_not_passed")
    assert hers.attempt == 1
    assert told["Supply Planner"].reason == "reply_unclear"
    assert told["Analis Proses"].reason == "discouraging_reply"
    assert told["Maintenance Planner"].requires_approval


def test_the_story_table_uses_known_words_only_and_deals_by_weight() -> None:
    for kind in stories.KINDS:
        assert kind.promise in stories.PROMISES
        assert {step.partition(" ")[0] for step in kind.steps} <= set(STEPS)
    dealt = stories.deal(stories.KINDS, 900, Random("x"))
    assert len(dealt) == 900
    assert {kind.name for kind in dealt} == {kind.name for kind in stories.KINDS}


def test_recruiters_without_a_known_honorific_stay_without_one() -> None:
    assert any(honorific == "" for _name, honorific in names.RECRUITERS)
    assert {honorific for _name, honorific in names.RECRUITERS} == {"bapak", "ibu", ""}


def test_without_a_mail_server_the_demo_refuses_before_it_writes_anything(demo: Demo, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    with pytest.raises(CommandError, match="No mail server answers"):
        demo()
    assert not Centre.objects.exists()


def test_a_site_that_is_no_demo_refuses_accounts_with_a_known_password(demo: Demo, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="no demo site"):
        demo()
    assert not User.objects.exists()
