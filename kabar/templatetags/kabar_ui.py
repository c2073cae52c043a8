"""Formatting for templates, mails included: no rules, no queries, no clock.

Database times arrive in UTC, so every filter that shows one takes the zone to show it in:
``{{ reply.received_at|stamp:application.recruiter_tz }}``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.forms.boundfield import BoundWidget
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from followups.wording import phrases, slots

register = template.Library()

ACTION_SHAPES = {"wait": "wait", "send_now": "send", "needs_approval": "needs", "stop": "stop"}


@register.filter
def action_shape(action: str) -> str:
    """The class and sprite name of a decision's action: wait, send, needs or stop."""
    return ACTION_SHAPES[action]


@register.filter
def action_word(action: str) -> str:
    """The one word (or two) by which a decision is always shown."""
    return {
        "wait": gettext("Wait"),
        "send_now": gettext("Send now"),
        "needs_approval": gettext("Needs you"),
        "stop": gettext("Stop"),
    }[action]


@register.filter
def day(value: dt.date | None, zone: str = "") -> str:
    """Sel 24 Nov. A datetime is first put on the wall clock of ``zone``."""
    if not value:
        return ""
    return slots.day_words(slots.in_zone(value, zone) if isinstance(value, dt.datetime) else value)


@register.filter
def long_day(value: dt.date | None, zone: str = "") -> str:
    """Selasa, 24 November 2026."""
    if not value:
        return ""
    return slots.long_day_words(slots.in_zone(value, zone) if isinstance(value, dt.datetime) else value)


@register.filter
def clock(value: dt.datetime | None, zone: str = "") -> str:
    """14.05 in Indonesian, 14:05 in English."""
    return slots.clock_words(slots.in_zone(value, zone)) if value else ""


@register.filter
def stamp(value: dt.datetime | None, zone: str = "") -> str:
    """Sen 16 Nov, 14.05 WIB."""
    return phrases.stamp(value, zone)


@register.filter
def slot_day(slot: object) -> str:
    """Sel 24 Nov, the recruiter's day."""
    return slots.day_words(slots.bounds(slot)[0])


@register.filter
def slot_long_day(slot: object) -> str:
    """Selasa, 24 November 2026, the recruiter's day."""
    return slots.long_day_words(slots.bounds(slot)[0])


@register.filter
def hours(slot: object) -> str:
    """12.00–13.00 WIB, the recruiter's hours."""
    return slots.hours_words(slot)


@register.filter
def here(slot: object) -> str:
    """The reader's own hours, "" when they are the same."""
    return slots.here_words(slot)


@register.filter
def place(slot: object) -> str:
    """Makassar, di sini 11.00–12.00."""
    return slots.place_words(slot)


@register.filter
def zone_sentence(slot: object) -> str:
    """The recruiter is in Makassar; where you are it is 11.00–12.00."""
    return slots.zone_sentence(slot)


@register.filter
def same_day_here(slot: object) -> bool:
    """Whether the slot is on the same date for recruiter and reader."""
    return slots.same_day_here(slot)


@register.simple_tag
def slot_words(slot: object, now: dt.datetime | None = None) -> slots.SlotWords:
    """All the words of a slot at once; see ``followups.wording.slots.SlotWords``."""
    return slots.slot_words(slot, now)


@register.filter
def slots_in_words(later: Iterable[object]) -> str:
    """Sel 24 Nov 15.30–17.00 WIB dan Rab 25 Nov 12.00–13.00 WIB."""
    return phrases.slots_in_words(later)


@register.filter
def age(then: dt.datetime | None, now: dt.datetime) -> str:
    """How long ago, in its largest whole unit: 2 hari, 6 jam, 5 menit, baru saja."""
    if not then:
        return ""
    minutes = int((now - then).total_seconds() // 60)
    if minutes >= 24 * 60:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    if minutes >= 1:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return gettext("just now")


@register.filter
def attempt_words(attempt: int, maximum: int) -> str:
    """Which follow-up this is, of how many: so that nobody wonders whether more are coming."""
    return phrases.attempt_words(attempt, maximum)


@register.filter
def mail_text(text: str) -> str:
    """A plain-text mail out of a template whose own line ends mean nothing.

    A ¶ begins a paragraph, a ⏎ a line. Lines are wrapped when the mail is filled in
    (notifications/letters.py): how long they are is not known before.
    """
    paragraphs = []
    for paragraph in " ".join(text.split()).split("¶"):
        lines = [line.strip() for line in paragraph.split("⏎") if line.strip()]
        if lines:
            paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs).replace("\n\n--\n", "\n\n-- \n") + "\n"


@register.filter
def recruiter_name(value: str | None) -> str:
    """The recruiter as the student would say it, or "the recruitment team" when nobody is named."""
    return phrases.recruiter_name(value)


@register.filter
def rule_and_source(reason: object) -> str:
    """T1–T2 · S0 S1, or the one of the two that is known."""
    said = [slots.part(reason, "rule"), slots.part(reason, "source")]
    return " · ".join(str(words) for words in said if words)


@register.filter
def display_name(person: Any) -> str:
    """A person's full name, the address when there is none."""
    full_name = getattr(person, "get_full_name", None)
    return (full_name() if callable(full_name) else "") or str(person)


@register.filter
def initials(name: str) -> str:
    """RW for Ratna Wulandari: the first letters of the first and the last word."""
    words = str(name).split("@")[0].split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with our classes; Django adds aria-invalid and aria-describedby itself."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, Select):
        css = "form-select"
    else:
        css = "form-control"
    if field.errors:
        css += " is-invalid"
    extra = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css} {extra}".strip()})


@register.filter
def option_control(option: BoundWidget) -> SafeString:
    """One radio button or box of a group, without its label."""
    option.data["attrs"]["class"] = "form-check-input"
    return option.tag()


@register.filter
def filter_control(field: BoundField) -> SafeString:
    """A filter bar's widget: marked when it filters, small, without a visible label."""
    css = "form-select" if isinstance(field.field.widget, Select) else "form-control"
    return field.as_widget(attrs={"class": f"{css} on" if field.value() else css})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """One box with its label beside it."""
    return isinstance(field.field.widget, CheckboxInput)
