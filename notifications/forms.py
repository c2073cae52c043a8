"""The shape of what a person chooses about her reminders. The service decides what may stand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careers.access import STUDENT
from careers.models import User
from followups.wording.slots import clock_words
from notifications.models import Preference
from notifications.preferences import KINDS_OF, MOST_A_WEEK

SINGLE, DAILY, OFF = "single", "daily", "off"
# What each kind means to its reader.
KIND_WORDS = {
    "heads_up": gettext_lazy("The day before a window: time to prepare the e-mail"),
    "window_open": gettext_lazy("When a window opens: time to send it"),
    "window_missed": gettext_lazy("When a window has passed: when the next one is"),
    "thank_you_due": gettext_lazy("After an interview: a note of thanks"),
    "stopped_kindly": gettext_lazy("When no more e-mails are needed, and what is worth your time now"),
    "desk_digest": gettext_lazy("The daily mail of my desk, on working days"),
    "approval_needed": gettext_lazy("When a second follow-up waits for approval, or a case needs a person"),
    "missed_alert": gettext_lazy("When a student has let several windows pass"),
    "help_asked": gettext_lazy("When a student asks for help"),
    "calendar_horizon": gettext_lazy("When the confirmed holidays are about to run out"),
}


def _clock(label: Any, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **options)


class ReminderForm(forms.Form):
    """One person's wishes; `clock` names her zone, `at` is the hour of the daily mail (a wall time)."""

    how = forms.ChoiceField(label=gettext_lazy("How reminders reach me"), widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What I want to hear of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is not ticked is not sent. These pages show it all the same."),
    )
    quiet_from = _clock(gettext_lazy("Quiet from"))
    quiet_until = _clock(gettext_lazy("Quiet until"))
    weekly_cap = forms.IntegerField(
        label=gettext_lazy("At most so many e-mails a week"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": MOST_A_WEEK}),
        help_text=gettext_lazy("Counted over the last seven days. What would be more is left out."),
    )
    paused_until = forms.DateField(
        label=gettext_lazy("Pause until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("No reminders before the morning of that day, then as usual."),
    )

    def __init__(self, data: Any, *, user: User, mine: Preference, clock: str, at: Any) -> None:
        kinds = KINDS_OF[user.role]
        how = OFF if mine.reminders_off else DAILY if mine.digest else SINGLE
        wanted = [kind for kind in kinds if kind not in mine.muted]
        initial = {name: getattr(mine, name) for name in ("quiet_from", "quiet_until", "weekly_cap")}
        initial |= {"how": how, "kinds": wanted, "paused_until": mine.paused_until}
        super().__init__(data, initial=initial)
        student = user.role == STUDENT
        self._all = kinds
        self.fields["how"].choices = _ways(student, clock_words(at))  # type: ignore[attr-defined]
        self.fields["how"].help_text = _without(student)
        self.fields["kinds"].choices = [(kind, KIND_WORDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        told = _(
            "By your own clock (%(zone)s). What falls into the quiet hours comes when they end, "
            "or not at all if it is too late by then."
        )
        self.fields["quiet_until"].help_text = told % {"zone": clock}

    def choices(self) -> dict[str, Any]:
        """What was chosen, as fields of Preference."""
        chosen = self.cleaned_data
        how, same = chosen["how"], ("quiet_from", "quiet_until", "weekly_cap", "paused_until")
        return {
            # Switched off, she keeps how she had it for the day she comes back.
            **({"reminders_off": True} if how == OFF else {"reminders_off": False, "digest": how == DAILY}),
            "muted": set(self._all) - set(chosen["kinds"]),
            **{name: chosen[name] for name in same},
        }

    def refuse(self, error: ValidationError) -> None:
        """Show a domain error beside its field."""
        if hasattr(error, "error_dict") and "muted" in error.error_dict:
            error.error_dict["kinds"] = error.error_dict.pop("muted")
        self.add_error(None, error)


def _ways(student: bool, at: str) -> list[tuple[str, str]]:
    if student:
        return [
            (SINGLE, _("Each one by itself, when its time has come")),
            (DAILY, _("One e-mail a day, at %(time)s, with everything for that day") % {"time": at}),
            (OFF, _("No reminders at all")),
        ]
    return [
        (SINGLE, _("Each matter by itself, and a daily mail of my desk at %(time)s") % {"time": at}),
        (DAILY, _("Only the daily mail of my desk, at %(time)s") % {"time": at}),
        (OFF, _("No reminders at all")),
    ]


def _without(student: bool) -> str:
    if student:
        return _(
            "Without reminders Kabar stays silent: you look here yourself for when to write. Your counsellor "
            "sees that they are off. Sign-in mails still come."
        )
    return _(
        "Without reminders Kabar stays silent: what waits for you is seen only here. Sign-in mails still come."
    )
