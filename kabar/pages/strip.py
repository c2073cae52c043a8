"""The day strip of one application: the recruiter's days around the round that counts."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from careers.models import Letter
from followups.calendars import day_name
from kabar.daystrip import DayStrip, day_strip
from kabar.pages.case import CasePage
from kabar.pages.ledger import Entry


def case_strip(case: CasePage, book: list[Entry]) -> DayStrip | None:
    """Why not earlier, day by day; None before there is a decision. `book` is the ledger's."""
    if case.interview is None or case.plan is None:
        return None
    zone, language = case.recruiter_zone, get_language() or ""

    def closed_name(day: date) -> str | None:
        closure = case.calendar.closure(day)
        if closure is None:
            return None
        return "" if closure.kind == "weekend" else day_name(closure.name, language)

    start = case.plan.window_start
    sent = Letter.objects.visible_to(case.user).filter(interview=case.interview, bounced=False)
    return day_strip(
        today=case.now.astimezone(zone).date(),
        closed_name=closed_name,
        interview=case.interview.held_at.astimezone(zone).date(),
        promise=next((e.due for e in book if e.state in ("live", "assumed")), None),
        replaced_promises=[e.due for e in book if e.state == "replaced" and e.due],
        slot=start.astimezone(zone).date() if start else None,
        events=[(x.sent_at.astimezone(zone).date(), _("follow-up sent")) for x in sent],
    )
