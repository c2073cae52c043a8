"""The forms of the delivery pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kabar.pages.delivery_errors import CAUSES, OTHER, sentence
from kabar.pages.delivery_words import outcome_name
from notifications.models.messages import KINDS
from notifications.models.suppressions import REASONS
from notifications.selectors import OUTCOMES

ACCOUNT = "account"


class MessageFilter(forms.Form):
    """Narrows the list of mails; what cannot be read narrows nothing."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    outcome = forms.ChoiceField(label=_("What became of it"), required=False)
    cause = forms.ChoiceField(label=_("What went wrong"), required=False)
    # Days are chosen by the number one came from; the page says which.
    since = forms.DateField(required=False, widget=forms.HiddenInput)
    until = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices: dict[str, list[Any]] = {
            "kind": [("", _("All kinds")), *((k, n) for k, n in KINDS if k != ACCOUNT)],
            "outcome": [("", _("All outcomes")), *((o, outcome_name(o)) for o in OUTCOMES)],
            "cause": [("", _("With or without an error")), *((c, sentence(c)) for c in (*CAUSES, OTHER))],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = values
        self.is_valid()

    @property
    def chosen(self) -> dict[str, Any]:
        """Each filter's value; "" or None where it does not narrow."""
        return {name: self.cleaned_data.get(name) for name in self.fields}

    @property
    def is_narrowed(self) -> bool:
        """True if anything is chosen."""
        return any(self.chosen.values())


class SuppressionFilter(forms.Form):
    """Narrows the list of held-back addresses."""

    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=[("", _("All reasons")), *REASONS])


class LiftForm(forms.Form):
    """Yes to letting mail go to an address again; after a complaint only if the person asked for it."""

    asked = forms.BooleanField(
        label=_("The person has told me that she wants these mails again."),
        error_messages={"required": _("Ask her first: she reported our mail as unwanted.")},
    )

    def __init__(self, *args: Any, complained: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not complained:
            del self.fields["asked"]
