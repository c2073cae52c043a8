"""The shape of what people type about a case. Services decide what may stand.

Times are wall times of the person who types (`zone`, named in the label); dates are the
recruiter's local days. Nothing is written here.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from careers.answers import EventType, Label, PromiseKind
from careers.models.applications import STAGES
from careers.models.events import EVENT_TYPES
from careers.models.promises import CHANNELS, KINDS
from careers.models.replies import LABELS
from careers.stages import MOVES, Stage

MOST_DAYS = 365
# A slip of the keyboard in the year would plan for decades; no employer promises that far ahead.
FARTHEST = timedelta(days=2 * 365)
FIRST_YEAR = 2000
# No first choice is right by default where it ends a case.
CHOOSE = [("", _("Choose …"))]


def too_far() -> ValidationError:
    """The sentence for a date that can only be a slip."""
    return ValidationError(_("This date is very far away. Please check the year."))


class WallTimeField(forms.DateTimeField):
    """A wall time of `zone` (set by the form) -> an aware instant in UTC.

    An hour that a clock change skips is read as the real time after it, one that happens twice as
    the first.
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    zone: ZoneInfo | None = None

    def to_python(self, value: Any) -> datetime | None:
        """The instant, None for an empty field."""
        with timezone.override(UTC):
            wall: datetime | None = super().to_python(value)
        if wall is None:
            return None
        if not FIRST_YEAR <= wall.year < 2100:
            raise too_far()
        return wall.replace(tzinfo=self.zone or UTC).astimezone(UTC)

    def prepare_value(self, value: Any) -> Any:
        """An instant as the wall time to show; what was typed stays as it was typed."""
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone or UTC).replace(tzinfo=None)
        return value


def _day_field(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


def _days_field(label: Any) -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "min": 1, "max": MOST_DAYS}
    return forms.IntegerField(
        label=label,
        required=False,
        widget=forms.NumberInput(attrs=attrs),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )


class CaseForm(forms.Form):
    """A form about one case. `zone_label` ("WIB") names the typist's zone in the labels of times.

    `refusals_at` is the field beside which a service's refusal is said; "" says it above all.
    """

    refusals_at = ""

    def __init__(self, *args: Any, zone: ZoneInfo, zone_label: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now
        for field in self.fields.values():
            if isinstance(field, WallTimeField):
                field.zone = zone
                field.label = f"{field.label} ({zone_label})"

    def refuse(self, error: ValidationError) -> None:
        """Say a service's refusal where it can be mended."""
        self.add_error(self.refusals_at or None, ValidationError(error.messages))

    def require(self, *names: str) -> None:
        """Ask for fields that this choice needs."""
        for name in names:
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, gettext("This is needed for your choice above."))

    def past(self, name: str) -> datetime | None:
        """A moment that must have happened already."""
        moment: datetime | None = self.cleaned_data.get(name)
        if moment and moment > self.now:
            raise ValidationError(_("This lies in the future. Record it once it has happened."))
        return moment

    def sensible(self, name: str) -> date | None:
        """A day near enough to be meant."""
        day: date | None = self.cleaned_data.get(name)
        if day and not (day.year >= FIRST_YEAR and day <= self.now.date() + FARTHEST):
            raise too_far()
        return day


class PromiseForm(CaseForm):
    """A new line of the promise ledger."""

    kind = forms.ChoiceField(label=_("What did they promise?"), choices=KINDS)
    low = _days_field(_("At least, in days"))
    days = _days_field(_("Days (of a range: at most)"))
    day = _day_field(_("By this date"))
    quote = forms.CharField(label=_("In their words"), required=False, max_length=300)
    channel = forms.ChoiceField(label=_("Said or written?"), choices=CHANNELS)
    said_by = forms.CharField(label=_("Who said it?"), required=False, max_length=150)
    said_on = _day_field(_("When was it said?"), help_text=_("The recruiter's day. Empty: at the interview."))

    NEEDED = {
        PromiseKind.DAYS: ("days",),
        PromiseKind.WORKING_DAYS: ("days",),
        PromiseKind.DATE: ("day",),
        PromiseKind.RANGE_DAYS: ("low", "days"),
    }

    def clean_day(self) -> date | None:
        return self.sensible("day")

    def clean_said_on(self) -> date | None:
        return self.sensible("said_on")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        needed = self.NEEDED.get(PromiseKind(data["kind"]), ()) if "kind" in data else ()
        self.require(*needed)
        for name in ("days", "low", "day"):
            if name not in needed:
                data[name] = None
        if data.get("low") and data.get("days") and data["low"] > data["days"]:
            self.add_error("low", gettext("The range ends before it starts: swap the two numbers."))
        if data.get("day") and data.get("said_on") and data["day"] < data["said_on"]:
            self.add_error("day", gettext("The promised date lies before the day it was promised."))
        return data


class LabelForm(CaseForm):
    """What an answer says, with the date that goes with it."""

    label = forms.ChoiceField(label=_("What does it say?"), choices=[*CHOOSE, *LABELS])
    wait_until = _day_field(_("Asked to wait until"))
    wait_days = _days_field(_("Or: asked to wait this many days"))
    return_date = _day_field(_("Back from absence on"))

    def clean_wait_until(self) -> date | None:
        return self.sensible("wait_until")

    def clean_return_date(self) -> date | None:
        return self.sensible("return_date")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        label = data.get("label")
        if label != Label.ASKED_TO_WAIT_UNTIL:
            data["wait_until"] = data["wait_days"] = None
        elif data.get("wait_until") and data.get("wait_days"):
            self.add_error("wait_days", gettext("Give a date or a number of days, not both."))
        if label != Label.AUTO_REPLY:
            data["return_date"] = None
        return data


class ReplyForm(LabelForm):
    """An employer's answer."""

    received_at = WallTimeField(label=_("When did it come?"))
    text = forms.CharField(
        label=_("Their words"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Paste the answer, so that a second person can read it too."),
    )
    field_order = ["label", "wait_until", "wait_days", "return_date", "received_at", "text"]

    def clean_received_at(self) -> datetime | None:
        return self.past("received_at")


class SentForm(CaseForm):
    """ "I sent it": a follow-up or a thank-you note, at whatever hour."""

    refusals_at = "sent_at"
    sent_at = WallTimeField(label=_("When did it go out?"))

    def clean_sent_at(self) -> datetime | None:
        return self.past("sent_at")


class EventForm(CaseForm):
    """Something that happened beside the e-mails. Clearing a case has its own button."""

    refusals_at = "at"
    type = forms.ChoiceField(
        label=_("What happened?"),
        choices=[*CHOOSE, *(e for e in EVENT_TYPES if e[0] != EventType.RESOLVED)],
    )
    at = WallTimeField(label=_("When?"))

    def clean_at(self) -> datetime | None:
        return self.past("at")


class NoteForm(CaseForm):
    """A note on the case."""

    refusals_at = "text"
    text = forms.CharField(label=_("Note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    shared = forms.BooleanField(label=_("The student may read it"), required=False)


class InterviewForm(CaseForm):
    """A new interview round, past or planned."""

    refusals_at = "held_at"
    held_at = WallTimeField(label=_("When does it start?"))
    is_final = forms.BooleanField(label=_("This is the final round"), required=False)
    interviewers: Any = forms.ModelMultipleChoiceField(
        label=_("Interviewers"),
        required=False,
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, contacts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["interviewers"].queryset = contacts  # type: ignore[attr-defined]

    def clean_held_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data.get("held_at")
        if moment and moment > self.now + FARTHEST:
            raise too_far()
        return moment


class StageForm(CaseForm):
    """Where the application stands, among the moves its present stage allows."""

    refusals_at = "stage"
    stage = forms.ChoiceField(label=_("It is now"))

    def __init__(self, *args: Any, stage: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stage"].choices = [*CHOOSE, *_moves(stage)]  # type: ignore[attr-defined]


def _moves(stage: str) -> Iterable[tuple[str, Any]]:
    """The stages a person may choose; "unanswered" is the end that silence brings by itself."""
    allowed = MOVES[Stage(stage)] - {Stage.UNANSWERED}
    return [(code, name) for code, name in STAGES if code in allowed]
