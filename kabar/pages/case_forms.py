"""Forms of the application's page that name a row of the case, or its recruiter."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from careers.forms import CaseForm, LabelForm
from careers.models.employers import HONORIFICS


class LetterForm(CaseForm):
    """Which letter came back, or was recorded by mistake."""

    letter: Any = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)

    def __init__(self, *args: Any, letters: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["letter"].queryset = letters  # type: ignore[attr-defined]


class NotedForm(CaseForm):
    """Which event was recorded by mistake."""

    event: Any = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)

    def __init__(self, *args: Any, events: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["event"].queryset = events  # type: ignore[attr-defined]


class RelabelForm(LabelForm):
    """Another reading of an answer."""

    reply: Any = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)

    def __init__(self, *args: Any, replies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reply"].queryset = replies  # type: ignore[attr-defined]


class HelpedForm(CaseForm):
    """Which call for help was answered, with a note to the student if there is something to say."""

    refusals_at = "text"
    request: Any = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("A note to the student"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, requests: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["request"].queryset = requests  # type: ignore[attr-defined]


class RecruiterForm(CaseForm):
    """What is known of the recruiter: an address that bounced is mended here."""

    name = forms.CharField(label=_("Name"), max_length=150)
    honorific = forms.ChoiceField(
        label=_("Bapak or Ibu?"), required=False, choices=[*HONORIFICS[2:], *HONORIFICS[:2]]
    )
    role = forms.CharField(label=_("Role"), required=False, max_length=120)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    linkedin = forms.URLField(label=_("LinkedIn profile"), required=False, assume_scheme="https")


class OtherRecruiterForm(CaseForm):
    """Somebody else to write to: a known recruiter of the employer, or a new one."""

    contact: Any = forms.ModelChoiceField(
        label=_("Who is it?"), required=False, queryset=None, empty_label=_("Somebody new …")
    )
    name = forms.CharField(label=_("Name, if new"), required=False, max_length=150)
    honorific = forms.ChoiceField(
        label=_("Bapak or Ibu?"), required=False, choices=[*HONORIFICS[2:], *HONORIFICS[:2]]
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)

    def __init__(self, *args: Any, contacts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if not data.get("contact") and not data.get("name") and not self.errors:
            self.add_error("name", gettext("Choose somebody above, or give a name."))
        return data
