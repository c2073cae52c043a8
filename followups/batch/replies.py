"""`{"id", "received_on", "subject", "headers", "body"}` in, the label with evidence and date out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from careers.answers import Label
from followups.batch.lines import Refused, date_in, text_in
from followups.replies import LONGEST, Message, TooLarge, classify


def classified(item: Mapping[str, Any]) -> dict[str, Any]:
    """What one reply means for the case. Raises Refused.

    `wait_until` stands with asked_to_wait_until, `return_date` with auto_reply (null if no day is named);
    `assumed` says that the day is the end of a vague period. Anything else in the item is ignored.
    """
    message = Message(
        subject=text_in(item, "subject", optional=True),
        headers=_headers(item),
        body=text_in(item, "body", optional=True),
        received_on=date_in(item, "received_on"),
    )
    try:
        reading = classify(message)
    except TooLarge:
        told = _("This mail is longer than %(longest)s characters and cannot be read.")
        raise Refused(told % {"longest": LONGEST}) from None
    data: dict[str, Any] = {
        "label": reading.label.value,
        "stop": reading.stop,
        "confidence": round(reading.confidence, 2),
        "evidence": reading.evidence(message.body),
    }
    if reading.label is Label.ASKED_TO_WAIT_UNTIL:
        data["wait_until"] = reading.wait_until and reading.wait_until.isoformat()
    if reading.label is Label.AUTO_REPLY:
        data["return_date"] = reading.return_date and reading.return_date.isoformat()
    if reading.wait_until or reading.return_date:
        data["assumed"] = reading.assumed
    return data


def _headers(item: Mapping[str, Any]) -> dict[str, str]:
    headers = item.get("headers")
    if headers is None:
        return {}
    if not isinstance(headers, Mapping) or not all(isinstance(value, str) for value in headers.values()):
        raise Refused(_("“headers” must be an object of names and texts."))
    return {str(name): value for name, value in headers.items()}
