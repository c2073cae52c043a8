"""Forms of decisions: the rules of a centre on one plain form, made from the table of keys; a letter."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.policy import KEYS, WEEKDAYS, RulesError, parse_rules
from followups.wording import problem
from followups.wording.refusals import KEY_NAMES

WEEKDAY_NAMES = dict(
    zip(
        WEEKDAYS,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)
_SPAN = re.compile(r"\s*(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})\s*$")
_SEASON = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(?:\.\.|-|–|to)\s*(\d{4}-\d{2}-\d{2})\s*:(.*)$")
HELP: dict[str, Any] = {
    "first_offset_days": _("The day after the promise is the first polite one."),
    "assumed_promise_days": _("Students see that it is assumed."),
    "second_gap_days": _("Strictly more than this; never below 14."),
    "max_followups": _("One or two. A third does harm."),
    "friday_lunch": _("“Skip” leaves 11:00–13:30 to Friday prayer."),
    "ramadan_windows": _("One season a line: 2027-02-08..2027-03-09: 11:00–12:00, 14:30–16:00"),
    "contact_daily_cap": _("Kept with the rules; it takes effect with the spacing of e-mails."),
    "employer_weekly_cap": _("Kept with the rules; it takes effect with the spacing of e-mails."),
    "thank_you_within_hours": _("0 turns the reminder off."),
    "heads_up_at": _("By the student’s own clock, on the recruiter’s last working day before."),
    "digest_at": _("By the reader’s own clock. Kept with the rules; it takes effect with the daily summary."),
}


def read_spans(text: str) -> list[list[str]]:
    """'12:00–13:00, 15.30-17.00' as pairs of times; raises ValidationError with a sentence."""
    spans = []
    for piece in re.split(r"[,;]", text):
        if not piece.strip():
            continue
        found = _SPAN.match(piece)
        if not found:
            raise forms.ValidationError(
                _("“%(piece)s” is not a window. Write it like 12:00–13:00, several with commas between."),
                params={"piece": piece.strip()[:40]},
            )
        a, b, c, d = found.groups()
        spans.append([f"{int(a):02d}:{b}", f"{int(c):02d}:{d}"])
    return spans


def write_spans(spans: Iterable[Iterable[str]]) -> str:
    """Pairs of times as '12:00–13:00, 15:30–17:00'."""
    return ", ".join("–".join(span) for span in spans)


def read_seasons(text: str) -> list[dict[str, Any]]:
    """One season a line; raises ValidationError with a sentence."""
    seasons = []
    for line in filter(str.strip, text.splitlines()):
        found = _SEASON.match(line)
        if not found:
            raise forms.ValidationError(
                _("“%(line)s” is not a season. Write it like 2027-02-08..2027-03-09: 11:00–12:00"),
                params={"line": line.strip()[:60]},
            )
        first, last, windows = found.groups()
        seasons.append({"from": first, "until": last, "windows": read_spans(windows)})
    return seasons


class PolicyForm(forms.Form):
    """All policy keys; `rules_data` holds the checked plain form after validation."""

    reason = forms.CharField(
        label=_("Why this change?"),
        max_length=300,
        help_text=_("Kept with the version, for your colleagues."),
    )

    def __init__(self, data: Any = None, *, rules: dict[str, Any]) -> None:
        super().__init__(data)
        reason = self.fields.pop("reason")
        for key in KEYS:
            if key.name == "windows":
                for day in WEEKDAYS:
                    spans = write_spans(rules["windows"][day])
                    self.fields[f"windows_{day}"] = forms.CharField(
                        label=WEEKDAY_NAMES[day], initial=spans, required=False
                    )
                continue
            self.fields[key.name] = _field(key.name, key.default, rules.get(key.name, key.default))
        self.fields["reason"] = reason

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields as the page groups them: when, how often, at which hours, and the rest."""
        named = [
            (
                _("When and how often"),
                ("first_", "assumed_", "second_", "max_", "final_", "roll_", "silence_"),
            ),
            (_("Good hours, by the recruiter’s clock"), ("windows", "friday", "ramadan", "skip_")),
            (_("Reminders"), ("heads_up", "digest", "missed_", "thank_")),
            (_("The recruiter’s peace, and LinkedIn"), ("contact", "employer", "linkedin", "reaction")),
        ]
        left = [name for name in self.fields if name != "reason"]
        groups = []
        for title, starts in named:
            groups.append((title, [self[name] for name in left if name.startswith(starts)]))
            left = [name for name in left if not name.startswith(starts)]
        # A new key shows up here until somebody gives it a better place.
        return [*groups, (_("Further rules"), [self[name] for name in left])] if left else groups

    def clean(self) -> dict[str, Any]:
        """Read the texts, then let the policy itself judge the whole."""
        cleaned = super().clean() or {}
        data = {key.name: cleaned.get(key.name) for key in KEYS if key.name in self.fields}
        data["windows"] = {day: self._text(f"windows_{day}", read_spans) for day in WEEKDAYS}
        data["ramadan_windows"] = self._text("ramadan_windows", read_seasons)
        if not self.errors:
            try:
                parse_rules(data)
            except RulesError as error:
                for refused in error.problems:
                    self.add_error(self._field_of(refused), problem(refused))
        self.rules_data = data
        return cleaned

    def _text(self, name: str, read: Any) -> Any:
        try:
            return read(self.cleaned_data.get(name, ""))
        except forms.ValidationError as refused:
            self.add_error(name, refused)
            return []

    def _field_of(self, refused: Any) -> str | None:
        if refused.key == "windows":
            return f"windows_{refused.params['day']}" if "day" in refused.params else None
        return str(refused.key) if refused.key in self.fields else None


def _field(name: str, default: Any, value: Any) -> forms.Field:
    label, help_text = KEY_NAMES[name], HELP.get(name, "")
    if isinstance(default, bool):
        return forms.BooleanField(label=label, help_text=help_text, initial=value, required=False)
    if isinstance(default, int):
        return forms.IntegerField(label=label, help_text=help_text, initial=value)
    if name == "friday_lunch":
        choices = [("allow", _("write as on other days")), ("skip", _("skip"))]
        return forms.ChoiceField(label=label, help_text=help_text, initial=value, choices=choices)
    if name == "ramadan_windows":
        lines = [f"{s['from']}..{s['until']}: {write_spans(s['windows'])}" for s in value]
        area = forms.Textarea({"rows": 3})
        return forms.CharField(
            label=label, help_text=help_text, initial="\n".join(lines), required=False, widget=area
        )
    return forms.CharField(label=label, help_text=help_text, initial=value)


LONGEST_SUBJECT, LONGEST_BODY = 200, 4000


class LetterTemplateForm(forms.Form):
    """A letter with open names; its sense is judged by the service."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("Letter"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea({"rows": 18}),
        help_text=_("An empty line parts two paragraphs."),
    )
