"""Error class -> try again, give up, or unknown. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What one attempt to send told us."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # certainly did not leave; another attempt is safe
    REFUSED = "refused"  # certainly did not leave, and will not next time either
    UNKNOWN = "unknown"  # may have left


class SendProblem(Exception):
    """A mail that was not accepted for certain; `verdict` says what is known."""

    def __init__(self, verdict: Verdict, error: str) -> None:
        super().__init__(error)
        self.verdict, self.error = verdict, error[:300]


LADDER = tuple(timedelta(seconds=s) for s in (30, 120, 300, 600, 1200, 1800, 3600, 3600, 7200, 7200))


def next_attempt(attempts: int, now: datetime, expires_at: datetime) -> datetime | None:
    """When to try again after that many attempts, or None if it would come too late."""
    if attempts > len(LADDER):
        return None
    moment = now + LADDER[attempts - 1]
    return moment if moment < expires_at else None


class Step(StrEnum):
    """How far an SMTP exchange had come when the server answered."""

    SESSION = "session"  # banner, greeting, TLS, login, our own sender: nothing about this mail yet
    RECIPIENT = "recipient"
    DATA = "data"  # the command alone; the body waits for its 354
    BODY = "body"  # the body has begun to leave


# Replies about our account with the server (RFC 4954 and 3207), whatever they answer: they pass
# once the account is put right, and every mail would get them.
SMTP_ACCOUNT_CODES = frozenset({530, 534, 535, 538})
# The same over HTTP: the key, the bill, the permission; and answers that ask for patience.
HTTP_NOT_SENT = frozenset({401, 402, 403, 407, 408, 429})
# Errors of requests, urllib3, the socket and TLS from before there was anybody to send to. By
# name: this module imports none of them.
NEVER_CONNECTED = frozenset(
    {
        "ConnectTimeout",
        "ConnectTimeoutError",
        "ConnectionRefusedError",
        "NameResolutionError",
        "NewConnectionError",
        "SSLCertVerificationError",
        "gaierror",
    }
)


def smtp_verdict(code: int, step: Step) -> Verdict:
    """What an unwelcome SMTP reply code (RFC 5321) says: 4xx is for now, 5xx is for good.

    Before the recipient is named every refusal is about the server or our account, not about this
    mail. An answer that is neither (a 222, a 250 instead of 354) settles nothing: once the body
    has begun the mail may have been taken.
    """
    if step is Step.SESSION or 400 <= code < 500 or code in SMTP_ACCOUNT_CODES:
        return Verdict.NOT_SENT
    if 500 <= code < 600:
        return Verdict.REFUSED
    return Verdict.UNKNOWN if step is Step.BODY else Verdict.NOT_SENT


def http_verdict(status: int | None) -> Verdict:
    """What an ESP's HTTP status says when it was not plainly a success.

    Without one, after a server error, or with a success nobody can read, the mail may have left.
    """
    if status in HTTP_NOT_SENT:
        return Verdict.NOT_SENT
    if status == 409:
        return Verdict.UNKNOWN  # another request of ours with the same key: that one may have gone
    return Verdict.REFUSED if status is not None and 400 <= status < 500 else Verdict.UNKNOWN


def never_connected(error: BaseException) -> bool:
    """Whether an error or what caused it came from before there was a connection to send over."""
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        if any(kind.__name__ in NEVER_CONNECTED for kind in type(link).__mro__):
            return True
        link = link.__cause__ or link.__context__
    return False
