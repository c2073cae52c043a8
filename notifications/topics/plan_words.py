"""The words of a mail about a plan: whatever its templates show, said in the reader's language.

Called for every mail, so what many mails share (a slot, a reason, the later slots) is said once.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from careers.models import User
from followups.policy import windows_after
from followups.selectors import Slot
from followups.wording import deciding_sentence, phrases, reason_lines, slots
from notifications.headers import mailbox
from notifications.models import Message
from notifications.reminders import Situation

# Ends that need no consolation.
GOOD_NEWS = ("offer_received", "process_advanced", "student_withdrew")
LATER_SLOTS = 2
NO_SLOT: dict[str, str | bool] = {
    "day": "",
    "long_day": "",
    "hours": "",
    "zone_sentence": "",
    "same_day_here": False,
}


def words(message: Message, s: Situation) -> dict[str, Any]:
    """The words of this mail, in the active language; templates/emails/README.md names them."""
    reader, plan, language = message.recipient, s.plan, get_language() or ""
    employer, contact = s.application.employer, s.application.contact
    to_student = reader.pk == s.student.pk
    return {
        "greeted": reader.get_short_name() if to_student else reader.get_full_name(),
        "centre": message.centre.name if message.centre else "Kabar",
        "student": s.student.name,
        "position": s.application.position,
        "employer": employer.name,
        "recruiter": contact.addressed if contact else phrases.recruiter_name(None),
        "link": f"{_pages(settings.BASE_URL)}{s.application.pk}/",
        "reply_to": _counsellor(s.counsellor) if to_student else "",
        **(
            _slot(plan.window_start, plan.window_end, _place(employer), reader.time_zone, language)
            if plan.window_start and plan.window_end
            else NO_SLOT
        ),
        "later": _later_slots(s, reader.time_zone, language) if message.kind == "window_open" else "",
        "reason": _reason(
            to_student, plan.action, plan.reason, Trace(plan.reasons), employer.time_zone, language
        ),
        "attempt": _attempt(plan.attempt, s.rules.max_followups, language),
        "good_news": plan.reason in GOOD_NEWS,
        "missed": plan.missed_windows if message.kind == "missed_alert" else 0,
        # Only the thank-you note has an hour to be done by.
        "until": _stamp(message.expires_at, reader.time_zone, language)
        if message.kind == "thank_you_due"
        else "",
        **(_next_steps() if message.kind == "stopped_kindly" else {}),
    }


class Trace:
    """The steps of a decision as a key: the same words for the same steps."""

    def __init__(self, steps: list[dict[str, Any]]) -> None:
        self.steps, self._said = steps, repr(steps)

    def __hash__(self) -> int:
        return hash(self._said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trace) and self._said == other._said


@lru_cache(maxsize=8)
def _pages(base: str) -> str:
    """Where the applications' pages are, up to their number."""
    return base.rstrip("/") + reverse("application", args=[1]).removesuffix("1/")


def _counsellor(user: User | None) -> str:
    """Whom the student's answer reaches."""
    return mailbox(user.name, user.email) if user else ""


def _place(employer: Any) -> tuple[str, str]:
    return employer.time_zone, employer.city


@lru_cache(maxsize=1024)
def _slot(
    start: datetime, end: datetime, place: tuple[str, str], reader_zone: str, language: str
) -> dict[str, str | bool]:
    slot = _in_place(start, end, place, reader_zone)
    return {
        "day": slots.day_words(slot.start),
        "long_day": slots.long_day_words(slot.start),
        "hours": slots.hours_words(slot),
        "zone_sentence": slots.zone_sentence(slot),
        "same_day_here": slots.same_day_here(slot),
    }


def _in_place(start: datetime, end: datetime, place: tuple[str, str], reader_zone: str) -> Slot:
    name, city = place
    zone = ZoneInfo(name)
    return Slot(start.astimezone(zone), end.astimezone(zone), name, city, reader_zone)


def _later_slots(s: Situation, reader_zone: str, language: str) -> str:
    assert s.plan.window_end is not None
    later = windows_after(s.calendar, s.rules, s.zone, s.plan.window_end, LATER_SLOTS)
    return _later(tuple(later), _place(s.application.employer), reader_zone, language)


@lru_cache(maxsize=1024)
def _later(
    later: tuple[tuple[datetime, datetime], ...], place: tuple[str, str], reader_zone: str, language: str
) -> str:
    return phrases.slots_in_words([_in_place(a, b, place, reader_zone) for a, b in later])


@lru_cache(maxsize=1024)
def _reason(to_student: bool, action: str, reason: str, trace: Trace, zone: str, language: str) -> str:
    """Why, in one sentence: to the student about her letter, to a counsellor about the case."""
    if to_student:
        return deciding_sentence(action, reason, trace.steps, zone)
    lines = reason_lines(trace.steps, reason, zone)
    return next((line.text for line in lines if line.decides), "")


def _next_steps() -> dict[str, str]:
    names = ("step_one", "step_two", "step_three")
    return dict(zip(names, phrases.next_steps(), strict=True))


@lru_cache(maxsize=128)
def _attempt(attempt: int, most: int, language: str) -> str:
    return phrases.attempt_words(attempt, most)


@lru_cache(maxsize=1024)
def _stamp(moment: datetime, zone: str, language: str) -> str:
    return phrases.stamp(moment, zone)
