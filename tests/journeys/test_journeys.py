"""A few whole journeys in a real browser, on the real database, by the real clock.

Cases are built around the present, and what a page must say is read from the plan: the journeys
hold on any day and at any hour.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from playwright.sync_api import expect

from careers import services
from careers.models import Interview, Letter
from followups.models import Plan
from followups.selectors import slot_of
from followups.wording import reason_lines, slots
from notifications import delivery, planner
from tests.factories import case, employer
from tests.journeys.visitor import PHONE, Visitor, violations
from tests.notifications.clock import wib
from tests.people import Cast

pytestmark = pytest.mark.journey

DAY = timedelta(days=1)
WIB = ZoneInfo("Asia/Jakarta")


def plan_of(interview: Interview) -> Plan:
    return Plan.objects.select_related("application__employer").get(interview=interview)


def slot_words(plan: Plan) -> slots.SlotWords:
    with translation.override("en"):
        slot = slot_of(plan, plan.application.employer, "Asia/Jakarta")
        return slots.slot_words(slot)


def deciding_line(plan: Plan) -> str:
    with translation.override("en"):
        lines = reason_lines(plan.reasons, plan.reason, plan.application.employer.time_zone)
        return str(next(line.text for line in lines if line.decides))


def test_a_counsellor_records_a_promise_and_an_answer_and_sees_the_decision_follow(
    cast: Cast, visitor: Visitor, now: datetime
) -> None:
    hers = case(cast.dinda, held_at=now - 3 * DAY, days=None)
    case(cast.rangga, held_at=now - 3 * DAY)
    page = visitor.page
    visitor.sign_in(cast.bima)
    page.get_by_role("searchbox").fill("dinda")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("link", name="Rangga Saputra")).to_have_count(0)
    visitor.click("Dinda Maharani")

    assumed, decision = plan_of(hers), visitor.part("Decision")
    expect(decision).to_contain_text(slot_words(assumed).day)
    expect(visitor.part("Promise ledger")).to_contain_text("Assumed")

    visitor.click("Change the promise")
    form = page.locator("#promise form")
    form.get_by_label("What did they promise?").select_option("days")
    form.get_by_label("Days (of a range: at most)").fill("14")
    form.get_by_label("In their words").fill("You will hear from us within two weeks.")
    form.get_by_role("button", name="Add to the ledger").click()
    visitor.reads("The promise is in the ledger.")
    promised = plan_of(hers)
    assert promised.window_start > assumed.window_start
    expect(decision).to_contain_text(slot_words(promised).day)
    expect(decision.locator(".decides")).to_have_text(deciding_line(promised))
    expect(visitor.part("Promise ledger")).to_contain_text("“You will hear from us within two weeks.”")

    until = (now + 20 * DAY).astimezone(WIB).date()
    visitor.click("Record an answer")
    form = page.locator("#reply form")
    form.get_by_label("What does it say?").select_option("asked_to_wait_until")
    form.get_by_label("Asked to wait until").fill(until.isoformat())
    form.get_by_label("Their words").fill("Please be patient a little longer.")
    form.get_by_role("button", name="Record the answer").click()
    visitor.reads("Their answer is recorded.")
    extended = plan_of(hers)
    assert extended.window_start.astimezone(WIB).date() > until
    expect(decision).to_contain_text(slot_words(extended).day)
    expect(decision.locator(".decides")).to_have_text(deciding_line(extended))
    newest, older = visitor.part("Promise ledger").locator("ol.kb-ledger > li").all()
    with translation.override("en"):
        expect(newest).to_contain_text(slots.day_words(until))
    expect(newest).to_contain_text("In force")
    expect(older).to_contain_text("Replaced on")


def test_a_student_on_her_phone_tells_what_happened_until_the_case_ends_kindly(
    cast: Cast, visitor: Visitor, now: datetime
) -> None:
    far = employer(cast.dinda, "PT Cendrawasih Contoh", city="Jayapura", time_zone="Asia/Jayapura")
    hers = case(cast.dinda, held_at=now - 4 * DAY, at=far)
    visitor.resize(PHONE)
    visitor.sign_in(cast.dinda.user)
    words = slot_words(plan_of(hers))
    assert words.hours.endswith(" WIT")
    visitor.reads(f"Wait until {words.day}", words.hours, words.place)
    assert "Jayapura," in words.place and words.place.endswith("here")

    visitor.click("I sent it")
    visitor.reads("When did your e-mail to Bu Lestari go out?")
    visitor.press("I sent it")
    visitor.reads("Noted: the follow-up went out. Now it is their turn.")
    assert Letter.objects.get().attempt == 1
    visitor.reads(f"Wait until {slot_words(plan_of(hers)).day}")

    visitor.click("They answered")
    form = visitor.page.locator("#reply form")
    form.get_by_label("What does it say?").select_option("discouraging_wait")
    form.get_by_label("Their words").fill("We will contact you should anything come up.")
    form.get_by_role("button", name="Record the answer").click()
    visitor.reads("Their answer is recorded.")
    visitor.open("/")
    visitor.reads("No more e-mails are needed here", "no measure of you")
    expect(visitor.page.locator(".kb-next ol > li")).to_have_count(3)
    assert (plan_of(hers).action, plan_of(hers).reason) == ("stop", "discouraging_reply")


def test_a_counsellor_finds_a_second_follow_up_that_needs_her_and_approves_it(
    cast: Cast, visitor: Visitor, now: datetime
) -> None:
    hers = case(cast.dinda, held_at=now - 40 * DAY)
    case(cast.rangga, held_at=now - 4 * DAY)
    sent_at = now - 20 * DAY
    services.record_letter(hers, sent_at=sent_at, by=cast.dinda.user, now=sent_at)
    planner.sweep(now)
    visitor.come_in_as(cast.bima)
    visitor.open("/")
    visitor.click("Needs you 1")
    visitor.reads("second e-mail to approve", "2 of 2")
    visitor.click("Dinda Maharani")
    visitor.press("Approve the second e-mail")
    visitor.reads("The second follow-up is approved.", "Second e-mail approved")
    expect(visitor.page.get_by_role("button", name="Approve the second e-mail")).to_have_count(0)
    assert plan_of(hers).approved
    visitor.come_in_as(cast.dinda.user)
    visitor.open(f"/applications/{hers.application_id}/")
    visitor.reads("Second e-mail approved")


def test_an_admin_is_told_beside_the_field_why_a_rule_cannot_stand_and_publishes_a_better_one(
    cast: Cast, visitor: Visitor, now: datetime
) -> None:
    hers = case(cast.dinda, held_at=now - 4 * DAY)
    visitor.come_in_as(cast.sari)
    visitor.open("/")
    visitor.click("Rules")
    monday = visitor.page.get_by_label("Monday")
    monday.fill("13:00–12:00")
    visitor.page.get_by_label("Why this change?").fill("The recruiters asked us to.")
    visitor.press("Publish these rules")
    visitor.reads("Nothing was changed yet")
    expect(monday).to_have_attribute("aria-invalid", "true")
    expect(visitor.page.locator(".kb-field", has=monday)).to_contain_text("ends before it starts")
    assert violations(visitor.page) == []

    monday.fill("13:00–14:00")
    visitor.press("Publish these rules")
    visitor.reads("Version 2 is in force.", "The recruiters asked us to.")
    assert plan_of(hers).policy.number == 2


def test_a_reminder_travels_by_smtp_and_is_read_in_the_mailbox(
    cast: Cast, visitor: Visitor, smtp_sink: Any, settings: Any
) -> None:
    settings.DEMO_MAILBOX = str(smtp_sink.folder)
    settings.BASE_URL = visitor.base
    hers = case(cast.dinda)
    services.record_thanks(hers, sent_at=wib(6, 10), now=wib(6, 10))
    planner.sweep(wib(14, 12))
    assert delivery.drain(lambda: wib(14, 12)) == 1
    [entry] = smtp_sink.entries()
    assert entry.recipient == cast.dinda.user.email

    visitor.come_in_as(cast.dinda.user)
    visitor.open("/")
    visitor.click("Mailbox")
    visitor.reads("1 mail arrived")
    visitor.click(str(smtp_sink.messages()[0]["Subject"]))
    mail = visitor.page.frame_locator("iframe")
    expect(mail.locator("body")).to_contain_text("12:00–13:00 WIB")
    expect(mail.locator("body")).to_contain_text("Hello Dinda")
    with visitor.page.context.expect_page() as opened:
        mail.locator(f"a[href$='/applications/{hers.application_id}/']").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Supply Chain Analyst")


def test_language_and_theme_are_switched_by_a_click_and_stay(
    cast: Cast, visitor: Visitor, now: datetime
) -> None:
    page, root = visitor.page, visitor.page.locator("html")
    visitor.come_in_as(cast.dinda.user)
    visitor.open("/me/")
    expect(root).to_have_attribute("lang", "en")
    visitor.press("Bahasa Indonesia")
    expect(root).to_have_attribute("lang", "id")
    page.get_by_role("button", name="English").wait_for()

    paper = "getComputedStyle(document.body).backgroundColor"
    page.locator("button[name=theme][value=light]").click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    light = page.evaluate(paper)
    page.locator("button[name=theme][value=dark]").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate(paper) != light

    visitor.open("/me/preferences/")
    expect(root).to_have_attribute("lang", "id")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    cast.dinda.user.refresh_from_db()
    assert (cast.dinda.user.language, cast.dinda.user.theme) == ("id", "dark")


def test_without_javascript_a_student_adds_an_application_and_tells_that_she_wrote(
    cast: Cast, visitor_without_scripts: Visitor, now: datetime
) -> None:
    visitor = visitor_without_scripts
    page = visitor.page
    visitor.resize(PHONE)
    visitor.sign_in(cast.dinda.user)
    visitor.reads("Begin with one application")
    visitor.click("Add an application")
    page.get_by_label("Position").fill("Quality Engineer")
    page.get_by_label("Employer", exact=True).fill("PT Rumah Contoh")
    page.get_by_label("When is or was the interview?").fill(
        f"{(now - 2 * DAY).astimezone(WIB):%Y-%m-%dT%H:%M}"
    )
    expect(page.get_by_label("How many working days?")).to_be_hidden()
    page.get_by_label("Within some working days").check()
    page.get_by_label("How many working days?").fill("6")
    visitor.press("Save")
    visitor.reads("We do not know this employer yet. In which city is it?")
    page.get_by_label("City of the employer").fill("Bandung")
    visitor.press("Save")
    visitor.reads("The interview is recorded. Kabar tells you when to write.")
    interview = Interview.objects.get()
    visitor.reads(f"Wait until {slot_words(plan_of(interview)).day}")

    visitor.click("I sent it")
    visitor.press("I sent it")
    visitor.reads("Noted: the follow-up went out. Now it is their turn.")
    assert interview.letters.count() == 1
