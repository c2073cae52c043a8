"""The shape of what a student types on her own pages: "I sent it", a new application, an interview."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from careers.answers import PromiseKind
from careers.forms import FARTHEST, CaseForm, SentForm, WallTimeField, too_far
from careers.models import Centre, Employer
from careers.models.employers import HONORIFICS
from kabar.pages.employer_places import home_of, place_choices

# As many names as a browser suggests without growing slow; any other name can still be typed.
SUGGESTED = 1000

# The promises a student hears most; anything else is recorded on the application's page.
PROMISES: dict[str, tuple[PromiseKind, int | None]] = {
    "week": (PromiseKind.DAYS, 7),
    "two_weeks": (PromiseKind.DAYS, 14),
    "working_days": (PromiseKind.WORKING_DAYS, None),
    "date": (PromiseKind.DATE, None),
    "vague": (PromiseKind.VAGUE, None),
    "none": (PromiseKind.NONE, None),
}


class WroteForm(SentForm):
    """ "I sent it": just now, unless another time is given."""

    sent_at = WallTimeField(
        label=_("When did it go out?"),
        required=False,
        help_text=_("Leave this empty if it was just now."),
    )

    def clean_sent_at(self) -> datetime | None:
        """Empty means now."""
        return self.past("sent_at") or self.now


class JustSentForm(WroteForm):
    """The same on her own page; `attempt` makes a second click harmless."""

    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RoundForm(CaseForm):
    """An interview with its promise. Everything but the time of the interview may stay unknown."""

    refusals_at = "held_at"
    held_at = WallTimeField(label=_("When is or was the interview?"))
    promise = forms.ChoiceField(
        label=_("When did they say they would answer?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("week", _("Within 1 week")),
            ("two_weeks", _("Within 2 weeks")),
            ("working_days", _("Within some working days")),
            ("date", _("By a date")),
            ("vague", _("Soon, without a day")),
            ("none", _("They said nothing")),
        ],
    )
    working_days = forms.IntegerField(
        label=_("How many working days?"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": 90}),
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    promised_day = forms.DateField(
        label=_("By which date?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    interviewer = forms.CharField(label=_("Who interviewed you?"), required=False, max_length=150)
    honorific = forms.ChoiceField(
        label=_("Bapak or Ibu?"),
        required=False,
        choices=[*HONORIFICS[2:], *HONORIFICS[:2]],
        help_text=_("If you are not sure, leave it: Kabar never guesses."),
    )
    email = forms.EmailField(label=_("Their e-mail address"), required=False)

    def clean_held_at(self) -> datetime | None:
        """A time near enough to be meant."""
        moment: datetime | None = self.cleaned_data.get("held_at")
        if moment and moment > self.now + FARTHEST:
            raise too_far()
        return moment

    def clean_promised_day(self) -> date | None:
        """A day near enough to be meant."""
        return self.sensible("promised_day")

    def clean(self) -> dict[str, Any]:
        """The number or the date that the chosen promise needs."""
        data: dict[str, Any] = self.cleaned_data
        chosen = data.get("promise")
        if chosen == "working_days":
            self.require("working_days")
        elif chosen == "date":
            self.require("promised_day")
        if data.get("promise") and data.get("held_at") is None and "held_at" not in self.errors:
            self.add_error("held_at", gettext("The promise is counted from the interview."))
        if data.get("email") and not data.get("interviewer"):
            self.add_error("interviewer", gettext("Whose address is this?"))
        return data

    def promised(self) -> tuple[PromiseKind, int | None, date | None] | None:
        """Kind, days and date of the promise, None if nothing was chosen."""
        chosen = self.cleaned_data.get("promise")
        if not chosen:
            return None
        kind, days = PROMISES[chosen]
        if kind is PromiseKind.WORKING_DAYS:
            days = self.cleaned_data["working_days"]
        return kind, days, self.cleaned_data["promised_day"] if kind is PromiseKind.DATE else None


class ApplicationForm(RoundForm):
    """A new application, with its interview if there has been one already."""

    refusals_at = ""
    position = forms.CharField(label=_("Position"), max_length=150)
    employer = forms.CharField(
        label=_("Employer"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "employers", "autocomplete": "off"}),
        help_text=_("Choose a name that is suggested, or type a new one."),
    )
    city = forms.CharField(
        label=_("City of the employer"),
        required=False,
        max_length=100,
    )
    place = forms.ChoiceField(
        label=_("Country and time zone"),
        help_text=_("For a new employer: their holidays and office hours decide when to write."),
    )
    held_at = WallTimeField(label=_("When is or was the interview?"), required=False)
    field_order = ["position", "employer", "city", "place"]

    def __init__(self, *args: Any, centre: Centre, **options: Any) -> None:
        super().__init__(*args, **options)
        self.centre = centre
        self.fields["place"].choices = place_choices(centre)  # type: ignore[attr-defined]
        self.fields["place"].initial = home_of(centre).code
        # All of the centre's employers, also those she never applied to: only their names are shown.
        self.known = list(Employer.objects.filter(centre=centre).order_by("name", "pk"))
        self.found: Employer | None = None

    @property
    def suggestions(self) -> list[str]:
        """The names her browser offers while she types."""
        return [f"{employer.name}, {employer.city}" for employer in self.known[:SUGGESTED]]

    def clean(self) -> dict[str, Any]:
        """Recognise the employer, or ask for what a new one needs."""
        data = super().clean()
        typed = " ".join((data.get("employer") or "").split()).casefold()
        city = " ".join((data.get("city") or "").split()).casefold()
        if not typed:
            return data
        whole = [e for e in self.known if f"{e.name}, {e.city}".casefold() == typed]
        named = [e for e in self.known if e.name.casefold() == typed]
        if city:
            named = [e for e in named if e.city.casefold() == city]
        if whole:
            self.found = whole[0]
        elif len(named) == 1:
            self.found = named[0]
        elif len(named) > 1:
            self.add_error("city", gettext("Several employers have this name. In which city is yours?"))
        elif not city and "city" not in self.errors:
            self.add_error("city", gettext("We do not know this employer yet. In which city is it?"))
        return data
