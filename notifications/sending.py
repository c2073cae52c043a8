"""One call to the provider, and what is known after it."""

import logging
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMessage

from notifications.http_deadline import limited
from notifications.retry import SendProblem, Verdict, http_verdict, never_connected

log = logging.getLogger(__name__)


def send(connection: Any, mail: EmailMessage) -> tuple[Verdict, str]:
    """Hand one mail to the provider; says what is known about it, and never raises for mail."""
    try:
        with limited(connection):
            connection.send_messages([mail])
    except SendProblem as problem:
        return problem.verdict, problem.error
    except AnymailRecipientsRefused as refused:
        return Verdict.REFUSED, str(refused)
    except AnymailAPIError as answered:
        status = getattr(answered, "status_code", None)
        if status is None and never_connected(answered):
            return Verdict.NOT_SENT, f"no connection: {answered}"
        return http_verdict(status), f"HTTP {status}"
    except AnymailError as wrong:
        # Raised before anything is sent: the message or the settings cannot be used.
        return Verdict.REFUSED, f"{type(wrong).__name__}: {wrong}"
    except Exception as broken:
        # A defect, ours or a library's: a mail is called unsent only where that is certain.
        log.exception("an unforeseen error while sending")
        verdict = Verdict.NOT_SENT if never_connected(broken) else Verdict.UNKNOWN
        return verdict, f"{type(broken).__name__}: {broken}"
    return Verdict.SENT, ""


def provider_id(mail: EmailMessage) -> str:
    """The provider's own name for a mail it took, or "" (SMTP gives none)."""
    status = getattr(mail, "anymail_status", None)
    return str(getattr(status, "message_id", None) or "")[:200]
