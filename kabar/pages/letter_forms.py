"""The shape of what is typed about a letter: its text, the counsellor's advice, a language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from careers.models.centres import LANGUAGES
from followups.etiquette import LONGEST, Draft
from followups.models.drafts import LONGEST_SUBJECT
from followups.models.reviews import LONGEST_ADVICE
from followups.services.drafts import tidy

# The etiquette refuses to read more than LONGEST characters at once.
LONGEST_BODY = LONGEST - LONGEST_SUBJECT


class TextForm(forms.Form):
    """Subject and text of a letter; both may be empty while it is being written."""

    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "kb-writing"}),
    )
    language = forms.ChoiceField(choices=LANGUAGES, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("subject", "body"):
            # "(optional)" would be untrue: an empty letter is only not refused yet.
            self.fields[name].widget.attrs["aria-required"] = "true"
            self.fields[name].widget.attrs["maxlength"] = self.fields[name].max_length  # type: ignore[attr-defined]

    @property
    def text(self) -> Draft:
        """What was typed, tidied as it is stored. Only of a valid form."""
        return tidy(Draft(self.cleaned_data["subject"], self.cleaned_data["body"]))

    def refuse(self, error: ValidationError) -> None:
        """Say a service's refusal above the letter."""
        self.add_error(None, ValidationError(error.messages))


class EditForm(TextForm):
    """The counsellor's own version of it."""

    language = None  # type: ignore[assignment]


class AnewForm(forms.Form):
    """In which language to begin again."""

    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGES)


class AdviceForm(forms.Form):
    """One line for the student."""

    advice = forms.CharField(
        label=_("One line of advice"),
        max_length=LONGEST_ADVICE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def refuse(self, error: ValidationError) -> None:
        """Say a service's refusal beside the line."""
        self.add_error("advice", ValidationError(error.messages))
