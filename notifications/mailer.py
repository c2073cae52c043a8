"""Message -> e-mail: words, headers, both parts, in the reader's language."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from careers.models import User
from followups.selectors import next_slots, slot_of
from followups.wording import deciding_sentence, reason_lines
from notifications.models import Message
from notifications.reminders import Situation

HEADER_ID = "X-Kabar-Message-Id"
_inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


def build(message: Message, situation: Situation | None, now: datetime) -> EmailMultiAlternatives:
    """The e-mail of a claimed message; `situation` is None for sign-on mail, whose words are ready."""
    if situation is None:
        return _mail(message, message.subject, message.text, message.html, now)
    with translation.override(message.recipient.language):
        context = _context(message, situation)
        subject = render_to_string(f"emails/{message.kind}.subject.txt", context)
        text = render_to_string(f"emails/{message.kind}.txt", context)
        html = render_to_string(f"emails/{message.kind}.html", context)
    return _mail(message, subject, text.strip() + "\n", _inliner.inline(html), now)


def _mail(message: Message, subject: str, text: str, html: str, now: datetime) -> EmailMultiAlternatives:
    # One line, whatever a name contains: a header cannot be broken out of.
    subject = " ".join(subject.split())[:200]
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(now),
        HEADER_ID: str(message.pk),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    # A confirmation goes to the address to be confirmed, not to the one known so far.
    to = message.to_address or message.recipient.email
    mail = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    # anymail passes this to the ESP, so that its webhooks can name our row.
    mail.metadata = {"kabar_id": str(message.pk)}  # type: ignore[attr-defined]
    return mail


def _context(message: Message, s: Situation) -> dict[str, Any]:
    employer, contact, plan = s.application.employer, s.application.contact, s.plan
    reader = message.recipient
    page = reverse("application", args=[s.application.pk])
    return {
        "recipient": {"display_name": reader.name, "first_name": reader.get_short_name()},
        "centre": {"name": reader.centre.name if reader.centre else "Kabar"},
        "case": {
            "position": s.application.position,
            "employer": employer.name,
            "recruiter": contact.addressed if contact else "",
            "city": employer.city,
        },
        "student": {"display_name": s.student.name},
        "slot": slot_of(plan, employer, reader.time_zone),
        # Looked up only where a template shows them.
        "next_slots": SimpleLazyObject(lambda: next_slots(plan, employer, s.rules, 2, reader.time_zone)),
        "reason": _reason(s, reader),
        "stop_code": plan.reason,
        "attempt": plan.attempt,
        "max_followups": s.rules.max_followups,
        "missed": plan.missed_windows,
        "next_steps": next_steps(),
        "link": settings.BASE_URL.rstrip("/") + page,
        "settings_link": settings.BASE_URL.rstrip("/") + reverse("preferences"),
        # Only the thank-you note has an hour to be done by; the page's link does not expire.
        "expires": message.expires_at.astimezone(ZoneInfo(reader.time_zone))
        if message.kind == "thank_you_due"
        else None,
    }


def _reason(s: Situation, reader: User) -> str:
    """Why, in one sentence: to the student about her letter, to a counsellor about the case."""
    plan, zone = s.plan, s.application.employer.time_zone
    if reader == s.student:
        return deciding_sentence(plan.action, plan.reason, plan.reasons, zone)
    lines = reason_lines(plan.reasons, plan.reason, zone)
    return next((line.text for line in lines if line.decides), "")


def next_steps() -> list[str]:
    """Endings are kind: always the next three things to do."""
    return [
        _("Look at the other openings your career centre has collected."),
        _("Stay in touch with your interviewer on LinkedIn, now and then."),
        _("Talk the interview over with your counsellor while it is fresh."),
    ]
