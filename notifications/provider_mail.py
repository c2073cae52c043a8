"""Mail that a provider took in for us and tells by its webhook (anymail's inbound signal).

What if we die here? The provider gets no answer and tells it again; told twice it is one mail.
"""

from typing import Any

from anymail.signals import inbound

from notifications.inbound import receive
from notifications.kept_mail import KeptMail


def take_in(sender: Any, event: Any, esp_name: str, **_signal: Any) -> None:
    """One mail of one provider. The view has put the instant on the event: doors read the clock.

    Hostile content raises nothing; a database that is away does, and the provider tries again.
    """
    mail = event.message
    if isinstance(mail, KeptMail):
        recipients = [mail.envelope_recipient] if mail.envelope_recipient else []
        receive(mail.octets(), recipients, event.received_at)


def connect() -> None:
    """Listen to all of anymail's inbound webhooks."""
    inbound.connect(take_in, dispatch_uid="kabar.provider_mail")
