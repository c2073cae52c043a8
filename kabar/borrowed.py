"""Sentences of Django and django-allauth that people meet here, so that our catalogue may say them our way.

Nothing calls this: `make messages` collects the sentences, and the project's catalogue is asked first.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

SENTENCES = (
    _("Email"),
    _("Email address"),
    _("Email Address"),
    _("email address"),
    _("Enter a valid email address."),
    _("This field is required."),
    _("Enter a valid date."),
    _("Enter a valid date/time."),
    _("Enter a whole number."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("Your primary email address must be verified."),
    _("Forgot your password?"),
    _("You must type the same password each time."),
    _("The password is too similar to the %(verbose_name)s."),
    _("This password is too common."),
    _("Confirmation email sent to %(email)s."),
    _("You have confirmed %(email)s."),
    _("Your password has been changed."),
    _("Your password has been reset."),
)
COUNTED = (
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
