"""The shape of what a student says on the page of a mail's link. Nothing is written here."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from careers.answers import Label
from careers.forms import CHOOSE, CaseForm, ReplyForm, WallTimeField
from careers.models.replies import LABELS

LONGEST_QUESTION = 2000


class AnsweredForm(ReplyForm):
    """What they said. Without a meaning Kabar reads the words and asks whether that is right.

    `is_asking`: the words were read, and the form stands beside what they were read as.
    """

    text = forms.CharField(
        label=_("Their words"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Paste the answer. Kabar reads it, and asks you before anything is recorded."),
    )
    received_at = WallTimeField(
        label=_("When did it come?"),
        required=False,
        help_text=_("Leave this empty if it was just now."),
    )
    label = forms.ChoiceField(
        label=_("What does it say?"),
        choices=[*CHOOSE, *LABELS],
        required=False,
        help_text=_("Leave this and Kabar reads it for you."),
    )
    asks = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ["text", "received_at", "label", "wait_until", "wait_days", "return_date"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.options = options
        self.is_asking = bool(self.data.get("asks") if self.is_bound else self.initial.get("asks"))
        self._typed: datetime | None = self.initial.get("received_on")
        if self.is_asking:
            self.fields["text"].widget = forms.HiddenInput()
            self.fields["received_at"].widget = forms.HiddenInput()
            self.fields["label"].required = True
            self.fields["label"].error_messages["required"] = gettext("Choose what it says.")
            self.fields["label"].help_text = gettext(
                "If you do not know, choose “not sure”: a person reads it then."
            )

    @property
    def moment(self) -> datetime:
        """When it came, as far as it is known: now if nothing was typed."""
        typed = self.cleaned_data.get("received_at") if self.is_bound else self._typed
        return typed or self.now

    @property
    def is_to_be_read(self) -> bool:
        """True for words without a meaning, which the person has not been asked about yet."""
        return not self.is_asking and not self.cleaned_data["label"]

    def asking(self) -> "AnsweredForm":
        """The form that stands beside the reading: the words are known, another meaning may be chosen."""
        initial = {
            "text": self.cleaned_data["text"],
            "received_at": self.data.get("received_at", ""),
            "received_on": self.moment,
            "asks": True,
        }
        return type(self)(**{**self.options, "initial": initial})

    def clean_received_at(self) -> datetime | None:
        """Empty means now."""
        return self.past("received_at") or self.now

    def clean(self) -> dict[str, Any]:
        """Without a meaning there must be words to read."""
        data = super().clean()
        data.pop("asks", None)
        if data.get("label") or "label" in self.errors:
            if data.get("label") == Label.UNCLASSIFIED and not data.get("text", "").strip():
                raise ValidationError(
                    _("Say what it means, or paste their words, so that a person can read them.")
                )
        elif not data.get("text", "").strip() and "text" not in self.errors:
            raise ValidationError(_("Paste their words, or say what the answer means."))
        return data


class PutOffForm(CaseForm):
    """ "Not this window"; `window` is the one the page showed."""

    window = forms.CharField(widget=forms.HiddenInput, required=False)


class AskForm(CaseForm):
    """ "Ask my counsellor", in a sentence if she likes."""

    refusals_at = "text"
    text = forms.CharField(
        label=_("What would you like to ask?"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
