"""The words of daily mails: a student's day and a counsellor's desk, in the active language."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from careers.models import Application
from followups.wording import deciding_sentence, phrases, slots
from followups.wording.causes import cause_words
from followups.wording.dates import day_words
from notifications.headers import mailbox
from notifications.models import Message
from notifications.topics.days import Day, Line
from notifications.topics.desks import Desk, Item

# More would no longer be a glance; the rest stands behind the link.
ROWS = 3


def words(message: Message, situation: Day | Desk) -> dict[str, Any]:
    """The words of this daily mail; templates/emails/README.md names them."""
    reader = message.recipient
    today = slots.in_zone(situation.now, reader.time_zone).date()
    ready = {"centre": message.centre.name if message.centre else "Kabar", "today": day_words(today)}
    if isinstance(situation, Day):
        return {**ready, "greeted": reader.get_short_name(), **_day(situation)}
    return {**ready, "greeted": reader.get_full_name(), **_desk(situation)}


def _page(name: str, *args: Any, **query: str) -> str:
    address = settings.BASE_URL.rstrip("/") + reverse(name, args=args)
    return f"{address}?{urlencode(query)}" if query else address


# --- a student's day -----------------------------------------------------------------------------


def _day(day: Day) -> dict[str, Any]:
    counsellor = day.lines[0].about.counsellor
    return {
        "link": _page("student_home"),
        "reply_to": mailbox(counsellor.name, counsellor.email) if counsellor else "",
        "items": [
            {
                "title": _application(line.about.application),
                "said": _said(line, day),
                "link": _page("application", line.about.application.pk),
            }
            for line in day.lines
        ],
    }


def _application(application: Application) -> str:
    return _("%(position)s at %(employer)s") % {
        "position": application.position,
        "employer": application.employer.name,
    }


def _said(line: Line, day: Day) -> str:
    """What there is to know about one application today."""
    plan, contact = line.about.plan, line.about.application.contact
    if line.code == "ended":
        zone = line.about.application.employer.time_zone
        return deciding_sentence(plan.action, plan.reason, plan.reasons, zone)
    if line.code == "thanks":
        return _thanks(line, day)
    slot = line.slot
    said = {
        "recruiter": phrases.recruiter_name(contact.addressed if contact else None),
        "day": slots.day_words(slots.bounds(slot)[0]),
        "hours": _hours(slot),
    }
    if line.code == "window":
        if slots.same_day_here(slot):
            return _("Today, %(hours)s, is a good time to write to %(recruiter)s.") % said
        return _("%(day)s, %(hours)s, is a good time to write to %(recruiter)s.") % said
    if line.code == "missed":
        return _("A window has passed, and nothing is lost: the next one is %(day)s, %(hours)s.") % said
    return (
        _("%(day)s, %(hours)s, will be a good time to write to %(recruiter)s. Today is for preparing.") % said
    )


def _hours(slot: Any) -> str:
    """The recruiter's hours, and hers where her clock says otherwise."""
    hours, here = slots.hours_words(slot), slots.here_words(slot)
    return _("%(hours)s (%(here)s where you are)") % {"hours": hours, "here": here} if here else hours


def _thanks(line: Line, day: Day) -> str:
    assert line.begins is not None
    zone = day.user.time_zone
    said = {"from": phrases.stamp(line.begins, zone), "until": phrases.stamp(line.ends, zone)}
    if line.begins > day.now:
        return (
            _("After today's interview a note of thanks fits from %(from)s until %(until)s, if you like.")
            % said
        )
    return _("A note of thanks for the interview fits until %(until)s, if you like.") % said


# --- a counsellor's desk -------------------------------------------------------------------------


def _desk(desk: Desk) -> dict[str, Any]:
    return {
        "link": _page("pipeline"),
        "count": desk.size,
        "sections": [_section(name, items, desk) for name, items in desk.sections.items()],
    }


def _section(name: str, items: list[Item], desk: Desk) -> dict[str, Any]:
    zone = desk.user.time_zone
    return {
        "title": _title(name),
        "count": len(items),
        "rows": [_row(name, item, zone) for item in items[:ROWS]],
        "more": max(len(items) - ROWS, 0),
        "link": _all_of(name),
    }


# Sections whose rows the pipeline shows together, as "Needs you".
_NEEDS = ("approvals", "replies", "needing")


def _all_of(name: str) -> str:
    """The page that shows the whole section, "" without one."""
    if name == "letters":
        return _page("reviews")
    return _page("pipeline", decision="needs") if name in _NEEDS else ""


def _title(name: str) -> str:
    return {
        "help": _("Students ask for help"),
        "letters": _("Letters to look at"),
        "approvals": _("Second follow-ups to approve"),
        "replies": _("Answers to read and confirm"),
        "needing": _("Applications that need a person"),
        "missed": _("Students who let several windows pass"),
        "promises": _("Promised answers due today"),
        "bounced": _("Students our mail does not reach"),
    }[name]


def _row(name: str, item: Item, zone: str) -> dict[str, Any]:
    student, application = item.student, item.application
    if application is None:
        link = _page("pipeline", caseload="all", q=student.number)
        return {"who": student.user.name, "what": "", "when": _when(name, item, zone), "link": link}
    return {
        "who": student.user.name,
        "what": _application(application),
        "when": cause_words(item.cause) if name == "needing" else _when(name, item, zone),
        "link": _page("review", item.review.pk) if item.review else _page("application", application.pk),
    }


def _when(name: str, item: Item, zone: str) -> str:
    moment: datetime | None = item.moment
    if moment is None:
        return ""
    if name in ("approvals", "letters"):
        return _("by %(until)s") % {"until": phrases.stamp(moment, zone)}
    return _("since %(day)s") % {"day": slots.day_words(slots.in_zone(moment, zone))}
