"""The shape of what a student says on the page of a mail's link. Nothing is written here."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from careers.answers import Label
from careers.forms import CHOOSE, CaseForm, ReplyForm, WallTimeField
from careers.models.replies import LABELS

LONGEST_QUESTION = 2000


class AnsweredForm(ReplyForm):
    """What they said. She need not know what it means: then a person reads it."""

    label = forms.ChoiceField(
        label=_("What does it say?"),
        choices=[*CHOOSE, *LABELS],
        required=False,
        help_text=_("If you are not sure what it means, leave this: a person reads it then."),
    )
    received_at = WallTimeField(
        label=_("When did it come?"),
        required=False,
        help_text=_("Leave this empty if it was just now."),
    )

    field_order = ["label", "wait_until", "wait_days", "return_date", "text", "received_at"]

    def clean_label(self) -> str:
        """Empty means: not sure."""
        return self.cleaned_data.get("label") or Label.UNCLASSIFIED

    def clean_received_at(self) -> datetime | None:
        """Empty means now."""
        return self.past("received_at") or self.now

    def clean(self) -> dict[str, Any]:
        """Without a meaning there must be words to read."""
        data = super().clean()
        if data.get("label") == Label.UNCLASSIFIED and not data.get("text", "").strip():
            raise ValidationError(
                _("Say what it means, or paste their words, so that a person can read them.")
            )
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
