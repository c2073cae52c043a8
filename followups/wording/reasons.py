"""The trace of a decision in sentences: one for each code of `followups.policy.SOURCES`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from followups.calendars import day_name
from followups.policy import SOURCES, Reason, Source
from followups.wording.dates import as_date, clock_words, day_words, hours_words, years_of, zone_words
from followups.wording.deciding import DECIDING

Step = Reason | Mapping[str, Any]


class ReasonLine(NamedTuple):
    """One step of the trace for a page: the sentence, its rule ("T1–T2"), its source ("S0 S1"),
    and whether it is the step that decided."""

    text: str
    rule: str
    source: str
    decides: bool
    code: str


SENTENCES: dict[str, Any] = {
    "promise_days": ngettext_lazy(
        "An answer was promised within %(n)s day of the interview on %(from)s: by %(date)s.",
        "An answer was promised within %(n)s days of the interview on %(from)s: by %(date)s.",
        "n",
    ),
    "promise_working_days": ngettext_lazy(
        "An answer was promised within %(n)s working day after %(from)s, by the recruiter's "
        "calendar: by %(date)s.",
        "An answer was promised within %(n)s working days after %(from)s, by the recruiter's "
        "calendar: by %(date)s.",
        "n",
    ),
    "promise_date": _("An answer was promised by %(date)s."),
    "promise_range": _(
        "An answer was promised %(low)s to %(n)s days after the interview on %(from)s; "
        "the later day counts: %(date)s."
    ),
    "promise_assumed": ngettext_lazy(
        "No day was promised, so %(n)s day after the interview on %(from)s is assumed: until %(date)s.",
        "No day was promised, so %(n)s days after the interview on %(from)s are assumed: until %(date)s.",
        "n",
    ),
    "final_round_extra": ngettext_lazy(
        "A final round takes longer: %(n)s day more, until %(date)s.",
        "A final round takes longer: %(n)s days more, until %(date)s.",
        "n",
    ),
    "deadline_replaced": _("On %(asked)s the employer asked to wait until %(date)s. The latest word counts."),
    "deadline_rolled": _("%(before)s is a closed day, so the promise is read as lasting until %(date)s."),
    "promise_not_passed": ngettext_lazy(
        "A follow-up fits from %(date)s: %(n)s day after the promised %(deadline)s. "
        "Earlier could look impatient.",
        "A follow-up fits from %(date)s: %(n)s days after the promised %(deadline)s. "
        "Earlier could look impatient.",
        "n",
    ),
    "second_gap_not_passed": ngettext_lazy(
        "The e-mail before went out on %(first)s. Another fits only after more than %(n)s day: "
        "from %(date)s.",
        "The e-mail before went out on %(first)s. Another fits only after more than %(n)s days: "
        "from %(date)s.",
        "n",
    ),
    "recruiter_away": _(
        "An automatic reply says that the recruiter is away until %(date)s. From that day on an "
        "e-mail is read."
    ),
    "bounced_not_counted": ngettext_lazy(
        "%(n)s e-mail came back undelivered. It was never read and does not count.",
        "%(n)s e-mails came back undelivered. They were never read and do not count.",
        "n",
    ),
    "cleared_by_person": _("A person looked into this case on %(date)s and cleared it."),
    "subdivision_missing": _("The recruiter's city is not recorded, so local holidays may be missing here."),
    "closed_day": {
        "weekend": _("%(date)s is a weekend for the recruiter."),
        "public": _("%(date)s is a public holiday: %(name)s."),
        "joint_leave": _("%(date)s is joint leave: %(name)s."),
        "centre": _("%(date)s is closed in the career centre's calendar: %(name)s."),
        "employer": _("The employer is closed on %(date)s: %(name)s."),
    },
    "holiday_estimated": _("%(name)s on %(date)s is still an estimate; if the day moves, so may this plan."),
    "no_windows_that_day": _("%(date)s has no good hours for writing under the centre's rules."),
    "next_window": _(
        "Outside the busy hours an e-mail is welcome: the next good time is %(day)s, %(hours)s."
    ),
    "in_window": _("Now is a good time to write: %(day)s, %(hours)s lies outside the busy hours."),
    "second_needs_approval": _("A second e-mail is a careful decision: a counsellor approves it."),
    "max_followups_reached": ngettext_lazy(
        "%(sent)s follow-up has been sent, on %(date)s. Another would do more harm than good.",
        "%(sent)s follow-ups have been sent, the last on %(date)s. Another would do more harm than good.",
        "sent",
    ),
    "discouraging_reply": _(
        "The answer of %(date)s says that no news will come soon. Writing again would not help."
    ),
    "rejected": _("The answer of %(date)s was a no for this position."),
    "offer_received": _("An offer came on %(date)s. There is nothing left to ask."),
    "process_advanced": _(
        "On %(date)s they invited to the next stage. The next interview starts a new count."
    ),
    "student_withdrew": _("The student took another path on %(date)s."),
    "no_contact_instruction": _("On %(date)s they asked not to be written to again. That is respected."),
    "address_bounced": _("The e-mail of %(date)s came back. The recruiter's address must be checked first."),
    "off_channel_contact": {
        "student_phoned_recruiter": _(
            "On %(date)s the recruiter was phoned. A counsellor talks it over before the next step."
        ),
        "student_whatsapped_recruiter": _(
            "On %(date)s the recruiter was written to by chat. A counsellor talks it over before "
            "the next step."
        ),
    },
    "reply_unclear": _("What the answer of %(date)s means must be read by a person first."),
    "interview_not_held": _(
        "The interview was cancelled (told on %(date)s). A person finds out what comes instead."
    ),
    "position_status_unclear": _(
        "On %(date)s there was news that the position changed. A person looks into it before anybody asks."
    ),
    "calendar_unconfirmed": _(
        "The holidays of %(year)s are not decreed yet. An admin must confirm that year first."
    ),
}
# These codes have one sentence for each value of one parameter.
_CASES = {"closed_day": "kind", "off_channel_contact": "event"}
_FLOORS = ("promise_not_passed", "second_gap_not_passed", "recruiter_away")
_WINDOWS = ("next_window", "in_window")


def source_text(source: Source) -> str:
    """As pages show it: "T1–T2 · S0 S1", or "career centre practice" where neither article speaks."""
    return " · ".join(words for words in _source_parts(source) if words)


def _source_parts(source: Source) -> tuple[str, str]:
    if source.articles == "practice":
        return source.rule, gettext("career centre practice")
    return source.rule, source.articles


def reason_lines(
    reasons: Iterable[Step], reason: str = "", zone: str | ZoneInfo | None = None
) -> list[ReasonLine]:
    """The whole trace in the active language, in its order.

    `reasons` are Reason tuples or the stored plain list (ISO dates). `reason` is the decision's
    own code, to mark the line that decided; without it the line is worked out from the trace.
    `zone` (IANA) names the recruiter's clock; without it stored hours show their offset.
    """
    steps = [_step(item) for item in reasons]
    years = _many_years(steps)
    decided = _deciding_position(steps, reason)
    lines = []
    for position, step in enumerate(steps):
        rule, source = _source_parts(SOURCES[step.code])
        text = _sentence(step, zone, years)
        lines.append(ReasonLine(text, rule, source, position == decided, step.code))
    return lines


def deciding_sentence(
    action: str, reason: str, reasons: Iterable[Step], zone: str | ZoneInfo | None = None
) -> str:
    """Why, in words for the student herself: calm, and complete without the rest of the trace."""
    steps = [_step(item) for item in reasons]
    found = {step.code: step for step in steps}
    years = _many_years(steps)
    variant = reason
    if reason == "promise_not_passed":
        for basis in ("deadline_replaced", "promise_assumed"):
            if basis in found:
                variant = f"{reason}:{basis}"
                break
    elif reason in ("outside_window", "in_window") and "second_needs_approval" in found:
        variant = f"{reason}:second"
    position = _deciding_position(steps, reason)
    decider = steps[position] if position is not None else Reason(reason)
    if variant not in DECIDING:
        return _sentence(decider, zone, years)
    return str(DECIDING[variant] % _words(decider, zone, years))


def _step(item: Step) -> Reason:
    if isinstance(item, Reason):
        return item
    return Reason(item["code"], {name: value for name, value in item.items() if name != "code"})


def _many_years(steps: Sequence[Reason]) -> bool:
    return len({year for step in steps for year in years_of(step.params.values())}) > 1


def _deciding_position(steps: Sequence[Reason], reason: str) -> int | None:
    codes = [step.code for step in steps]
    if not reason:
        reason = _likely_reason(steps)
    for code in (*_WINDOWS,) if reason == "outside_window" else (reason,):
        if code in codes:
            return codes.index(code)
    return None


def _likely_reason(steps: Sequence[Reason]) -> str:
    """The code that decided, as far as the trace alone tells."""
    codes = [step.code for step in steps]
    if "next_window" in codes:
        floors = [step for step in steps if step.code in _FLOORS]
        days = [str(step.params["date"]) for step in floors]
        return floors[days.index(max(days))].code if floors else "next_window"
    for code in ("in_window", "calendar_unconfirmed"):
        if code in codes:
            return code
    return codes[0] if codes else ""


def _sentence(step: Reason, zone: str | ZoneInfo | None, years: bool) -> str:
    sentence = SENTENCES[step.code]
    if step.code in _CASES:
        sentence = sentence[step.params[_CASES[step.code]]]
    return str(sentence % _words(step, zone, years))


def _words(step: Reason, zone: str | ZoneInfo | None, years: bool) -> dict[str, Any]:
    """The parameters as they stand in a sentence: days and names in the reader's language."""
    words: dict[str, Any] = {}
    for name, value in step.params.items():
        day = as_date(value)
        words[name] = day_words(day, with_year=years) if day else value
    if "name" in step.params:
        words["name"] = day_name(step.params["name"], get_language() or "")
    if "start" in step.params:
        place = ZoneInfo(zone) if isinstance(zone, str) else zone
        start: Any = as_date(step.params["start"])
        end: Any = as_date(step.params["end"])
        shown = end.astimezone(place) if place else end
        words |= {
            "day": day_words(start.astimezone(place) if place else start, with_year=years),
            "hours": hours_words(start, end, place),
            "until": f"{clock_words(shown)} {zone_words(shown)}",
        }
    return words
