"""What cannot be read or cannot stand, in sentences: facts, places and policy keys."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from followups.calendars import UnknownPlace
from followups.policy import FactsError, Problem, RulesError

LONGEST_QUOTE = 60

FACTS: dict[str, Any] = {
    "not_an_object": _("“%(field)s” must be an object with named values."),
    "facts_not_an_object": _("“facts” is missing, or is not an object with named values."),
    "missing": _("“%(field)s” is missing."),
    "unknown_field": _("“%(field)s” is not a known field here."),
    "not_an_instant": _(
        "“%(field)s” must be a date and time with its offset, such as 2026-07-14T12:00:00+07:00, "
        "not %(value)s."
    ),
    "no_offset": _("“%(field)s” needs its offset from UTC, such as +07:00: %(value)s has none."),
    "year_out_of_range": _("“%(field)s” lies too far away to be true: %(value)s."),
    "not_a_date": _("“%(field)s” must be a date that exists, such as 2026-07-31, not %(value)s."),
    "not_a_count": _("“%(field)s” must be a whole number from %(low)s to %(high)s, not %(value)s."),
    "not_yes_or_no": _("“%(field)s” must be true or false, not %(value)s."),
    "unknown_time_zone": _("“%(field)s” must be a time zone such as Asia/Jakarta, not %(value)s."),
    "unknown_word": _("“%(field)s” must be one of %(allowed)s, not %(value)s."),
    "not_a_list": _("“%(field)s” must be a list."),
    "before_the_interview": _("“%(field)s” (%(value)s) lies before the interview itself."),
    "range_upside_down": _("“%(field)s” (%(high)s) is smaller than the lower bound of the range (%(low)s)."),
    "date_and_days": _("“%(field)s” gives both a date and a number of days; only one can count."),
    "later_than_now": _("“%(field)s” (%(value)s) is later than “now”."),
    "not_a_code": _("“%(field)s” must be a code such as ID or KL, not %(value)s."),
}
PLACES: dict[str, Any] = {
    "unknown_country": _("No calendar is known for the country “%(country)s”."),
    "unknown_subdivision": _("“%(subdivision)s” is not a known part of the country “%(country)s”."),
    "subdivision_required": _(
        "Weekends differ inside the country “%(country)s”: please give the state or region too."
    ),
}
KEY_NAMES: dict[str, Any] = {
    "first_offset_days": _("Days after the promise"),
    "assumed_promise_days": _("Days assumed when nothing was promised"),
    "second_gap_days": _("Days between the first and the second follow-up"),
    "max_followups": _("Most follow-ups"),
    "second_requires_approval": _("Approval of the second follow-up"),
    "windows": _("Good hours for writing"),
    "friday_lunch": _("Friday midday"),
    "ramadan_windows": _("Hours in Ramadan"),
    "skip_public_holidays": _("Rest on public holidays"),
    "skip_joint_leave": _("Rest on joint leave"),
    "roll_deadline_on_closed_day": _("Move a promise that ends on a closed day"),
    "final_round_extra_days": _("Extra days after a final round"),
    "silence_closes_after_days": _("Days of silence that close a case"),
    "missed_windows_before_alert": _("Missed good hours before a counsellor is told"),
    "contact_daily_cap": _("E-mails to one recruiter a day"),
    "employer_weekly_cap": _("E-mails to one employer a week"),
    "thank_you_within_hours": _("Hours for the thank-you note"),
    "heads_up_at": _("Time of the heads-up"),
    "digest_at": _("Time of the daily summary"),
    "linkedin_after_hours": _("Hours before connecting on LinkedIn"),
    "reaction_gap_days": _("Days between reactions on LinkedIn"),
    "reactions_per_month": _("Reactions on LinkedIn a month"),
    "reaction_followup_gap_hours": _("Hours between a reaction and a follow-up"),
}
PROBLEMS: dict[str, Any] = {
    "unknown_key": _("“%(key)s” is not a rule that can be set."),
    "not_a_whole_number": _("%(key)s: please give a whole number."),
    "out_of_range": _("%(key)s: please choose from %(low)s to %(high)s."),
    "not_yes_or_no": _("%(key)s: please answer yes or no."),
    "not_a_choice": _("%(key)s: please choose one of %(choices)s."),
    "not_a_time": _("%(key)s: %(value)s is not a time such as 12:00."),
    "not_a_date": _("%(key)s: %(value)s is not a date such as 2026-02-18."),
    "not_a_list_of_windows": _("%(key)s: each day needs a list of hours, from and until."),
    "window_ends_before_it_starts": _("%(key)s: from %(start)s until %(end)s ends before it starts."),
    "window_at_night": _(
        "%(key)s: from %(start)s until %(end)s reaches into the night; choose hours between 07:00 and 19:00."
    ),
    "windows_overlap": _("%(key)s: the hours overlap between %(start)s and %(end)s."),
    "not_a_week": _("%(key)s: all seven days of the week are needed."),
    "no_window_monday_to_thursday": _(
        "%(key)s: at least one day from Monday to Thursday needs good hours, or nobody could ever write."
    ),
    "not_a_list_of_seasons": _("%(key)s: each season needs its first day, its last day and hours."),
    "season_ends_before_it_starts": _("%(key)s: the last day lies before the first."),
    "season_without_windows": _("%(key)s: a season needs hours, or nobody could ever write."),
    "season_too_long": ngettext_lazy(
        "%(key)s: a season lasts at most %(days)s day.",
        "%(key)s: a season lasts at most %(days)s days.",
        "days",
    ),
}


def facts_error(error: FactsError) -> str:
    """Why facts could not be read, naming the field."""
    code, field = error.code, error.field
    if code == "not_an_object" and not field:
        code = "facts_not_an_object"
    words = {name: _quoted(value) for name, value in error.params.items()}
    words["allowed"] = error.params.get("allowed", "")
    return str(FACTS[code] % {**words, "field": shown(field)})


def place_error(error: UnknownPlace) -> str:
    """Why there is no calendar for a place."""
    words = {"country": shown(error.country), "subdivision": shown(error.subdivision or "")}
    return str(PLACES[error.code] % words)


def problem(refused: Problem) -> str:
    """Why a policy value cannot stand, naming the key in words."""
    words = {name: shown(value) for name, value in refused.params.items()}
    if "days" in refused.params:
        words["days"] = refused.params["days"]
    name = KEY_NAMES.get(refused.key)
    return str(PROBLEMS[refused.code] % {**words, "key": name or shown(refused.key)})


def rules_error(error: RulesError) -> list[str]:
    """All that stands against rules, a sentence each."""
    return [problem(refused) for refused in error.problems]


def shown(value: Any) -> str:
    """A stranger's value, fit to be repeated: short, printable, on one line."""
    text = value if isinstance(value, str) else _plain(value)
    if len(text) > LONGEST_QUOTE:
        text = text[: LONGEST_QUOTE - 1] + "…"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _quoted(value: Any) -> str:
    return f"“{shown(value)}”" if isinstance(value, str) else shown(value)


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        # A number of a thousand digits would cost more to print than to refuse.
        return str(value) if value.bit_length() < 200 else "…"
    if isinstance(value, float):
        return str(value)
    return "[…]" if isinstance(value, Iterable) and not isinstance(value, dict) else "{…}"
